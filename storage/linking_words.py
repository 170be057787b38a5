"""The words for requests to be linked to a person of the roster."""

from __future__ import annotations

from enum import StrEnum


class LinkState(StrEnum):
    """What became of a request."""

    WAITING = "waiting"
    LINKED = "linked"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class Obstacle(StrEnum):
    """Why an account can't be linked (now)."""

    GONE = "gone"
    """Nobody waits for it any more."""
    OWN = "own"
    """Nobody decides on their own request."""
    UNKNOWN = "unknown"
    """Nobody has the address."""
    ON_ROSTER = "on_roster"
    """The roster knows whoever asks already."""
    LEFT = "left"
    """Whoever has the address has left."""
    HAS_ACCOUNT = "has_account"
    """Whoever has the address has an account on the same workspace."""
    HELD = "held"
    """A legal hold is on one of them, or on everybody: nothing of theirs may change place."""
    ERASURE = "erasure"
    """One of them asked to be erased."""
    OTHER_KIND = "other_kind"
    """One of them is an example, and the other is not."""

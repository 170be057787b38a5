"""What entries of the audit trail are called to people. An entry holds ids; a page may say who that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from storage.audit import OPERATOR
from storage.audit_reading import Entry

EVENTS: Mapping[str, str] = {
    "audit.cut": "Entries whose time was over were removed",
    "audit.downloaded": "The audit trail was downloaded",
    "dashboard.link_made": "A link to the dashboard was made",
    "dashboard.signed_in": "Somebody signed in to the dashboard",
    "dashboard.signed_out": "A session of the dashboard ended",
    "erasure.waits": "An erasure waits for the end of a legal hold",
    "export.approved": "An export with names was approved",
    "export.asked": "An export was asked for",
    "export.declined": "An export with names was declined",
    "export.download_interrupted": "The download of an export was interrupted",
    "export.download_started": "The download of an export began",
    "export.downloaded": "An export was downloaded",
    "export.failed": "An export could not be made",
    "export.made": "The file of an export was made",
    "hold.released": "A legal hold was lifted",
    "hold.set": "A legal hold was set",
    "link.asked": "Somebody asked to be linked to the roster",
    "link.refused": "A request to be linked to the roster was declined",
    "link.taken_back": "A request to be linked to the roster was taken back",
    "organization.settled": "Settings were changed",
    "own_record.downloaded": "A person downloaded their own record",
    "own_record.offered": "A person asked for their own record",
    "person.erased": "A person was erased",
    "person.linked": "An account was linked to a person of the roster",
    "retention.done": "What was too old was deleted",
    "retention.settled": "How long data is kept was changed",
    "role.granted": "A role was given",
    "role.revoked": "A role was taken back",
    "roster.imported": "A roster was imported",
    "token.made": "A token of the API was made",
    "token.revoked": "A token of the API was revoked",
}
FORMER, COLLEAGUE, THE_OPERATOR = "a former colleague", "a colleague", "the operator"
_OF_ONES_OWN = "own_record."
"""Who looks at what is kept about them is nobody's business: the page does not say who it was."""
_PEOPLE = frozenset({"person", "of", "asker", "approver"})
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words. `details`: what, and which."""

    sequence: int
    at: datetime
    who: str
    what: str
    event: str
    details: tuple[tuple[str, str], ...]
    hash: str


def called(event: str) -> str:
    """The event in words; of one that is newer than these words, its name."""
    return EVENTS.get(event, event.replace(".", ": ").replace("_", " "))


def ids_in(entries: Iterable[Entry]) -> set[UUID]:
    """All that may be people."""
    return {found for one in entries for value in (one.actor, *one.details.values()) if (found := _id(value))}


def line(entry: Entry, names: Mapping[UUID, str]) -> Line:
    is_own = entry.event.startswith(_OF_ONES_OWN)
    return Line(
        entry.sequence,
        entry.at,
        COLLEAGUE if is_own else _actor(entry.actor, names),
        called(entry.event),
        entry.event,
        ()
        if is_own
        else tuple((name.replace("_", " "), _value(name, value, names)) for name, value in entry.details.items()),
        entry.hash,
    )


def _actor(actor: str, names: Mapping[UUID, str]) -> str:
    if actor == OPERATOR:
        return THE_OPERATOR
    found = _id(actor)
    return actor if found is None else names.get(found) or FORMER


def _value(name: str, value: Any, names: Mapping[UUID, str]) -> str:
    found = _id(value)
    if found is not None and (found in names or name in _PEOPLE):
        return names.get(found) or FORMER
    match value:
        case None | "":
            return "none"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(str(one) for one in value)[:_LONGEST]
        case _:
            return str(value)[:_LONGEST]


def _id(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None

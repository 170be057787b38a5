"""Every place that refers to a person, and what becomes of it when they are erased, or are one with somebody else.

`storage/erasure.py` and `storage/merging.py` go by this, so that a new table is named once, and for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from storage.models import (
    Account,
    Action,
    ApiToken,
    Confirmation,
    DashboardSession,
    Delivery,
    Digest,
    EarlierPlace,
    ErasureRequest,
    Export,
    ExportOrder,
    Hold,
    LessonResult,
    LinkRequest,
    LoginLink,
    Membership,
    Notice,
    Person,
    Plan,
    Preferences,
    Reflection,
    RosterUpload,
    Schedule,
    SeenItem,
    Sponsorship,
    Team,
)


class Erased(Enum):
    """What becomes of a row when the person is erased."""

    GOES = auto()
    COUNTS = auto()
    """It goes on to count, for the nobody that takes the person's place."""
    WITHOUT = auto()
    """Others did it or are it: it stays as it is, without the person in it."""


class Merged(Enum):
    """What becomes of a row of the account's person when the roster's person is the same."""

    MOVES = auto()
    """It becomes the other's, after `merging_clashes` has made room."""
    GOES = auto()
    """It opens something for a while, and is asked for anew; or the other has one, which takes the rest over."""
    NEVER = auto()
    """There is none: the roster would know them, or they would wait to be erased."""


@dataclass(frozen=True)
class Place:
    """A column that refers to a person."""

    model: Any
    column: str
    erased: Erased
    merged: Merged

    @property
    def name(self) -> str:
        return f"{self.model.__tablename__}.{self.column}"


PLACES = (
    Place(Preferences, "person_id", Erased.GOES, Merged.GOES),  # before the account that it names
    Place(Account, "person_id", Erased.GOES, Merged.MOVES),
    Place(Reflection, "person_id", Erased.GOES, Merged.MOVES),
    Place(Plan, "person_id", Erased.GOES, Merged.MOVES),
    Place(SeenItem, "person_id", Erased.GOES, Merged.MOVES),
    Place(Schedule, "person_id", Erased.GOES, Merged.GOES),
    Place(Digest, "person_id", Erased.GOES, Merged.MOVES),
    # asked for, and told
    Place(Export, "person_id", Erased.GOES, Merged.GOES),
    Place(LinkRequest, "person_id", Erased.GOES, Merged.MOVES),
    Place(Notice, "person_id", Erased.GOES, Merged.MOVES),
    Place(ErasureRequest, "person_id", Erased.GOES, Merged.NEVER),
    # of admins, and about whom they hold
    Place(ExportOrder, "person_id", Erased.GOES, Merged.MOVES),
    Place(ApiToken, "person_id", Erased.GOES, Merged.MOVES),
    Place(LoginLink, "person_id", Erased.GOES, Merged.GOES),
    Place(DashboardSession, "person_id", Erased.GOES, Merged.GOES),
    Place(RosterUpload, "person_id", Erased.GOES, Merged.MOVES),
    Place(Hold, "person_id", Erased.GOES, Merged.MOVES),
    # what is counted
    Place(Action, "actor_id", Erased.COUNTS, Merged.MOVES),
    Place(Sponsorship, "sponsor_id", Erased.COUNTS, Merged.MOVES),
    Place(Membership, "person_id", Erased.COUNTS, Merged.NEVER),
    Place(EarlierPlace, "person_id", Erased.COUNTS, Merged.NEVER),
    Place(Delivery, "person_id", Erased.COUNTS, Merged.MOVES),
    Place(LessonResult, "person_id", Erased.COUNTS, Merged.MOVES),
    # of others
    Place(Action, "beneficiary_id", Erased.WITHOUT, Merged.MOVES),
    Place(Sponsorship, "beneficiary_id", Erased.WITHOUT, Merged.MOVES),
    Place(Confirmation, "person_id", Erased.WITHOUT, Merged.MOVES),
    Place(Person, "manager_id", Erased.WITHOUT, Merged.NEVER),
    Place(Team, "lead_id", Erased.WITHOUT, Merged.NEVER),
    Place(ExportOrder, "decided_by", Erased.WITHOUT, Merged.MOVES),
    Place(LinkRequest, "decided_by", Erased.WITHOUT, Merged.MOVES),
)
"""Tests compare this with the schema. What goes does so in this order."""

IN_TURN: tuple[tuple[Any, str], ...] = (
    (Delivery, "id"),
    (Account, "id"),
    (Preferences, "person_id"),
    (Plan, "id"),
    (Schedule, "person_id"),
    (Digest, "person_id"),
)
"""What is planned, sent and recorded with, in the order in which everybody takes it; see `schedules.ask_to_plan`."""

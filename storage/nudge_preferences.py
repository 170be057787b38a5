"""What a person chose about nudges: when, how often, which, and where they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import String, and_, func, select, type_coerce, update

from storage.database import Connection
from storage.models import Organization, Preferences
from storage.words import Pace, Sector, Setting


@dataclass(frozen=True, slots=True)
class NudgeChoices:
    """One person's choices, or what holds where they made none. Days are numbers from 0, Monday.

    `country` is their own or the organization's. Without `settings`, content about every setting fits.
    """

    zone: str
    zone_is_own: bool
    language: str
    country: str | None
    days: frozenset[int]
    starts: time
    ends: time
    wants_reflections: bool
    wants_lessons: bool
    pace: Pace
    paused_until: date | None
    stopped: bool
    sector: Sector
    settings: frozenset[Setting]
    account_id: UUID | None

    @classmethod
    def read(cls, *row: Any) -> NudgeChoices:
        """From the values of `COLUMNS`, in their order."""
        return _read(row)


@lru_cache(maxsize=1024)
def _read(row: Sequence[Any]) -> NudgeChoices:
    """Kept, for most people chose what many others chose as well."""
    values = list(row)
    for at, read in _READ_AT.items():
        values[at] = read(row[at])
    return NudgeChoices(*values)


def _days(text: str) -> frozenset[int]:
    """Without what is no day: whoever reads many people at once must not stumble over one of them."""
    return frozenset(number for number in range(7) if str(number) in text)


def _settings(text: str) -> frozenset[Setting]:
    """Without words that we do not know (any more)."""
    return frozenset(_SETTINGS[word] for word in text.split(",") if word in _SETTINGS)


_SETTINGS = {one.value: one for one in Setting}
_READ_AT = {4: _days, 9: Pace, 12: Sector, 13: _settings}
"""Where among the columns those are that are more than their values, and what reads them."""
COLUMNS = (
    Preferences.zone,
    Preferences.zone_is_own,
    Preferences.language,
    func.coalesce(Preferences.country, Organization.country).label("country"),
    Preferences.nudge_days,
    Preferences.nudges_from,
    Preferences.nudges_to,
    Preferences.wants_reflections,
    Preferences.wants_lessons,
    type_coerce(Preferences.pace, String),  # read once for all who chose the same
    Preferences.paused_until,
    Preferences.nudges_stopped,
    type_coerce(Preferences.sector, String),
    Preferences.nudge_settings,
    Preferences.nudge_account_id,
)
"""To select in a query that joins `preferences` and `organizations`; `NudgeChoices.read` takes them."""


async def of(db: Connection, organization_id: UUID, person_id: UUID) -> NudgeChoices:
    """What holds for a person now. Raises NoResultFound where there is no such person."""
    query = (
        select(*COLUMNS)
        .select_from(Preferences)
        .join(Organization, and_(Organization.id == Preferences.organization_id))
        .where(Preferences.organization_id == organization_id, Preferences.person_id == person_id)
    )
    return NudgeChoices.read(*(await db.execute(query)).one())


def days_as_text(days: AbstractSet[int]) -> str:
    """As the column has them."""
    return "".join(map(str, sorted(days)))


async def save(db: Connection, organization_id: UUID, person_id: UUID, **columns: object) -> None:
    """Stores columns of `preferences` by their names (`nudge_days`, `pace`, …). Planning anew is the caller's."""
    await db.execute(
        update(Preferences)
        .where(Preferences.organization_id == organization_id, Preferences.person_id == person_id)
        .values(**columns)
    )

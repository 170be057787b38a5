"""What exports are folded by: who is where and since when, and what was told of the periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date as DateType
from sqlalchemy import String as StringType
from sqlalchemy import Uuid as UuidType
from sqlalchemy import bindparam, select

from storage.cells import Numbers
from storage.indicator_values import StoredPart
from storage.models import ClosedPeriod, EarlierPlace, IndicatorValue, Membership, Organization, Person, Team, WeekCell
from storage.snapshot import Snapshot
from storage.week_cells import StoredCell
from storage.words import Gender

_ORGANIZATION = bindparam("organization", type_=UuidType)
_FIRST = bindparam("first", type_=DateType)
_LENGTH = bindparam("length", type_=StringType)
_LAST = bindparam("last", type_=DateType)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person, with all that an export may have to know of them. `department` is the one of now."""

    id: UUID
    pseudonym_key: UUID
    name: str
    department: str | None
    gender: Gender
    hired_on: date | None
    left_on: date | None
    is_erased: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Who was in which team, from `starts_on` up to, not including, `ends_on`."""

    person_id: UUID
    team_id: UUID
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """Who was in another department up to, not including, `ends_on`."""

    person_id: UUID
    department: str | None
    ends_on: date


@dataclass(frozen=True, slots=True)
class ClosedOne:
    """A closed period: `k` is the greatest that it was told by; `closed_at` is when it was told first.

    What came or went after that is in no export: else two of them, one before and one after a correction, would tell
    whose it was.
    """

    length: str
    starts_on: date
    k: int
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class ToldValue:
    """An indicator of a team, or of the organization under its own id, in one revision of one period."""

    team_id: UUID
    indicator: str
    revision: int
    method_version: int
    reason: str | None
    parts: Mapping[str, StoredPart]


@dataclass(frozen=True, slots=True)
class Settled:
    """What the organization settled: the smallest group that may be shown, and its zone."""

    k: int
    zone: str


async def settled(snapshot: Snapshot, organization_id: UUID) -> Settled:
    [(k, zone)] = await snapshot.rows(_SETTLED, {"organization": organization_id})
    return Settled(k, zone)


async def people(snapshot: Snapshot, organization_id: UUID) -> list[Somebody]:
    """Everybody, those who left and those who were erased included."""
    found = await snapshot.rows(_PEOPLE, {"organization": organization_id})
    return [
        Somebody(one, key, name, department, gender, hired_on, left_on, erased_at is not None)
        for one, key, name, department, gender, hired_on, left_on, erased_at in found
    ]


async def memberships(snapshot: Snapshot, organization_id: UUID) -> list[Member]:
    """Of everybody, one after the other as they began."""
    return [Member(*row) for row in await snapshot.rows(_MEMBERSHIPS, {"organization": organization_id})]


async def earlier(snapshot: Snapshot, organization_id: UUID) -> list[Earlier]:
    """Where people were before the roster said otherwise, in the order in which it did."""
    return [Earlier(*row) for row in await snapshot.rows(_EARLIER, {"organization": organization_id})]


async def team_names(snapshot: Snapshot, organization_id: UUID) -> dict[UUID, str]:
    """What the organization's teams are called."""
    return dict(await snapshot.rows(_TEAMS, {"organization": organization_id}))


async def closed(snapshot: Snapshot, organization_id: UUID, length: str, first: date, last: date) -> list[ClosedOne]:
    """The closed periods of a length that begin on these days, in order."""
    values = {"organization": organization_id, "length": length, "first": first, "last": last}
    found: dict[date, ClosedOne] = {}
    for starts_on, k, closed_at in await snapshot.rows(_CLOSED, values):
        before = found.get(starts_on)
        found[starts_on] = (
            ClosedOne(length, starts_on, max(k, before.k), before.closed_at)
            if before
            else ClosedOne(length, starts_on, k, closed_at)
        )
    return list(found.values())


async def told(
    snapshot: Snapshot, organization_id: UUID, length: str, starts_on: date, indicator: str | None = None
) -> list[ToldValue]:
    """Every revision of the values of a period, in order; `indicator`: of that alone."""
    values: dict[str, Any] = {"organization": organization_id, "length": length, "first": starts_on}
    query = _VALUES
    if indicator is not None:
        query, values = _VALUES_OF_ONE, values | {"indicator": indicator}
    return [
        ToldValue(team, name, revision, version, why, {part: StoredPart(*numbers) for part, numbers in parts.items()})
        for team, name, revision, version, why, parts in await snapshot.rows(query, values)
    ]


async def cells(snapshot: Snapshot, organization_id: UUID, monday: date) -> list[StoredCell]:
    """The teams of a closed week with their own numbers, as they were told last."""
    latest: dict[UUID, StoredCell] = {}
    for team, parent, numbers in await snapshot.rows(_CELLS, {"organization": organization_id, "first": monday}):
        known: Numbers = numbers
        latest[team] = StoredCell(team, parent, known)
    return list(latest.values())


_SETTLED = select(Organization.k, Organization.zone).where(Organization.id == _ORGANIZATION)
_PEOPLE = select(
    Person.id,
    Person.pseudonym_key,
    Person.name,
    Person.department,
    Person.gender,
    Person.hired_on,
    Person.left_on,
    Person.erased_at,
).where(Person.organization_id == _ORGANIZATION)
_MEMBERSHIPS = (
    select(Membership.person_id, Membership.team_id, Membership.starts_on, Membership.ends_on)
    .where(Membership.organization_id == _ORGANIZATION)
    .order_by(Membership.person_id, Membership.starts_on)
)
_EARLIER = (
    select(EarlierPlace.person_id, EarlierPlace.department, EarlierPlace.ends_on)
    .where(EarlierPlace.organization_id == _ORGANIZATION)
    .order_by(EarlierPlace.ends_on)
)
_TEAMS = select(Team.id, Team.name).where(Team.organization_id == _ORGANIZATION)
_CLOSED = (
    select(ClosedPeriod.starts_on, ClosedPeriod.k, ClosedPeriod.closed_at)
    .where(
        ClosedPeriod.organization_id == _ORGANIZATION,
        ClosedPeriod.length == _LENGTH,
        ClosedPeriod.starts_on >= _FIRST,
        ClosedPeriod.starts_on <= _LAST,
    )
    .order_by(ClosedPeriod.starts_on, ClosedPeriod.revision)
)
_VALUES = (
    select(
        IndicatorValue.team_id,
        IndicatorValue.indicator,
        IndicatorValue.revision,
        IndicatorValue.method_version,
        IndicatorValue.reason,
        IndicatorValue.parts,
    )
    .where(
        IndicatorValue.organization_id == _ORGANIZATION,
        IndicatorValue.length == _LENGTH,
        IndicatorValue.starts_on == _FIRST,
    )
    .order_by(IndicatorValue.team_id, IndicatorValue.indicator, IndicatorValue.revision)
)
_VALUES_OF_ONE = _VALUES.where(IndicatorValue.indicator == bindparam("indicator", type_=StringType))
_CELLS = (
    select(WeekCell.team_id, WeekCell.parent_id, WeekCell.numbers)
    .where(WeekCell.organization_id == _ORGANIZATION, WeekCell.starts_on == _FIRST)
    .order_by(WeekCell.team_id, WeekCell.revision)
)

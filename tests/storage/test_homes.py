"""Who belongs where in a period, by hand and against a slow and simple reference."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from storage import homes, workspaces
from storage.database import Database
from storage.homes import HOMES
from storage.models import Membership, Person, Team
from storage.models.base import new_id

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
FIRST, UNTIL = date(2026, 3, 2), date(2026, 3, 9)
LONG_AGO = date(2024, 1, 1)

Stay = tuple[UUID, date, date | None]
"""A team, and from when until when somebody was in it."""


@dataclass
class Company:
    """An organization, and everybody who was put into it."""

    database: Database
    id: UUID
    people: dict[UUID, tuple[date | None, date | None, Sequence[Stay]]] = field(default_factory=dict)

    async def team(self) -> UUID:
        team = new_id()
        async with self.database.begin() as db:
            await db.execute(insert(Team).values(organization_id=self.id, id=team, name=str(team), created_at=NOW))
        return team

    async def person(self, *stays: Stay, hired: date | None = None, left: date | None = None) -> UUID:
        person = new_id()
        own = {"organization_id": self.id}
        async with self.database.begin() as db:
            await db.execute(
                insert(Person).values(**own, id=person, name="", hired_on=hired, left_on=left, created_at=NOW)
            )
            for team, starts_on, ends_on in stays:
                await db.execute(
                    insert(Membership).values(
                        **own, id=new_id(), person_id=person, team_id=team, starts_on=starts_on, ends_on=ends_on
                    )
                )
        self.people[person] = hired, left, stays
        return person

    async def homes(self) -> dict[UUID, UUID]:
        async with self.database.begin(patient=True) as db:
            await homes.settle(db, self.id, FIRST, UNTIL)
            found = (await db.execute(select(HOMES.c.person_id, HOMES.c.team_id))).all()
        assert len({row.person_id for row in found}) == len(found), "nobody is in two"
        return {row.person_id: row.team_id for row in found}


@pytest.fixture
async def company(database: Database) -> Company:
    return await _company(database, "first")


async def _company(database: Database, origin: str) -> Company:
    async with database.begin() as db:
        return Company(database, await workspaces.found(db, origin, origin, NOW))


STAYS = [  # hired on, left on, in the team from, in the team until, and where that is in the week of 2 March
    (None, None, date(2026, 3, 8), None, "team"),
    (None, None, date(2026, 3, 9), None, "organization"),
    (None, None, LONG_AGO, date(2026, 3, 3), "team"),
    (None, None, LONG_AGO, date(2026, 3, 2), "organization"),
    (date(2026, 3, 8), None, LONG_AGO, None, "team"),
    (date(2026, 3, 9), None, LONG_AGO, None, None),
    (None, date(2026, 3, 3), LONG_AGO, None, "team"),
    (None, date(2026, 3, 2), LONG_AGO, None, None),
    (None, date(2026, 3, 4), date(2026, 3, 4), None, "organization"),
    (date(2026, 3, 5), None, LONG_AGO, date(2026, 3, 5), "organization"),
    (date(2026, 3, 5), date(2026, 3, 5), LONG_AGO, None, None),
]


async def test_a_member_is_employed_in_the_team_on_at_least_one_day(company: Company) -> None:
    expected = {}
    for hired, left, starts_on, ends_on, where in STAYS:
        team = await company.team()
        person = await company.person((team, starts_on, ends_on), hired=hired, left=left)
        if where is not None:
            expected[person] = team if where == "team" else company.id
    assert await company.homes() == expected


async def test_whoever_moves_is_where_they_began_in_the_period(company: Company) -> None:
    old, new = await company.team(), await company.team()
    within = await company.person((new, date(2026, 3, 4), None), (old, LONG_AGO, date(2026, 3, 4)))
    before = await company.person((old, LONG_AGO, date(2026, 3, 2)), (new, date(2026, 3, 2), None))
    assert await company.homes() == {within: old, before: new}


async def test_others_are_not_of_it(company: Company) -> None:
    other = await _company(company.database, "other")
    person = await other.person((await other.team(), LONG_AGO, None))
    assert await company.homes() == {}
    assert set(await other.homes()) == {person}


@pytest.mark.parametrize("seed", range(3))
async def test_homes_equal_a_simple_reference(company: Company, seed: int) -> None:
    dice = random.Random(seed)
    teams = [await company.team() for _ in range(4)]
    for _ in range(40):
        await _random_person(company, dice, teams)
    assert await company.homes() == _reference(company)


async def _random_person(company: Company, dice: random.Random, teams: Sequence[UUID]) -> None:
    def day() -> date:
        return date(2026, 2, 20) + timedelta(days=dice.randint(0, 20))

    starts, stays = sorted({day() for _ in range(dice.randint(0, 4))}), []
    for at, start in enumerate(starts):
        following = starts[at + 1] if at + 1 < len(starts) else None
        ends = dice.choice([following, start + timedelta(days=1)]) if following else dice.choice([None, day()])
        stays.append((dice.choice(teams), start, ends if ends is None or ends > start else None))
    hired, left = dice.choice([None, day()]), dice.choice([None, None, day()])
    if hired is not None and left is not None:
        hired, left = min(hired, left), max(hired, left) + timedelta(days=1)
    await company.person(*stays, hired=hired, left=left)


def _reference(company: Company) -> dict[UUID, UUID]:
    """Day by day: the first team of somebody who is employed; or the organization, where they never were in one."""
    found: dict[UUID, UUID] = {}
    for person, (hired, left, stays) in company.people.items():
        days = [FIRST + timedelta(days=at) for at in range((UNTIL - FIRST).days)]
        employed = [day for day in days if (hired is None or day >= hired) and (left is None or day < left)]
        there = (
            team for day in employed for team, starts, ends in stays if starts <= day and (ends is None or day < ends)
        )
        if employed:
            found[person] = next(there, company.id)
    return found

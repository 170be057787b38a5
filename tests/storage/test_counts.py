"""Counts, by hand and against a slow and simple reference."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert

from storage import counts, workspaces
from storage.counts import DayCount, Span, TeamCount
from storage.database import Database
from storage.models import Action, Confirmation, Membership, Person, Preferences, Team
from storage.models.base import new_id
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    Gender,
    Kind,
    Platform,
    Tier,
    Visibility,
    Withdrawal,
)

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
WEEK = (date(2026, 3, 2), date(2026, 3, 9))
LAST_WEEK = (date(2026, 2, 23), date(2026, 3, 2))


@dataclass
class Company:
    """An organization to count in, and all that was put into it."""

    database: Database
    id: UUID
    parents: dict[UUID, UUID | None] = field(default_factory=dict)
    people: dict[UUID, tuple[date | None, date | None]] = field(default_factory=dict)
    memberships: list[tuple[UUID, UUID, date, date | None]] = field(default_factory=list)
    actions: list[tuple[UUID, UUID | None, date, bool]] = field(default_factory=list)

    async def team(self, parent: UUID | None = None) -> UUID:
        team = new_id()
        async with self.database.begin() as db:
            await db.execute(
                insert(Team).values(organization_id=self.id, id=team, name=str(team), parent_id=parent, created_at=NOW)
            )
        self.parents[team] = parent
        return team

    async def person(
        self, *stints: tuple[UUID, date, date | None], hired: date | None = None, left: date | None = None
    ) -> UUID:
        person = new_id()
        own = {"organization_id": self.id}
        async with self.database.begin() as db:
            await db.execute(
                insert(Person).values(**own, id=person, name="", hired_on=hired, left_on=left, created_at=NOW)
            )
            await db.execute(insert(Preferences).values(**own, person_id=person))
            for team, starts_on, ends_on in stints:
                await db.execute(
                    insert(Membership).values(
                        **own, id=new_id(), person_id=person, team_id=team, starts_on=starts_on, ends_on=ends_on
                    )
                )
        self.people[person] = (hired, left)
        self.memberships += [(person, *stint) for stint in stints]
        return person

    async def action(
        self,
        actor: UUID,
        team: UUID | None,
        day: date,
        *,
        withdrawn: bool = False,
        kind: Kind = Kind.AMPLIFY,
        answers: Mapping[ConfirmationPart, ConfirmationAnswer | None] = {},
    ) -> UUID:
        action = new_id()
        async with self.database.begin() as db:
            await db.execute(
                insert(Action).values(
                    organization_id=self.id,
                    id=action,
                    actor_id=actor,
                    actor_gender=Gender.UNDISCLOSED,
                    team_id=team,
                    kind=kind,
                    occurred_on=day,
                    visibility=Visibility.PROGRAM,
                    platform=Platform.SLACK,
                    created_at=NOW,
                    withdrawn_at=NOW if withdrawn else None,
                    withdrawal=Withdrawal.UNDONE if withdrawn else None,
                )
            )
        for part, answer in answers.items():
            other = await self.person()
            async with self.database.begin() as db:
                await db.execute(
                    insert(Confirmation).values(
                        organization_id=self.id,
                        id=new_id(),
                        action_id=action,
                        person_id=other,
                        part=part,
                        answer=answer,
                        asked_at=NOW,
                    )
                )
        self.actions.append((actor, team, day, withdrawn))
        return action

    async def count(self, top: UUID, span: Span = WEEK) -> dict[UUID, TeamCount]:
        async with self.database.begin() as db:
            (found,) = await counts.by_team(db, self.id, [top], [span])
        return found


@pytest.fixture
async def company(database: Database) -> Company:
    return await _company(database, "first")


async def _company(database: Database, origin: str) -> Company:
    async with database.begin() as db:
        return Company(database, await workspaces.found(db, origin, origin, NOW))


async def test_people_and_actions_of_a_week(company: Company) -> None:
    team = await company.team()
    long_ago = date(2024, 1, 1)
    busy = await company.person((team, long_ago, None))
    calm = await company.person((team, long_ago, None))
    await company.person((team, long_ago, None))
    for day in (date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 8)):
        await company.action(busy, team, day)
    await company.action(calm, team, date(2026, 3, 4))
    await company.action(calm, team, date(2026, 3, 4), withdrawn=True)
    await company.action(calm, team, date(2026, 3, 1))
    await company.action(calm, team, date(2026, 3, 9))
    assert await company.count(team) == {team: TeamCount(people=3, contributors=2, actions=4, actors=2, largest=3)}


async def test_each_span_is_counted_by_itself_and_in_order(company: Company) -> None:
    team = await company.team()
    person = await company.person((team, date(2026, 3, 3), None))
    await company.action(person, team, date(2026, 3, 3))
    async with company.database.begin() as db:
        assert await counts.by_team(db, company.id, [team], [WEEK, LAST_WEEK, WEEK]) == [
            {team: TeamCount(1, 1, 1, 1, 1)},
            {},
            {team: TeamCount(1, 1, 1, 1, 1)},
        ]
        assert await counts.by_team(db, company.id, [team], []) == []


LONG_AGO = date(2024, 1, 1)
STAYS = [  # hired on, left on, in the team from, in the team until, and whether that touches the week of 2 March
    (None, None, date(2026, 3, 8), None, True),
    (None, None, date(2026, 3, 9), None, False),
    (None, None, LONG_AGO, date(2026, 3, 3), True),
    (None, None, LONG_AGO, date(2026, 3, 2), False),
    (date(2026, 3, 8), None, LONG_AGO, None, True),
    (date(2026, 3, 9), None, LONG_AGO, None, False),
    (None, date(2026, 3, 3), LONG_AGO, None, True),
    (None, date(2026, 3, 2), LONG_AGO, None, False),
    (None, date(2026, 3, 4), date(2026, 3, 4), None, False),
    (date(2026, 3, 5), None, LONG_AGO, date(2026, 3, 5), False),
]


async def test_a_member_is_employed_in_the_team_on_at_least_one_day(company: Company) -> None:
    top = await company.team()
    expected = {}
    for hired, left, starts_on, ends_on, is_counted in STAYS:
        team = await company.team(top)
        await company.person((team, starts_on, ends_on), hired=hired, left=left)
        if is_counted:
            expected[team] = TeamCount(people=1)
    assert await company.count(top) == expected


async def test_whoever_moves_within_the_week_is_counted_once_where_they_began(company: Company) -> None:
    top = await company.team()
    old, new = await company.team(top), await company.team(top)
    mover = await company.person((old, date(2024, 1, 1), date(2026, 3, 4)), (new, date(2026, 3, 4), None))
    await company.action(mover, old, date(2026, 3, 3))
    await company.action(mover, new, date(2026, 3, 5))
    await company.action(mover, new, date(2026, 3, 6))
    found = await company.count(top)
    assert found == {
        old: TeamCount(people=1, contributors=1, actions=1, actors=1, largest=3),
        new: TeamCount(people=0, contributors=0, actions=2, actors=0, largest=3),
    }
    assert await company.count(new) == {new: found[new]}, "a team reads the same from wherever one looks"
    next_week = await company.count(top, (date(2026, 3, 9), date(2026, 3, 16)))
    assert next_week == {new: TeamCount(people=1)}


async def test_an_action_stays_with_the_team_of_its_day(company: Company) -> None:
    top = await company.team()
    old, new = await company.team(top), await company.team(top)
    person = await company.person((old, date(2024, 1, 1), date(2026, 3, 2)), (new, date(2026, 3, 2), None))
    await company.action(person, old, date(2026, 2, 24))
    assert await company.count(top, LAST_WEEK) == {old: TeamCount(1, 1, 1, 1, 1)}
    assert await company.count(top) == {new: TeamCount(people=1)}


async def test_only_the_tree_beneath_is_counted(company: Company) -> None:
    top = await company.team()
    middle, beside = await company.team(top), await company.team(top)
    below = await company.team(middle)
    for team in (top, middle, beside, below):
        await company.person((team, date(2024, 1, 1), None))
    assert set(await company.count(middle)) == {middle, below}
    assert set(await company.count(top)) == {top, middle, beside, below}


async def test_another_organization_is_not_counted(company: Company) -> None:
    other = await _company(company.database, "other")
    team = await other.team()
    await other.person((team, date(2024, 1, 1), None))
    assert await company.count(team) == {}
    assert await other.count(team) == {team: TeamCount(people=1)}


async def test_own_actions_by_day_and_kind(company: Company) -> None:
    person, other = await company.person(), await company.person()
    await company.action(person, None, date(2026, 3, 3))
    await company.action(person, None, date(2026, 3, 3))
    await company.action(person, None, date(2026, 3, 3), kind=Kind.MENTOR)
    await company.action(person, None, date(2026, 3, 3), withdrawn=True)
    await company.action(person, None, date(2026, 3, 9))
    await company.action(other, None, date(2026, 3, 3))
    async with company.database.begin() as db:
        found = await counts.own_by_day(db, company.id, person, *WEEK)
    assert found == [
        DayCount(date(2026, 3, 3), Kind.AMPLIFY, 2),
        DayCount(date(2026, 3, 3), Kind.MENTOR, 1),
    ]


YES, SOMEWHAT, NO = ConfirmationAnswer.YES, ConfirmationAnswer.SOMEWHAT, ConfirmationAnswer.NO
BENEFICIARY, WITNESS = ConfirmationPart.BENEFICIARY, ConfirmationPart.WITNESS


EVIDENCE: list[tuple[dict[ConfirmationPart, ConfirmationAnswer | None], Tier]] = [
    ({}, Tier.SELF_REPORTED),
    ({BENEFICIARY: None}, Tier.SELF_REPORTED),
    ({BENEFICIARY: NO}, Tier.SELF_REPORTED),
    ({BENEFICIARY: ConfirmationAnswer.DECLINED}, Tier.SELF_REPORTED),
    ({BENEFICIARY: ConfirmationAnswer.NOT_LIKE_THAT}, Tier.SELF_REPORTED),
    ({BENEFICIARY: YES}, Tier.CONFIRMED),
    ({BENEFICIARY: SOMEWHAT}, Tier.CONFIRMED),
    ({WITNESS: YES}, Tier.WITNESSED),
    ({WITNESS: NO, BENEFICIARY: YES}, Tier.CONFIRMED),
    ({WITNESS: SOMEWHAT, BENEFICIARY: YES}, Tier.WITNESSED),
]


async def test_an_action_stands_under_its_best_evidence(company: Company) -> None:
    for answers, tier in EVIDENCE:
        person = await company.person()
        await company.action(person, None, date(2026, 3, 3), answers=answers)
        await company.action(person, None, date(2026, 3, 3), withdrawn=True)
        async with company.database.begin() as db:
            found = await counts.own_by_tier(db, company.id, person)
        assert found == dict.fromkeys(Tier, 0) | {tier: 1}, answers


@pytest.mark.parametrize("seed", range(3))
async def test_counts_equal_a_simple_reference(company: Company, seed: int) -> None:
    dice = random.Random(seed)
    teams: list[UUID] = []
    for _ in range(6):
        teams.append(await company.team(dice.choice([None, *teams]) if teams else None))
    for _ in range(25):
        await _random_person(company, dice, teams)
    spans = [(WEEK[0] - timedelta(days=7 * back), WEEK[1] - timedelta(days=7 * back)) for back in range(3)]
    for top in teams:
        async with company.database.begin() as db:
            found = await counts.by_team(db, company.id, [top], spans)
        assert found == [_reference(company, top, span) for span in spans]


async def _random_person(company: Company, dice: random.Random, teams: list[UUID]) -> None:
    def day() -> date:
        return date(2026, 2, 12) + timedelta(days=dice.randint(0, 28))

    starts, stints = sorted({day() for _ in range(dice.randint(1, 4))}), []
    for at, start in enumerate(starts):
        following = starts[at + 1] if at + 1 < len(starts) else None
        ends = (
            dice.choice([following, start + timedelta(days=1)])
            if following
            else dice.choice([None, None, start + timedelta(days=3)])
        )
        stints.append((dice.choice(teams), start, ends))
    hired, left = dice.choice([None, day()]), dice.choice([None, None, day()])
    if hired is not None and left is not None:
        hired, left = min(hired, left), max(hired, left) + timedelta(days=1)
    person = await company.person(*stints, hired=hired, left=left)
    for _ in range(dice.choice([0, 0, 1, 2, 5])):
        await company.action(person, dice.choice([None, *teams]), day(), withdrawn=dice.random() < 0.2)


def _reference(company: Company, top: UUID, span: Span) -> dict[UUID, TeamCount]:
    days = [span[0] + timedelta(days=at) for at in range((span[1] - span[0]).days)]
    home: dict[UUID, UUID] = {}
    for person, (hired, left) in company.people.items():
        for day in days:
            if (hired is not None and day < hired) or (left is not None and day >= left) or person in home:
                continue
            for who, team, starts_on, ends_on in company.memberships:
                if who == person and starts_on <= day and (ends_on is None or day < ends_on):
                    home[person] = team
    done = [(who, team) for who, team, day, withdrawn in company.actions if day in days and not withdrawn]
    each = Counter(who for who, _ in done)
    found = {}
    for team in company.parents:
        members = {person for person, where in home.items() if where == team}
        actors = {who for who, where in done if where == team}
        count = TeamCount(
            people=len(members),
            contributors=len(members & each.keys()),
            actions=sum(where == team for _, where in done),
            actors=len(members & actors),
            largest=max((each[who] for who in actors), default=0),
        )
        if count != TeamCount() and _is_beneath(company, team, top):
            found[team] = count
    return found


def _is_beneath(company: Company, team: UUID, top: UUID) -> bool:
    at: UUID | None = team
    while at is not None:
        if at == top:
            return True
        at = company.parents[at]
    return False

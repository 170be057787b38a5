"""Periods are closed when they are over, once, and told anew when something comes late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from bot import closing
from bot.settings import load
from bot.upstander import Upstander
from bot.wiring import build
from indicators.definitions import REGISTRY
from storage import closings, erasure, indicator_values, week_cells, workspaces
from storage.database import Connection
from storage.indicator_values import StoredPart, StoredValue
from storage.models import (
    Action,
    ClosedPeriod,
    Closing,
    Confirmation,
    Membership,
    Organization,
    Person,
    Preferences,
    Team,
)
from storage.models.base import Base, new_id, table_of
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    Gender,
    Kind,
    Platform,
    Visibility,
    Withdrawal,
)
from tests.clock import FrozenClock
from tests.conftest import SECRET

NOW = datetime(2026, 2, 18, 10, tzinfo=UTC)
"""A Wednesday in the middle of a month."""
MONDAY, NEXT = date(2026, 2, 9), date(2026, 2, 16)
"""The week before is over, and this one runs."""


@dataclass
class Firm:
    """An organization with two teams, of twelve and of four, beneath a third; everybody of the first acts by turns."""

    app: Upstander
    clock: FrozenClock
    id: UUID
    top: UUID
    big: UUID
    small: UUID
    people: list[UUID]

    async def add(self, model: type[Base], **columns: Any) -> UUID:
        own = new_id()
        row = {"organization_id": self.id, "id": own, "created_at": self.clock(), **columns}
        if "created_at" not in table_of(model).c:
            del row["created_at"]
        async with self.app.database.begin() as db:
            await db.execute(insert(table_of(model)), row)
        return own

    async def act(self, who: int, on: date = MONDAY, kind: Kind = Kind.AMPLIFY) -> UUID:
        return await self.add(
            Action,
            actor_id=self.people[who],
            actor_gender=Gender.UNDISCLOSED,
            team_id=None,
            kind=kind,
            occurred_on=on,
            visibility=Visibility.PROGRAM,
            platform=Platform.SLACK,
        )

    async def withdraw(self, action: UUID) -> None:
        async with self.app.database.begin() as db:
            await db.execute(
                update(Action)
                .where(Action.id == action)
                .values(withdrawn_at=self.clock(), withdrawal=Withdrawal.UNDONE)
            )

    async def confirm(self, action: UUID, who: int) -> None:
        await self.add(
            Confirmation,
            action_id=action,
            person_id=self.people[who],
            part=ConfirmationPart.BENEFICIARY,
            answer=ConfirmationAnswer.YES,
            asked_at=self.clock(),
            answered_at=self.clock(),
        )

    async def close(self) -> int:
        return await closing.close(self.app)

    async def tomorrow(self) -> int:
        self.clock.move(timedelta(days=1))
        return await self.close()

    async def values(self, team: UUID, first: date = MONDAY, length: str = "week") -> dict[str, StoredValue]:
        async with self.app.database.begin() as db:
            found = await indicator_values.read(db, self.id, [team], length, first, first + timedelta(days=1))
        return {one.indicator: one for one in found}

    async def periods(self) -> list[tuple[str, date, int, str | None]]:
        query = select(ClosedPeriod.length, ClosedPeriod.starts_on, ClosedPeriod.revision, ClosedPeriod.reason)
        ordered = query.where(ClosedPeriod.organization_id == self.id).order_by(
            ClosedPeriod.closed_at, ClosedPeriod.length, ClosedPeriod.starts_on, ClosedPeriod.revision
        )
        async with self.app.database.begin() as db:
            return [(row[0], row[1], row[2], row[3]) for row in await db.execute(ordered)]


@pytest.fixture
async def app(database_url: str, clock: FrozenClock) -> AsyncIterator[Upstander]:
    clock.set(NOW)
    app = build(load(database_url=database_url, secret_keys=(SECRET,)), clock)
    yield app
    await app.database.close()


@pytest.fixture
async def firm(app: Upstander, clock: FrozenClock) -> Firm:
    return await _found(app, clock, "first")


async def _found(app: Upstander, clock: FrozenClock, origin: str, zone: str = "UTC") -> Firm:
    async with app.database.begin() as db:
        organization_id = await workspaces.found(db, origin, origin, clock())
        await db.execute(update(Organization).where(Organization.id == organization_id).values(zone=zone))
    nowhere = new_id()
    firm = Firm(app, clock, organization_id, nowhere, nowhere, nowhere, people=[])
    firm.top = await firm.add(Team, name="Top")
    firm.big, firm.small = [await firm.add(Team, name=name, parent_id=firm.top) for name in ("Big", "Small")]
    for number in range(16):
        gender = Gender.WOMAN if number % 2 else Gender.MAN
        person = await firm.add(Person, name="Somebody", gender=gender, hired_on=date(2025, 1, 1))
        async with app.database.begin() as db:
            await db.execute(insert(Preferences).values(organization_id=organization_id, person_id=person))
        team = firm.big if number < 12 else firm.small
        await firm.add(Membership, person_id=person, team_id=team, starts_on=date(2025, 1, 1))
        firm.people.append(person)
    return firm


async def six_act(firm: Firm) -> list[UUID]:
    """Long enough before the week is closed."""
    actions = [await firm.act(who) for who in range(6)]
    firm.clock.move(timedelta(hours=1))
    return actions


async def test_a_week_is_closed_when_it_is_over_with_every_indicator_of_the_organization(firm: Firm) -> None:
    await six_act(firm)
    assert await firm.close() == 1
    assert await firm.periods() == [("week", MONDAY, 0, None)]
    values = await firm.values(firm.id)
    assert list(values) == sorted(REGISTRY)
    for indicator, definition in REGISTRY.items():
        assert set(values[indicator].parts) == {part.id for part in definition.parts}
        assert values[indicator].method_version == definition.method_version
    assert values["participation"].parts["all"].numerator == 6
    assert (await firm.values(firm.big))["participation"].parts["all"] == StoredPart(
        6, 12, 6, 1, verdict="whole", people=12, count=6
    )
    told = (await firm.values(firm.small))["participation"].parts["all"]
    assert (told.numerator, told.denominator, told.verdict, told.people, told.count) == (0, 4, "hidden", 0, 0)


async def test_the_week_that_runs_is_not_closed(firm: Firm) -> None:
    await firm.act(0, NEXT)
    assert await firm.close() == 0
    assert await firm.periods() == []
    firm.clock.set(datetime(2026, 2, 22, 23, 59, tzinfo=UTC))
    assert await firm.close() == 0
    firm.clock.set(datetime(2026, 2, 23, tzinfo=UTC))
    assert await firm.close() == 1
    assert await firm.periods() == [("week", NEXT, 0, None)]


async def test_a_period_is_over_when_it_is_over_in_the_organizations_zone(app: Upstander, clock: FrozenClock) -> None:
    firm = await _found(app, clock, "there", "Pacific/Auckland")
    await firm.act(0, NEXT)
    clock.set(datetime(2026, 2, 22, 10, 59, tzinfo=UTC))
    assert await firm.close() == 0
    clock.set(datetime(2026, 2, 22, 11, tzinfo=UTC))
    assert await firm.close() == 1


async def test_what_was_never_closed_is_closed_at_first_with_months_quarters_and_years(firm: Firm) -> None:
    await firm.act(0, date(2025, 12, 30))
    assert await firm.close() == 7 + 2 + 1 + 1
    kinds = [length for length, _, _, _ in await firm.periods()]
    assert {one: kinds.count(one) for one in set(kinds)} == {"week": 7, "month": 2, "quarter": 1, "year": 1}
    year = await firm.values(firm.top, date(2025, 1, 1), "year")
    assert year["participation"].parts["all"] == StoredPart(1, 16, 1, 1)


async def test_longer_periods_and_other_indicators_are_told_of_the_whole_organization_alone(firm: Firm) -> None:
    for who in range(11):
        await firm.act(who, date(2026, 1, 7 if who < 6 else 14))
    await firm.close()
    month = date(2026, 1, 1)
    whole = (await firm.values(firm.id, month, "month"))["participation"].parts["all"]
    assert (whole.verdict, whole.people, whole.count) == ("whole", 16, 11)
    for length, first in (("week", date(2026, 1, 12)), ("month", month)):
        for team in (firm.top, firm.big, firm.small):
            for indicator, value in (await firm.values(team, first, length)).items():
                is_told = length == "week" and indicator in {"participation", "actions_per_100"}
                assert {part.verdict is not None for part in value.parts.values()} == {is_told}, (length, indicator)


async def test_of_a_team_is_kept_what_is_something_whether_or_not_it_is_told(firm: Firm) -> None:
    await six_act(firm)
    await firm.act(12, kind=Kind.INTERVENE)
    await firm.close()
    values = await firm.values(firm.small)
    assert set(values) == {"participation", "actions_per_100", "interventions", "substance_mix"}
    assert values["interventions"].parts["per_100"].numerator == 1
    assert {part.verdict for part in values["actions_per_100"].parts.values()} == {"hidden"}


async def test_closing_again_changes_nothing(firm: Firm) -> None:
    await six_act(firm)
    await firm.close()
    before = await firm.values(firm.big)
    assert await firm.close() == 0
    assert await firm.tomorrow() == 0
    assert await firm.values(firm.big) == before
    assert await firm.periods() == [("week", MONDAY, 0, None)]


async def test_of_workers_at_once_one_closes(firm: Firm) -> None:
    await six_act(firm)
    others = [build(firm.app.settings, firm.clock) for _ in range(3)]
    assert sum(await asyncio.gather(*(closing.close(one) for one in (firm.app, *others)))) == 1
    for one in others:
        await one.database.close()
    assert await firm.periods() == [("week", MONDAY, 0, None)]


async def test_who_comes_second_to_a_period_stores_nothing(firm: Firm) -> None:
    """As a worker does whose claim ran out while it was at it."""
    await six_act(firm)
    await firm.close()
    async with firm.app.database.begin() as db:
        await db.execute(update(Closing).values(due_at=firm.clock()))
        key = ("week", MONDAY)
        assert not await closings.close(db, firm.id, key, 0, 5, None, firm.clock())
    assert await firm.close() == 0


async def test_a_late_action_makes_a_revision_with_its_reason_on_the_next_day(firm: Firm) -> None:
    await six_act(firm)
    await firm.close()
    await firm.act(12)
    assert await firm.close() == 0
    assert await firm.tomorrow() == 1
    assert (await firm.periods())[1:] == [("week", MONDAY, 1, "late")]
    async with firm.app.database.begin() as db:
        revised = await indicator_values.read_all(db, firm.id, [firm.small], "week", MONDAY, NEXT)
    assert [(one.revision, one.reason, one.parts["all"].numerator) for one in revised if "all" in one.parts][-2:] == [
        (0, None, 0),
        (1, "late", 1),
    ]
    assert (await firm.values(firm.big))["participation"].revision == 0, "what did not change is not stored again"
    assert await firm.tomorrow() == 0


async def test_a_late_action_does_not_move_what_was_told(firm: Firm) -> None:
    await six_act(firm)
    await firm.close()
    told = (await firm.values(firm.big))["participation"].parts["all"]
    await firm.act(7)
    await firm.tomorrow()
    now = (await firm.values(firm.big))["participation"].parts["all"]
    assert (told.numerator, now.numerator) == (6, 7)
    assert (told.verdict, told.people, told.count) == (now.verdict, now.people, now.count) == ("whole", 12, 6)


async def test_withdrawn_and_confirmed_actions_make_revisions_too(firm: Firm) -> None:
    actions = await six_act(firm)
    await firm.close()
    await firm.confirm(actions[1], 8)
    await firm.tomorrow()
    firm.clock.move(timedelta(hours=1))
    await firm.withdraw(actions[0])
    await firm.act(7)
    await firm.tomorrow()
    assert [(revision, reason) for _, _, revision, reason in await firm.periods()] == [
        (0, None),
        (1, "confirmed"),
        (2, "late,withdrawn"),
    ]
    parts = (await firm.values(firm.big))["actions_per_100"].parts
    assert (parts["confirmed"].numerator, parts["all"].numerator) == (1, 6)


async def test_a_change_that_changes_no_number_makes_no_revision(firm: Firm) -> None:
    actions = await six_act(firm)
    await firm.close()
    await firm.withdraw(actions[0])
    await firm.act(0)
    assert await firm.tomorrow() == 0


async def test_an_erasure_changes_nothing_that_was_told(firm: Firm) -> None:
    await six_act(firm)
    await firm.close()
    told = await firm.values(firm.top)
    async with firm.app.database.begin() as db:
        await erasure.erase(db, firm.id, firm.people[0], today=firm.clock().date(), now=firm.clock())
    assert await firm.tomorrow() == 0
    await firm.act(7)
    await firm.tomorrow()
    for indicator, value in (await firm.values(firm.top)).items():
        for part, now in value.parts.items():
            then = told[indicator].parts[part]
            assert (now.verdict, now.people, now.count) == (then.verdict, then.people, then.count), (indicator, part)


async def test_a_closed_week_keeps_its_tree(firm: Firm) -> None:
    await six_act(firm)
    await firm.close()
    async with firm.app.database.begin() as db:
        await db.execute(update(Team).where(Team.id == firm.big).values(parent_id=None))
    await firm.act(12)
    await firm.tomorrow()
    assert (await firm.values(firm.top))["participation"].parts["all"].numerator == 7
    async with firm.app.database.begin() as db:
        cells = {one.team: one.parent for one in await week_cells.read(db, firm.id, MONDAY)}
    assert cells == {firm.id: None, firm.top: firm.id, firm.big: firm.top, firm.small: firm.top}


async def test_one_organization_that_fails_holds_up_no_other_and_is_tried_again(
    firm: Firm, logged: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await _found(firm.app, firm.clock, "second")
    for one in (firm, other):
        await six_act(one)
    first_day = closings.first_day

    async def fails(db: Connection, organization_id: UUID) -> date | None:
        if organization_id == firm.id:
            raise LookupError("nothing there")
        return await first_day(db, organization_id)

    monkeypatch.setattr(closings, "first_day", fails)
    assert await firm.close() == 1
    assert await other.periods() == [("week", MONDAY, 0, None)]
    assert await firm.periods() == []
    [line] = [line for line in logged.getvalue().splitlines() if "not_closed" in line]
    assert '"code"' in line
    assert str(firm.id) in line

    monkeypatch.undo()
    assert await firm.close() == 0, "the claim holds for a while"
    firm.clock.move(closing.LEASE)
    assert await firm.close() == 1


async def test_an_organization_without_any_action_has_nothing_to_close(firm: Firm) -> None:
    assert await firm.close() == 0
    async with firm.app.database.begin() as db:
        assert (await db.execute(select(Closing.due_at))).scalar_one() == datetime(2026, 2, 19, tzinfo=UTC)
        await db.execute(delete(Closing))

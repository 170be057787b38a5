"""At night what is too old goes, and nothing else: batch by batch, and once."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import insert, update

from bot import closing, keeping
from bot.upstander import Upstander
from bot.wiring import build
from storage import audit, forgetting, retention
from storage.models import (
    Action,
    AuditEvent,
    Confirmation,
    Delivery,
    LessonResult,
    Person,
    Plan,
    Reflection,
    Retention,
    SeenItem,
    Sponsorship,
)
from storage.words import (
    ConfirmationPart,
    DeliveryState,
    Nudge,
    PlanState,
    Withdrawal,
)
from tests.bot.nights import (
    KEPT,
    LAST_YEAR,
    OLD,
    app,
    at,
    closed,
    delivered,
    events,
    learned,
    night,
    sponsored,
    tonight,
)
from tests.storage.everything import put
from tests.walking import Walk

__all__ = ["app"]  # a fixture of the other file


async def test_words_go_after_a_year_and_the_action_stays(walk: Walk, app: Upstander) -> None:
    ids = {name: await at(walk, moment) for name, moment in (("old", LAST_YEAR), ("young", KEPT))}
    await tonight(walk, app)
    rows = {one.id: one for one in await walk.rows(Action)}
    assert (rows[ids["old"]].note_sealed, rows[ids["old"]].said) == (None, None)
    assert walk.cipher.open(rows[ids["young"]].note_sealed) == "Numbat"
    assert rows[ids["young"]].said is not None


async def test_reflections_and_plans_go_after_a_year(walk: Walk, app: Upstander) -> None:
    for moment in (LAST_YEAR, KEPT):
        mine = {"person_id": walk.people["ana"], "text_sealed": walk.cipher.seal("Bilby"), "created_at": moment}
        await put(walk, Reflection, **mine)
        plan = await put(walk, Plan, **mine, state=PlanState.DONE)
        await delivered(walk, moment.date(), nudge=Nudge.FOLLOW_UP, plan_id=plan)
    await tonight(walk, app)
    assert [one.created_at for one in await walk.rows(Reflection)] == [KEPT]
    assert [one.created_at for one in await walk.rows(Plan)] == [KEPT]


async def test_a_plan_that_is_being_asked_about_waits(walk: Walk, app: Upstander) -> None:
    mine = {"person_id": walk.people["ana"], "text_sealed": walk.cipher.seal("Bilby"), "created_at": LAST_YEAR}
    plan = await put(walk, Plan, **mine, state=PlanState.OPEN)
    nudge = await delivered(walk, date(2026, 3, 4), plan_id=plan, state=DeliveryState.PENDING)
    await tonight(walk, app)
    assert len(await walk.rows(Plan)) == 1
    async with walk.database.begin() as db:
        await db.execute(update(Delivery).where(Delivery.id == nudge).values(state=DeliveryState.SENT))
    await night(walk, app)
    assert await walk.rows(Plan) == []
    assert [one.plan_id for one in await walk.rows(Delivery)] == [None]


async def test_deliveries_go_after_a_year_but_none_that_is_on_its_way(walk: Walk, app: Upstander) -> None:
    old = await delivered(walk, date(2025, 3, 3))
    again = await delivered(walk, date(2025, 3, 4), again_of=old)
    waiting = await delivered(walk, date(2025, 3, 2), state=DeliveryState.SENDING)
    answer = await learned(walk, date(2025, 3, 10), delivery_id=old)
    await tonight(walk, app)
    assert {(one.id, one.again_of) for one in await walk.rows(Delivery)} == {(again, None), (waiting, None)}
    assert [(one.id, one.delivery_id) for one in await walk.rows(LessonResult)] == [(answer, None)]


async def test_answers_to_a_lesson_go_together(walk: Walk, app: Upstander) -> None:
    """A second answer means something only beside the first."""
    for day in (date(2025, 2, 1), date(2025, 3, 20)):
        await learned(walk, day, "going-on")
    for day in (date(2025, 2, 1), date(2025, 2, 20)):
        await learned(walk, day, "over")
    await tonight(walk, app)
    assert {one.lesson for one in await walk.rows(LessonResult)} == {"going-on"}
    assert len(await walk.rows(LessonResult)) == 2


async def test_what_was_shown_goes_and_that_it_is_not_for_me_stays(walk: Walk, app: Upstander) -> None:
    async with walk.database.begin() as db:
        for item, shown, turned_down in (
            ("shown", date(2025, 1, 1), None),
            ("turned-down", date(2025, 1, 1), date(2025, 1, 2)),
            ("young", date(2025, 3, 4), None),
        ):
            mine = {"organization_id": walk.organization_id, "person_id": walk.people["ana"], "item": item}
            await db.execute(insert(SeenItem).values(**mine, shown_on=shown, not_for_me_on=turned_down))
    await tonight(walk, app)
    assert {(one.item, one.shown_on) for one in await walk.rows(SeenItem)} == {
        ("turned-down", None),
        ("young", date(2025, 3, 4)),
    }


async def test_actions_go_after_three_years_with_all_that_hangs_on_them(walk: Walk, app: Upstander) -> None:
    old, young = await at(walk, OLD), await at(walk, KEPT)
    edited = await at(walk, OLD + timedelta(1), withdrawal=Withdrawal.EDITED)
    async with walk.database.begin() as db:
        await db.execute(update(Action).where(Action.id == young).values(replaces_id=edited))
    asked = await put(
        walk, Confirmation, action_id=old, person_id=walk.people["ben"], part=ConfirmationPart.WITNESS, answered_at=OLD
    )
    await delivered(walk, KEPT.date(), "ben", nudge=Nudge.CHECK_IN, confirmation_id=asked)
    await tonight(walk, app)
    assert [(one.id, one.replaces_id) for one in await walk.rows(Action)] == [(young, None)]
    assert await walk.rows(Confirmation) == []
    assert [one.confirmation_id for one in await walk.rows(Delivery)] == [None]


async def test_a_nomination_stays_while_it_goes_on_but_for_its_words(walk: Walk, app: Upstander) -> None:
    going_on = await sponsored(walk, OLD)
    lately = await sponsored(walk, OLD + timedelta(1), concluded_on=date(2024, 1, 1))
    await sponsored(walk, OLD + timedelta(2), concluded_on=date(2023, 3, 1))
    await tonight(walk, app)
    rows = await walk.rows(Sponsorship)
    assert {one.id for one in rows} == {going_on, lately}
    assert {one.detail_sealed for one in rows} == {None}
    assert len(await walk.rows(Action)) == 2


async def test_what_went_is_told_in_the_trail_once(walk: Walk, app: Upstander) -> None:
    await at(walk, OLD)
    await at(walk, LAST_YEAR)
    gone = await tonight(walk, app)
    assert await events(walk, "retention.done") == [{"notes": 2, "actions": 1, "some_are_held": False}]
    assert gone == 3
    assert await night(walk, app) == 0
    assert len(await events(walk, "retention.done")) == 1, "a night in which nothing goes is no event"
    async with walk.database.begin() as db:
        assert (await audit.verify(db, walk.organization_id)).findings == ()


async def test_it_is_done_at_night_by_the_organizations_clock_and_once(walk: Walk, app: Upstander) -> None:
    await tonight(walk, app)
    (row,) = await walk.rows(Retention)
    assert row.due_at == datetime(2026, 3, 5, 2, tzinfo=UTC)
    await at(walk, OLD)
    assert await tonight(walk, app) == 0
    others = [build(app.settings, walk.clock) for _ in range(3)]
    walk.clock.set(datetime(2026, 3, 5, 2, 1, tzinfo=UTC))
    await closed(walk)
    assert sorted(await asyncio.gather(*(keeping.keep(one) for one in (app, *others)))) == [0, 0, 0, 2]
    assert len(await events(walk, "retention.done")) == 1
    for one in others:
        await one.database.close()


async def test_nothing_goes_before_what_ended_is_closed(walk: Walk, app: Upstander) -> None:
    await at(walk, OLD)
    assert await keeping.keep(app) == 0
    assert len(await walk.rows(Action)) == 1
    walk.clock.move(timedelta(minutes=16))
    await closing.close(app)
    assert await keeping.keep(app) == 2


async def test_what_is_cut_short_goes_on_and_is_told_as_a_whole(
    walk: Walk, app: Upstander, monkeypatch: pytest.MonkeyPatch, logged: StringIO
) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    for number in range(5):
        await at(walk, OLD + timedelta(number))
    real, calls = forgetting.KINDS["actions"], 0

    async def fails_the_second_time(*arguments: Any) -> int:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError("the power went")
        return await real(*arguments)

    monkeypatch.setattr(forgetting, "KINDS", {**forgetting.KINDS, "actions": fails_the_second_time})
    await tonight(walk, app)
    assert len(await walk.rows(Action)) == 3
    assert '"event":"not_kept"' in logged.getvalue()
    assert await tonight(walk, app) == 0, "the claim on it is not over yet"
    walk.clock.move(timedelta(minutes=16))
    await tonight(walk, app)
    assert await walk.rows(Action) == []
    assert await events(walk, "retention.done") == [{"notes": 5, "actions": 5, "some_are_held": False}]


async def test_another_organization_keeps_what_it_settled(walk: Walk, app: Upstander) -> None:
    other = await walk.another_organization()
    async with walk.database.begin() as db:
        await retention.settle(db, other.organization_id, {"notes": 36}, actor="operator", now=walk.clock())
    for whose in (walk, other):
        mine = {"text_sealed": walk.cipher.seal("Bilby"), "created_at": LAST_YEAR}
        await put(whose, Reflection, person_id=next(iter(whose.people.values())), **mine)
    await tonight(walk, app)
    assert [one.organization_id for one in await walk.rows(Reflection)] == [other.organization_id]


async def test_who_left_long_ago_is_erased(walk: Walk, app: Upstander) -> None:
    await walk.set_person("ana", left_on=date(2022, 12, 1))
    await walk.set_person("ben", left_on=date(2023, 4, 1))
    await tonight(walk, app)
    assert await walk.rows(Person, Person.id == walk.people["ana"]) == []
    assert len(await walk.rows(Person, Person.id == walk.people["ben"])) == 1
    (event,) = await walk.rows(AuditEvent, AuditEvent.event == "person.erased")
    assert event.actor == "operator"


# legal holds

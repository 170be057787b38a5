"""At night what is too old goes, and nothing else: batch by batch, once, and never what a legal hold is on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from bot import closing, keeping
from bot.settings import load
from bot.wiring import Upstander, build
from storage import audit, erasure, forgetting, holds, organizations, retention
from storage.models import (
    Action,
    AuditAnchor,
    AuditEvent,
    Closing,
    Confirmation,
    Delivery,
    IndicatorValue,
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
    Kind,
    Nudge,
    Opportunity,
    PlanState,
    SponsorshipState,
    Withdrawal,
)
from tests.storage.everything import action, put
from tests.walking import Walk

OLD = datetime(2022, 11, 3, 10, tzinfo=UTC)
"""More than three years before the clock of tests."""
LAST_YEAR = datetime(2025, 3, 3, 10, tzinfo=UTC)
"""Twelve months before it, and a day."""
KEPT = datetime(2025, 3, 5, 10, tzinfo=UTC)
"""Not quite twelve months before it."""


@pytest.fixture
async def app(walk: Walk, database_url: str) -> AsyncIterator[Upstander]:
    app = build(load(database_url=database_url, secret_keys=walk.cipher._secrets), walk.clock)
    yield app
    await app.database.close()


async def night(walk: Walk, app: Upstander) -> int:
    """The next night."""
    walk.clock.move(timedelta(days=1))
    return await tonight(walk, app)


async def tonight(walk: Walk, app: Upstander) -> int:
    """The same day, with everything taken to be closed: two years of weeks would take their time in each test."""
    await closed(walk)
    return await keeping.keep(app)


async def closed(walk: Walk) -> None:
    async with walk.database.begin() as db:
        await db.execute(delete(Closing))
        for organization in await organizations.every(db):
            row = {"due_at": walk.clock() + timedelta(days=1), "looked_at": walk.clock()}
            await db.execute(insert(Closing).values(organization_id=organization.id, **row))


async def at(walk: Walk, moment: datetime, who: str = "ana", kind: Kind = Kind.AMPLIFY, **details: Any) -> UUID:
    """An action that was done and logged at that moment."""
    now = walk.clock()
    walk.clock.set(moment)
    try:
        return await action(walk, who, kind, **{"occurred_on": moment.date(), "note": "Numbat"} | details)
    finally:
        walk.clock.set(now)


async def delivered(walk: Walk, day: date, who: str = "ana", **details: Any) -> UUID:
    row = {"nudge": Nudge.LESSON, "state": DeliveryState.SENT, "zone": "UTC"} | details
    moments = dict.fromkeys(("due_at", "ready_at", "created_at"), datetime.combine(day, datetime.min.time(), UTC))
    return await put(walk, Delivery, person_id=walk.people[who], day=day, **row, **moments)


async def learned(walk: Walk, day: date, lesson: str = "interrupted", **details: Any) -> UUID:
    row = {"person_id": walk.people["ana"], "lesson": lesson, "answer": 1, "is_right": True, "answered_on": day}
    return await put(walk, LessonResult, **row, created_at=walk.clock(), **details)


async def events(walk: Walk, event: str) -> list[Any]:
    return [one.details for one in await walk.rows(AuditEvent, AuditEvent.event == event)]


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


async def sponsored(walk: Walk, moment: datetime, **details: Any) -> UUID:
    action_id = await at(walk, moment, kind=Kind.SPONSOR, beneficiary_id=walk.people["cleo"])
    row = {"opportunity": Opportunity.ROLE, "state": SponsorshipState.NOMINATED, "nominated_on": moment.date()}
    people = {"sponsor_id": walk.people["ana"], "beneficiary_id": walk.people["cleo"]}
    return await put(
        walk, Sponsorship, action_id=action_id, **row, **people, detail_sealed=walk.cipher.seal("Dibbler"), **details
    )


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


async def hold(walk: Walk, email: str | None) -> UUID:
    async with walk.database.begin() as db:
        return await holds.add(
            db, walk.cipher, walk.organization_id, email, "Quoll", actor="operator", now=walk.clock()
        )


async def release(walk: Walk, hold_id: UUID) -> bool:
    async with walk.database.begin() as db:
        return await holds.release(db, walk.organization_id, hold_id, actor="operator", now=walk.clock())


async def all_kinds(walk: Walk, who: str) -> None:
    """Something too old of every kind, of one person."""
    mine = {"person_id": walk.people[who], "text_sealed": walk.cipher.seal("Bilby"), "created_at": OLD}
    await at(walk, OLD, who)
    await put(walk, Reflection, **mine)
    await put(walk, Plan, **mine, state=PlanState.DONE)
    await delivered(walk, OLD.date(), who)


KINDS = (Action, Reflection, Plan, Delivery)


@pytest.mark.parametrize("email", [None, "ana@example.com"])
async def test_while_a_hold_is_on_nothing_of_it_goes(walk: Walk, app: Upstander, email: str | None) -> None:
    for who in ("ana", "ben"):
        await all_kinds(walk, who)
    await walk.set_person("ana", left_on=date(2022, 12, 1))
    hold_id = await hold(walk, email)
    await tonight(walk, app)
    for model in KINDS:
        assert len(await walk.rows(model)) == (2 if email is None else 1), model
    assert all(one.note_sealed for one in await walk.rows(Action))
    assert len(await walk.rows(Person, Person.id == walk.people["ana"])) == 1
    assert await release(walk, hold_id)
    assert not await release(walk, hold_id)
    await night(walk, app)
    for model in KINDS:
        assert await walk.rows(model) == [], model
    assert [one.event for one in await walk.rows(AuditEvent, AuditEvent.event.startswith("hold."))] == [
        "hold.set",
        "hold.released",
    ]
    assert not [one for one in await walk.rows(AuditEvent) if "Quoll" in repr(one)], "the trail has no reason in it"


async def test_what_belongs_to_two_is_kept_while_one_is_held(walk: Walk, app: Upstander) -> None:
    for_ana = await at(walk, OLD, "ben", beneficiary_id=walk.people["ana"])
    witnessed = await at(walk, OLD + timedelta(1), "ben")
    await put(walk, Confirmation, action_id=witnessed, person_id=walk.people["ana"], part=ConfirmationPart.WITNESS)
    await at(walk, OLD + timedelta(2), "ben")
    await hold(walk, "ana@example.com")
    await tonight(walk, app)
    assert {one.id for one in await walk.rows(Action)} == {for_ana, witnessed}


@pytest.mark.parametrize("email", [None, "ana@example.com"])
async def test_who_wants_to_be_erased_waits_for_the_end_of_the_hold(
    walk: Walk, app: Upstander, email: str | None
) -> None:
    hold_id, ana = await hold(walk, email), walk.people["ana"]

    async def erase() -> bool:
        async with walk.database.begin() as db:
            return await erasure.erase(db, walk.organization_id, ana, today=walk.clock().date(), now=walk.clock())

    assert not await erase()
    assert not await erase()
    assert len(await events(walk, "erasure.waits")) == 1
    await keeping.keep(app)
    assert [one.erased_at for one in await walk.rows(Person, Person.id == ana)] == [None]
    await release(walk, hold_id)
    assert await keeping.keep(app) == 1
    assert await walk.rows(Person, Person.id == ana) == []
    assert len(await events(walk, "person.erased")) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_erasure_that_goes_on_is_over_before_a_hold_is_set(walk: Walk) -> None:
    """PostgreSQL has many writers: of the two at the same moment one is first, and the other sees it."""
    async with walk.database.begin() as db:
        today, now = walk.clock().date(), walk.clock()
        assert await erasure.erase(db, walk.organization_id, walk.people["ana"], today=today, now=now)
        setting = asyncio.create_task(hold(walk, None))
        _, waits = await asyncio.wait({setting}, timeout=0.3)
        assert waits, "the hold was set while something was being deleted"
    await setting


# the audit trail


async def test_the_oldest_entries_go_and_the_chain_goes_on_from_the_anchor(walk: Walk, app: Upstander) -> None:
    now = walk.clock()
    for years in (9, 8, 1):
        async with walk.database.begin() as db:
            walk.clock.set(now - timedelta(days=365 * years + 5))
            await audit.record(db, walk.organization_id, actor="operator", event="tested", details={}, now=walk.clock())
    walk.clock.set(now)
    hold_id = await hold(walk, "ana@example.com")
    await tonight(walk, app)
    assert await walk.rows(AuditAnchor) == [], "a chain has no holes: while anybody is held, none goes"
    await release(walk, hold_id)
    await night(walk, app)
    (anchor,) = await walk.rows(AuditAnchor)
    kept = sorted(one.sequence for one in await walk.rows(AuditEvent))
    assert (anchor.sequence, kept[0]) == (2, 3)
    assert await events(walk, "retention.done") == [{"audit": 2, "some_are_held": False}]
    async with walk.database.begin() as db:
        verdict = await audit.verify(db, walk.organization_id)
    assert (verdict.findings, verdict.removed, verdict.entries) == ((), 2, len(kept))
    async with walk.database.begin() as db:
        await audit.record(db, walk.organization_id, actor="operator", event="x", details={}, now=walk.clock())
        assert (await audit.verify(db, walk.organization_id)).findings == ()


# what was told


async def test_what_goes_makes_no_revision_and_changes_none(walk: Walk, app: Upstander) -> None:
    """A late action makes the week told anew: what has gone meanwhile is as it was stored."""
    day = date(2026, 2, 24)
    sponsorship = await sponsored(walk, OLD, concluded_on=date(2023, 2, 1), advanced_on=date(2023, 1, 5))
    for who in ("ana", "ben"):
        await action(walk, who, occurred_on=day)
        await delivered(walk, day, who)
    await closing.close(app)
    before = await stored(walk)
    async with walk.database.begin() as db:  # as if the clock had gone on for a year, and nobody had acted since
        await db.execute(update(Retention).values(due_at=walk.clock()))
    await keeping.keep(app)
    assert sponsorship not in {one.id for one in await walk.rows(Sponsorship)}
    async with walk.database.begin() as db:
        await db.execute(update(Delivery).values(day=date(2024, 1, 1)))  # gone from the week
        await db.execute(update(Retention).values(deliveries_from=date(2026, 3, 1)))
    walk.clock.move(timedelta(days=1))
    await closing.close(app)
    assert await stored(walk) == before, "that something went is no change"
    await action(walk, "cleo", occurred_on=day)
    walk.clock.move(timedelta(days=1))
    await closing.close(app)
    revised = {one for one in await stored(walk) if one not in before}
    indicators = {indicator for _, _, indicator, _ in revised}
    assert "participation" in indicators
    assert not indicators & {"sponsorship_outcome", "nudge_response", "training_reach", "training_completion"}


async def stored(walk: Walk) -> set[tuple[str, str, str, int]]:
    async with walk.database.begin() as db:
        rows = await db.execute(
            select(
                IndicatorValue.length, IndicatorValue.starts_on, IndicatorValue.indicator, IndicatorValue.revision
            ).where(IndicatorValue.organization_id == walk.organization_id)
        )
        return {(one[0], str(one[1]), one[2], one[3]) for one in rows}


async def test_a_period_whose_actions_have_gone_is_not_told_anew(walk: Walk, app: Upstander) -> None:
    day = date(2026, 2, 24)
    await action(walk, "ana", occurred_on=day)
    await closing.close(app)
    before = await stored(walk)
    async with walk.database.begin() as db:
        await db.execute(
            insert(Retention).values(
                organization_id=walk.organization_id, due_at=walk.clock(), actions_from=date(2026, 2, 25), counts={}
            )
        )
    await action(walk, "ben", occurred_on=day)
    walk.clock.move(timedelta(days=1))
    await closing.close(app)
    assert await stored(walk) == before

"""What a legal hold is on stays, what is cut from the trail leaves an anchor, and nothing that was told changes."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update

from bot import closing, keeping
from bot.upstander import Upstander
from storage import audit, erasure, holds
from storage.models import (
    Action,
    AuditAnchor,
    AuditEvent,
    Confirmation,
    Delivery,
    IndicatorValue,
    Person,
    Plan,
    Reflection,
    Retention,
    Sponsorship,
)
from storage.words import (
    ConfirmationPart,
    PlanState,
)
from tests.bot.nights import (
    OLD,
    app,
    at,
    delivered,
    events,
    night,
    sponsored,
    tonight,
)
from tests.storage.everything import action, put
from tests.walking import Walk

__all__ = ["app"]  # a fixture of the other file


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

"""Weeks of people's lives, planned for and sent to: every promise is kept, whatever they and the platform do."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from nudges.sender import Delivered, Later, Lost
from storage import schedules
from storage.models import Delivery, Preferences, Schedule
from storage.words import DeliveryState
from tests.sending import Worked
from tests.walking import Walk

IN_A_WEEK = 2
ZONES = ("UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata")


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_weeks_of_peoples_lives_keep_every_promise(walk: Walk, worked: Worked, seed: int) -> None:
    """Workers that are late or sleep, people who answer, put off, pause and travel, a platform in bad moods."""
    dice = Random(seed)
    who = ["ana", "ben", "cleo", "dan", "eve"]
    for one in who:
        await walk.set_preferences(one, zone=dice.choice(ZONES))
        worked.post.says(f"U-{one.upper()}", *_moods(dice))
    await worked.schedule(*who)
    end = walk.clock() + timedelta(weeks=6)
    while walk.clock() < end:
        await worked.plan()
        await worked.deliver()
        await worked.sweep()
        await _live(walk, worked, who, dice)
        walk.clock.set(
            min(end, await _next_moment(worked) + timedelta(seconds=dice.choice((0, 0, 0, 60, 9_000, 90_000))))
        )
    walk.clock.move(timedelta(hours=6))
    await worked.deliver()
    await worked.sweep()
    deliveries = await walk.rows(Delivery)
    open_ones = {DeliveryState.PENDING, DeliveryState.SENDING}
    assert not [one for one in deliveries if one.state in open_ones], "what was due has come to an end"
    states = Counter(one.state for one in deliveries)
    assert states[DeliveryState.SENT] > 8
    for one in who:
        await _check(worked, one)


def _moods(dice: Random) -> list[Delivered | Later | Lost]:
    good: list[Delivered | Later | Lost] = [Delivered({}) for _ in range(6)]
    return [dice.choice([*good, Later(dice.choice((1, 600))), Lost("hang")]) for _ in range(60)]


async def _next_moment(worked: Worked) -> datetime:
    async with worked.walk.database.begin() as db:
        due = await db.scalar(select(func.min(Schedule.next_due_at)))
        ready = await db.scalar(select(func.min(Delivery.ready_at)).where(Delivery.state == DeliveryState.PENDING))
    return max(worked.walk.clock() + timedelta(seconds=1), min(one for one in (due, ready) if one is not None))


async def _live(walk: Walk, worked: Worked, who: list[str], dice: Random) -> None:
    """What people do meanwhile."""
    for one in who:
        sent = [row for row in await worked.deliveries(one) if row.state is DeliveryState.SENT]
        today = walk.clock().date()
        async with walk.database.begin() as db:
            match dice.randrange(12):
                case 0 | 1 | 2 | 3 if sent and sent[-1].answered_at is None:
                    last = Delivery.id == sent[-1].id
                    await db.execute(update(Delivery).where(last).values(answered_at=walk.clock()))
                case 4 if sent and sent[-1].answered_at is None:
                    later = {"answered_at": walk.clock(), "snoozed_until": today + timedelta(days=dice.choice((1, 6)))}
                    await db.execute(update(Delivery).where(Delivery.id == sent[-1].id).values(**later))
                case 5 if dice.random() < 0.3:
                    pause = today + timedelta(days=dice.randrange(1, 9))
                    mine = Preferences.person_id == walk.people[one]
                    await db.execute(update(Preferences).where(mine).values(paused_until=pause))
                case 6 if dice.random() < 0.3:
                    mine = Preferences.person_id == walk.people[one]
                    await db.execute(update(Preferences).where(mine).values(zone=dice.choice(ZONES)))
                case _:
                    continue
            await schedules.ask_to_plan(db, walk.organization_id, [walk.people[one]], walk.clock())


async def _check(worked: Worked, who: str) -> None:
    """Never two on a local day, by any clock the person had; never more than the pace."""
    came = [one for one in await worked.deliveries(who) if one.state in {DeliveryState.SENT, DeliveryState.UNKNOWN}]
    per_day: dict[date, int] = defaultdict(int)
    for one in came:
        local = one.sent_at.astimezone(ZoneInfo(one.zone))
        per_day[local.date()] += 1
        assert local.date() == one.day
        assert local.weekday() < 5
        assert 9.5 <= local.hour + local.minute / 60 < 16.5
    assert set(per_day.values()) <= {1}, per_day
    kept = sorted(one.day for one in came if one.snoozed_until is None)
    for day in kept:
        week = [one for one in kept if timedelta() <= one - day < timedelta(days=7)]
        assert len(week) <= IN_A_WEEK, (who, week)
    assert len(worked.post.received(who)) >= len(came)

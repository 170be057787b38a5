"""The page of nudges, read by the attacker as it is told, and before and after somebody is erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest

from bot import attacking
from indicators import told_deliveries
from indicators.attack_deliveries import NOT_SENT, attacked
from indicators.attack_published import Outcome
from indicators.told_deliveries import Said
from storage import erasure
from storage.words import DeliveryState, FailReason, Nudge, SkipReason
from tests.bot.dashboard.conftest import Browser
from tests.bot.dashboard.test_nudges_page import crowd, deliver, row
from tests.bot.dashboard.test_overview import MONDAY, close
from tests.walking import Walk

K: Mapping[date, int] = {MONDAY: 5}
SKIPPED = DeliveryState.SKIPPED


async def week(walk: Walk) -> list[UUID]:
    """Six had paused; three were not reached in time, and all of the twelve but one had stopped."""
    people = await crowd(walk, 12)
    await close(walk, MONDAY, {})
    for at, person in enumerate(people):
        if at < 6:
            await deliver(walk, person, SKIPPED, SkipReason.PAUSED)
        if at < 3:
            await deliver(walk, person, DeliveryState.FAILED, FailReason.GAVE_UP, nudge=Nudge.FOLLOW_UP)
        if at < 11:
            await deliver(walk, person, SKIPPED, SkipReason.STOPPED, nudge=Nudge.LESSON)
        await deliver(walk, person, DeliveryState.SENT, nudge=Nudge.DIGEST)
    return people


async def attack(walk: Walk) -> Outcome:
    async with walk.database.begin() as db:
        return attacked(await attacking.not_sent(db, walk.organization_id, K))


async def test_nothing_is_found_in_what_is_told(walk: Walk) -> None:
    await week(walk)
    outcome = await attack(walk)
    assert outcome.tried[NOT_SENT] > 20
    assert outcome.leaks == ()


async def test_much_is_found_where_all_numbers_are_told(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    await week(walk)
    monkeypatch.setattr(told_deliveries, "not_sent", lambda *_, **__: Said.NUMBER)
    found = [leak.words for leak in (await attack(walk)).leaks]
    assert "The platform could not be reached (2026-W09): 1..3, where no more than 0..4 may be known" in found
    assert "They had stopped nudges (2026-W09): 1..11, where no more than 8..12 may be known" in found
    assert not any("paused" in one for one in found)


async def test_an_erasure_changes_no_number(browser: Browser) -> None:
    walk = browser.walk
    people = await week(walk)
    await browser.sign_in("ada")
    before = (await browser.get("nudges")).text
    assert row(before, "They had paused nudges") == ["6"]
    assert row(before, "They had stopped nudges") == ["nearly all"]
    async with walk.database.begin() as db:
        today, now = walk.clock().date(), walk.clock()
        for person in people[:3]:
            assert await erasure.erase(db, walk.organization_id, person, today=today, now=now)
    after = (await browser.get("nudges")).text
    for reason in ("They had paused nudges", "They had stopped nudges", "The platform could not be reached"):
        assert row(after, reason) == row(before, reason)

"""At which hour private messages go: what answers somebody at any, what comes unasked in their own hours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta

import pytest

from bot import notices
from storage.models import Notice
from storage.notice_words import About
from storage.words import DeliveryState, Gender
from tests.bot.test_notices import asks_for_names, make
from tests.handlers.test_link import refuse
from tests.sending import Worked
from tests.storage.linked import stranger, without_account
from tests.walking import Walk, words_of

HOUR = timedelta(hours=1)
FRIDAY_NIGHT = datetime(2026, 3, 6, 22, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
"""When the hours of everybody here begin again: nobody chose any, and all are where the clock is UTC."""


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    """On a Friday night. Ada, ira and olu are admins; olu is in Auckland, where it is Saturday morning. The roster does
    not know sam.
    """
    await walk.add_person("ira", "Ira Second", Gender.UNDISCLOSED, is_admin=True)
    await walk.add_person("olu", "Olu Third", Gender.UNDISCLOSED, is_admin=True)
    await walk.set_preferences("olu", zone="Pacific/Auckland")
    await without_account(walk)
    await stranger(walk)
    walk.clock.set(FRIDAY_NIGHT)
    worked = Worked.of(walk, database_url)
    yield worked
    await worked.close()


async def send(worked: Worked) -> int:
    return await notices.send(worked.app)


async def received(worked: Worked, who: str, at: datetime) -> int:
    """How many messages they have at that moment, after the worker looked."""
    worked.walk.clock.set(at)
    await send(worked)
    return len(worked.post.received(who))


class TestUnasked:
    async def test_who_may_decide_is_asked_in_their_own_hours(self, worked: Worked) -> None:
        await asks_for_names(worked.walk)
        assert await send(worked) == 0
        olus = datetime(2026, 3, 8, 20, 30, tzinfo=UTC)  # half past nine on Monday there
        assert await received(worked, "olu", olus - timedelta(seconds=1)) == 0
        assert await received(worked, "olu", olus) == 1
        assert await received(worked, "ira", MONDAY - timedelta(seconds=1)) == 0
        assert await received(worked, "ira", MONDAY) == 1
        assert "asks for" in words_of(worked.post.received("ira")[0])
        assert await received(worked, "ira", MONDAY + HOUR) == 1, "once"

    async def test_hours_of_their_own_hold(self, worked: Worked) -> None:
        await worked.walk.set_preferences("ira", nudges_from=time(20), nudges_to=time(23))
        await asks_for_names(worked.walk)
        assert await received(worked, "ira", FRIDAY_NIGHT) == 1

    async def test_a_holiday_where_the_organization_is_stays_free(self, worked: Worked) -> None:
        await worked.walk.set_organization(country="PT")
        worked.walk.clock.set(datetime(2026, 4, 3, 12, 0, tzinfo=UTC))  # Good Friday, at noon
        await asks_for_names(worked.walk)
        assert await received(worked, "ira", worked.walk.clock()) == 0
        assert await received(worked, "ira", datetime(2026, 4, 6, 9, 30, tzinfo=UTC)) == 1

    async def test_hours_that_changed_meanwhile_are_looked_at_again(self, worked: Worked) -> None:
        await asks_for_names(worked.walk)
        await send(worked)
        await worked.walk.set_preferences("ira", nudges_from=time(14), nudges_to=time(16))
        assert await received(worked, "ira", MONDAY) == 0
        assert await received(worked, "ira", MONDAY + timedelta(hours=4, minutes=30)) == 1

    async def test_what_was_decided_meanwhile_is_asked_of_nobody(self, worked: Worked) -> None:
        await asks_for_names(worked.walk)
        await send(worked)
        await worked.walk.press_button(await worked.walk.say("export", as_="olu"), "Decline", as_="olu")
        assert await received(worked, "ira", MONDAY) == 0
        rows = await worked.walk.rows(Notice, Notice.about == About.EXPORT_TO_DECIDE)
        assert {one.state for one in rows} == {DeliveryState.SKIPPED}

    async def test_so_it_is_for_who_asks_to_be_linked(self, worked: Worked) -> None:
        await worked.walk.say("link ana@example.com", as_="sam")
        assert await received(worked, "ira", FRIDAY_NIGHT) == 0
        assert await received(worked, "ira", MONDAY) == 1


class TestAnswers:
    async def test_a_file_is_told_of_at_any_hour(self, worked: Worked) -> None:
        walk = worked.walk
        await walk.say("export activity 2025", as_="ada")
        walk.clock.move(3 * HOUR)
        await make(walk)
        assert await send(worked) == 1
        assert "Your export is ready" in words_of(worked.post.received("ada")[0])

    async def test_whoever_asked_just_now_learns_at_once_what_was_decided(self, worked: Worked) -> None:
        walk = worked.walk
        await asks_for_names(walk)
        walk.clock.move(HOUR)
        await walk.press_button(await walk.say("export", as_="olu"), "Decline", as_="olu")
        assert await send(worked) == 1
        assert "did not agree" in words_of(worked.post.received("ada")[0])

    async def test_whoever_asked_long_ago_learns_it_in_their_hours(self, worked: Worked) -> None:
        walk = worked.walk
        await asks_for_names(walk)
        walk.clock.move(HOUR + timedelta(seconds=1))
        await walk.press_button(await walk.say("export", as_="olu"), "Decline", as_="olu")
        assert await send(worked) == 0
        assert await received(worked, "ada", MONDAY) == 1

    @pytest.mark.parametrize(("later", "at_once"), [(HOUR, 1), (2 * HOUR, 0)])
    async def test_so_it_is_for_who_is_linked_or_not(self, worked: Worked, later: timedelta, at_once: int) -> None:
        await worked.walk.say("link ana@example.com", as_="sam")
        worked.walk.clock.move(later)
        await refuse(worked.walk)
        await send(worked)
        assert len(worked.post.received("sam")) == at_once
        assert await received(worked, "sam", MONDAY) == 1

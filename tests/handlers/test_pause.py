"""`pause`, `resume` and `stop`: what holds nudges back, all the way down the road."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.models import Preferences
from tests.handlers.schedules import planned, schedule_of
from tests.storage.everything import kept
from tests.walking import Walk, all_buttons, words_of


async def held(walk: Walk, who: str = "ben") -> tuple[date | None, bool]:
    (row,) = await walk.rows(Preferences, Preferences.person_id == walk.people[who])
    return row.paused_until, row.nudges_stopped


def labels(reply: object) -> list[str]:
    return [one.label for one in all_buttons(reply)]  # type: ignore[arg-type]


class TestPause:
    @pytest.mark.parametrize(
        ("typed", "until"),
        [
            ("pause 2 weeks", date(2026, 3, 18)),
            ("pause nudges for 2 weeks please", None),
            ("pause nudges for a week", date(2026, 3, 11)),
            ("pause until Monday", date(2026, 3, 9)),
            ("pause until 3 April", date(2026, 4, 3)),
            ("mute a month", date(2026, 4, 4)),
        ],
    )
    async def test_holds_nudges_until_that_day(self, walk: Walk, typed: str, until: date | None) -> None:
        reply = await walk.say(typed)
        assert await held(walk) == (until, False)
        assert words_of(reply).startswith("Paused until " if until else "I could not tell until when.")
        assert await held(walk, "ana") == (None, False)

    async def test_tells_when_the_next_one_comes_then(self, walk: Walk) -> None:
        told = words_of(await walk.say("pause 2 weeks"))
        assert told.startswith(
            "Paused until Wednesday, 18 March 2026. The next nudge after it is for Thursday, 19 March"
        )
        assert "You paused until Wednesday, 18 March 2026." in words_of(await walk.say("nudges"))

    async def test_tells_where_none_can_come_after_it_either(self, walk: Walk) -> None:
        await walk.set_preferences("ben", nudge_days="6")
        assert "where you are that is the weekend" in words_of(await walk.say("pause 2 weeks"))

    async def test_alone_asks_for_how_long(self, walk: Walk) -> None:
        for typed in ("pause", "pause nudges", "Pause!"):
            asked = await walk.say(typed)
            assert words_of(asked).startswith("For how long would you like a break?")
        assert await walk.press("pause") == asked
        assert await held(walk) == (None, False)
        for label, until in (
            ("Pause a week", date(2026, 3, 11)),
            ("Pause two weeks", date(2026, 3, 18)),
            ("Pause a month", date(2026, 4, 4)),
        ):
            await walk.press_button(asked, label)
            assert await held(walk) == (until, False)
        again = await walk.say("pause")
        assert "Nudges are paused until Saturday, 4 April 2026. Would you like another day?" in words_of(again)
        await walk.press_button(again, "Resume")
        assert await held(walk) == (None, False)

    async def test_goes_by_the_day_where_the_person_is(self, walk: Walk) -> None:
        walk.clock.set(datetime(2026, 3, 4, 23, 30, tzinfo=UTC))
        await walk.set_preferences("ben", zone="Pacific/Auckland")
        await walk.say("pause 1 day")
        assert await held(walk) == (date(2026, 3, 6), False)

    async def test_what_is_no_time_to_come_changes_nothing(self, walk: Walk) -> None:
        before = await kept(walk)
        for typed in ("pause until yesterday", "pause until 3 March", "pause forever", "pause until 2 February 2026"):
            reply = await walk.say(typed)
            assert "Nothing was changed." in words_of(reply)
            assert labels(reply) == ["Pause a week", "Pause two weeks", "Pause a month"]
        assert await kept(walk) == before

    async def test_where_they_are_stopped_there_is_nothing_to_pause(self, walk: Walk) -> None:
        await walk.say("stop")
        reply = await walk.say("pause 2 weeks")
        assert "You stopped nudges, so there is nothing to pause." in words_of(reply)
        assert await held(walk) == (None, True)

    async def test_ends_by_itself(self, walk: Walk) -> None:
        await walk.say("pause 1 week")
        walk.clock.move(timedelta(days=7))
        assert "paused" not in words_of(await walk.say("nudges"))
        assert words_of(await walk.say("pause")).startswith("For how long")
        assert words_of(await walk.say("resume")).startswith("Your nudges are on already.")


class TestResume:
    async def test_ends_a_pause_and_tells_the_next(self, walk: Walk) -> None:
        paused = await walk.say("pause 2 weeks")
        reply = await walk.press_button(paused, "Resume")
        assert words_of(reply).startswith("Welcome back: your nudges are on again. Your next nudge is for Thursday, 5")
        assert await held(walk) == (None, False)

    async def test_ends_a_stop(self, walk: Walk) -> None:
        await walk.say("stop")
        await walk.say("resume nudges please")
        assert await held(walk) == (None, False)

    async def test_where_nothing_holds_them_it_says_so(self, walk: Walk) -> None:
        before = await kept(walk)
        assert words_of(await walk.say("resume")).startswith("Your nudges are on already. Your next nudge is for")
        assert await kept(walk) == before


class TestStop:
    @pytest.mark.parametrize("typed", ["stop", "Stop!", "stop nudges", "please stop sending me nudges", "unsubscribe"])
    async def test_is_at_once(self, walk: Walk, typed: str) -> None:
        await walk.say("pause 1 week")
        reply = await walk.say(typed)
        assert words_of(reply).startswith("Stopped. You get no more nudges.")
        assert await held(walk) == (None, True)
        assert await held(walk, "ana") == (None, False)
        assert words_of(await walk.say("stop")).startswith("Your nudges are stopped already.")
        await walk.press_button(reply, "Resume")
        assert await held(walk) == (None, False)

    @pytest.mark.parametrize("typed", ["stop him from interrupting her", "stop @ana", "stop @dan please"])
    async def test_of_something_else_is_asked_about(self, walk: Walk, typed: str) -> None:
        reply = await walk.say(typed)
        assert words_of(reply).startswith("Would you like me to stop sending you nudges?")
        assert await held(walk) == (None, False)
        await walk.press_button(reply, "Stop")
        assert await held(walk) == (None, True)

    async def test_by_button_asks_first(self, walk: Walk) -> None:
        (stop,) = [one for one in all_buttons(await walk.say("nudges")) if one.label == "Stop"]
        assert getattr(stop, "confirm", None) is not None


async def test_each_has_the_next_one_planned_anew_for_that_person_alone(walk: Walk) -> None:
    later = walk.clock() + timedelta(days=1)
    for typed in ("pause 1 week", "stop", "resume"):
        await planned(walk, later)
        await walk.say(typed)
        assert await schedule_of(walk, "ben") == (walk.clock(), None)
        assert await schedule_of(walk, "ana") == (later, later.date())

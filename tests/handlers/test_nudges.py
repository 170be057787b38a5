"""`nudges`: the card, words, the form, and where nudges go, all the way down the road."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert

from handlers.request import Reply
from messages.forms import Form, FormErrors
from storage import nudge_preferences, workspaces
from storage.models import Account, Delivery, Plan, Preferences
from storage.models.base import new_id
from storage.nudge_preferences import NudgeChoices
from storage.words import DeliveryState, Nudge, Pace, PlanState, Platform, Sector, Setting, Unreachable
from storage.workspaces import Installation
from tests.handlers.schedules import planned, schedule_of
from tests.storage.everything import kept
from tests.walking import LIBRARY, Walk, all_buttons, field_of, values_of, words_of


async def chosen(walk: Walk, who: str = "ben") -> NudgeChoices:
    async with walk.database.begin() as db:
        return await nudge_preferences.of(db, walk.organization_id, walk.people[who])


async def had(walk: Walk, day: date, **columns: Any) -> None:
    """Ben had a nudge that day at noon, UTC."""
    noon = datetime.combine(day, time(12), UTC)
    row: dict[str, Any] = {
        "organization_id": walk.organization_id,
        "id": new_id(),
        "person_id": walk.people["ben"],
        "nudge": Nudge.REFLECTION,
        "day": day,
        "state": DeliveryState.SENT,
        "zone": "UTC",
        "due_at": noon,
        "ready_at": noon,
        "sent_at": noon,
        "created_at": noon,
    }
    async with walk.database.begin() as db:
        await db.execute(insert(Delivery).values(**row | columns))


async def joined(walk: Walk, platform: Platform, workspace: str, **columns: Any) -> UUID:
    """Ben's account on another workspace of the organization."""
    account_id = new_id()
    async with walk.database.begin() as db:
        installation = Installation(platform, workspace, f"Example on {platform}", bot_token=None)
        home = await workspaces.install(db, walk.cipher, walk.organization_id, installation, walk.clock())
        tie = {"organization_id": walk.organization_id, "workspace_id": home, "person_id": walk.people["ben"]}
        moments = {"created_at": walk.clock() + timedelta(days=1)}
        await db.execute(insert(Account).values(**tie, id=account_id, external_id="U-BEN", **moments | columns))
    return account_id


def labels(reply: Reply) -> list[str]:
    return [one.label for one in all_buttons(reply)]


class TestCard:
    async def test_tells_what_holds_and_when_the_next_one_comes(self, walk: Walk) -> None:
        card = await walk.say("nudges")
        assert words_of(card).startswith("Your next nudge is for Thursday, 5 March 2026, between 09:30 and 16:30.")
        assert field_of(card, "Days") == "Tuesday to Thursday"
        assert field_of(card, "Time") == "09:30 to 16:30 (UTC)"
        assert field_of(card, "What") == "Reflections and lessons"
        assert field_of(card, "How often") == "Up to twice a week"
        assert field_of(card, "Holidays") == "Not known"
        assert field_of(card, "Sent to") == "Slack (Example)"
        assert labels(card) == ["Change", "Pause a week", "Pause two weeks", "Stop", "Time zone"]
        for typed in ("nudge", "nudges?", "Nudges when is the next one?", "reminders", "nudges @ana"):
            assert await walk.say(typed) == card
        assert await walk.press("nudges") == card

    async def test_each_button_leads_somewhere(self, walk: Walk) -> None:
        for hold in ("", "pause 1 week", "stop"):
            if hold:
                await walk.say(hold)
            card = await walk.say("nudges")
            for label in labels(card):
                assert "out of date" not in words_of(await walk.press_button(card, label))
            await walk.say("resume")

    async def test_the_country_of_the_zone_is_the_example(self, walk: Walk) -> None:
        assert "“/ally nudges country Germany”" in words_of(await walk.say("nudges"))
        await walk.set_preferences("ben", zone="Asia/Tokyo")
        assert "“/ally nudges country Japan”" in words_of(await walk.say("nudges"))
        await walk.set_organization(country="JP")
        card = await walk.say("nudges")
        assert "Tell me your country" not in words_of(card)
        assert field_of(card, "Holidays") == "Japan"

    async def test_a_holiday_in_between_is_explained(self, walk: Walk) -> None:
        walk.clock.set(datetime(2026, 4, 3, 5, tzinfo=UTC))
        await walk.say("nudges fri thu country germany")
        assert "Friday, 3 April 2026 stays free: it is a holiday (Good Friday)." in words_of(await walk.say("nudges"))

    async def test_earlier_nudges_and_answers_count(self, walk: Walk) -> None:
        for day in (date(2026, 2, 24), date(2026, 2, 26)):
            await had(walk, day)
        assert "The last two went unanswered" in words_of(await walk.say("nudges"))
        await had(walk, date(2026, 3, 3), answered_at=walk.clock())
        assert "unanswered" not in words_of(await walk.say("nudges"))

    async def test_one_on_its_way_is_told(self, walk: Walk) -> None:
        await had(walk, date(2026, 3, 4), state=DeliveryState.PENDING, sent_at=None)
        told = words_of(await walk.say("nudges"))
        assert told.startswith(
            "One is on its way to you now. After that: your next nudge is for Thursday, 5 March 2026"
        )
        assert "A nudge is on its way to you now." in words_of(await walk.say(""))
        await walk.say("pause 1 week")
        assert "on its way" not in words_of(await walk.say("nudges"))

    async def test_one_that_was_put_off_is_told(self, walk: Walk) -> None:
        item = next(iter(LIBRARY.items))
        await had(walk, date(2026, 3, 3), snoozed_until=date(2026, 3, 9), answered_at=walk.clock(), item=item)
        told = words_of(await walk.say("nudges"))
        assert "Your next nudge is for Thursday, 5 March 2026" in told
        assert "One that you put off comes again from Monday, 9 March 2026." in told
        walk.clock.move(timedelta(days=2))
        told = words_of(await walk.say("nudges"))
        assert "Your next nudge is for Monday, 9 March 2026" in told
        assert "It is the one that you put off." in told
        await walk.say("stop")
        assert "put off" not in words_of(await walk.say("nudges"))

    async def test_one_that_asks_about_a_plan_is_told(self, walk: Walk) -> None:
        row = {"organization_id": walk.organization_id, "id": new_id(), "person_id": walk.people["ben"]}
        plan = {"text_sealed": "x", "follow_up_on": date(2026, 3, 2), "state": PlanState.OPEN}
        async with walk.database.begin() as db:
            await db.execute(insert(Plan).values(**row, **plan, created_at=walk.clock()))
        assert "It asks about a plan that you made." in words_of(await walk.say("nudges"))

    async def test_days_that_are_all_weekend_are_told_on_both_cards(self, walk: Walk) -> None:
        await walk.set_preferences("ben", nudge_days="6")
        told = "where you are that is the weekend, and it stays free"
        assert told in words_of(await walk.say("nudges"))
        assert told in words_of(await walk.say(""))


class TestWords:
    async def test_are_saved_at_once_and_told(self, walk: Walk) -> None:
        reply = await walk.say("nudges Tue, Fri 10:00–15:00, only lessons, every two weeks; finance")
        assert await chosen(walk) == replace(
            await chosen(walk, "ana"),
            days=frozenset({1, 4}),
            starts=time(10),
            ends=time(15),
            wants_reflections=False,
            pace=Pace.EVERY_TWO_WEEKS,
            sector=Sector.FINANCE,
        )
        assert field_of(reply, "Days") == "Tuesday and Friday"
        assert field_of(reply, "What") == "Lessons"
        assert "Language" not in words_of(reply)
        assert "Your next nudge is for Friday, 6 March 2026, between 10:00 and 15:00." in words_of(reply)

    async def test_have_the_next_one_planned_anew(self, walk: Walk) -> None:
        later = walk.clock() + timedelta(days=1)
        await planned(walk, later)
        await walk.say("nudges blah")
        await walk.say("nudges twice a week")
        assert await schedule_of(walk, "ben") == (later, later.date())
        await walk.say("nudges weekly")
        assert await schedule_of(walk, "ben") == (walk.clock(), None)
        assert await schedule_of(walk, "ana") == (later, later.date())

    async def test_of_the_whole_night(self, walk: Walk) -> None:
        reply = await walk.say("nudges 22-2 about meetings and hiring")
        assert field_of(reply, "Time") == "22:00 to 02:00 of the next day (UTC)"
        assert field_of(reply, "Situations") == "In a meeting and in hiring"
        assert (await chosen(walk)).settings == {Setting.MEETING, Setting.HIRING}
        assert field_of(await walk.say("nudges 18-24"), "Time") == "18:00 to 00:00 (UTC)"
        assert field_of(await walk.say("nudges any time, any day"), "Time") == "Any time of the day (UTC)"
        assert field_of(await walk.say("nudges"), "Days") == "Any day"

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("sat sun", "Weekends stay free, and where you are that is Saturday and Sunday. Please pick another day"),
            ("not tue wed thu", "Please pick at least one day."),
            ("no lessons and reflections", "Please keep reflections, lessons or both."),
            ("10:00-10:10", "Please leave me at least half an hour."),
            ("13:00-13:00", "Please leave me at least half an hour."),
            ("blah", "I don't know what “blah” means for nudges."),
            ("zone Berlin", "Your time zone is a setting of its own, as in “settings zone Berlin”."),
            ("on teams", "I don't know you on Teams yet."),
        ],
    )
    async def test_that_can_not_be_are_told_and_change_nothing(self, walk: Walk, typed: str, told: str) -> None:
        before = await kept(walk)
        reply = await walk.say(f"nudges {typed}")
        assert told in words_of(reply)
        assert "Nothing was changed." in words_of(reply)
        assert ("Time zone" in labels(reply)) == typed.startswith("zone")
        assert await kept(walk) == before

    async def test_that_say_what_holds_already(self, walk: Walk) -> None:
        before = await walk.rows(Preferences)
        reply = await walk.say("nudges twice a week")
        assert words_of(reply).startswith("Your nudges were like that already.")
        assert field_of(reply, "How often") == "Up to twice a week"
        assert await walk.rows(Preferences) == before

    async def test_that_take_the_country_away_leave_the_organizations(self, walk: Walk) -> None:
        await walk.set_organization(country="FR")
        await walk.say("nudges country Germany")
        assert (await chosen(walk)).country == "DE"
        assert field_of(await walk.say("nudges country none"), "Holidays") == "France"

    @pytest.mark.parametrize("typed", ["stop", "off", "no more", "none", "turn them off", "Stop!"])
    async def test_for_none_stop_them(self, walk: Walk, typed: str) -> None:
        assert words_of(await walk.say(f"nudges {typed}")).startswith("Stopped.")
        assert (await chosen(walk)).stopped

    @pytest.mark.parametrize("typed", ["pause 2 weeks", "off for 2 weeks", "none until 18 March", "stop for 2 weeks"])
    async def test_for_a_break_pause_them(self, walk: Walk, typed: str) -> None:
        assert words_of(await walk.say(f"nudges {typed}")).startswith("Paused until Wednesday, 18 March 2026.")
        assert (await chosen(walk)).paused_until == date(2026, 3, 18)

    @pytest.mark.parametrize("typed", ["on", "resume", "start again"])
    async def test_for_some_again_resume_them(self, walk: Walk, typed: str) -> None:
        await walk.say("stop")
        assert words_of(await walk.say(f"nudges {typed}")).startswith("Welcome back: your nudges are on again.")
        assert not (await chosen(walk)).stopped


class TestForm:
    async def test_holds_what_was_chosen(self, walk: Walk) -> None:
        await walk.say("nudges 9:45-16:00 country uk about reviews only reflections")
        form = await walk.press_button(await walk.say("nudges"), "Change")
        assert isinstance(form, Form)
        assert values_of(form) == {
            "days": ("1", "2", "3"),
            "starts": "09:45",
            "ends": "16:00",
            "kinds": ("reflections",),
            "pace": "twice_a_week",
            "sector": "general",
            "settings": ("review",),
            "language": "en",
            "country": "United Kingdom",
        }
        reply = await walk.submit(form)
        assert words_of(reply).startswith("Your nudges were like that already.")

    async def test_saves_everything(self, walk: Walk) -> None:
        await planned(walk, walk.clock() + timedelta(days=1))
        values = {
            "days": ("0", "4"),
            "starts": "22:00",
            "ends": "01:30",
            "kinds": ("lessons",),
            "pace": "weekly",
            "sector": "healthcare",
            "settings": ("meeting", "remote"),
            "language": "en",
            "country": "  germny ",
        }
        reply = await walk.submit(await walk.press("nudges.change"), values)
        assert await chosen(walk) == replace(
            await chosen(walk, "ana"),
            days=frozenset({0, 4}),
            starts=time(22),
            ends=time(1, 30),
            wants_reflections=False,
            pace=Pace.WEEKLY,
            sector=Sector.HEALTHCARE,
            settings=frozenset({Setting.MEETING, Setting.REMOTE}),
            country="DE",
        )
        assert field_of(reply, "Holidays") == "Germany"
        assert await schedule_of(walk, "ben") == (walk.clock(), None)

    async def test_keeps_what_was_typed_beside_what_is_wrong(self, walk: Walk) -> None:
        before = await kept(walk)
        values = {"days": (), "kinds": (), "starts": "10:00", "ends": "10:00", "country": "Atlantis", "pace": "weekly"}
        reply = await walk.submit(await walk.press("nudges.change"), values)
        assert isinstance(reply, FormErrors)
        assert reply.errors == {
            "days": "Please pick at least one day. For a break there is “pause”, and “stop” ends nudges.",
            "kinds": "Please keep reflections, lessons or both. For a break there is “pause”, and “stop” ends nudges.",
            "ends": "Please leave me at least half an hour.",
            "country": "I know no holidays of “Atlantis”. Its English name or code is enough, like Germany or DE.",
        }
        assert values_of(reply.form) == values_of(_form(await walk.press("nudges.change"))) | values
        assert await kept(walk) == before

    @pytest.mark.parametrize(
        ("values", "wrong"),
        [
            ({"starts": "noon"}, "starts"),
            ({"starts": "10:00:30"}, "starts"),
            ({"ends": None}, "ends"),
            ({"ends": "10:00+02:00"}, "ends"),
            ({"pace": "hourly"}, "pace"),
            ({"sector": None}, "sector"),
            ({"language": "xx"}, "language"),
            ({"days": ("9", "x")}, "days"),
            ({"days": ("5", "6")}, "days"),
            ({"days": None}, "days"),
        ],
    )
    async def test_takes_nothing_that_is_no_choice(self, walk: Walk, values: dict[str, Any], wrong: str) -> None:
        before = await kept(walk)
        reply = await walk.submit(await walk.press("nudges.change"), values)
        assert isinstance(reply, FormErrors)
        assert list(reply.errors) == [wrong]
        assert await kept(walk) == before

    async def test_an_emptied_country_is_taken_away(self, walk: Walk) -> None:
        await walk.say("nudges country germany")
        await walk.submit(await walk.press("nudges.change"), {"country": None})
        assert (await chosen(walk)).country is None

    async def test_a_language_we_lost_is_shown_as_english(self, walk: Walk) -> None:
        await walk.set_preferences("ben", language="xx")
        assert field_of(await walk.say("nudges"), "Language") == "xx"
        assert values_of(_form(await walk.press("nudges.change")))["language"] == "en"


class TestWhere:
    async def test_saving_moves_nudges_to_where_one_saved_if_there_are_several(self, walk: Walk) -> None:
        await walk.say("nudges weekly")
        assert (await chosen(walk)).account_id is None
        teams = await joined(walk, Platform.TEAMS, "tenant", conversation={"id": "1"})
        on_teams = replace(walk, platform=Platform.TEAMS, workspace="tenant")
        assert field_of(await on_teams.say("nudges"), "Sent to") == "Slack (Example)"
        reply = await on_teams.say("nudges tue")
        assert field_of(reply, "Sent to") == "Teams (Example on teams)"
        assert (await chosen(walk)).account_id == teams

    async def test_they_can_be_sent_here(self, walk: Walk) -> None:
        teams = await joined(walk, Platform.TEAMS, "tenant", conversation={"id": "1"})
        on_teams = replace(walk, platform=Platform.TEAMS, workspace="tenant")
        assert "Send them here" not in labels(await walk.say("nudges"))
        await planned(walk, walk.clock() + timedelta(days=1))
        card = await on_teams.say("nudges")
        reply = await on_teams.press_button(card, "Send them here")
        assert field_of(reply, "Sent to") == "Teams (Example on teams)"
        assert (await chosen(walk)).account_id == teams
        assert await schedule_of(walk, "ben") == (walk.clock(), None)
        assert "Send them here" not in labels(await on_teams.say("nudges"))
        assert field_of(await walk.say("nudges send them here"), "Sent to") == "Slack (Example)"
        assert field_of(await walk.say("nudges on Teams"), "Sent to") == "Teams (Example on teams)"

    async def test_an_account_that_can_not_be_reached_is_passed_over(self, walk: Walk) -> None:
        teams = await joined(walk, Platform.TEAMS, "tenant")
        await walk.set_preferences("ben", nudge_account_id=teams)
        assert field_of(await walk.say("nudges"), "Sent to") == "Slack (Example)"
        console = await joined(walk, Platform.CONSOLE, "console")
        await walk.set_preferences("ben", nudge_account_id=console)
        assert field_of(await walk.say("nudges"), "Sent to") == "The chat page"
        await joined(walk, Platform.SLACK, "T9", unreachable=Unreachable.BLOCKED)
        async with walk.database.begin() as db:
            for platform, workspace in ((Platform.CONSOLE, "console"), (Platform.TEAMS, "tenant")):
                await workspaces.remove(db, platform, workspace, walk.clock())
        assert field_of(await walk.say("nudges"), "Sent to") == "Slack (Example)"

    async def test_nobodys_choices_but_ones_own_change(self, walk: Walk) -> None:
        other = await walk.another_organization()
        for who in ("ana", "ada"):
            await walk.say("nudges weekly mon", as_=who)
        await other.say("nudges every two weeks", as_="zoe")
        held = await chosen(walk)
        assert (held.pace, held.days) == (Pace.TWICE_A_WEEK, frozenset({1, 2, 3}))


def _form(reply: Reply) -> Form:
    assert isinstance(reply, Form)
    return reply

"""`settings`, by form and by words, all the way down the road."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.request import Value
from messages.forms import Choice, Form, FormErrors, TextInput, Toggle
from storage import preferences
from storage.models import Action, Person, Preferences
from storage.preferences import Chosen
from storage.words import Gender, Visibility
from tests.golden import check_golden
from tests.handlers.schedules import planned, schedule_of
from tests.storage.everything import kept
from tests.walking import Walk, field_of, values_of, words_of


async def chosen(walk: Walk, who: str = "ben") -> Chosen:
    async with walk.database.begin() as db:
        return await preferences.chosen(db, walk.organization_id, walk.people[who])


async def marked(walk: Walk, who: str = "ben") -> tuple[bool, bool]:
    """Whether zone and gender are the person's own."""
    (one,) = await walk.rows(Preferences, Preferences.person_id == walk.people[who])
    (person,) = await walk.rows(Person, Person.id == walk.people[who])
    return one.zone_is_own, person.gender_is_own


class TestForm:
    async def test_golden_form(self, walk: Walk) -> None:
        form = await walk.say("settings")
        assert isinstance(form, Form)
        check_golden("settings_form", form)

    async def test_shows_what_holds_and_opens_by_a_button(self, walk: Walk) -> None:
        await walk.set_preferences("ben", zone="Asia/Tokyo", visibility=Visibility.NAMED, log_me=False)
        form = await walk.press("settings")
        assert form == await walk.say("Settings")
        assert isinstance(form, Form)
        assert values_of(form) == {
            "language": "en",
            "zone": "Asia/Tokyo",
            "visibility": "named",
            "gender": "man",
            "log_me": False,
            "ask_me": True,
        }

    async def test_says_why_gender_is_asked_and_that_it_gates_nothing(self, walk: Walk) -> None:
        form = await walk.say("settings")
        assert isinstance(form, Form)
        (gender,) = [one for one in form.inputs if one.name == "gender"]
        assert isinstance(gender, Choice)
        assert "gates nothing" in gender.hint
        assert [one.value for one in gender.options] == ["woman", "man", "non_binary", "undisclosed"]

    async def test_golden_saved(self, walk: Walk) -> None:
        form = await walk.say("settings")
        values: dict[str, Value] = {
            "zone": "berlin",
            "visibility": "private",
            "gender": "undisclosed",
            "log_me": False,
        }
        reply = await walk.submit(form, values)
        held = Chosen("en", "Europe/Berlin", Visibility.PRIVATE, Gender.UNDISCLOSED, log_me=False, ask_me=True)
        assert await chosen(walk) == held
        assert await marked(walk) == (True, True)
        assert field_of(reply, "Time zone") == "Europe/Berlin (it is 11:00 there now)"
        check_golden("settings_saved", reply)

    async def test_only_what_was_changed_is_told_and_becomes_their_own(self, walk: Walk) -> None:
        reply = await walk.submit(await walk.say("settings"), {"visibility": "named"})
        assert field_of(reply, "Visibility") == "Named: with my name where an export has names"
        assert "Time zone" not in words_of(reply)
        assert await marked(walk) == (False, False)

    async def test_golden_nothing_changed(self, walk: Walk) -> None:
        before = await walk.rows(Preferences)
        reply = await walk.submit(await walk.say("settings"))
        assert await walk.rows(Preferences) == before
        check_golden("settings_unchanged", reply)

    async def test_golden_errors_keep_what_was_typed(self, walk: Walk) -> None:
        form = await walk.say("settings")
        reply = await walk.submit(form, {"zone": "Berln", "visibility": "private", "log_me": False})
        assert isinstance(reply, FormErrors)
        assert reply.errors == {"zone": "I can't tell the time zone of “Berln”. Did you mean Europe/Berlin?"}
        assert values_of(reply.form) | {"zone": "Berln", "visibility": "private", "log_me": False} == values_of(
            reply.form
        )
        assert (await chosen(walk)).visibility is Visibility.PROGRAM
        check_golden("settings_errors", reply)

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("", "Please write a city, like Berlin or New York."),
            ("  ", "Please write a city, like Berlin or New York."),
            (
                "qwrtzx",
                "I can't tell the time zone of “qwrtzx”. The nearest big city is enough, like Berlin or New York.",
            ),
            (
                "UTC+2",
                "Did you mean Europe/Athens, Africa/Cairo, Asia/Beirut or Asia/Gaza?",
            ),
            (
                "x" * 500,
                f"“{'x' * 63}…”. The nearest big city is enough, like Berlin or New York.",
            ),
        ],
    )
    async def test_a_zone_that_is_none(self, walk: Walk, typed: str, told: str) -> None:
        reply = await walk.submit(await walk.say("settings"), {"zone": typed})
        assert isinstance(reply, FormErrors)
        assert told in reply.errors["zone"]

    async def test_what_no_form_of_ours_sends_is_refused(self, walk: Walk) -> None:
        before = await kept(walk)
        forged: dict[str, Value] = {"language": "xx", "zone": None, "visibility": "public", "gender": ("man",)}
        reply = await walk.submit("settings", forged)
        assert isinstance(reply, FormErrors)
        assert reply.errors.keys() == {"language", "zone", "visibility", "gender"}
        assert await kept(walk) == before

    async def test_the_inputs_are_what_the_design_asks_for(self, walk: Walk) -> None:
        form = await walk.say("settings")
        assert isinstance(form, Form)
        kinds = {one.name: type(one) for one in form.inputs}
        assert kinds == {
            "language": Choice,
            "zone": TextInput,
            "visibility": Choice,
            "gender": Choice,
            "log_me": Toggle,
            "ask_me": Toggle,
        }


class TestWords:
    @pytest.mark.parametrize(
        ("typed", "name", "value"),
        [
            ("visibility private", "visibility", Visibility.PRIVATE),
            ("set my default visibility to Named", "visibility", Visibility.NAMED),
            ("visiblity privat", "visibility", Visibility.PRIVATE),
            ("private", "visibility", Visibility.PRIVATE),
            ("named visibility", "visibility", Visibility.NAMED),
            ("zone Berlin", "zone", "Europe/Berlin"),
            ("my time zone is New York", "zone", "America/New_York"),
            ("timezone: europe/london", "zone", "Europe/London"),
            ("tz tokyo", "zone", "Asia/Tokyo"),
            ("Nairobi", "zone", "Africa/Nairobi"),
            ("gender woman", "gender", Gender.WOMAN),
            ("gender non-binary", "gender", Gender.NON_BINARY),
            ("my gender is prefer not to say", "gender", Gender.UNDISCLOSED),
            ("undisclosed", "gender", Gender.UNDISCLOSED),
            ("don't log me", "log_me", False),
            ("Don’t log me please", "log_me", False),
            ("do not name me", "log_me", False),
            ("never mention me", "log_me", False),
            ("stop logging me", "log_me", False),
            ("don't ask me", "ask_me", False),
            ("Don’t ask me anything, please", "ask_me", False),
            ("no questions", "ask_me", False),
            ("never ask whether it helped", "ask_me", False),
        ],
    )
    async def test_are_understood_in_many_ways(self, walk: Walk, typed: str, name: str, value: object) -> None:
        reply = await walk.say(f"settings {typed}")
        assert "Your settings are saved." in words_of(reply)
        assert getattr(await chosen(walk), name) == value

    async def test_the_language_that_there_is(self, walk: Walk) -> None:
        assert "like that already" in words_of(await walk.say("settings language English"))
        assert "I speak English only, for now." in words_of(await walk.say("settings language klingon"))

    async def test_what_is_said_becomes_their_own_even_if_it_was_like_that(self, walk: Walk) -> None:
        await walk.say("settings gender man")
        await walk.say("settings zone UTC")
        assert await marked(walk) == (True, True)

    async def test_dont_log_me_and_back(self, walk: Walk) -> None:
        await walk.say("settings don't log me", as_="ana")
        await walk.say("amplify @ana in standup: her idea")
        (action,) = await walk.rows(Action)
        assert action.beneficiary_id is None
        reply = await walk.say("settings log me", as_="ana")
        assert field_of(reply, "Colleagues") == "may name me in what they log"
        walk.clock.move(timedelta(minutes=5))
        await walk.say("amplify @ana in retro: her other idea")
        assert (await walk.rows(Action))[-1].beneficiary_id == walk.people["ana"]

    async def test_dont_ask_me_and_back(self, walk: Walk) -> None:
        reply = await walk.say("settings don't ask me")
        assert "doesn't ask me" in field_of(reply, "Upstander")
        assert "“/ally settings ask me” takes this back" in words_of(reply)
        reply = await walk.say("settings ask me")
        assert "asks me now and then" in field_of(reply, "Upstander")

    async def test_golden_dont_ask_me(self, walk: Walk) -> None:
        check_golden("settings_dont_ask_me", await walk.say("settings don't ask me"))

    async def test_golden_dont_log_me(self, walk: Walk) -> None:
        check_golden("settings_dont_log_me", await walk.say("settings don't log me"))

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("visibility public", "Visibility can be private, program or named."),
            ("visibility", "Visibility can be private, program or named."),
            ("gender lady", "Gender can be woman, man, non-binary or undisclosed."),
            ("gender", "Gender can be woman, man, non-binary or undisclosed."),
            ("zone", "Please write a city, like Berlin or New York."),
            ("zone berln", "I can't tell the time zone of “berln”. Did you mean Europe/Berlin?"),
            ("visibilities", "I don't know the setting “visibilities”. Did you mean visibility?"),
            ("qwrtzx", "I don't know the setting “qwrtzx”."),
        ],
    )
    async def test_what_is_not_understood_is_told_and_changes_nothing(self, walk: Walk, typed: str, told: str) -> None:
        before = await kept(walk)
        reply = words_of(await walk.say(f"settings {typed}"))
        assert told in reply
        assert "Nothing was changed." in reply
        assert await kept(walk) == before

    async def test_golden_not_understood(self, walk: Walk) -> None:
        check_golden("settings_not_understood", await walk.say("settings visibility public"))

    async def test_a_mention_is_no_setting(self, walk: Walk) -> None:
        assert isinstance(await walk.say("settings @ana"), Form)

    async def test_only_ones_own_settings_change(self, walk: Walk) -> None:
        before = await chosen(walk, "ana")
        await walk.say("settings private")
        assert await chosen(walk, "ana") == before


class TestNudges:
    """What nudges depend on has the next one planned anew."""

    @pytest.mark.parametrize(("typed", "is_planned"), [("zone Tokyo", True), ("private", False), ("zone UTC", True)])
    async def test_a_zone_has_the_next_nudge_planned_anew(self, walk: Walk, typed: str, is_planned: bool) -> None:
        later = walk.clock() + timedelta(days=1)
        await planned(walk, later)
        await walk.say(f"settings {typed}")
        (ben, ana) = [await schedule_of(walk, who) for who in ("ben", "ana")]
        assert (ben == (walk.clock(), None)) == is_planned
        assert ana == (later, later.date())

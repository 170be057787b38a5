"""`/ally` alone, the App Home, and hello."""

from __future__ import annotations

from datetime import date

import pytest

from tests.golden import check_golden
from tests.handlers.crowds import act
from tests.walking import Walk, all_buttons, words_of


async def test_nothing_typed_a_hello_and_the_home_page_are_one_card(walk: Walk) -> None:
    card = await walk.say("")
    for again in ("hello", "Hi!", "home", "start"):
        assert await walk.say(again) == card
    assert await walk.home() == card
    assert await walk.press("home") == card


async def test_a_newcomer_is_welcomed_with_something_to_try(walk: Walk) -> None:
    told = words_of(await walk.say(""))
    assert "Welcome, Ben Okafor" in told
    assert "/ally amplify @colleague" in told
    assert "This week" not in told


async def test_what_the_newcomer_is_shown_works_as_it_stands(walk: Walk) -> None:
    told = words_of(await walk.say(""))
    line = next(line for line in told.splitlines() if line.startswith("/ally amplify"))
    assert "Logged: Amplify for Ana Lima" in words_of(
        await walk.say(line.removeprefix("/ally ").replace("@colleague", "@ana"))
    )


async def test_somebody_with_a_record_sees_their_own_numbers(walk: Walk) -> None:
    await act(walk, "payments", [walk.people["ben"]], date(2026, 3, 2), date(2026, 3, 1), date(2026, 2, 3))
    told = words_of(await walk.say(""))
    assert "Hello, Ben Okafor. You logged 1 action this week." in told
    assert "This month: 2. In all: 3." in told
    assert "Welcome, Ana Lima" in words_of(await walk.say("", as_="ana"))


async def test_a_week_without_anything_is_an_offer_and_no_reproach(walk: Walk) -> None:
    await act(walk, "payments", [walk.people["ben"]], date(2026, 2, 3))
    told = words_of(await walk.say(""))
    assert "This week is still open." in told
    assert "This month: 0. In all: 1." in told


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("ben", ["Log an action", "My record", "Settings", "Privacy", "Help", "Nudges", "Pause nudges"]),
        (
            "dan",
            ["Log an action", "My record", "My team", "Settings", "Privacy", "Help", "Nudges", "Pause nudges"],
        ),
    ],
)
async def test_every_button_leads_somewhere(walk: Walk, who: str, labels: list[str]) -> None:
    card = await walk.say("", as_=who)
    assert [button.label for button in all_buttons(card)] == labels
    for label in labels:
        reply = await walk.press_button(card, label, as_=who)
        assert "out of date" not in words_of(reply)
        assert "is for managers" not in words_of(reply).splitlines()[0]


async def test_the_next_nudge_is_told_to_newcomers_with_what_a_nudge_is(walk: Walk) -> None:
    told = words_of(await walk.say(""))
    assert "I also bring you a question to think about, or a short lesson. Your next nudge is for Thursday" in told
    await act(walk, "payments", [walk.people["ben"]], date(2026, 3, 2))
    told = words_of(await walk.say(""))
    assert "I also bring you" not in told
    assert "Your next nudge is for Thursday, 5 March 2026." in told


async def test_held_nudges_are_told_with_the_way_back(walk: Walk) -> None:
    await walk.say("pause 2 weeks")
    card = await walk.say("")
    assert "Nudges are paused until Wednesday, 18 March 2026." in words_of(card)
    assert "Pause nudges" not in words_of(card)
    await walk.press_button(card, "Resume")
    assert "Your next nudge is for Thursday, 5 March 2026." in words_of(await walk.say(""))
    await walk.say("stop")
    card = await walk.say("")
    assert "You stopped nudges" in words_of(card)
    await walk.press_button(card, "Resume")
    assert "Your next nudge is for" in words_of(await walk.say(""))


async def test_the_promise_keeps_to_the_organizations_k(walk: Walk) -> None:
    assert "at least five people" in words_of(await walk.say(""))
    await walk.set_organization(k=8)
    assert "at least eight people" in words_of(await walk.say(""))


async def test_somebody_without_a_name_is_greeted_without_one(walk: Walk) -> None:
    await walk.set_person("ben", name="")
    assert words_of(await walk.say("")).startswith("Welcome.")


async def test_golden_home(walk: Walk) -> None:
    check_golden("home/newcomer", await walk.say(""))
    check_golden("home/of_a_manager", await walk.say("", as_="dan"))
    await act(walk, "payments", [walk.people["ben"]], date(2026, 2, 3))
    check_golden("home/quiet_week", await walk.say(""))
    await act(walk, "payments", [walk.people["ben"]], date(2026, 3, 2), date(2026, 3, 1))
    check_golden("home/with_a_record", await walk.say(""))
    await walk.say("pause until Monday")
    check_golden("home/paused", await walk.say(""))

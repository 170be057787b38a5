"""`/ally digest off`, `on`, `day Monday 09:00`, and the form."""

from __future__ import annotations

from datetime import time

import pytest

from messages.forms import Form, FormErrors
from storage import digests
from storage.digests import DigestChoice
from tests.golden import check_golden
from tests.walking import Walk, all_buttons, find_button, values_of, words_of


async def choice(walk: Walk, who: str = "dan") -> DigestChoice:
    async with walk.database.begin() as db:
        return await digests.read_choice(db, walk.organization_id, walk.people[who])


@pytest.mark.parametrize("typed", ["digest off", "digest OFF.", "digest stop", "digest turn off"])
async def test_it_is_off_at_once(walk: Walk, typed: str) -> None:
    told = words_of(await walk.say(typed, as_="dan"))
    assert told.startswith("Stopped. The digest does not come by itself any more.")
    assert "“/ally digest” still shows it whenever you like." in told
    assert not (await choice(walk)).is_on
    assert words_of(await walk.say("digest off", as_="dan")).startswith("Your digest is off already.")


async def test_it_comes_back_on_the_day_it_had(walk: Walk) -> None:
    await walk.say("digest friday 16:30", as_="dan")
    off = await walk.say("digest off", as_="dan")
    on = await walk.press_button(off, "Send it weekly", as_="dan")
    assert words_of(on).startswith("Saved. Your digest comes on Fridays at 16:30, by your own clock.")
    assert await choice(walk) == DigestChoice(weekday=4, at=time(16, 30))
    assert words_of(await walk.say("digest on", as_="dan")).startswith("It is like that already.")


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("digest day Monday 09:00", DigestChoice()),
        ("digest day Friday 4pm", DigestChoice(weekday=4, at=time(16))),
        ("digest tuesday", DigestChoice(weekday=1)),
        ("digest 8:15", DigestChoice(at=time(8, 15))),
    ],
)
async def test_words_change_what_they_name(walk: Walk, typed: str, chosen: DigestChoice) -> None:
    await walk.say("digest off", as_="dan")
    told = words_of(await walk.say(typed, as_="dan"))
    assert told.startswith("Saved. Your digest comes on ")
    assert await choice(walk) == chosen


async def test_what_is_not_understood_changes_nothing(walk: Walk) -> None:
    await walk.say("digest friday", as_="dan")
    told = words_of(await walk.say("digest fridays and mondays", as_="dan"))
    assert told.startswith("The digest comes once a week, so please name one day. Nothing was changed.")
    assert await choice(walk) == DigestChoice(weekday=4)


async def test_what_holds_is_told(walk: Walk) -> None:
    assert words_of(await walk.say("digest when", as_="dan")).startswith("Your digest comes on Mondays at 09:00")
    await walk.say("digest off", as_="dan")
    assert words_of(await walk.say("digest when", as_="dan")).startswith("Your digest is off already.")


async def test_the_card_says_when_it_comes_and_offers_the_way_out(walk: Walk) -> None:
    reply = await walk.say("digest", as_="dan")
    assert "The digest comes on Mondays at 09:00, by your own clock." in words_of(reply)
    off = await walk.press_button(reply, "No digest any more", as_="dan")
    assert words_of(off).startswith("Stopped.")
    again = await walk.say("digest", as_="dan")
    assert "you turned it off" in words_of(again)
    assert words_of(await walk.press_button(again, "Send it weekly", as_="dan")).startswith("Saved.")


async def test_the_form_holds_what_is_chosen_and_saves_it(walk: Walk) -> None:
    await walk.say("digest thursday 8:15", as_="dan")
    form = await walk.press_button(await walk.say("digest", as_="dan"), "Day and time", as_="dan")
    assert isinstance(form, Form)
    assert values_of(form) == {"weekday": "3", "at": "08:15"}
    saved = words_of(await walk.submit(form, {"weekday": "6", "at": "17:30"}, as_="dan"))
    assert saved.startswith("Saved. Your digest comes on Sundays at 17:30")
    assert await choice(walk) == DigestChoice(weekday=6, at=time(17, 30))


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"weekday": "7", "at": "09:00"}, {"weekday"}),
        ({"weekday": "", "at": "25:00"}, {"weekday", "at"}),
        ({"weekday": "1", "at": "09:00:00+02:00"}, {"at"}),
        ({"weekday": None, "at": None}, {"weekday", "at"}),
        ({"weekday": "²", "at": "9:00"}, {"weekday", "at"}),
    ],
)
async def test_a_forged_form_changes_nothing(walk: Walk, values: dict[str, str | None], wrong: set[str]) -> None:
    reply = await walk.submit("digest", values, as_="dan")
    assert isinstance(reply, FormErrors)
    assert set(reply.errors) == wrong
    assert await choice(walk) == DigestChoice()


async def test_a_pause_or_a_stop_holds_it_and_says_so(walk: Walk) -> None:
    await walk.say("pause 2 weeks", as_="dan")
    assert "Your nudges are paused, so it waits for the end of the pause." in words_of(
        await walk.say("digest friday", as_="dan")
    )
    await walk.say("stop", as_="dan")
    assert "You have stopped nudges, so it waits until you resume them" in words_of(
        await walk.say("digest when", as_="dan")
    )


async def test_each_manager_has_their_own(walk: Walk) -> None:
    await walk.say("digest off", as_="dan")
    assert await choice(walk, "gil") == DigestChoice()


@pytest.mark.parametrize("typed", ["digest off", "digest on", "digest friday", "digest when"])
async def test_it_is_for_managers(walk: Walk, typed: str) -> None:
    assert words_of(await walk.say(typed, as_="ana")).startswith("/ally digest is for managers.")
    for action in ("digest.on", "digest.off", "digest.when"):
        assert words_of(await walk.press(action, as_="ana")).startswith("/ally digest is for managers.")
    assert words_of(await walk.submit("digest", {"weekday": "1", "at": "09:00"}, as_="ana")).startswith("/ally digest")
    assert await choice(walk, "ana") == DigestChoice()


async def test_golden_digest_choice(walk: Walk) -> None:
    check_golden("digest/comes", await walk.say("digest friday 4pm", as_="dan"))
    check_golden("digest/when", await walk.say("digest when", as_="dan"))
    check_golden("digest/form", await walk.press("digest.when", as_="dan"))
    check_golden("digest/unclear", await walk.say("digest purple <b>", as_="dan"))
    off = await walk.say("digest off", as_="dan")
    check_golden("digest/off", off)
    assert [one.label for one in all_buttons(off)] == ["Send it weekly", "Digest now"]
    find_button(off, "Digest now")

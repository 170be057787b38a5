"""Asking a colleague who was there: who may be asked, how many, and what the author learns of it (nothing)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from handlers.dispatch import may_open_form
from handlers.request import Mention, Press, Reply
from messages.forms import Form, FormErrors
from storage.models import Action, Confirmation
from storage.models.base import new_id
from storage.words import ConfirmationPart, Incident, Kind, Outcome, Withdrawal
from tests.golden import check_golden
from tests.handlers.crowds import act
from tests.handlers.schedules import planned, schedule_of
from tests.walking import Walk, all_buttons, words_of

LABEL = "Ask a colleague who was there"
TODAY = date(2026, 3, 4)


async def ask(walk: Walk, card: Reply, who: str) -> Reply:
    form = await walk.press_button(card, LABEL)
    return await walk.submit(form, {"colleague": walk.mention(who)})


async def witnesses(walk: Walk) -> list[Any]:
    return list(await walk.rows(Confirmation, Confirmation.part == ConfirmationPart.WITNESS))


async def test_the_author_names_a_colleague_who_is_asked_in_private(walk: Walk) -> None:
    assert may_open_form(Press("witness"))
    await planned(walk, walk.clock() + timedelta(days=3))
    card = await walk.say("amplify @ana in standup: her idea")
    reply = await ask(walk, card, "cleo")
    assert "I'll ask Cleo Martin in private" in words_of(reply)
    (row,) = await witnesses(walk)
    (action,) = await walk.rows(Action)
    assert (row.action_id, row.person_id) == (action.id, walk.people["cleo"])
    assert (row.asked_at, row.answer) == (None, None)
    assert await schedule_of(walk, "cleo") == (walk.clock(), None)
    waiting = words_of(await walk.say("confirm", as_="cleo"))
    assert "Ben Okafor logged that they repeated a colleague's idea and credited them, in a meeting" in waiting
    assert "Ana" not in waiting


async def test_the_last_action_by_words_and_each_entry_of_the_record(walk: Walk) -> None:
    await walk.say("amplify @ana in standup: her idea")
    form = await walk.say("witness")
    assert isinstance(form, Form)
    await walk.submit(form, {"colleague": walk.mention("cleo")})
    await ask(walk, await walk.say("me"), "dan")
    assert {one.person_id for one in await witnesses(walk)} == {walk.people["cleo"], walk.people["dan"]}


async def test_the_same_colleague_is_asked_once_and_the_author_reads_the_same(walk: Walk) -> None:
    """Also when the colleague has answered or declined meanwhile, or wants no questions at all."""
    card = await walk.say("amplify @ana: her idea")
    first = await ask(walk, card, "cleo")
    (row,) = await witnesses(walk)
    assert await ask(walk, card, "cleo") == first
    await walk.press("confirm.otherwise", row.id, as_="cleo")
    assert await ask(walk, card, "cleo") == first
    await walk.say("settings don't ask me", as_="cleo")
    assert await ask(walk, card, "cleo") == first
    assert len(await witnesses(walk)) == 1


async def test_three_at_most(walk: Walk) -> None:
    card = await walk.say("amplify @ana: her idea")
    form = await walk.press_button(card, LABEL)
    for who in ("cleo", "dan", "eve"):
        await ask(walk, card, who)
    assert "You have named three colleagues" in words_of(await walk.press_button(card, LABEL))
    assert "You have named three colleagues" in words_of(await walk.submit(form, {"colleague": walk.mention("gil")}))
    assert len(await witnesses(walk)) == 3


@pytest.mark.parametrize(
    ("colleague", "why"),
    [
        (Mention("U-BEN"), "That is you."),
        (Mention("U-ANA"), "is whom it was for, and is asked anyway"),
        (Mention("U-NOBODY"), "isn't among your colleagues"),
        (Mention("U-DAN"), "prefers to be left out"),
        (None, "Pick the colleague who was there."),
        ("nonsense", "Pick the colleague who was there."),
    ],
)
async def test_who_cannot_be_asked_is_told_in_the_form(walk: Walk, colleague: object, why: str) -> None:
    await walk.set_preferences("dan", log_me=False)
    form = await walk.press_button(await walk.say("amplify @ana: her idea"), LABEL)
    reply = await walk.submit(form, {"colleague": colleague})
    assert isinstance(reply, FormErrors)
    assert why in reply.errors["colleague"]
    assert await witnesses(walk) == []


async def test_nobody_can_ask_about_somebody_elses_action(walk: Walk) -> None:
    await walk.say("amplify @ana: her idea")
    (action,) = await walk.rows(Action)
    for subject in (action.id, "nonsense", "", new_id()):
        assert "can't find that action" in words_of(await walk.press("witness", subject, as_="dan"))
        forged = await walk.submit("witness", {"colleague": walk.mention("cleo")}, subject=subject, as_="dan")
        assert "can't find that action" in words_of(forged)
    assert await witnesses(walk) == []


async def test_what_does_not_count_has_no_witness(walk: Walk) -> None:
    card = await walk.say("amplify @ana: her idea")
    form = await walk.press_button(card, LABEL)
    await walk.say("undo")
    assert "doesn't count at the moment" in words_of(await walk.press_button(card, LABEL))
    assert "doesn't count at the moment" in words_of(await walk.submit(form, {"colleague": walk.mention("cleo")}))
    assert "nothing to witness" in words_of(await walk.say("witness"))
    assert await witnesses(walk) == []


async def test_an_edited_one_has_another_in_its_place(walk: Walk) -> None:
    card = await walk.say("amplify @ana: her idea")
    await walk.submit(await walk.say("edit"), {"note": "her good idea"})
    assert "You have changed that one since." in words_of(await walk.press_button(card, LABEL))


@pytest.mark.parametrize(
    ("kind", "day", "why"),
    [
        (Kind.LEARN, TODAY, "Learning is one's own"),
        (Kind.AMPLIFY, TODAY - timedelta(days=31), "more than 30 days ago"),
    ],
)
async def test_one_s_own_learning_and_what_is_long_ago_offer_none(walk: Walk, kind: Kind, day: date, why: str) -> None:
    (action,) = await act(walk, "payments", [walk.people["ben"]], day, kind=kind)
    assert LABEL not in [one.label for one in all_buttons(await walk.say("me"))]
    assert why in words_of(await walk.press("witness", action))


async def test_an_intervention_may_be_witnessed_and_tells_nothing_of_what_happened(walk: Walk) -> None:
    kept = {"incident": Incident.JOKE, "responses": "spoke_up", "outcome": Outcome.STOPPED}
    await act(walk, "payments", [walk.people["ben"]], TODAY, kind=Kind.INTERVENE, **kept)
    await ask(walk, await walk.say("me"), "cleo")
    told = words_of(await walk.say("confirm", as_="cleo"))
    assert "stepped in when something biased happened" in told
    assert "joke" not in told


async def test_a_witness_of_what_was_taken_back_is_asked_nothing(walk: Walk) -> None:
    await ask(walk, await walk.say("amplify @ana: her idea"), "cleo")
    await walk.say("undo")
    (action,) = await walk.rows(Action)
    assert action.withdrawal is Withdrawal.UNDONE
    assert "No question waits for you." in words_of(await walk.say("confirm", as_="cleo"))


async def test_golden_witness(walk: Walk) -> None:
    card = await walk.say("amplify @ana in standup: her idea")
    (action,) = await walk.rows(Action)
    form = await walk.press("witness", action.id)
    assert isinstance(form, Form)
    check_golden("witness/form", _steady(form))
    errors = await walk.submit(form, {"colleague": walk.mention("ben")})
    assert isinstance(errors, FormErrors)
    check_golden("witness/errors", FormErrors(errors.errors, _steady(errors.form)))
    check_golden("witness/asked", await ask(walk, card, "cleo"))


def _steady(form: Form) -> Form:
    return replace(form, subject="1")

"""`intervene`: the fork first, structured choices, and no place for who did it."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.request import Mention
from messages.blocks import LinkButton
from messages.forms import Form, FormErrors
from storage.models import Action, Reflection
from storage.words import Incident, Kind, Outcome
from tests.walking import Walk, all_buttons, field_of, find_button, values_of, words_of

FILLED: dict[str, Any] = {
    "incident": "interrupted",
    "responses": ("checked_in", "spoke_up"),
    "outcome": "acknowledged",
}


def names(form: object) -> list[str]:
    assert isinstance(form, Form), form
    return [one.name for one in form.inputs]


async def test_the_fork_comes_first(walk: Walk) -> None:
    reply = await walk.say("intervene")
    assert "A log is not a report" in words_of(reply)
    assert [one.label for one in all_buttons(reply)] == ["Keep it as a private reflection", "Log it"]
    assert "ask your HR team" in words_of(reply)
    assert await walk.rows(Action) == []
    assert words_of(await walk.press("intervene")) == words_of(reply)


async def test_the_reporting_channel_is_the_third_way(walk: Walk) -> None:
    await walk.set_organization(reporting_url="https://report.example.com")
    reply = await walk.say("intervene")
    assert find_button(reply, "Open the reporting channel") == LinkButton(
        "Open the reporting channel", "https://report.example.com"
    )
    assert "HR team" not in words_of(reply)


@pytest.mark.parametrize(
    "typed",
    [
        "intervene @dan talked over her",
        "intervene @~Dan Weber talked over her",
        "intervene @~dan talked over her",
        "intervene dan@example.com talked over her",
        "intervene <@U-GUEST> talked over her",
    ],
)
async def test_whom_the_words_name_is_taken_out(walk: Walk, typed: str) -> None:
    walk.directory.knows("U-GUEST", "Dan Guest", is_outside=True)
    reply = await walk.say(typed)
    assert "someone talked over her" in words_of(reply)
    assert "I took out whom you named" in words_of(reply)
    assert "dan" not in words_of(reply).casefold()
    assert "talked over" not in await walk.dump()
    assert await walk.rows(Action) == []


async def test_words_that_name_nobody_are_given_back_whole(walk: Walk) -> None:
    reply = await walk.say("intervene she was talked over: twice")
    assert "copy it if you need it: she was talked over: twice" in words_of(reply)
    assert "took out" not in words_of(reply)


async def test_logging_it_is_a_few_choices(walk: Walk) -> None:
    form = await walk.press_button(await walk.say("intervene"), "Log it")
    assert names(form) == ["incident", "responses", "outcome", "occurred_on", "setting", "visibility"]
    assert "A log is not a report" in words_of(form)
    reply = await walk.submit(form, FILLED)
    (action,) = await walk.rows(Action)
    assert action.kind is Kind.INTERVENE
    assert action.incident is Incident.INTERRUPTED
    assert action.responses == "spoke_up,checked_in"
    assert action.outcome is Outcome.ACKNOWLEDGED
    assert action.beneficiary_id is None
    assert action.note_sealed is None
    assert field_of(reply, "What happened") == "Someone was interrupted or talked over"
    assert field_of(reply, "How you acted") == "I spoke up; I checked in afterwards"
    assert field_of(reply, "How it ended") == "It was acknowledged"
    assert "For:" not in words_of(reply)


@pytest.mark.parametrize("name", ["incident", "responses", "outcome"])
async def test_each_choice_is_needed(walk: Walk, name: str) -> None:
    form = await walk.press("intervene.log")
    reply = await walk.submit(form, FILLED | {name: () if name == "responses" else ""})
    assert isinstance(reply, FormErrors)
    assert list(reply.errors) == [name]
    assert {key: value for key, value in values_of(reply.form).items() if key in FILLED and key != name} == {
        key: tuple(sorted(value, reverse=True)) if key == "responses" else value
        for key, value in FILLED.items()
        if key != name
    }
    assert await walk.rows(Action) == []


async def test_there_is_no_place_for_anybody_even_if_sent(walk: Walk) -> None:
    forged = FILLED | {"colleague": Mention("U-DAN"), "note": "it was Dan", "detail": "Dan", "opportunity": "role"}
    await walk.submit(await walk.press("intervene.log"), forged)
    (action,) = await walk.rows(Action)
    assert (action.beneficiary_id, action.note_sealed) == (None, None)


async def test_another_kind_cannot_be_smuggled_in(walk: Walk) -> None:
    await walk.submit(await walk.press("intervene.log"), FILLED | {"kind": "amplify"})
    (action,) = await walk.rows(Action)
    assert action.kind is Kind.INTERVENE


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("she finished her point", "she finished her point"),
        ("@dan stopped", "someone stopped"),
        ("it was@dan, @@Dan Weber", "it was someone, someone"),
        ("@Dan Weber stopped, <@U-DAN|dan> too", "someone stopped, someone too"),
        ("told dan@example.com, <at>Dan Weber</at> and @Nobody Known", "told someone, someone and someone Known"),
    ],
)
async def test_notes_where_the_organization_allows_them(walk: Walk, note: str, kept: str) -> None:
    await walk.set_organization(intervention_notes=True)
    form = await walk.press("intervene.log")
    assert "note" in names(form)
    reply = await walk.submit(form, FILLED | {"note": note})
    (action,) = await walk.rows(Action)
    assert walk.cipher.open(action.note_sealed) == kept
    assert ("I took out whom you named" in words_of(reply)) == (note != kept)


async def test_the_same_intervention_twice_is_asked_about(walk: Walk) -> None:
    form = await walk.press("intervene.log")
    await walk.submit(form, FILLED)
    assert "Already logged" in words_of(await walk.submit(form, FILLED))
    assert "Already logged" not in words_of(await walk.submit(form, FILLED | {"outcome": "stopped"}))
    assert "Already logged" not in words_of(await walk.submit(form, FILLED | {"responses": ("redirected",)}))


async def test_a_reflection_is_sealed_and_counts_nowhere(walk: Walk) -> None:
    form = await walk.press_button(await walk.say("intervene"), "Keep it as a private reflection")
    assert names(form) == ["reflection"]
    reply = await walk.submit(form, {"reflection": "  I froze at first.  "})
    assert "for you alone" in words_of(reply)
    (reflection,) = await walk.rows(Reflection)
    assert reflection.person_id == walk.people["ben"]
    assert walk.cipher.open(reflection.text_sealed) == "I froze at first."
    assert "froze" not in await walk.dump()
    assert await walk.rows(Action) == []


@pytest.mark.parametrize(("text", "told"), [("", "Write a line"), (" \n", "Write a line"), ("x" * 3001, "3,000")])
async def test_reflections_are_checked(walk: Walk, text: str, told: str) -> None:
    reply = await walk.submit("intervene.reflect", {"reflection": text})
    assert isinstance(reply, FormErrors)
    assert told in reply.errors["reflection"]
    assert values_of(reply.form) == {"reflection": text}
    assert await walk.rows(Reflection) == []


async def test_a_reflection_can_be_deleted_by_its_author_alone(walk: Walk) -> None:
    reply = await walk.submit("intervene.reflect", {"reflection": "mine"}, as_="ben")
    foreign = await walk.press_button(reply, "Delete it", as_="ana")
    unknown = await walk.press("intervene.forget", "01900000-0000-7000-8000-000000000000", as_="ana")
    nonsense = await walk.press("intervene.forget", "x", as_="ana")
    assert words_of(foreign) == words_of(unknown) == words_of(nonsense)
    assert len(await walk.rows(Reflection)) == 1
    assert "Deleted" in words_of(await walk.press_button(reply, "Delete it", as_="ben"))
    assert await walk.rows(Reflection) == []
    assert words_of(await walk.press_button(reply, "Delete it", as_="ben")) == words_of(foreign)

"""Choosing `intervene` in the form of `log` asks the fork first."""

from __future__ import annotations

from typing import Any

from messages.blocks import LinkButton
from messages.forms import Form, FormErrors, TextInput
from storage.models import Action, Reflection
from storage.words import Incident, Outcome
from tests.walking import Walk, all_buttons, field_of, find_button, words_of


def names(form: object) -> list[str]:
    assert isinstance(form, Form), form
    return [one.name for one in form.inputs]


def input_of(form: object, name: str) -> Any:
    assert isinstance(form, Form), form
    return next(one for one in form.inputs if one.name == name)


async def test_choosing_intervene_asks_the_fork_first(walk: Walk) -> None:
    form = await walk.change(await walk.say("log"), {"kind": "intervene"})
    assert "A log is not a report" in words_of(form)
    assert [one.value for one in input_of(form, "way").options] == ["reflect", "log", "report"]
    unanswered = await walk.submit(form)
    assert isinstance(unanswered, FormErrors)
    assert list(unanswered.errors) == ["way"]
    assert await walk.rows(Action) == []


async def test_sending_intervene_from_the_first_form_asks_the_fork(walk: Walk) -> None:
    asked = await walk.submit(await walk.say("log"), {"kind": "intervene"})
    assert names(asked) == ["kind", "way"]
    assert await walk.rows(Action) == []


async def test_the_way_to_log_shows_the_choices(walk: Walk) -> None:
    form = await walk.change(await walk.say("log intervene"), {"way": "log"})
    assert names(form) == ["kind", "way", "incident", "responses", "outcome", "occurred_on", "setting", "visibility"]
    assert "A log is not a report" in words_of(form)
    reply = await walk.submit(form, {"incident": "joke", "responses": ("spoke_up",), "outcome": "stopped"})
    (action,) = await walk.rows(Action)
    assert (action.incident, action.outcome, action.responses) == (Incident.JOKE, Outcome.STOPPED, "spoke_up")
    assert action.beneficiary_id is None
    assert field_of(reply, "How you acted") == "I spoke up"


async def test_the_way_to_reflect_keeps_it_private(walk: Walk) -> None:
    form = await walk.change(await walk.say("log intervene"), {"way": "reflect"})
    assert names(form) == ["kind", "way", "reflection"]
    empty = await walk.submit(form)
    assert isinstance(empty, FormErrors)
    assert list(empty.errors) == ["reflection"]
    reply = await walk.submit(form, {"reflection": "what I saw"})
    assert "for you alone" in words_of(reply)
    assert await walk.rows(Action) == []
    (reflection,) = await walk.rows(Reflection)
    assert walk.cipher.open(reflection.text_sealed) == "what I saw"


async def test_sending_the_way_before_the_form_changed_asks_for_the_rest(walk: Walk) -> None:
    form = await walk.say("log intervene")
    assert names(await walk.submit(form, {"way": "reflect"})) == ["kind", "way", "reflection"]
    assert "incident" in names(await walk.submit(form, {"way": "log"}))


async def test_the_way_to_report_shows_where(walk: Walk) -> None:
    form = await walk.change(await walk.say("log intervene"), {"way": "report"})
    assert "ask your HR team" in words_of(form)
    assert "logged nothing" in words_of(await walk.submit(form))
    await walk.set_organization(reporting_url="https://report.example.com")
    again = await walk.change(form)
    assert "https://report.example.com" in words_of(again)
    button = find_button(await walk.submit(again), "Open the reporting channel")
    assert button == LinkButton("Open the reporting channel", "https://report.example.com")
    assert await walk.rows(Action) == []


async def test_words_after_log_intervene_are_given_back_without_names(walk: Walk) -> None:
    form = await walk.say("log intervene @dan told a joke about @~Ana Lima")
    assert names(form) == ["kind", "way"]
    assert "someone told a joke about someone" in words_of(form)
    assert "Dan" not in words_of(form)
    assert "Ana" not in words_of(form)


async def test_a_note_with_a_name_is_kept_without_it(walk: Walk) -> None:
    await walk.set_organization(intervention_notes=True)
    form = await walk.change(await walk.say("log intervene"), {"way": "log"})
    assert isinstance(input_of(form, "note"), TextInput)
    values = {"incident": "joke", "responses": ("spoke_up",), "outcome": "stopped", "note": "@Dan Weber said it"}
    reply = await walk.submit(form, values)
    (action,) = await walk.rows(Action)
    assert walk.cipher.open(action.note_sealed) == "someone said it"
    assert "took out" in words_of(reply)
    assert [one.label for one in all_buttons(reply)] == ["Undo", "Edit", "Ask a colleague who was there"]

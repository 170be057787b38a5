"""Modals: opened, filled in, sent, mended; and what is done with the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from structlog.testing import capture_logs

from handlers import errors
from handlers.request import Change, Mention, Shortcut, Submission, Value
from messages.blocks import Button, Buttons, Chart, ChartKind, Message, Series, Text
from messages.forms import Choice, DateInput, Form, FormErrors, MultiChoice, Option, PersonPicker, TextInput, Toggle
from tests.bot.slack.setup import Place, Script

KINDS = (Option("amplify", "Amplify"), Option("mentor", "Mentor"))
FORM = Form(
    "log",
    "Log an action",
    "Log it",
    (
        Choice("kind", "What did you do?", KINDS, value="amplify", refreshes=True),
        PersonPicker("colleague", "For whom?"),
        DateInput("occurred_on", "When?", value=date(2026, 3, 4)),
        TextInput("note", "What happened?", multiline=True, optional=True),
        MultiChoice("how", "How?", (Option("a", "A"), Option("b", "B")), optional=True),
        Toggle("quiet", "Keep it quiet"),
    ),
    subject="subject-1",
)
LOGGED = Message(
    "Logged.", (Text("Logged."), Buttons((Button("Undo", "undo.restore", "a1"), Button("Edit", "edit", "a1"))))
)


async def test_what_is_filled_in_reaches_the_handler(place: Place, script: Script) -> None:
    script.says(FORM, LOGGED)
    user = place.user("U1")
    modal = await user.uses_shortcut()
    sent = await user.submits(
        modal, kind="mentor", colleague="U2", occurred_on="2026-03-02", note="<!here> hi", how=["b"], quiet=True
    )
    values: dict[str, Value] = {
        "kind": "mentor",
        "colleague": Mention("U2"),
        "occurred_on": date(2026, 3, 2),
        "note": "<!here> hi",
        "how": ("b",),
        "quiet": True,
    }
    assert script.asked == [Shortcut(None), Submission("log", "subject-1", values)]
    assert sent.shown is not None
    assert sent.shown.how == "response_action update"
    assert "Logged." in sent.shown.text


async def test_what_is_left_empty_reaches_the_handler_as_nothing(place: Place, script: Script) -> None:
    script.says(FORM, LOGGED)
    user = place.user("U1")
    await user.submits(await user.uses_shortcut())
    submission = script.asked[1]
    assert isinstance(submission, Submission)
    values = submission.values
    assert (values["colleague"], values["how"], values["quiet"]) == (None, (), False)
    assert not values["note"]


async def test_errors_stand_beside_their_fields_and_the_form_can_be_sent_again(
    place_on_each: Place, script: Script
) -> None:
    wrong = FormErrors({"occurred_on": "That day has not come yet."}, FORM)
    script.says(FORM, wrong, wrong, LOGGED)
    user = place_on_each.user("U1")
    modal = await user.uses_shortcut()
    assert (await user.submits(modal, occurred_on="2026-04-01")).errors == {"occurred_on": "That day has not come yet."}
    # The view has not changed, and neither have the values: it is not taken for a repetition.
    assert (await user.submits(modal)).errors
    sent = await user.submits(modal, occurred_on="2026-03-01")
    assert sent.shown is not None
    assert len(script.asked) == 4


async def test_errors_of_fields_that_are_not_shown_come_with_the_form_anew(place: Place, script: Script) -> None:
    other = replace(FORM, inputs=(*FORM.inputs, TextInput("role", "Which role?")))
    script.says(FORM, FormErrors({"role": "Please name the role."}, other))
    user = place.user("U1")
    sent = await user.submits(await user.uses_shortcut(), kind="mentor")
    assert sent.shown is not None
    assert "Please name the role." in sent.shown.text
    assert user.input(sent.shown, "role")


async def test_a_form_sent_twice_is_stored_once(place_on_each: Place, script: Script) -> None:
    script.says(FORM, LOGGED, LOGGED)
    user = place_on_each.user("U1")
    modal = await user.uses_shortcut()
    payload = user.payloads.submission(modal)
    assert await place_on_each.way.interactive(payload)
    # Slack's own retry carries the same trigger; the person's second click another one.
    assert await place_on_each.way.interactive(payload) == {}
    assert await place_on_each.way.interactive(payload | {"trigger_id": user.payloads.trigger()}) == {}
    assert len(script.asked) == 2


async def test_the_same_words_in_a_new_form_are_a_new_entry(place: Place, script: Script) -> None:
    script.says(FORM, LOGGED, FORM, LOGGED)
    user = place.user("U1")
    for _ in range(2):
        assert (await user.submits(await user.uses_shortcut(), note="same")).shown is not None
    assert len(script.asked) == 4


async def test_a_form_may_lead_to_another(place: Place, script: Script) -> None:
    script.says(FORM, replace(FORM, name="intervene", title="What happened"))
    user = place.user("U1")
    sent = await user.submits(await user.uses_shortcut())
    assert sent.shown is not None
    assert sent.shown.payload["callback_id"] == "intervene"


async def test_a_failure_lies_on_top_of_the_form_and_what_was_filled_in_stays(place: Place, script: Script) -> None:
    script.says(FORM, errors.not_stored("CODE1234"), LOGGED)
    user = place.user("U1")
    modal = await user.uses_shortcut()
    sent = await user.submits(modal, note="long and careful")
    assert sent.shown is not None
    assert sent.shown.how == "response_action push"
    assert "CODE1234" in sent.shown.text
    assert user.held(modal, "note")["value"] == "long and careful"


async def test_a_changed_choice_brings_the_form_anew_with_what_was_typed(place: Place, script: Script) -> None:
    without_date = replace(FORM, inputs=(*FORM.inputs[:2], FORM.inputs[3]))
    script.says(FORM, without_date)
    user = place.user("U1")
    modal = await user.uses_shortcut()
    user.fills(modal, note="half a sent")
    shown = await user.changes(modal, kind="mentor")
    change = script.asked[1]
    assert isinstance(change, Change)
    assert (change.form, change.values["kind"], change.values["note"]) == ("log", "mentor", "half a sent")
    assert shown.how == "views.update"
    assert user.held(shown, "note")["value"] == "half a sent"
    assert place.slack.called("views.update")[0]["hash"] == modal.payload["hash"]


async def test_an_answer_to_an_older_state_of_the_form_is_dropped(place: Place, script: Script) -> None:
    script.says(FORM, FORM)
    user = place.user("U1")
    modal = await user.uses_shortcut()
    block = user.input(modal, "kind")
    stale = user.payloads.change(modal, block)
    stale["view"] = {**stale["view"], "hash": "0.stale"}
    await place.way.interactive(stale)
    await place.settle()
    assert place.slack.calls[-1].method == "views.update"
    assert not place.slack.called("views.update")
    assert user.seen[-1].id == modal.id


async def test_buttons_of_an_answer_in_a_modal_work_there(place: Place, script: Script) -> None:
    script.says(FORM, LOGGED, replace(FORM, name="edit"), Message("Edited.", (Text("Edited."),)))
    user = place.user("U1")
    sent = await user.submits(await user.uses_shortcut())
    assert sent.shown is not None
    edit = await user.presses(sent.shown, "Edit")
    assert (edit.id, edit.payload["callback_id"]) == (sent.shown.id, "edit")
    done = await user.submits(edit)
    assert done.shown is not None
    assert "Edited." in done.shown.text


@pytest.mark.parametrize(
    ("message", "about"),
    [
        ({"user": "U2", "text": "secret words"}, Mention("U2")),
        ({"bot_id": "B7", "subtype": "bot_message", "text": "secret words"}, Mention("B7")),
        ({"user": "USLACKBOT", "text": "secret words"}, Mention("USLACKBOT")),
        ({"text": "secret words"}, None),
    ],
)
async def test_the_message_shortcut_tells_the_author_and_nothing_else(
    place: Place, script: Script, message: dict[str, str], about: Mention | None
) -> None:
    script.says(FORM)
    modal = await place.user("U1").uses_message_shortcut(**message)
    assert modal.kind == "modal"
    assert script.asked == [Shortcut(about)]
    assert "secret words" not in repr(script.asked) + repr(place.slack.calls)


async def test_a_shortcut_that_is_answered_with_words_shows_them_in_a_modal(place: Place, script: Script) -> None:
    script.says(LOGGED)
    shown = await place.user("U1").uses_shortcut()
    assert (shown.kind, shown.how) == ("modal", "views.open")


async def test_a_shortcut_whose_modal_does_not_open_is_answered_in_the_direct_message(
    place: Place, script: Script
) -> None:
    script.says(FORM)
    user = place.user("U1")
    payload = user.payloads.global_shortcut()
    place.slack.world.clock.advance(4)  # type: ignore[attr-defined]
    await place.way.interactive(payload)
    shown = await user.sees("couldn't open the form")
    assert shown.how == "chat.postMessage"


async def test_the_same_shortcut_twice_opens_one_form(place: Place, script: Script) -> None:
    script.says(FORM, FORM)
    user = place.user("U1")
    payload = user.payloads.global_shortcut()
    await place.way.interactive(payload)
    await place.settle()
    await place.way.interactive(payload)
    await place.settle()
    assert len(script.asked) == 1
    assert len(user.seen) == 1


async def test_a_chart_in_the_direct_message_comes_as_text_where_slack_refuses_it(place: Place, script: Script) -> None:
    place.slack.world.workspaces["T1"].refuses_charts = True
    script.says(Message("Weeks.", (Chart(ChartKind.BAR, "Weeks", ("W1",), (Series("All", (1,)),)),)))
    user = place.user("U1")
    payload = user.payloads.global_shortcut()
    place.slack.world.clock.advance(4)  # type: ignore[attr-defined]
    await place.way.interactive(payload)
    shown = await user.sees("Weeks")
    assert shown.how == "chat.postMessage"
    assert [one.done for one in place.slack.calls if one.method == "chat.postMessage"] == [False, True]


async def test_a_failed_refresh_leaves_the_form_as_it_is(place: Place, script: Script) -> None:
    script.says(FORM, errors.not_stored("CODE1234"), LOGGED)
    user = place.user("U1")
    modal = await user.uses_shortcut()
    await place.way.interactive(user.payloads.change(modal, user.input(modal, "kind")))
    await place.settle()
    assert user.seen == [modal]
    assert (await user.submits(modal)).shown is not None


async def test_a_refresh_that_slack_does_not_take_is_logged(place: Place, script: Script) -> None:
    script.says(FORM, FORM)
    user = place.user("U1")
    modal = await user.uses_shortcut()
    for _ in range(2):
        place.slack.fails("views.update", 500)
    with capture_logs() as logs:
        await place.way.interactive(user.payloads.change(modal, user.input(modal, "kind")))
        await place.settle()
    assert [one["event"] for one in logs if one["log_level"] == "warning"] == ["modal_not_changed"]

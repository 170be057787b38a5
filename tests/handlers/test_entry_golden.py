"""Every card and form of logging, correcting and taking back, as each platform shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from handlers.request import Mention, Reply
from messages.blocks import Button, Buttons, Message
from messages.forms import Form, FormErrors
from tests.golden import check_golden
from tests.walking import Walk

LONG_NAME = "Ana <b>&amp;</b> *Lima* " + "van der " * 20
STEPPED_IN: dict[str, Any] = {
    "incident": "idea_taken",
    "responses": ("redirected", "checked_in"),
    "outcome": "acknowledged",
    "setting": "meeting",
}


def golden(name: str, reply: Reply) -> None:
    check_golden(f"entries/{name}", steady(reply))


def steady(reply: Reply) -> Reply:
    """The reply with the same ids in every run."""
    match reply:
        case Message(_, blocks):
            return replace(reply, blocks=tuple(_steady(one) for one in blocks))
        case Form(subject=subject) if subject:
            return replace(reply, subject="an-id")
        case FormErrors(form=form):
            return replace(reply, form=replace(form, subject="an-id" if form.subject else ""))
        case _:
            return reply


def _steady(block: Any) -> Any:
    if not isinstance(block, Buttons):
        return block
    items = (replace(one, subject="an-id") if isinstance(one, Button) and one.subject else one for one in block.items)
    return replace(block, items=tuple(items))


async def test_golden_cards_of_words(walk: Walk) -> None:
    said = "amplify @ana in the roadmap meeting: her caching idea was passed over, I brought it back to her"
    golden("amplify", await walk.say(said))
    golden("amplify_again", await walk.say(said))
    golden("sponsor", await walk.say("sponsor @ana for staff engineer"))
    golden("mentor", await walk.say("mentor @cleo 3 days ago on a call: an hour on pricing"))
    golden("advocate", await walk.say("advocate in hiring: two women on every panel"))
    golden("include", await walk.say("include @hana yesterday in planning"))
    golden("recognize_two", await walk.say("recognize @ana and @cleo in chat: the migration"))
    golden("learn", await walk.say("learn: read about who gets interrupted"))


async def test_golden_cards_of_visibilities(walk: Walk) -> None:
    await walk.set_preferences("ben", visibility="private")
    golden("visibility_private", await walk.say("learn: a"))
    await walk.set_preferences("ben", visibility="named")
    golden("visibility_named", await walk.say("learn: b"))


async def test_golden_cards_of_who_cannot_be_named(walk: Walk) -> None:
    walk.directory.knows("U-BOT", "Robo", is_bot=True)
    walk.directory.knows("U-GUEST", "Guest", is_outside=True)
    await walk.add_person("ana2", "Ana Costa", account=False)
    await walk.set_preferences("cleo", log_me=False)
    golden("oneself", await walk.say("amplify @ben: the idea"))
    golden("a_bot", await walk.say("amplify <@U-BOT>: the idea"))
    golden("an_outsider", await walk.say("amplify <@U-GUEST>: the idea"))
    golden("an_unlisted", await walk.say("amplify @cleo: the idea"))
    golden("several", await walk.say("amplify @~ana: the idea"))
    golden("nobody", await walk.say("amplify @~zoltan: the idea"))


async def test_golden_cards_of_odd_words(walk: Walk) -> None:
    await walk.set_person("ana", name=LONG_NAME[:200])
    typed = "<!channel> <script>alert(1)</script> [a](http://b) *b* _c_ `d` | <@U1>\n> e"
    golden("odd_words", await walk.say(f"amplify @ana 2025-01-01: {typed}"))
    golden("long_words", await walk.say(f"recognize @ana: {'many words ' * 400}"))


async def test_golden_undo_and_edit(walk: Walk) -> None:
    golden("nothing_to_undo", await walk.say("undo"))
    golden("nothing_to_edit", await walk.say("edit"))
    card = await walk.say("sponsor @ana for staff engineer: she leads already")
    golden("edit_form", await walk.press_button(card, "Edit"))
    undone = await walk.press_button(card, "Undo")
    golden("undone", undone)
    golden("undone_before", await walk.press_button(card, "Undo"))
    golden("restored", await walk.press_button(undone, "Put it back"))
    form = await walk.press_button(card, "Edit")
    golden("edit_errors", await walk.submit(form, {"occurred_on": "2026-02-31", "opportunity": ""}))
    golden("changed", await walk.submit(form, {"detail": "principal engineer", "visibility": "named"}))
    golden("changed_since", await walk.press_button(card, "Undo"))
    golden("gone", await walk.press("undo", "an-id"))
    await walk.add_person("ida", "Ida Berg", account=False)
    golden("edit_form_without_account", await walk.press_button(await walk.say("mentor @~Ida Berg: x"), "Edit"))


async def test_golden_log_forms(walk: Walk) -> None:
    form = await walk.say("log")
    golden("log", form)
    golden("log_errors", await walk.submit(form, {"occurred_on": None}))
    golden("log_from_a_message", await walk.shortcut(walk.mention("ana")))
    golden("log_amplify", await walk.say("log amplify @ana yesterday in standup: her idea"))
    golden("log_sponsor", await walk.change(form, {"kind": "sponsor"}))
    golden("log_learn", await walk.change(form, {"kind": "learn"}))
    golden("log_more_choices", await walk.submit(form, {"kind": "sponsor", "colleague": Mention("U-ANA")}))


async def test_golden_fork_in_the_log_form(walk: Walk) -> None:
    form = await walk.say("log intervene @dan made a joke")
    golden("fork_form", form)
    golden("fork_form_errors", await walk.submit(form))
    golden("fork_form_log", await walk.change(form, {"way": "log", "note": "what I wrote before"}))
    golden("fork_form_reflect", await walk.change(form, {"way": "reflect"}))
    golden("fork_form_report", await walk.change(form, {"way": "report"}))
    golden("report", await walk.submit(form, {"way": "report"}))
    await walk.set_organization(reporting_url="https://report.example.com/here")
    golden("fork_form_report_link", await walk.change(form, {"way": "report"}))
    golden("report_link", await walk.submit(form, {"way": "report"}))


async def test_golden_interventions(walk: Walk) -> None:
    golden("fork", await walk.say("intervene"))
    golden("fork_with_words", await walk.say("intervene @dan made a joke in the meeting"))
    form = await walk.press("intervene.log")
    golden("intervention_form", form)
    golden("intervention_errors", await walk.submit(form))
    golden("intervention", await walk.submit(form, STEPPED_IN))
    await walk.set_organization(reporting_url="https://report.example.com/here", intervention_notes=True)
    golden("fork_with_link", await walk.say("intervene"))
    with_note = await walk.press("intervene.log")
    golden("intervention_form_with_note", with_note)
    golden("intervention_with_note", await walk.submit(with_note, STEPPED_IN | {"note": "@dan stopped"}))


async def test_golden_reflections(walk: Walk) -> None:
    form = await walk.press("intervene.reflect")
    golden("reflection_form", form)
    golden("reflection_errors", await walk.submit(form))
    kept = await walk.submit(form, {"reflection": "I froze at first."})
    golden("reflection_kept", kept)
    golden("reflection_deleted", await walk.press_button(kept, "Delete it"))
    golden("reflection_gone", await walk.press_button(kept, "Delete it"))

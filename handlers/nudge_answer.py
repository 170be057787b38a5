"""Answers a question that we asked: words for oneself alone, kept sealed, and forgotten on a press."""

from __future__ import annotations

from handlers import errors, nudge_subject
from handlers.command import Services
from handlers.fields import LONGEST_REFLECTION
from handlers.own_action import parsed
from handlers.request import Press, Reply, Request, Submission
from handlers.understanding import clean
from messages.blocks import Button, Buttons, Message, Note, Text, emphasis, strong
from messages.forms import Form, FormErrors, TextInput
from nudges.items import Prompt
from storage import reflections


async def open_form(request: Request, press: Press, services: Services) -> Reply:
    found = await nudge_subject.about(request, services, press.subject)
    if found is None or not isinstance(found.item, Prompt):
        return nudge_subject.gone()
    return _form(found.item, found.subject, "")


async def submit(request: Request, submission: Submission, services: Services) -> Reply:
    found = await nudge_subject.about(request, services, submission.subject)
    if found is None or not isinstance(found.item, Prompt):
        return nudge_subject.gone()
    value = submission.values.get("text")
    text = clean(value).strip() if isinstance(value, str) else ""
    if problem := _problem(text):
        return FormErrors({"text": problem}, _form(found.item, found.subject, text))
    asker = request.asker
    kept = await reflections.keep(
        services.db, services.cipher, asker.organization_id, asker.person_id, text, request.now, prompt=found.item.id
    )
    await nudge_subject.is_dealt_with(request, services, found)
    return Message(
        "Kept, for you alone. Thank you for taking the time.",
        (
            Text(strong("Kept, for you alone."), " Thank you for taking the time."),
            Text(emphasis(found.item.question)),
            Note("It is stored encrypted, counts nowhere, and nobody else can read it. /ally privacy gives it back."),
            Buttons(
                (
                    Button("Log it as an action", "nudge.log", found.subject),
                    Button("Forget it", "nudge.forget", str(kept)),
                )
            ),
        ),
    )


async def forget(request: Request, press: Press, services: Services) -> Reply:
    reflection_id, asker = parsed(press.subject), request.asker
    if reflection_id is None or not await reflections.forget(
        services.db, asker.organization_id, asker.person_id, reflection_id
    ):
        return errors.gone("reflection")
    return errors.say("Forgotten. Nothing of it is kept.")


def _problem(text: str) -> str:
    """Why the words can't be kept, as a sentence; empty when they can."""
    if not text:
        return "Write a line or two, or close this to keep nothing."
    if len(text) > LONGEST_REFLECTION:
        return f"That is longer than the {LONGEST_REFLECTION:,} characters that fit."
    return ""


def _form(prompt: Prompt, subject: str, text: str) -> Form:
    return Form(
        name="nudge.answer",
        title="Your thoughts",
        submit_label="Keep it",
        inputs=(
            TextInput(
                "text",
                "What comes to mind?",
                value=text,
                hint="Only you can read it. It is stored encrypted and counts nowhere.",
                multiline=True,
                max_length=LONGEST_REFLECTION,
            ),
        ),
        subject=subject,
        intro=(Text(strong(prompt.question)),),
    )

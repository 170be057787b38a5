"""`intervene`: first the fork (keep it to oneself, log it, report it), then structured choices. It names nobody."""

from __future__ import annotations

from dataclasses import replace

from handlers import cards, colleagues, errors, fields, say_when
from handlers.command import Command, Services
from handlers.draft import Draft, Way, check
from handlers.entry import Entry, keep
from handlers.own_action import parsed
from handlers.request import Mention, Press, Reply, Request, Submission, Words
from handlers.understanding import as_typed, clean
from handlers.wording import KIND_MEANINGS
from messages.blocks import Block, Button, Buttons, LinkButton, Message, Note, Style, Text, strong
from messages.forms import Form, FormErrors
from storage import reflections
from storage.words import Kind

SOMEONE = "someone"
"""What stands in a text about an intervention in place of a name."""
NAME_TAKEN_OUT = "I took out whom you named: an intervention has no place for that, so that a log can't accuse anybody."


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """The fork. Nothing of what was typed is kept; it is given back without names."""
    return fork(request, await give_back(request, words, services))


async def on_press(request: Request, _press: Press, _services: Services) -> Reply:
    return fork(request, ())


def fork(request: Request, given_back: tuple[str, ...]) -> Message:
    """What can be done about something biased that happened; each way is open to everybody."""
    url = request.asker.reporting_url
    report = () if url is None else (LinkButton("Open the reporting channel", url),)
    blocks: list[Block] = [
        Text(strong("Thank you for stepping in."), " What would you like to do about it?"),
        Text(
            "Keep it as a private reflection: only you can read it. "
            "Log it: it counts among interventions, in a few choices, and names nobody. "
            "Report it: your organization follows it up."
        ),
        Text(strong("A log is not a report."), " Nobody follows up what you log here."),
        *(() if url else (Text(fields.where_to_report(None)),)),
        Buttons(
            (
                Button("Keep it as a private reflection", "intervene.reflect"),
                Button("Log it", "intervene.log", style=Style.PRIMARY),
                *report,
            )
        ),
        *(Note(one) for one in given_back),
    ]
    return Message("Keep it as a private reflection, log it, or report it? A log is not a report.", tuple(blocks))


async def give_back(request: Request, words: Words, services: Services) -> tuple[str, ...]:
    """What was typed about an intervention, without whom it names, and that it is not kept."""
    mentions = [one for one in words.parts if isinstance(one, Mention)]
    said = as_typed(words, [SOMEONE for _one in mentions])
    text = (await colleagues.without_names(request, services, said, SOMEONE)).strip()
    if not text:
        return ()
    kept = (f"I have not kept what you wrote; copy it if you need it: {text}",)
    return (*kept, NAME_TAKEN_OUT) if mentions or text != said.strip() else kept


async def open_reflection(_request: Request, _press: Press, _services: Services) -> Reply:
    return _reflection_form("")


async def on_reflection(request: Request, submission: Submission, services: Services) -> Reply:
    text = Draft.sent(submission.values).reflection
    problem = reflection_problem(text)
    if problem:
        return FormErrors({"reflection": problem}, _reflection_form(text))
    return await keep_reflection(request, services, text)


def reflection_problem(text: str) -> str:
    """Why a reflection can't be kept, as a sentence; empty when it can."""
    if not text.strip():
        return "Write a line or two, or close this to keep nothing."
    if len(text) > fields.LONGEST_REFLECTION:
        return f"That is longer than the {fields.LONGEST_REFLECTION:,} characters that fit."
    return ""


async def keep_reflection(request: Request, services: Services, text: str) -> Message:
    """Seals the words for their author, and says so."""
    asker = request.asker
    reflection_id = await reflections.keep(
        services.db, services.cipher, asker.organization_id, asker.person_id, text.strip(), request.now
    )
    return Message(
        "Kept as a private reflection.",
        (
            Text(
                strong("Kept, for you alone."), " It is stored encrypted, counts nowhere, and nobody else can read it."
            ),
            Note("/ally privacy export gives it back to you, with everything else that is kept about you."),
            Buttons((Button("Delete it", "intervene.forget", str(reflection_id)),)),
        ),
    )


async def forget_reflection(request: Request, press: Press, services: Services) -> Reply:
    reflection_id, asker = parsed(press.subject), request.asker
    if reflection_id is None or not await reflections.forget(
        services.db, asker.organization_id, asker.person_id, reflection_id
    ):
        return errors.gone("reflection")
    return errors.say("Deleted. Nothing of it is kept.")


async def open_log(request: Request, _press: Press, _services: Services) -> Reply:
    draft = Draft(kind=Kind.INTERVENE, way=Way.LOG, occurred_on=request.today)
    return fields.form(request, draft, _sheet(request))


async def on_log(request: Request, submission: Submission, services: Services) -> Reply:
    draft = replace(Draft.sent(submission.values), kind=Kind.INTERVENE, way=Way.LOG)
    sheet = _sheet(request)
    checked = check(request, draft, fields.of_kind(request, draft), earliest=sheet.earliest)
    if checked.entry is None:
        return FormErrors(checked.errors, fields.form(request, draft, sheet))
    entry, remarks = await naming_nobody(request, services, checked.entry)
    kept = await keep(request, services, entry)
    card = cards.repeated if kept.is_repeated else cards.logged
    return card(entry, kept.id, request.today, remarks)


async def naming_nobody(request: Request, services: Services, entry: Entry) -> tuple[Entry, tuple[str, ...]]:
    """The entry without names in its note, and a remark if there were any."""
    note = await colleagues.without_names(request, services, clean(entry.note), SOMEONE)
    return (entry, ()) if note == entry.note else (replace(entry, note=note), (NAME_TAKEN_OUT,))


def report_card(request: Request) -> Message:
    """Where to report; nothing was logged."""
    url = request.asker.reporting_url
    sentence = fields.where_to_report(None) if url is None else "This is your organization's reporting channel."
    opened = () if url is None else (Buttons((LinkButton("Open the reporting channel", url),)),)
    return Message(sentence, (Text(sentence), *opened, Note("I have logged nothing, and nobody sees that you asked.")))


def _reflection_form(text: str) -> Form:
    return Form("intervene.reflect", "A private reflection", "Keep it", (fields.reflection(text),))


def _sheet(request: Request) -> fields.Sheet:
    return fields.Sheet(
        name="intervene.log",
        title="Log an intervention",
        submit_label="Log it",
        earliest=say_when.earliest(request.today),
    )


COMMAND = Command(
    name="intervene",
    summary=KIND_MEANINGS[Kind.INTERVENE],
    examples=("intervene",),
    answer=answer,
    aliases=("intervened", "intervening", "intervention"),
    presses={
        "intervene": on_press,
        "intervene.reflect": open_reflection,
        "intervene.log": open_log,
        "intervene.forget": forget_reflection,
    },
    submits={"intervene.reflect": on_reflection, "intervene.log": on_log},
    opens_form=frozenset({"intervene.reflect", "intervene.log"}),
    details=(
        "I ask first whether you want to keep it as a private reflection, log it, or report it. "
        "A log is not a report, and it has no place for who did it."
    ),
)

"""`log`: the form. Its first question is the kind, and it shows only the fields that this kind needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handlers import (
    advocate,
    amplify,
    cards,
    errors,
    fields,
    include,
    intervene,
    learn,
    mentor,
    own_action,
    recognize,
    say_when,
    sponsor,
)
from handlers.command import Command, Services
from handlers.draft import REQUIRED, Draft, Way, check
from handlers.entry import Entry, keep
from handlers.find import Found, find, names_of
from handlers.request import (
    Change,
    Mention,
    Press,
    Reply,
    Request,
    Shortcut,
    Standing,
    Submission,
    Value,
    Words,
)
from handlers.understanding import Understood, understand
from messages.blocks import Note
from messages.forms import Form, FormErrors
from storage import actions, people
from storage.words import Kind, Withdrawal

KINDS_BY_WORD = names_of(
    (
        amplify.COMMAND,
        sponsor.COMMAND,
        mentor.COMMAND,
        intervene.COMMAND,
        advocate.COMMAND,
        include.COMMAND,
        recognize.COMMAND,
        learn.COMMAND,
    )
)


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """The form; what was typed after `log` is in it already."""
    found = find(words, KINDS_BY_WORD)
    kind, rest = (Kind(found.command.name), found.rest) if isinstance(found, Found) else (None, words)
    if kind is Kind.INTERVENE:
        draft = Draft(kind=kind, occurred_on=request.today)
        return _form(request, draft, await intervene.give_back(request, rest, services))
    understood = await understand(request, rest, kind or Kind.AMPLIFY, services)
    colleague, remarks = await _for_the_picker(request, services, understood)
    draft = replace(Draft.of(understood.entry, colleague), kind=kind)
    return _form(request, draft, (*understood.remarks, *remarks))


def blank(request: Request, kind: Kind | None = None) -> Form:
    """The form with nothing but a kind in it."""
    return _form(request, Draft(kind=kind, occurred_on=request.today))


async def on_press(request: Request, _press: Press, _services: Services) -> Reply:
    return blank(request)


async def on_shortcut(request: Request, shortcut: Shortcut, _services: Services) -> Reply:
    """The form; from a message, for the colleague who wrote it."""
    colleague = None
    if shortcut.about is not None and request.colleague(shortcut.about).standing is Standing.COLLEAGUE:
        colleague = shortcut.about
    return _form(request, Draft(colleague=colleague, occurred_on=request.today))


async def on_change(request: Request, change: Change, _services: Services) -> Reply:
    """The form of the kind that was just chosen, with what was filled in before."""
    return _form(request, _sent(request, change.values))


async def on_submit(request: Request, submission: Submission, services: Services) -> Reply:
    draft = _sent(request, submission.values)
    if draft.kind is Kind.INTERVENE and draft.way is not Way.LOG:
        return await _take_the_way(request, draft, submission.values, services)
    wanted = fields.of_kind(request, draft)
    if draft.kind is not None and (wanted & REQUIRED.keys()) - submission.values.keys():
        return _form(request, draft, ("A few more choices go with what you picked.",))  # it was sent before it changed
    checked = check(request, draft, wanted, earliest=say_when.earliest(request.today))
    if checked.entry is None:
        return FormErrors(checked.errors, _form(request, draft))
    entry, remarks = checked.entry, checked.remarks
    if entry.kind is Kind.INTERVENE:
        entry, remarks = await intervene.naming_nobody(request, services, entry)
    kept = await keep(request, services, entry)
    card = cards.repeated if kept.is_repeated else cards.logged
    return card(entry, kept.id, request.today, remarks)


async def count_both(request: Request, press: Press, services: Services) -> Reply:
    """It happened twice: the second of two identical entries counts, too."""
    action = await own_action.mine(request, services, press.subject)
    if action is None:
        return errors.gone("action")
    if action.withdrawal is Withdrawal.EDITED:
        return own_action.changed_since()
    entry = Entry.of(action)
    if action.withdrawal is Withdrawal.UNDONE:
        return cards.already_undone(entry, action.id, request.today)
    asker = request.asker
    await actions.restore(services.db, asker.organization_id, asker.person_id, action.id)
    return cards.restored(entry, action.id, request.today)


async def _take_the_way(request: Request, draft: Draft, values: Mapping[str, Value], services: Services) -> Reply:
    """The answers to the fork that log nothing."""
    match draft.way:
        case Way.REPORT:
            return intervene.report_card(request)
        case Way.REFLECT if "reflection" in values:
            problem = intervene.reflection_problem(draft.reflection)
            if problem:
                return FormErrors({"reflection": problem}, _form(request, draft))
            return await intervene.keep_reflection(request, services, draft.reflection)
        case None if "way" in values:
            return FormErrors({"way": "Pick one of the three; all are fine."}, _form(request, draft))
        case _:
            return _form(request, draft)


async def _for_the_picker(
    request: Request, services: Services, understood: Understood
) -> tuple[Mention | None, tuple[str, ...]]:
    """The colleague as the platform names them, or why the picker can't show them."""
    colleague, asker = understood.colleague, request.asker
    if colleague is None or colleague.person_id is None:
        return None, ()
    account = colleague.account or await people.account_of(
        services.db, asker.organization_id, asker.workspace_id, colleague.person_id
    )
    if account is not None:
        return Mention(account, colleague.name), ()
    unseen = f"{colleague.name} has no account in this workspace, so the picker can't show them."
    return None, (f"{unseen} In words it works: /ally amplify {colleague.name}: …",)


def _sent(request: Request, values: Mapping[str, Value]) -> Draft:
    draft = Draft.sent(values)
    return draft if "occurred_on" in values else replace(draft, occurred_on=request.today)


def _form(request: Request, draft: Draft, remarks: tuple[str, ...] = ()) -> Form:
    sheet = fields.Sheet(
        name="log",
        title="Log an ally action",
        submit_label="Log it",
        earliest=say_when.earliest(request.today),
        kinds=tuple(Kind),
        asks_way=True,
        intro=tuple(Note(one) for one in remarks),
    )
    return fields.form(request, draft, sheet)


COMMAND = Command(
    name="log",
    summary="log what you did, in a form",
    examples=("log", "log amplify @colleague", "log sponsor @colleague for the keynote"),
    answer=answer,
    aliases=("logged", "logging", "add", "new"),
    presses={"log": on_press, "log.both": count_both},
    submits={"log": on_submit},
    changes={"log": on_change},
    opens_form=frozenset({"log"}),
    details="The form shows what the kind you pick needs. What you type after /ally log is filled in already.",
)

"""`edit`: opens the form of the last action, or of the one whose button was pressed, and stores it anew."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers import cards, errors, fields, intervene, own_action, say_when
from handlers.command import Command, Services
from handlers.draft import Draft, Way, check
from handlers.entry import Entry
from handlers.entry import replace as replace_entry
from handlers.request import Change, Mention, Press, Reply, Request, Submission, Words
from messages.forms import FormErrors
from storage import people
from storage.actions import LoggedAction
from storage.people import FoundPerson
from storage.words import Kind, Withdrawal

OTHER_KINDS = tuple(one for one in Kind if one is not Kind.INTERVENE)
"""What an action may be changed into: an intervention goes through the fork, and stays one."""


async def answer(request: Request, _words: Words, services: Services) -> Reply:
    action = await own_action.last(request, services)
    if action is None:
        return errors.say("There is nothing to edit: none of your actions counts just now. /ally log adds one.")
    return await _open(request, action, services)


async def on_press(request: Request, press: Press, services: Services) -> Reply:
    action = await own_action.mine(request, services, press.subject)
    if action is None:
        return errors.gone("action")
    return _not_to_edit(request, action) or await _open(request, action, services)


async def on_change(request: Request, change: Change, services: Services) -> Reply:
    action = await own_action.mine(request, services, change.subject)
    if action is None:
        return errors.gone("action")
    draft = _of_its_kind(action, Draft.sent(change.values))
    return fields.form(request, draft, (await _editing(request, action, services)).sheet)


async def on_submit(request: Request, submission: Submission, services: Services) -> Reply:
    """Checks everything again, withdraws the old action, and logs the new one in its place."""
    action = await own_action.mine(request, services, submission.subject)
    if action is None:
        return errors.gone("action")
    if (refusal := _not_to_edit(request, action)) is not None:
        return refusal
    editing = await _editing(request, action, services)
    draft = _of_its_kind(action, Draft.sent(submission.values))
    wanted = fields.of_kind(request, draft)
    if "opportunity" in wanted and "opportunity" not in submission.values:
        return fields.form(request, draft, editing.sheet)  # the kind was changed, and the form sent before it changed
    checked = check(
        request, draft, wanted, earliest=editing.sheet.earliest, standing_colleague=editing.standing_colleague
    )
    if checked.entry is None:
        return FormErrors(checked.errors, fields.form(request, draft, editing.sheet))
    entry, remarks = checked.entry, checked.remarks
    if entry.kind is Kind.INTERVENE:
        entry, remarks = await intervene.naming_nobody(request, services, entry)
        entry = entry if "note" in wanted else replace(entry, note=action.note or "")
    replacement = await replace_entry(request, services, action.id, entry)
    if replacement is None:
        return own_action.changed_since()
    remarks = (*remarks, *cards.stays_in_exports(Entry.of(action), request.today))
    return cards.changed(entry, replacement, request.today, remarks)


@dataclass(frozen=True, slots=True)
class _Editing:
    """The form of one action. `standing_colleague`: whom it is for, where the picker can't show them."""

    sheet: fields.Sheet
    colleague: Mention | None
    standing_colleague: FoundPerson | None


async def _open(request: Request, action: LoggedAction, services: Services) -> Reply:
    editing = await _editing(request, action, services)
    draft = replace(Draft.of(Entry.of(action), editing.colleague), way=Way.LOG)
    return fields.form(request, draft, editing.sheet)


async def _editing(request: Request, action: LoggedAction, services: Services) -> _Editing:
    asker = request.asker
    colleague, standing = None, None
    if action.beneficiary_id is not None:
        account = await people.account_of(services.db, asker.organization_id, asker.workspace_id, action.beneficiary_id)
        if account is not None:
            colleague = Mention(account, action.beneficiary_name or "")
        else:
            standing = await people.one(services.db, asker.organization_id, action.beneficiary_id)
    sheet = fields.Sheet(
        name="edit",
        title="Edit an action",
        submit_label="Save",
        earliest=min(say_when.earliest(request.today), action.occurred_on),
        subject=str(action.id),
        kinds=() if action.kind is Kind.INTERVENE else OTHER_KINDS,
        standing_colleague=standing.name if standing else "",
    )
    return _Editing(sheet, colleague, standing)


def _of_its_kind(action: LoggedAction, draft: Draft) -> Draft:
    """The draft as a kind that this action may have; without a choice it stays as visible as it is."""
    draft = replace(draft, visibility=draft.visibility or action.visibility)
    if action.kind is Kind.INTERVENE:
        return replace(draft, kind=Kind.INTERVENE, way=Way.LOG)
    return replace(draft, kind=draft.kind if draft.kind in OTHER_KINDS else None)


def _not_to_edit(request: Request, action: LoggedAction) -> Reply | None:
    """What does not count can't be edited; here is what can be done instead."""
    entry = Entry.of(action)
    match action.withdrawal:
        case None:
            return None
        case Withdrawal.EDITED:
            return own_action.changed_since()
        case Withdrawal.DUPLICATE:
            return cards.repeated(entry, action.id, request.today)
        case Withdrawal.UNDONE:
            return cards.already_undone(entry, action.id, request.today)


COMMAND = Command(
    name="edit",
    summary="correct your last action",
    examples=("edit",),
    answer=answer,
    aliases=("correct", "change", "fix"),
    presses={"edit": on_press},
    submits={"edit": on_submit},
    changes={"edit": on_change},
    opens_form=frozenset({"edit"}),
    details="It opens the form of the last action that counts. The corrected one takes its place, and it alone counts.",
)

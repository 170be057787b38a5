"""Asking a colleague who was there to confirm an action: its author names them, and we ask them in private."""

from __future__ import annotations

from handlers import cards, own_action
from handlers.command import Command, Services
from handlers.entry import Entry
from handlers.errors import gone
from handlers.request import Colleague, Mention, Press, Reply, Request, Standing, Submission, Words
from messages.blocks import Button, Buttons, Message, Note, Text, strong
from messages.forms import Form, FormErrors, PersonPicker
from nudges.check_in_cards import SEEN
from nudges.figures import in_words
from storage import confirmations, schedules
from storage.actions import LoggedAction
from storage.words import Kind, Withdrawal

MOST = 3
"""So many witnesses an action may have."""


async def answer(request: Request, _words: Words, services: Services) -> Reply:
    """For the last action that counts."""
    action = await own_action.last(request, services)
    if action is None:
        return _say("There is nothing to witness: none of your actions counts just now. /ally log adds one.")
    return await _refusal(request, action, services) or _form(request, action)


async def open_form(request: Request, press: Press, services: Services) -> Reply:
    action = await own_action.mine(request, services, press.subject)
    if action is None:
        return gone("action")
    return await _refusal(request, action, services) or _form(request, action)


async def submit(request: Request, submission: Submission, services: Services) -> Reply:
    """Puts the question in line. The author reads the same whether it will be answered, declined or not even sent."""
    action = await own_action.mine(request, services, submission.subject)
    if action is None:
        return gone("action")
    if refusal := await _refusal(request, action, services):
        return refusal
    picked = submission.values.get("colleague")
    if not isinstance(picked, Mention):
        return FormErrors({"colleague": "Pick the colleague who was there."}, _form(request, action))
    colleague, asker = request.colleague(picked), request.asker
    problem, person_id = _problem(colleague, action), colleague.person_id
    if problem or person_id is None:
        return FormErrors({"colleague": problem or _unknown(colleague)}, _form(request, action, picked))
    if await confirmations.ask_witness(services.db, asker.organization_id, action.id, person_id):
        await schedules.ask_to_plan(services.db, asker.organization_id, (person_id,), request.now)
    return _asked(colleague.name or "your colleague", Entry.of(action), request)


async def _refusal(request: Request, action: LoggedAction, services: Services) -> Message | None:
    """Why nobody can be asked about this action, if so."""
    match action.withdrawal:
        case None:
            pass
        case Withdrawal.EDITED:
            return own_action.changed_since()
        case _:
            return _say("That one doesn't count at the moment, so there is nothing to witness.")
    if action.kind is Kind.LEARN:
        return _say("Learning is one's own, so it has no witness. It counts all the same.")
    if not cards.may_be_witnessed(action.kind, action.occurred_on, request.today):
        days = cards.WITNESSED_BACK.days
        return _say(f"That is more than {days} days ago, and remembered badly, so I ask nobody about it.")
    if await confirmations.witnesses(services.db, request.asker.organization_id, action.id) >= MOST:
        return _say(f"You have named {in_words(MOST)} colleagues for this one already; more is not needed.")
    return None


def _problem(colleague: Colleague, action: LoggedAction) -> str:
    """Why this colleague can't be asked, as a sentence; empty when they can."""
    who = colleague.name or "The one you picked"
    match colleague.standing:
        case Standing.COLLEAGUE:
            if colleague.person_id == action.beneficiary_id:
                return f"{who} is whom it was for, and is asked anyway, by and by. Pick somebody else who was there."
            return ""
        case Standing.SELF:
            return "That is you. Pick a colleague who was there."
        case Standing.BOT:
            return f"{who} is a bot. Pick a colleague who was there."
        case Standing.UNLISTED:
            return f"{who} prefers to be left out of anyone's log. Pick somebody else, or let it be."
        case _:
            return _unknown(colleague)


def _unknown(colleague: Colleague) -> str:
    return f"{colleague.name or 'The one you picked'} isn't among your colleagues here as far as I can see."


def _form(request: Request, action: LoggedAction, picked: Mention | None = None) -> Form:
    known = request.colleague(picked) if picked else None
    return Form(
        name="witness",
        title="Who was there?",
        submit_label="Ask them",
        subject=str(action.id),
        inputs=(
            PersonPicker(
                "colleague",
                "A colleague who was there",
                value=picked.account if picked else "",
                value_label=(known.name if known else "") or (picked.name if picked else ""),
                optional=False,
            ),
        ),
        intro=(
            Text(strong(cards.one_line(Entry.of(action), request.today)), "."),
            Note(
                f"They read that you {SEEN[action.kind]}, and when and where. They don't read your note, nor whom it "
                "was for. They may answer or not, and I tell you only totals."
            ),
        ),
    )


def _asked(name: str, entry: Entry, request: Request) -> Message:
    first = f"I'll ask {name} in private, at a good moment of their own day."
    return Message(
        first,
        (
            Text(first),
            Text(strong(cards.one_line(entry, request.today)), " counts in any case."),
            Note("Whether they answer, and what, is theirs: /ally me tells you totals, once there are enough."),
            Buttons((Button("My record", "me"),)),
        ),
    )


def _say(sentence: str) -> Message:
    return Message(sentence, (Text(sentence), Buttons((Button("My record", "me"),))))


COMMAND = Command(
    name="witness",
    summary="ask a colleague who was there to confirm your last action",
    examples=("witness",),
    answer=answer,
    aliases=("witnesses", "witnessed", "vouch"),
    presses={"witness": open_form},
    submits={"witness": submit},
    opens_form=frozenset({"witness"}),
    details=(
        "It opens a form for the last action that counts; each entry of /ally me has the same beside it. "
        "I ask them in private, they may decline, and you are told totals only."
    ),
)

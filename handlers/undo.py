"""`undo`: takes back the last action that counts, or the one whose button was pressed. It can be put back."""

from __future__ import annotations

from handlers import cards, errors, own_action
from handlers.command import Command, Services
from handlers.entry import Entry
from handlers.request import Press, Reply, Request, Words
from storage import actions
from storage.actions import LoggedAction
from storage.words import Withdrawal


async def answer(request: Request, _words: Words, services: Services) -> Reply:
    action = await own_action.last(request, services)
    if action is None:
        return errors.say("There is nothing to undo: none of your actions counts just now. /ally log adds one.")
    return await _undo(request, action, services)


async def on_press(request: Request, press: Press, services: Services) -> Reply:
    action = await own_action.mine(request, services, press.subject)
    return errors.gone("action") if action is None else await _undo(request, action, services)


async def restore(request: Request, press: Press, services: Services) -> Reply:
    """Put it back."""
    action = await own_action.mine(request, services, press.subject)
    if action is None:
        return errors.gone("action")
    if action.withdrawal is Withdrawal.EDITED:
        return own_action.changed_since()
    asker = request.asker
    await actions.restore(services.db, asker.organization_id, asker.person_id, action.id)
    return cards.restored(Entry.of(action), action.id, request.today)


async def _undo(request: Request, action: LoggedAction, services: Services) -> Reply:
    entry, asker = Entry.of(action), request.asker
    match action.withdrawal:
        case None:
            await actions.withdraw(
                services.db, asker.organization_id, asker.person_id, action.id, Withdrawal.UNDONE, request.now
            )
            return cards.undone(entry, action.id, request.today)
        case Withdrawal.EDITED:
            return own_action.changed_since()
        case Withdrawal.DUPLICATE:
            return cards.repeated(entry, action.id, request.today)
        case Withdrawal.UNDONE:
            return cards.already_undone(entry, action.id, request.today)


COMMAND = Command(
    name="undo",
    summary="take back your last action",
    examples=("undo",),
    answer=answer,
    aliases=("undone", "revert", "withdraw"),
    presses={"undo": on_press, "undo.restore": restore},
    details="It takes back the last action that counts; say it again for the one before. “Put it back” is beside it.",
)

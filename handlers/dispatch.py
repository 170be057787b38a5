"""From a request to the one handler that answers it, past the role check. Every platform comes through here."""

from __future__ import annotations

from typing import assert_never

from handlers import errors
from handlers.command import Command, Services
from handlers.find import Found, NotFound, find
from handlers.request import (
    Asked,
    Change,
    Home,
    Mention,
    Press,
    Reply,
    Request,
    Shortcut,
    Submission,
    Words,
)
from handlers.table import BY_CHANGE, BY_FORM, BY_PRESS, BY_WORD, HOME, ON_SHORTCUT
from handlers.wording import ROLES


async def answer(request: Request, services: Services) -> Reply:
    """The reply to a request. Who may not have it gets an answer that says so and tells nothing else."""
    match request.asked:
        case Words() as words:
            return await _answer_words(request, words, services)
        case Press() as press:
            command = BY_PRESS.get(press.action)
            if command is None:
                return errors.out_of_date()
            return _refusal(request, command) or await command.presses[press.action](request, press, services)
        case Submission() as submission:
            command = BY_FORM.get(submission.form)
            if command is None:
                return errors.out_of_date()
            handle = command.submits[submission.form]
            return _refusal(request, command) or await handle(request, submission, services)
        case Change() as change:
            command = BY_CHANGE.get(change.form)
            if command is None:
                return errors.out_of_date()
            return _refusal(request, command) or await command.changes[change.form](request, change, services)
        case Shortcut() as shortcut:
            return await ON_SHORTCUT(request, shortcut, services)
        case Home():
            return await HOME.answer(request, Words(()), services)
        case other:
            assert_never(other)


def may_open_form(asked: Asked) -> bool:
    """Whether the answer may be a form: what a platform with a time limit on forms wants to know beforehand."""
    match asked:
        case Words() as words:
            found = find(words, BY_WORD)
            return isinstance(found, Found) and found.command.name in found.command.opens_form
        case Press(action=action):
            return action in BY_PRESS and action in BY_PRESS[action].opens_form
        case Shortcut():
            return True
        case Submission() | Change() | Home():
            return False
        case other:
            assert_never(other)


async def _answer_words(request: Request, words: Words, services: Services) -> Reply:
    match find(words, BY_WORD):
        case None:
            return await HOME.answer(request, words, services)
        case Found(command, rest):
            return _refusal(request, command) or await command.answer(request, rest, services)
        case NotFound(typed, suggestions):
            return errors.unknown_word(typed, suggestions, _as_typed(words))


def _refusal(request: Request, command: Command) -> Reply | None:
    if not command.needs or command.needs & request.asker.roles:
        return None
    who = " and ".join(ROLES[role] for role in sorted(command.needs))
    return errors.not_for_you(f"/ally {command.name}", who)


def _as_typed(words: Words) -> str:
    parts = (f"@{one.name or one.account}" if isinstance(one, Mention) else one for one in words.parts)
    return " ".join(parts)

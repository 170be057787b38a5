"""The table of commands: every word after `/ally`, in the order `help` shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handlers import (
    advocate,
    amplify,
    confirm,
    dashboard,
    digest,
    edit,
    export,
    help,  # noqa: A004 - the file is named for its command
    home,
    include,
    intervene,
    learn,
    link,
    log,
    me,
    mentor,
    nudges,
    pause,
    plan,
    privacy,
    recognize,
    reflect,
    resume,
    settings,
    sponsor,
    sponsorship,
    stop,
    team,
    undo,
    witness,
)
from handlers.command import Command

_ALL_BUT_HELP: tuple[Command, ...] = (
    home.COMMAND,
    log.COMMAND,
    amplify.COMMAND,
    sponsor.COMMAND,
    mentor.COMMAND,
    intervene.COMMAND,
    advocate.COMMAND,
    include.COMMAND,
    recognize.COMMAND,
    learn.COMMAND,
    reflect.COMMAND,
    plan.COMMAND,
    me.COMMAND,
    sponsorship.COMMAND,
    confirm.COMMAND,
    witness.COMMAND,
    undo.COMMAND,
    edit.COMMAND,
    team.COMMAND,
    digest.COMMAND,
    dashboard.COMMAND,
    export.COMMAND,
    nudges.COMMAND,
    pause.COMMAND,
    resume.COMMAND,
    stop.COMMAND,
    settings.COMMAND,
    link.COMMAND,
    privacy.COMMAND,
)
COMMANDS = (*_ALL_BUT_HELP, help.command(_ALL_BUT_HELP))
HOME = home.COMMAND
ON_SHORTCUT = log.on_shortcut


def _by(names: Iterable[tuple[str, Command]]) -> Mapping[str, Command]:
    table: dict[str, Command] = {}
    for name, command in names:
        if name in table:
            raise ValueError(f"{name!r} is claimed by both {table[name].name} and {command.name}")
        table[name] = command
    return table


BY_WORD = _by((word, one) for one in COMMANDS for word in (one.name, *one.aliases))
BY_PRESS = _by((action, one) for one in COMMANDS for action in one.presses)
BY_FORM = _by((form, one) for one in COMMANDS for form in one.submits)
BY_CHANGE = _by((form, one) for one in COMMANDS for form in one.changes)

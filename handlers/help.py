"""`help`: what is open to this person, grouped and short; `help <word>`: one command in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers import errors
from handlers.command import Command, Services
from handlers.find import Found, NotFound, find, names_of
from handlers.request import Press, Reply, Request, Words
from handlers.wording import ROLES
from messages.blocks import Block, Button, Buttons, Heading, Message, Note, Style, Text, strong
from nudges.figures import listed
from storage.words import Kind, Role

LOGGING = frozenset({"log", *Kind})


def command(others: Sequence[Command]) -> Command:
    """The command `help` over all the others."""

    async def answer(request: Request, words: Words, _services: Services) -> Reply:
        match find(words, names):
            case None:
                return _overview(commands, request.asker.roles)
            case Found(wanted, _):
                return _about(wanted, request.asker.roles)
            case NotFound(typed, suggestions):
                return _unknown(typed, suggestions)

    async def show(request: Request, press: Press, _services: Services) -> Reply:
        wanted = next((one for one in commands if one.name == press.subject), None)
        return _overview(commands, request.asker.roles) if wanted is None else _about(wanted, request.asker.roles)

    own = Command(
        name="help",
        summary="what you can ask me, and help with one word",
        examples=("help", "help sponsor"),
        answer=answer,
        aliases=("commands", "usage", "?"),
        presses={"help": show},
    )
    commands = (*others, own)
    names = names_of(commands)
    return own


def _overview(commands: Sequence[Command], roles: frozenset[Role]) -> Message:
    open_to_all = [one for one in commands if not one.needs]
    logging = [one for one in open_to_all if one.name in LOGGING]
    blocks: list[Block] = [
        Heading("What you can ask me"),
        Text("Write it after /ally. Capitals, order and small slips of spelling don't matter."),
        *_group("Log what you did", logging),
        *_group("Look back and choose", [one for one in open_to_all if one not in logging]),
    ]
    for role, who in ROLES.items():
        if role in roles:
            blocks += _group(f"For {who}", [one for one in commands if role in one.needs])
    example = next((text for one in logging if one.name != "log" for text in one.examples), "log")
    blocks += [
        Text("For example:\n", strong(f"/ally {example}")),
        Buttons((Button("Log an action", "log", style=Style.PRIMARY), Button("My record", "me"))),
        Note("/ally help and a word, as in “/ally help sponsor”, tells you more about it."),
    ]
    return Message("What you can ask me: log, look back, choose.", tuple(blocks))


def _group(title: str, commands: Sequence[Command]) -> Iterator[Block]:
    if not commands:
        return
    yield Heading(title)
    parts = [(strong(one.name), f": {one.summary}\n") for one in commands]
    parts[-1] = (parts[-1][0], parts[-1][1].rstrip("\n"))
    yield Text(*(part for pair in parts for part in pair))


def _about(wanted: Command, roles: frozenset[Role]) -> Message:
    name = f"/ally {wanted.name}"
    if wanted.needs and not wanted.needs & roles:
        return errors.not_for_you(name, " and ".join(ROLES[role] for role in sorted(wanted.needs)))
    blocks: list[Block] = [Heading(name), Text(f"{wanted.summary[:1].upper()}{wanted.summary[1:]}.")]
    if wanted.details:
        blocks.append(Text(wanted.details))
    if wanted.examples:
        blocks.append(Text("You can write:\n", strong("\n".join(f"/ally {example}" for example in wanted.examples))))
    if wanted.aliases:
        blocks.append(Note(f"I also understand {listed(list(wanted.aliases))}."))
    return Message(f"{name}: {wanted.summary}.", tuple(blocks))


def _unknown(typed: str, suggestions: tuple[str, ...]) -> Message:
    if not suggestions:
        return errors.say(f"I have no command “{typed}”. {errors.HELP} shows what I understand.")
    first, *others = suggestions
    also = "".join(f", or {one}" for one in others)
    return Message(
        f"I have no command “{typed}”. Did you mean {first}{also}?",
        (
            Text("I have no command “", strong(typed), "”. Did you mean ", strong(first), f"{also}?"),
            Buttons(tuple(Button(f"Help with {one}", "help", one) for one in suggestions)),
        ),
    )

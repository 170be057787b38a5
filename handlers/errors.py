"""What people read when something went wrong: plain words, what to do, and a code to look up. All of it is here."""

from __future__ import annotations

from dataclasses import dataclass

from messages.blocks import Message, Note, Text, strong

HELP = "/ally help"


@dataclass(frozen=True, slots=True)
class Failed(Message):
    """Nothing was changed, and the very same may be asked again: what the person filled in must not get lost."""


def not_stored(code: str) -> Failed:
    """The database did not take it: nothing was logged, and saying so is the least we owe."""
    return _sorry(
        "I could not store that just now, so nothing was logged. Please try again in a minute.",
        code,
    )


def perhaps_stored(code: str) -> Failed:
    """The connection broke while the database was to keep it: it did, or it did not, and we can't tell which."""
    return _sorry(
        "I lost my connection just while storing that, so I can't tell whether it is kept. /ally me will show it, in a "
        "minute, if it is.",
        code,
    )


def unexpected(code: str) -> Failed:
    """A fault of ours; the request was undone as a whole."""
    return _sorry("Something went wrong on my side, and nothing was changed. Please try again.", code)


def too_early(code: str) -> Failed:
    """The platform did not tell who the person is, so we could not make them known."""
    return _sorry("I could not read your profile just now, so nothing was logged. Please try again.", code)


def stored_after_all() -> Message:
    """The database took it, but its answer was lost on the way."""
    return say("That is stored. I lost my connection for a moment; /ally me shows what you logged.")


def outsider() -> Message:
    """A guest, a bot or someone of another organization wrote to us."""
    return say("Upstander is for people of this organization. Please ask your administrator if you think you are one.")


def has_left() -> Message:
    """The roster says that the person left."""
    return say("The roster says you have left this organization, so I can't log for you. Your administrator can help.")


def not_installed() -> Message:
    """The workspace is not installed, or no longer."""
    return say("Upstander isn't set up here. Nothing was logged. Whoever manages your apps can install it (again).")


def form_did_not_open() -> Message:
    """The platform opens a form within seconds or not at all, and it was not."""
    return say("I couldn't open the form in time, so nothing was logged. Please try again.")


def already_stored() -> Message:
    """The same form came twice, and nobody saw the first answer."""
    return say("I have that already. /ally me shows what you logged.")


def not_for_you(command: str, who: str) -> Message:
    """The command needs a role that the person does not have. `who`: "managers", "program admins"."""
    return say(f"{command} is for {who}. {HELP} shows what is open to you.")


def unknown_word(typed: str, suggestions: tuple[str, ...], full_text: str) -> Message:
    """No such command. What was typed is given back, so that nothing is lost."""
    blocks: list[Text | Note] = []
    if suggestions:
        first, *others = suggestions
        also = "".join(f", or {one}" for one in others)
        blocks.append(Text("I don't know “", strong(typed), "”. Did you mean ", strong(first), f"{also}?"))
    else:
        blocks.append(Text("I don't know “", strong(typed), f"”. {HELP} shows what I understand."))
    blocks.append(Note(f"Nothing was logged. You typed: {full_text}"))
    return Message("I didn't understand that; nothing was logged.", tuple(blocks))


def gone(what: str) -> Message:
    """The button's subject is not there (any more), or not this person's: the answer is the same on purpose."""
    return say(f"I can't find that {what}. It may have been changed or withdrawn since. /ally me shows what is there.")


def out_of_date() -> Message:
    """A button or form of a version that is gone."""
    return say(f"This card is out of date. {HELP} shows the current ones.")


def say(sentence: str) -> Message:
    """One plain sentence as a message."""
    return Message(sentence, (Text(sentence),))


def _sorry(sentence: str, code: str) -> Failed:
    note = Note(f"If it keeps happening, give your administrator this code: {code}")
    return Failed(f"{sentence} ({code})", (Text(sentence), note))

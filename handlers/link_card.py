"""What people read of being linked to the roster: the form, that it waits, and what was decided."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import errors
from messages.blocks import Button, Buttons, Heading, Message, Note, Style, Text, strong
from messages.forms import Form, TextInput
from nudges.day_words import plain, with_weekday
from storage.linking import Asked
from storage.linking_words import LinkState
from storage.roster.cells import LONGEST_EMAIL

NAME = "link"


def form(typed: str = "", wrong: str = "") -> Form:
    return Form(
        name=NAME,
        title="Find me on the roster",
        submit_label="Ask",
        inputs=(
            TextInput(
                "email",
                "Your work e-mail address",
                value=typed[:LONGEST_EMAIL],
                hint="As your organization writes it. A program admin looks at it before anything changes.",
                placeholder="ana@example.com",
                max_length=LONGEST_EMAIL,
            ),
        ),
        intro=(
            *((Text(wrong),) if wrong else ()),
            Text(
                "I know you by this chat account, and your organization's roster knows you by an address. With it, a "
                "program admin can bring the two together: your team is right then, and all that you logged goes along."
            ),
        ),
    )


def is_on_roster(email: str | None) -> Message:
    known = f" as {email}" if email else ""
    return errors.say(f"Your organization's roster lists you already{known}, so there is nothing to link.")


def asked(one: Asked) -> Message:
    """The same for every address, whether or not anybody has it."""
    return Message(
        "Thank you. A program admin looks at it.",
        (
            Text(strong("Thank you. A program admin looks at it"), ", and I write to you when they have decided."),
            Text("You wrote: ", strong(one.email)),
            _take_back(one),
            Note("Nothing changes until then. You can log and look back as before."),
        ),
    )


def waits(one: Asked, zone: str) -> Message:
    day = plain(one.asked_at.astimezone(ZoneInfo(zone)).date())
    return Message(
        "A program admin has not decided yet.",
        (
            Text(f"On {day} you told me that your address is ", strong(one.email), "."),
            Text("A program admin has not decided yet. I write to you when they have."),
            _take_back(one),
            Note("If it is the wrong address, take it back and ask again."),
        ),
    )


def taken_back() -> Message:
    return Message(
        "It is taken back.",
        (Text("It is taken back: nothing was changed."), Buttons((Button("Ask again", "link"),))),
    )


def too_many(again: datetime) -> str:
    return (
        f"You asked three times within a week, so I can take the next on {with_weekday(again.date())}. "
        "A program admin can help you meanwhile."
    )


# what comes by itself


def to_decide(name: str) -> Message:
    """To an admin. The address is on the dashboard, beside what the roster says."""
    return Message(
        "Somebody asks to be linked to the roster.",
        (
            Heading("Somebody asks to be linked to the roster"),
            Text(strong(name or "Somebody without a name"), " says which address on it is theirs."),
            Buttons((Button("Open the dashboard", "dashboard", style=Style.PRIMARY),)),
            Note("You decide on the page “Link requests”. A name in chat is what its owner wrote there."),
        ),
    )


def was_decided() -> Message:
    return errors.say("Whoever asked to be linked to the roster has their answer, or took it back.")


def decided(one: Asked, name: str) -> Message | None:
    """To whoever asked; None where there is nothing to tell."""
    if one.state is LinkState.LINKED:
        return Message(
            "You are on your organization's roster now.",
            (
                Heading("You are on your organization's roster now"),
                Text("I know you as ", strong(name), ". All that you logged, wrote and chose went along."),
                Buttons((Button("My record", "me"), Button("Settings", "settings"))),
                Note("If that is not you, please tell a program admin at once."),
            ),
        )
    if one.state is LinkState.REFUSED:
        return Message(
            "A program admin did not link you to the roster.",
            (
                Text("A program admin did not link you to the address that you gave me: ", strong(one.email), "."),
                Text(
                    "Perhaps it is another one, or they would like to be sure that it is you. Please talk to them. "
                    "Nothing of yours was changed."
                ),
                Buttons((Button("Ask again", "link"),)),
            ),
        )
    return None


def _take_back(one: Asked) -> Buttons:
    return Buttons((Button("Take it back", "link.take_back", str(one.id)),))

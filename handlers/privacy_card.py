"""What `privacy` shows: what is kept and why, the question before an erasure, and what is said after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.request import Request
from handlers.wording import VISIBILITIES
from messages.blocks import Button, Buttons, Confirm, Field, Fields, Heading, Message, Note, Style, Text, strong
from storage.own_record import Counts
from storage.retention import Kept
from storage.words import Role

_WAITS = (
    "You asked me to erase everything. For now your organization has to keep it, because of a legal hold. "
    "I remember your wish, and do it by myself as soon as the hold ends."
)


@dataclass(frozen=True, slots=True)
class Goodbye(Message):
    """The last thing the person sees of us. Asking for anything on their behalf now would make them known again."""


def card(request: Request, counts: Counts, kept: Kept, unknown: str, *, is_waiting: bool) -> Message:
    asker = request.asker
    hint = f"I don't know “{unknown}” here. You can write: privacy export, or privacy erase."
    return Message(
        "What I keep about you, and why.",
        (
            Heading("What I keep about you, and why"),
            *((Text(hint),) if unknown else ()),
            Fields(tuple(_kept(counts))),
            Text(
                strong("Who sees it. "),
                f"You see all of it. Managers see numbers about groups, and none about fewer than {asker.k} people. "
                "Program admins see that, too, and can export entries without names; with your name only those that "
                "you set to “named”. Nobody sees a score of you: there is none. What you write is stored encrypted.",
            ),
            Text(
                strong("What you decide. "),
                "Each action has a visibility. Yours is, unless you say otherwise: ",
                strong(VISIBILITIES[asker.visibility]),
                ". “/ally settings visibility private” changes that; “/ally settings don't log me” keeps your name "
                "out of what colleagues log, and “/ally settings don't ask me” ends my questions to you.",
            ),
            Text(
                strong("How long. "),
                f"Your words for {_months(kept.notes)}, what you logged for {_months(kept.actions)}, nudges and "
                f"lessons for {_months(kept.deliveries)}, and all of it no longer than until you erase it. What you "
                "undo or change stops counting at once, and goes with the rest; exports of weeks that are over keep it "
                "as it was, without your name. A legal hold may keep it longer.",
            ),
            *((Text(_WAITS),) if is_waiting else ()),
            Buttons(
                (
                    Button("Get my copy", "privacy.export"),
                    Button("Settings", "settings"),
                    Button("Erase everything …", "privacy.ask"),
                )
            ),
        ),
    )


def _kept(counts: Counts) -> Iterator[Field]:
    actions = _number(counts.actions, "action")
    if counts.withdrawn:
        actions += f", and {counts.withdrawn} that you took back or changed"
    yield _field(
        "What you logged",
        counts.actions + counts.withdrawn,
        actions,
        "so that you can look back, and so that it adds up",
    )
    yield _field(
        "Whom you put forward",
        counts.sponsorships,
        _number(counts.sponsorships, "sponsorship"),
        "so that you can see what came of it",
    )
    yield _field(
        "Private reflections", counts.reflections, _number(counts.reflections, "text"), "for you alone, to come back to"
    )
    yield _field("If-then plans", counts.plans, _number(counts.plans, "plan"), "for you alone, to come back to")
    yield _field(
        "Nudges and lessons",
        counts.nudges + counts.lessons,
        f"{_number(counts.nudges, 'nudge')}, {_number(counts.lessons, 'answer')} to lessons",
        "so that none comes twice, and so that you see how far you are",
    )
    yield _field(
        "Your answers to “did this help?”",
        counts.confirmations,
        _number(counts.confirmations, "answer"),
        "so that what helps can be told from what doesn't; nobody is told what you answered",
    )
    yield _field(
        "What colleagues logged for you",
        counts.named_by_colleagues,
        _number(counts.named_by_colleagues, "action"),
        "who logged it, and their words, are theirs",
    )
    yield Field(
        "From your profile or your organization",
        f"Name, e-mail address, team, time zone, declared gender, {_number(counts.accounts, 'chat account')}: "
        "so that I know who writes, and when your day is.",
    )


def _field(label: str, count: int, what: str, why: str) -> Field:
    return Field(label, f"{what}: {why}." if count else "Nothing yet.")


def ask(request: Request) -> Message:
    blocks: list[Text | Note] = [
        Text(
            "I would remove your name, e-mail address, accounts and settings; your reflections, plans, notes and every "
            "other word you wrote to me; and every link from colleagues' actions to you."
        ),
        Text(
            "What stays are counts without a name, so that past totals still add up: for these your team and declared "
            "gender, and your department, location and level where enough others had the same. Exports of weeks that "
            "are over keep your rows, under pseudonyms that lead to nobody any more: if they were missing, they would "
            "be known as yours."
        ),
        Text(
            "What colleagues wrote in their own notes is theirs, and if your organization imports its roster again, "
            "it will list you as it has you."
        ),
    ]
    if Role.ADMIN in request.asker.roles:
        blocks.append(Note("You are a program admin, and would no longer be one. Please see that somebody else is."))
    return Message(
        "Erase everything about you? This can't be taken back.",
        (
            Heading("Erase everything about you?"),
            *blocks,
            Text(strong("This can't be taken back.")),
            Buttons(
                (
                    Button(
                        "Erase everything",
                        "privacy.erase",
                        subject=str(request.asker.person_id),
                        style=Style.DANGER,
                        confirm=Confirm(
                            "Erase everything?", "This can't be taken back.", yes="Erase everything", no="Keep it"
                        ),
                    ),
                    Button("Get my copy first", "privacy.export"),
                    Button("Keep everything", "privacy.keep"),
                )
            ),
        ),
    )


def goodbye() -> Goodbye:
    return Goodbye(
        "It is done: everything that says who you are is erased.",
        (
            Heading("It is done"),
            Text("Everything that says who you are is erased. What you did stays as a count without a name."),
            Text("Thank you for having been an ally here. Goodbye, and all the best."),
            Note("If you write to me again, you start anew: I won't know that we have met."),
        ),
    )


def later() -> Message:
    """A legal hold is on the person: said plainly, and without why, which is not ours to tell."""
    return Message(
        "I can't erase it today. I will, as soon as I may.",
        (
            Heading("I can't erase it today"),
            Text(_WAITS),
            Text(
                "Nothing else is needed from you. Until then you can get your copy, pause nudges, or ask your program "
                "admins about the hold."
            ),
            Buttons((Button("Get my copy", "privacy.export"), Button("Settings", "settings"))),
        ),
    )


def _months(count: int) -> str:
    years, months = divmod(count, 12)
    return _number(count, "month") if months else _number(years, "year")


def _number(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"

"""The cards that say what was understood of an entry, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from handlers import say_when
from handlers.entry import Entry
from handlers.wording import (
    INCIDENTS,
    KINDS,
    OPPORTUNITIES,
    OUTCOMES,
    RESPONSES,
    SETTINGS,
    SPONSORSHIP_STATES,
    VISIBILITY_MEANINGS,
)
from messages.blocks import Block, Button, Buttons, Field, Fields, Message, Note, Text, strong
from storage.actions import Intervention, Nomination
from storage.words import Kind, SponsorshipState, Visibility

NAMES_NOBODY = frozenset({Kind.LEARN, Kind.INTERVENE})
"""Kinds that have no colleague: learning is one's own, and an intervention names nobody."""
WITNESSED_BACK = timedelta(days=30)
"""What is older is remembered badly, so nobody is asked about it."""
_SPONSORSHIP_STARTS = (
    f"A sponsorship starts with it. Its state: {SPONSORSHIP_STATES[SponsorshipState.NOMINATED].lower()}."
)


def logged(entry: Entry, action_id: UUID, today: date, remarks: Sequence[str] = ()) -> Message:
    """It counts from now on."""
    if entry.nomination is not None:
        remarks = (*remarks, _SPONSORSHIP_STARTS)
    return _card("Logged: ", entry, today, remarks, beside(entry, action_id, today))


def changed(entry: Entry, action_id: UUID, today: date, remarks: Sequence[str] = ()) -> Message:
    """The corrected entry stands in place of the old one."""
    return _card("Changed: ", entry, today, remarks, beside(entry, action_id, today))


def restored(entry: Entry, action_id: UUID, today: date) -> Message:
    """It counts again."""
    return _card("It counts: ", entry, today, (), beside(entry, action_id, today))


def repeated(entry: Entry, action_id: UUID, today: date, remarks: Sequence[str] = ()) -> Message:
    """The same entry came a moment ago; whether it is one act is for its author to say."""
    title = one_line(entry, today)
    question = (
        "You logged the very same a moment ago. Is it one and the same? Then there is nothing to do: it counts once."
    )
    blocks: list[Block] = [
        Text("Already logged: ", strong(title), "."),
        Text(question),
        *(Text(remark) for remark in remarks),
        Buttons((Button("It happened twice: count both", "log.both", str(action_id)),)),
    ]
    return Message(f"Already logged a moment ago: {title}. It counts once.", tuple(blocks))


def undone(entry: Entry, action_id: UUID, today: date) -> Message:
    """It does not count any more, and can be put back."""
    title = one_line(entry, today)
    return Message(
        f"Undone: {title}.",
        (
            Text("Undone: ", strong(title), "."),
            Note(" ".join(("It no longer counts. If that was a slip, put it back.", *stays_in_exports(entry, today)))),
            _put_back(action_id),
        ),
    )


def already_undone(entry: Entry, action_id: UUID, today: date) -> Message:
    """It did not count before either."""
    title = one_line(entry, today)
    return Message(
        f"That one was undone before: {title}.",
        (Text("That one was undone before: ", strong(title), ". It does not count."), _put_back(action_id)),
    )


def stays_in_exports(entry: Entry, today: date) -> Iterator[str]:
    """What to say of it where it is taken back or changed after its week was told."""
    is_over = entry.occurred_on < today - timedelta(days=today.weekday())
    if is_over and entry.visibility is Visibility.PROGRAM:
        yield "That week is over, and its exports may go on having it as it was, without your name."


def one_line(entry: Entry, today: date) -> str:
    """ "Amplify for Ana Lima, yesterday"."""
    day = say_when.in_words(entry.occurred_on, today)
    whom = f" for {entry.colleague}" if entry.colleague else ""
    return f"{KINDS[entry.kind]}{whom}, {day.lower() if day in {'Today', 'Yesterday'} else day}"


def _card(title: str, entry: Entry, today: date, remarks: Sequence[str], buttons: Buttons) -> Message:
    line = one_line(entry, today)
    blocks: list[Block] = [
        Text(title, strong(line), "."),
        Fields(tuple(_facts(entry, today))),
        *(Text(remark) for remark in remarks),
        Note(f"{_who_learns_of_it(entry)} Edit changes that for this entry, /ally settings for all."),
        buttons,
    ]
    return Message(f"{title}{line}.", tuple(blocks))


def _who_learns_of_it(entry: Entry) -> str:
    """What its visibility means, and that the colleague may be asked about it: then they learn who logged it."""
    meaning = VISIBILITY_MEANINGS[entry.visibility]
    if entry.colleague and entry.kind not in NAMES_NOBODY and entry.visibility is not Visibility.PRIVATE:
        return f"{meaning} I may ask {entry.colleague} in private whether it helped."
    return meaning


def _facts(entry: Entry, today: date) -> Iterator[Field]:
    if entry.kind not in NAMES_NOBODY:
        yield Field("For", entry.colleague or "Nobody named")
    if entry.nomination is not None:
        yield from _nominated(entry.nomination)
    if entry.intervention is not None:
        yield from _intervened(entry.intervention)
    yield Field("When", say_when.in_words(entry.occurred_on, today))
    if entry.setting is not None:
        yield Field("Where", SETTINGS[entry.setting])
    if entry.note:
        yield Field("Your note", entry.note)


def _nominated(nomination: Nomination) -> Iterator[Field]:
    what = OPPORTUNITIES[nomination.opportunity]
    yield Field("Put forward for", f"{what}: {nomination.detail}" if nomination.detail else what)


def _intervened(intervention: Intervention) -> Iterator[Field]:
    yield Field("What happened", INCIDENTS[intervention.incident])
    yield Field("How you acted", "; ".join(RESPONSES[one] for one in intervention.responses))
    yield Field("How it ended", OUTCOMES[intervention.outcome])


def beside(entry: Entry, action_id: UUID, today: date) -> Buttons:
    """What can be done with an entry that counts."""
    subject = str(action_id)
    buttons = [Button("Undo", "undo", subject), Button("Edit", "edit", subject)]
    if may_be_witnessed(entry.kind, entry.occurred_on, today):
        buttons.append(Button("Ask a colleague who was there", "witness", subject))
    return Buttons(tuple(buttons))


def may_be_witnessed(kind: Kind, occurred_on: date, today: date) -> bool:
    """Whether a colleague may be asked who was there: nobody is for one's own learning, nor for what is long ago."""
    return kind is not Kind.LEARN and occurred_on >= today - WITNESSED_BACK


def _put_back(action_id: UUID) -> Buttons:
    return Buttons((Button("Put it back", "undo.restore", str(action_id)),))

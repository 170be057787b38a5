"""Reads an entry out of words: whom it was for, when, where, and what was said. Nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from handlers import colleagues, say_when
from handlers.command import Services
from handlers.entry import LONGEST_DETAIL, LONGEST_NOTE, Entry
from handlers.hints import opportunity_in, setting_in
from handlers.request import Colleague, Mention, Request, Standing, Words
from storage.actions import Nomination
from storage.words import Kind

SOMEBODY = "a colleague"
"""What stands in a note in place of who does not want to be named."""
_MAY_LEAVE_THE_NOTE = (Standing.COLLEAGUE, Standing.UNLISTED)
_END_OF_HEAD = re.compile(r":(?=\s|$)")
_EMOJI = re.compile(r"(?<!\w):[a-z0-9_+-]+:", re.IGNORECASE)
_PUT_FORWARD = re.compile(r"(?:^|(?<=\s))(?:for|as)\s+(?=\S)", re.IGNORECASE)
_PLACE = re.compile(r"(?:^|\s)(?:in|at|during|on|over|via)\s", re.IGNORECASE)
_LEADING_MARKS = re.compile(r"^\s*[:,;–—-]+(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Understood:
    """The entry, and what its author should know about how it was read, a sentence each."""

    entry: Entry
    colleague: Colleague | None
    remarks: tuple[str, ...]


async def understand(request: Request, words: Words, kind: Kind, services: Services) -> Understood:
    """The entry that the words after a kind make. Any words make one."""
    who = await _who(request, words, kind, services)
    colleague = who.colleague
    read = _nomination(who.text, request.today) if kind is Kind.SPONSOR else _said(who.text, request.today)
    note, note_remarks = _short_enough(read.note)
    entry = Entry(
        kind=kind,
        occurred_on=read.day,
        visibility=request.asker.visibility,
        colleague_id=colleague.person_id if colleague else None,
        colleague=colleague.name if colleague else "",
        setting=setting_in(read.place),
        note=note,
        nomination=read.nomination,
    )
    return Understood(entry, colleague, (*who.remarks, *read.remarks, *note_remarks))


def clean(text: str) -> str:
    """The text without what no database and no platform can hold: null characters and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def as_typed(words: Words, shown: Sequence[str]) -> str:
    """The words as one text, each mention as it is to be shown."""
    text, names = "", iter(shown)
    for part in words.parts:
        piece = next(names) if isinstance(part, Mention) else clean(part)
        is_glued = text[-1:].isalnum() and (piece[:1].isalnum() or piece[:1] == "@")
        text += f" {piece}" if is_glued else piece
    return text


def without_the_unlisted(text: str, named: Sequence[Colleague]) -> str:
    """Whoever said "don't log me" is not in a note either, also where the name is typed once more."""
    for one in named:
        if one.standing is Standing.UNLISTED and one.name.strip():
            text = re.sub(re.escape(one.name), SOMEBODY, text, flags=re.IGNORECASE)
    return text


@dataclass(frozen=True, slots=True)
class _Who:
    """The colleague, and the words without the name at their beginning."""

    colleague: Colleague | None
    text: str
    remarks: tuple[str, ...] = ()


async def _who(request: Request, words: Words, kind: Kind, services: Services) -> _Who:
    mentions = [part for part in words.parts if isinstance(part, Mention)]
    if kind is Kind.LEARN:
        named = _distinct(request, mentions)
        text = as_typed(words, [_in_a_note(request, one) for one in mentions])
        return _Who(None, without_the_unlisted(text, named), tuple(_learning_needs_nobody(named)))
    if mentions:
        return _mentioned(request, words, mentions)
    return await _typed(request, services, as_typed(words, ()))


def _mentioned(request: Request, words: Words, mentions: Sequence[Mention]) -> _Who:
    named = _distinct(request, mentions)
    colleague = next((one for one in named if one.standing is Standing.COLLEAGUE), None)
    if colleague is None:
        remarks = tuple(colleagues.why_left_out(one) for one in named)
    else:
        remarks = tuple(_beside(colleague, [one for one in named if one is not colleague]))
    shown = [_in_a_note(request, one) for one in mentions]
    if len(named) == 1 and named[0].standing in _MAY_LEAVE_THE_NOTE and _leads(words):
        shown[0] = ""
    return _Who(colleague, without_the_unlisted(as_typed(words, shown), named), remarks)


async def _typed(request: Request, services: Services, text: str) -> _Who:
    typed = await colleagues.typed_in(request, services, text)
    if typed is None:
        return _Who(None, text)
    colleague = typed.colleague(request)
    if colleague is None:
        return _Who(None, text, (colleagues.why_not_found(typed),))
    if colleague.standing in _MAY_LEAVE_THE_NOTE and not text[: typed.start].strip():
        text = text[typed.end :]
    if colleague.standing is Standing.COLLEAGUE:
        return _Who(colleague, text)
    if colleague.standing is Standing.UNLISTED:
        text = text.replace(typed.typed, SOMEBODY)
    return _Who(None, without_the_unlisted(text, [colleague]), (colleagues.why_left_out(colleague),))


def _distinct(request: Request, mentions: Sequence[Mention]) -> list[Colleague]:
    resolved = (request.colleague(one) for one in mentions)
    return list({one.person_id or one.account: one for one in resolved}.values())


def _in_a_note(request: Request, mention: Mention) -> str:
    colleague = request.colleague(mention)
    if colleague.standing is Standing.UNLISTED:
        return SOMEBODY
    name = clean(colleague.name or mention.name)
    return f"@{name}" if name else "@someone"


def _leads(words: Words) -> bool:
    first = next((one for one in words.parts if isinstance(one, Mention) or one.strip()), None)
    return isinstance(first, Mention)


def _beside(colleague: Colleague, others: Sequence[Colleague]) -> Iterator[str]:
    for one in others:
        if one.standing is Standing.COLLEAGUE:
            yield (
                f"I keep one colleague with each entry, and this one is for {colleague.name}. {one.name} stays in "
                "your note; log it once more for them if you like."
            )
        elif one.standing is Standing.UNLISTED:
            yield f"{one.name} prefers not to be named in anyone's log, so I left the name out of your note."


def _learning_needs_nobody(named: Sequence[Colleague]) -> Iterator[str]:
    for one in named:
        if one.standing is Standing.UNLISTED:
            yield f"{one.name} prefers not to be named in anyone's log, so I left the name out of your note."
        else:
            yield f"Learning is logged for yourself alone; {one.name or 'whom you named'} stays in your note."


@dataclass(frozen=True, slots=True)
class _Read:
    """What the words say besides whom they are for. `place`: the words that may tell where."""

    day: date
    place: str
    note: str
    nomination: Nomination | None = None
    remarks: tuple[str, ...] = ()


def _said(text: str, today: date) -> _Read:
    head = _head(text)
    day, typed, remarks = _day(head, today)
    note = _tidy(text)
    note = "" if note.casefold() == typed.casefold() else note
    return _Read(day, head, note, remarks=remarks)


def _nomination(text: str, today: date) -> _Read:
    """ "for staff engineer" is what the colleague was put forward for, up to the colon; or right behind it."""
    read = _said(text, today)
    head = _head(text)
    if not head.strip():
        text = _tidy(text)
        head = _head(text)
    match = _PUT_FORWARD.search(head)
    if match is None:
        return _Read(read.day, read.place, read.note, Nomination(opportunity_in(head)), read.remarks)
    before, goal, body = _tidy(head[: match.start()]), head[match.end() :].strip(), text[len(head) + 1 :].strip()
    day, _typed, remarks = _day(before, today)
    goal, said_at_the_end = _without_day_at_the_end(goal, today)
    if said_at_the_end is not None:
        day, remarks = said_at_the_end, ()
    place = f"{before} {_PLACE.split(goal)[-1] if _PLACE.search(goal) else ''}"
    if len(goal) > LONGEST_DETAIL:
        return _Read(day, place, _tidy(text), Nomination(opportunity_in(goal)), remarks)
    note = ": ".join(one for one in (before, body) if one)
    return _Read(day, place, note, Nomination(opportunity_in(goal), goal), remarks)


def _head(text: str) -> str:
    """What stands before the colon; all of it where there is none. An emoji and 1:1 have colons of their own."""
    masked = _EMOJI.sub(lambda emoji: "_" * len(emoji.group()), text)
    colon = _END_OF_HEAD.search(masked)
    return text[: colon.start()] if colon else text


def _day(text: str, today: date) -> tuple[date, str, tuple[str, ...]]:
    """The day that the text tells, its words, and what is to be said where an entry can't have it."""
    said = say_when.find_day(text, today)
    if said is None:
        return today, "", ()
    if said.day is None:
        problem = "is in no calendar I know."
    elif problem := say_when.problem_with(said.day, today):
        problem = f"can't be the day. {problem}"
    else:
        return said.day, said.typed, ()
    return today, "", (f"“{said.typed}” {problem} For now I set it to today; Edit changes that.",)


def _without_day_at_the_end(goal: str, today: date) -> tuple[str, date | None]:
    """ "staff engineer yesterday" is staff engineer, said yesterday; "a talk on 12 May" is a talk on 12 May."""
    said = say_when.find_day(goal, today)
    if said is None or said.day is None or say_when.problem_with(said.day, today):
        return goal, None
    rest = goal[: said.start].rstrip(" ,;–—-")
    is_at_the_end = not goal[said.start + len(said.typed) :].strip(" .,;")
    return (rest, said.day) if is_at_the_end and rest else (goal, None)


def _short_enough(note: str) -> tuple[str, tuple[str, ...]]:
    """A note as long as may be kept; what is too long is given back."""
    if len(note) <= LONGEST_NOTE:
        return note, ()
    rest = note[LONGEST_NOTE:]
    return note[:LONGEST_NOTE], (
        f"I keep the first {LONGEST_NOTE:,} characters of a note. This is the rest, so that you have it: {rest}",
    )


def _tidy(text: str) -> str:
    return _LEADING_MARKS.sub("", text).strip()

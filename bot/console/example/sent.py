"""What was sent to the example's people in these weeks, and what came of it: questions, lessons, and how it goes.

Whoever the chat page offers, and the other leads and admins, come to it new: what arrives for them is what is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.console.example import roster, waiting
from storage.example import ExampleDelivery, ExamplePerson
from storage.words import DeliveryState, Nudge, SkipReason

TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3
DAYS = (TUESDAY, WEDNESDAY)
"""Thursdays are for questions how it goes with somebody whom they put forward."""
SKIPPED, PAUSED = 0.14, 0.7
ANSWERED = {Nudge.REFLECTION: 0.55, Nudge.LESSON: 0.7, Nudge.CHECK_IN: 0.75}
RIGHT = 0.65
A_BLOCK = 4
"""So many weeks the same few lessons are sent."""
AT_ONE_TIME = 2
FIRST_CHECK_IN, NEXT_CHECK_IN = timedelta(days=30), timedelta(days=90)

PROMPTS = (
    "first-word",
    "idea-that-went-by",
    "muted-by-accident",
    "thanks-said-further",
    "questions-before-advice",
    "unwritten-rule",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A lesson by its id, how many answers its question has, and which of them is the right one."""

    id: str
    answers: int
    right: int


LESSONS = (
    Asked("say-whose-idea-it-was", 3, 0),
    Asked("name-the-result", 3, 2),
    Asked("ask-before-you-advise", 3, 0),
    Asked("room-for-remote-voices", 4, 1),
    Asked("credit-in-writing", 3, 0),
    Asked("mentoring-and-sponsoring", 3, 1),
)


def is_new(person: ExamplePerson) -> bool:
    """Whether nothing was sent to them yet."""
    return person.handle in roster.LEADS | roster.ADMINS | {waiting.AUTHOR, waiting.ASKED}


def deliveries(people: Sequence[ExamplePerson], since: date, now: datetime, seed: int) -> Iterator[ExampleDelivery]:
    """From that day on until yesterday, week by week: each person's week is drawn by itself."""
    monday = since - timedelta(days=since.weekday())
    while monday <= now.date():
        for person in people:
            if not is_new(person):
                random = Random(f"{seed}:{monday}:{person.handle}:sent")  # noqa: S311 - example data, no secret
                of_week = _of_week(random, person, monday, now)
                yield from (one for one in of_week if since <= one.day < now.date())
        monday += timedelta(weeks=1)


def check_in(person: ExamplePerson, nominated_on: date, now: datetime, seed: int) -> ExampleDelivery | None:
    """The question how it goes, on the first Thursday a month after they put somebody forward; None before that."""
    day = nominated_on + FIRST_CHECK_IN
    day += timedelta(days=(THURSDAY - day.weekday()) % 7)
    if is_new(person) or day >= now.date():
        return None
    random = Random(f"{seed}:{day}:{person.handle}:check-in")  # noqa: S311
    return _one(random, person, Nudge.CHECK_IN, day, None, now)


def _of_week(random: Random, person: ExamplePerson, monday: date, now: datetime) -> Iterator[ExampleDelivery]:
    """A question and a lesson by turns, one or both of them a week."""
    of_block = monday.toordinal() // 7 // A_BLOCK * AT_ONE_TIME
    lesson = LESSONS[(of_block + random.randrange(AT_ONE_TIME)) % len(LESSONS)]
    prompt = random.choice(PROMPTS)
    both = [(Nudge.LESSON, lesson.id), (Nudge.REFLECTION, prompt)]
    random.shuffle(both)
    for day, (nudge, item) in zip(DAYS, both[: random.choice((1, 2, 2))], strict=False):
        yield _one(random, person, nudge, monday + timedelta(days=day), item, now)


def _one(
    random: Random, person: ExamplePerson, nudge: Nudge, day: date, item: str | None, now: datetime
) -> ExampleDelivery:
    # Everything is drawn before anything is decided: what `now` cuts off must not change what came before it.
    minutes, is_skipped, is_paused = random.randrange(400), random.random() < SKIPPED, random.random() < PAUSED
    is_answered, is_right = random.random() < ANSWERED[nudge], random.random() < RIGHT
    waited, other = timedelta(minutes=random.randint(2, 120)), random.randrange(1, 9)
    at = datetime.combine(day, time(9, 30), ZoneInfo(person.zone)) + timedelta(minutes=minutes)
    if is_skipped:
        reason = SkipReason.PAUSED if is_paused else SkipReason.TOO_LATE
        return ExampleDelivery(person.handle, nudge, day, at, DeliveryState.SKIPPED, reason)
    answered_at = at + waited if is_answered and at + waited <= now else None
    asked = next((one for one in LESSONS if one.id == item), None)
    return ExampleDelivery(
        person=person.handle,
        nudge=nudge,
        day=day,
        at=at,
        state=DeliveryState.SENT,
        item=item,
        answered_at=answered_at,
        answer=_answer(asked, other, is_right=is_right) if asked and answered_at else None,
        is_right=is_right and asked is not None and answered_at is not None,
    )


def _answer(asked: Asked, other: int, *, is_right: bool) -> int:
    """The number of the right answer, or of another."""
    return asked.right if is_right else (asked.right + 1 + other % (asked.answers - 1)) % asked.answers

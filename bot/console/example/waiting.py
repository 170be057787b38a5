"""One story that can be tried to its end: four colleagues have confirmed something of Ana's, and a fifth is asked.

Of what colleagues answer an author is told totals of at least five. So in the example one more answer makes hers move,
and who tries it sees both: that nothing shows before, and what shows then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.console.example import roster, stories
from storage.example import ExampleAction, ExampleAnswer
from storage.words import ConfirmationAnswer, ConfirmationPart, Kind, Setting, Visibility

AUTHOR = "ana.lima"
ASKED = "ben.okafor"
"""Both are offered at the side of the chat page."""

_ACTS = (
    (Kind.AMPLIFY, "chiara.bianchi", "Chiara", "the rollback plan", 15),
    (Kind.RECOGNIZE, "grace.mbeki", "Grace", "the on-call rota", 12),
    (Kind.INCLUDE, "hiroshi.tanaka", "Hiroshi", "the cost report", 10),
    (Kind.AMPLIFY, "uma.iyer", "Uma", "the queue redesign", 8),
    (Kind.AMPLIFY, ASKED, "Ben", "the caching idea", 2),
)
"""What Ana did for whom, and how many working days ago."""


def with_story(actions: Iterable[ExampleAction], now: datetime) -> Iterator[ExampleAction]:
    """The actions, hers without what chance had colleagues answer, and those of the story."""
    for one in actions:
        yield replace(one, answers=()) if one.actor == AUTHOR else one
    today = now.astimezone(ZoneInfo(roster.ZONE)).date()
    for kind, colleague, name, what, days in _ACTS:
        done_at = datetime.combine(_working_days_before(today, days), time(11, 20), ZoneInfo(roster.ZONE))
        yield ExampleAction(
            actor=AUTHOR,
            kind=kind,
            occurred_on=done_at.date(),
            logged_at=done_at + timedelta(minutes=4),
            visibility=Visibility.PROGRAM,
            beneficiary=colleague,
            setting=Setting.MEETING,
            note=stories.NOTES[kind][0].format(who=name, what=what),
            answers=(_answer(colleague, done_at),),
        )


def _answer(colleague: str, done_at: datetime) -> ExampleAnswer:
    asked_at = done_at + timedelta(hours=2)
    if colleague == ASKED:
        return ExampleAnswer(colleague, ConfirmationPart.BENEFICIARY, None, asked_at, None)
    return ExampleAnswer(
        colleague, ConfirmationPart.BENEFICIARY, ConfirmationAnswer.YES, asked_at, asked_at + timedelta(hours=3)
    )


def _working_days_before(day: date, days: int) -> date:
    while days:
        day -= timedelta(days=1)
        days -= day.weekday() < 5  # noqa: PLR2004 - Saturday
    return day

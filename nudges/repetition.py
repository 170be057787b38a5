"""When a quiz that was missed is asked again: after a week, and once more three weeks after it went well.

Cepeda et al. 2008, 10.1111/j.1467-9280.2008.02209.x (known to us in summary): a gap between learning and review helps,
and the best gap grows with the time for which one wants to remember. The lengths of the two gaps are our own choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from nudges.history import History

AFTER_MISS = timedelta(days=7)
AFTER_RIGHT = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Repetition:
    """A quiz to ask again from a day on."""

    id: str
    due: date
    answered_on: date
    was_right: bool


def open_repetitions(history: History) -> Sequence[Repetition]:
    """What is to be asked again, the longest due first. Shown and left unanswered, it waits for another week."""
    last_seen: dict[str, date] = {}
    for one in sorted(history.seen, key=lambda seen: seen.on):
        last_seen[one.id] = one.on
    found = []
    for id_, repetition in _by_answers(history).items():
        seen = last_seen.get(id_, repetition.answered_on)
        due = max(repetition.due, seen + AFTER_MISS) if seen > repetition.answered_on else repetition.due
        found.append(Repetition(id_, due, repetition.answered_on, repetition.was_right))
    return sorted(found, key=lambda one: (one.due, one.id))


def _by_answers(history: History) -> Mapping[str, Repetition]:
    """Of each quiz that was ever missed, what its last answers ask for; nothing once it went well after both gaps."""
    running: dict[str, Repetition] = {}
    for one in sorted(history.answered, key=lambda answered: answered.on):
        before = running.get(one.id)
        if not one.is_right:
            running[one.id] = Repetition(one.id, one.on + AFTER_MISS, one.on, was_right=False)
        elif before is not None and before.due > one.on:
            continue  # asked for by the person before its day: the gap is what helps, so the day holds
        elif before is not None and before.was_right:
            del running[one.id]
        elif before is not None:
            running[one.id] = Repetition(one.id, one.on + AFTER_RIGHT, one.on, was_right=True)
    return running

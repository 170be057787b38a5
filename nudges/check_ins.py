"""When a person is asked how something went, and about what first. Pure functions of days.

Two things are asked about: an action, of the colleague it was for or of one who saw it, once and while it is fresh; and
a sponsorship, of whoever nominated and, where they agreed, of whoever was put forward: after 30, 90 and 180 days, and
then every half year. Nobody is asked more than one such question a week, whatever there is to ask, nor late at night,
whatever hours they chose for nudges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from nudges.preferences import Preferences, Window
from nudges.window import day_of
from storage.deliveries import Past
from storage.questions import AboutAction, AboutSponsorship, Question
from storage.words import ConfirmationPart, Nudge

STEPS = tuple(timedelta(days=days) for days in (30, 90, 180))
HALF_YEAR = timedelta(days=182)
APART = timedelta(days=21)
"""After an answer, and after it was logged, a sponsorship rests for so long: a step that comes sooner is left out."""
FRESH = timedelta(days=30)
"""So long after an action somebody may be asked about it; later it is remembered badly."""
WEEK = timedelta(days=7)
"""One question in any so many days in a row."""
TRIES = 3
"""After so many in a week that could not be sent, there is none for a week."""
BY_DAY = Window(time(8), time(20))
"""When somebody may be asked, by the clock on their wall."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """From which day on, and until which, something may be asked; `until` is empty where it does not grow old."""

    since: date
    until: date | None = None

    def has(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def first_check_in(nominated_on: date, logged_on: date, *, of_sponsor: bool) -> date:
    """When a sponsorship is first asked about. Whoever was put forward is asked from the second step on: they agreed
    only in the time of the first.
    """
    return max(nominated_on + STEPS[0 if of_sponsor else 1], logged_on + APART)


def next_check_in(nominated_on: date, asked_on: date) -> date:
    """The next step, after a sponsorship was asked about or told of on that day."""
    earliest = asked_on + APART
    for step in STEPS:
        if nominated_on + step >= earliest:
            return nominated_on + step
    last = nominated_on + STEPS[-1]
    return last + -((last - earliest) // HALF_YEAR) * HALF_YEAR


def spell(question: Question, clock: ZoneInfo) -> Spell:
    """When it may be asked. Whoever logged it may take it back on the same day, unseen."""
    logged_on = question.logged_at.astimezone(clock).date()
    match question:
        case AboutAction(part=ConfirmationPart.WITNESS):
            return Spell(question.occurred_on, question.occurred_on + FRESH)
        case AboutAction():
            return Spell(logged_on + _DAY, question.occurred_on + FRESH)
        case AboutSponsorship(due=date() as due):
            return Spell(due)
        case AboutSponsorship():
            return Spell(first_check_in(question.nominated_on, logged_on, of_sponsor=question.of_sponsor))


def by_day(preferences: Preferences) -> Preferences:
    """The same for questions: their own hours as far as they are by day, and the whole day where none is."""
    window = _by_day(preferences.window)
    return preferences if window == preferences.window else replace(preferences, window=window)


def is_by_day(preferences: Preferences, at: datetime, day: date) -> bool:
    """Whether a question may come at the moment that is due on that day."""
    return day_of(at, _by_day(preferences.window), preferences.clock) == day


@lru_cache(maxsize=1024)
def _by_day(window: Window) -> Window:
    """What both have in common. Of a window over midnight that is a part before it and one after it: the longer one."""
    latest = BY_DAY.end if window.crosses_midnight else min(window.end, BY_DAY.end)
    parts = [(max(window.start, BY_DAY.start), latest)]
    if window.crosses_midnight:
        parts.append((BY_DAY.start, min(window.end, BY_DAY.end)))
    start, end = max(parts, key=lambda part: _minutes(part[1]) - _minutes(part[0]))
    return Window(start, end) if start < end else BY_DAY


def _minutes(of_day: time) -> int:
    return of_day.hour * 60 + of_day.minute


def earliest(now: datetime) -> date:
    """Actions before that day are of no matter to anybody any more, wherever they are."""
    return now.date() - FRESH - _DAY


def free_from(past: Sequence[Past]) -> date:
    """The first day on which the person may be asked something again."""
    days = [one.day + WEEK for one in past if one.nudge is Nudge.CHECK_IN and one.counts]
    tried = sorted(one.day for one in past if one.nudge is Nudge.CHECK_IN and one.was_in_vain)[-TRIES:]
    if len(tried) == TRIES and tried[-1] - tried[0] < WEEK:
        days.append(tried[-1] + WEEK)
    return max(days, default=date.min)


def is_free(past: Sequence[Past], day: date) -> bool:
    """Whether one more on that day keeps to one a week. Later ones count, too: clocks go back."""
    return day >= free_from(past)


def choose(questions: Sequence[Question], past: Sequence[Past], day: date, clock: ZoneInfo) -> Question | None:
    """What to ask on that day; None where nothing may be asked.

    Sponsorships and actions take turns, so that neither keeps the other waiting for ever. Of sponsorships the one that
    waits longest comes first; of actions those that their author wants witnessed, and then the latest.
    """
    open_ = [one for one in questions if spell(one, clock).has(day)]
    sponsorships = [one for one in open_ if isinstance(one, AboutSponsorship)]
    actions = [one for one in open_ if isinstance(one, AboutAction)]
    last = next((one for one in reversed(past) if one.nudge is Nudge.CHECK_IN and one.counts), None)
    if sponsorships and (not actions or last is None or last.sponsorship_id is None):
        return min(sponsorships, key=lambda one: (spell(one, clock).since, one.id))
    if actions:
        return max(actions, key=lambda one: (one.part is ConfirmationPart.WITNESS, one.occurred_on, one.action_id))
    return None


def left_to_ask(questions: Sequence[Question], past: Sequence[Past], day: date, clock: ZoneInfo) -> list[Spell]:
    """What there is to ask after the question of that day: of a sponsorship, its next step."""
    asked = choose(questions, past, day, clock)
    left = [spell(one, clock) for one in questions if one is not asked]
    if isinstance(asked, AboutSponsorship):
        left.append(Spell(next_check_in(asked.nominated_on, day)))
    return left

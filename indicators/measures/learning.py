"""What came of what we sent: lessons finished, questions answered better the second time, nudges answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from indicators.rows import DeliveryRow, QuizAnswerRow, Rows
from indicators.scope import Scope, population
from indicators.values import Unit, Value, of_people, of_things
from storage.words import Nudge

APART = timedelta(days=7)
"""The least between two askings, so that the second tells what stayed."""


def training_reach(rows: Rows, scope: Scope) -> dict[str, Value]:
    """Who finished a lesson, of everybody."""
    people = population(rows, scope).keys()
    finished = {one.person for one in rows.lessons if one.completed_on and one.completed_on in scope.period}
    return {"all": of_people(Unit.PERCENT, finished & people, people)}


def training_completion(rows: Rows, scope: Scope) -> dict[str, Value]:
    """How many of the lessons that were sent in the period were finished in it."""
    people = population(rows, scope)
    sent = [
        one for one in rows.lessons if one.person in people and one.delivered_on and one.delivered_on in scope.period
    ]
    finished = [one.person for one in sent if one.completed_on and one.completed_on < scope.period.end]
    return {"all": of_things(Unit.PERCENT, finished, len(sent))}


def quiz_gain(rows: Rows, scope: Scope) -> dict[str, Value]:
    """How much better the same questions were answered the second time, by the same people."""
    people = population(rows, scope)
    pairs = [
        (first, second)
        for first, second in _asked_twice(rows)
        if second.answered_on in scope.period and second.person in people
    ]
    first = of_things(Unit.PERCENT, (one.person for one, _ in pairs if one.is_right), len(pairs))
    second = of_things(Unit.PERCENT, (one.person for _, one in pairs if one.is_right), len(pairs))
    asked = of_things(Unit.POINTS, (one.person for one, _ in pairs), len(pairs))
    gain = Value(Unit.POINTS, second.numerator - first.numerator, len(pairs), asked.contributors, largest=asked.largest)
    return {"gain": gain, "first": first, "second": second}


def nudge_response(rows: Rows, scope: Scope) -> dict[str, Value]:
    """How many of the nudges that were sent in the period were answered in it, by kind of nudge."""
    people = population(rows, scope)
    sent = [one for one in rows.deliveries if one.person in people and one.sent_on in scope.period]

    def share(some: list[DeliveryRow]) -> Value:
        answered = [one.person for one in some if one.answered_on and one.answered_on < scope.period.end]
        return of_things(Unit.PERCENT, answered, len(some))

    return {"all": share(sent), **{nudge.value: share([one for one in sent if one.nudge is nudge]) for nudge in Nudge}}


def _asked_twice(rows: Rows) -> Iterator[tuple[QuizAnswerRow, QuizAnswerRow]]:
    """Each person's first answer to each lesson's question, with the next one at least `APART` later, if there is."""
    answers: defaultdict[tuple[UUID, str], list[QuizAnswerRow]] = defaultdict(list)
    for one in rows.quiz_answers:
        answers[one.person, one.lesson].append(one)
    for some in answers.values():
        some.sort(key=lambda one: (one.answered_at, one.is_right))
        for later in some[1:]:
            if later.answered_on - some[0].answered_on >= APART:
                yield some[0], later
                break

"""What people did: how many took part, how much, how steadily, and how much it asked of them."""

from __future__ import annotations

from collections.abc import Iterable

from indicators.effort import EFFORTS, Effort
from indicators.periods import Period, period_before, week_of, weeks_back
from indicators.rows import ActionRow, Rows
from indicators.scope import Scope, counted, counted_in, population, with_gender
from indicators.values import Unit, Value, of_people, of_things
from storage.words import Gender, Kind, Outcome, Tier

MADE_A_DIFFERENCE = frozenset({Outcome.STOPPED, Outcome.ACKNOWLEDGED, Outcome.ESCALATED})
"""The outcomes of an intervention that went somewhere."""
RECENT_WEEKS = 4
STEADY_WEEKS = 3


def participation(rows: Rows, scope: Scope) -> dict[str, Value]:
    """Who did anything at all, of everybody and of men and women alone."""
    people = population(rows, scope)
    active = {one.actor for one in counted(rows, scope.period)}
    groups = {
        "all": frozenset(people),
        "men": with_gender(people.values(), Gender.MAN),
        "women": with_gender(people.values(), Gender.WOMAN),
    }
    return {part: of_people(Unit.PERCENT, group & active, group) for part, group in groups.items()}


def actions_per_100(rows: Rows, scope: Scope) -> dict[str, Value]:
    """How much was done, by kind; and by evidence, each act once under the best there is for it."""
    people, acts = len(population(rows, scope)), counted_in(rows, scope)

    def rate(some: Iterable[ActionRow]) -> Value:
        return of_things(Unit.PER_100_PEOPLE, (one.actor for one in some), people)

    return {
        "all": rate(acts),
        **{kind.value: rate(one for one in acts if one.kind is kind) for kind in Kind},
        **{tier.value: rate(one for one in acts if one.tier is tier) for tier in Tier},
    }


def interventions(rows: Rows, scope: Scope) -> dict[str, Value]:
    """How often people stepped in, and how often that made a difference that they saw."""
    acts = counted_in(rows, scope, Kind.INTERVENE)
    mattered = [one.actor for one in acts if one.outcome in MADE_A_DIFFERENCE]
    return {
        "per_100": of_things(Unit.PER_100_PEOPLE, (one.actor for one in acts), len(population(rows, scope))),
        "made_a_difference": of_things(Unit.PERCENT, mattered, len(acts)),
    }


def sustained(rows: Rows, scope: Scope) -> dict[str, Value]:
    """Who keeps at it, of those who did anything in the last four whole weeks of the period."""
    people = population(rows, scope).keys()
    active = [{one.actor for one in counted(rows, week)} & people for week in recent_weeks(scope.period)]
    ever = frozenset[object]().union(*active)
    return {
        "all": of_people(
            Unit.PERCENT,
            [person for person in people if sum(person in some for some in active) >= STEADY_WEEKS],
            [person for person in people if person in ever],
        )
    }


def recent_weeks(period: Period) -> tuple[Period, ...]:
    """The last four whole weeks of the period, or that end in it."""
    week = week_of(period.last)
    return weeks_back(week if week.last <= period.last else period_before(week), RECENT_WEEKS)


def substance_mix(rows: Rows, scope: Scope) -> dict[str, Value]:
    """How much of what was done asked much, something or little of people."""
    acts = counted_in(rows, scope)
    return {
        effort.value: of_things(Unit.PERCENT, (one.actor for one in acts if EFFORTS[one.kind] is effort), len(acts))
        for effort in Effort
    }

"""Of whom and when a value is told, and who and what counts in it.

People are counted where they are in the period: each belongs to one team. Acts are counted where their actor is, so
that nobody's act is in a team without them; and with the gender that their actor declared on the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from indicators.periods import Period
from indicators.rows import ActionRow, PersonRow, Rows
from storage.words import Gender, Kind


@dataclass(frozen=True, slots=True)
class Scope:
    """A period, and the teams (one and all beneath it, say) that are looked at; None for the whole organization."""

    period: Period
    teams: frozenset[UUID] | None = None

    def has(self, team: UUID | None) -> bool:
        """Whether what belongs to this team belongs to the scope. What has no team belongs to the organization."""
        return self.teams is None or team in self.teams


def population(rows: Rows, scope: Scope) -> dict[UUID, PersonRow]:
    """The people of the scope who were employed on at least one day of the period."""
    period = scope.period
    return {one.id: one for one in rows.people if scope.has(one.team) and is_employed(one, period.first, period.end)}


def is_employed(person: PersonRow, first: date, end: date) -> bool:
    """Whether they were employed on at least one day from `first` up to, not including, `end`."""
    starts = max(first, person.hired_on) if person.hired_on else first
    ends = min(end, person.left_on) if person.left_on else end
    return starts < ends


def with_gender(people: Iterable[PersonRow], gender: Gender) -> frozenset[UUID]:
    """Those of the people who declare it."""
    return frozenset(one.id for one in people if one.gender is gender)


def counted(rows: Rows, period: Period, *kinds: Kind) -> list[ActionRow]:
    """The counted actions of a period, in any team: not withdrawn, and of these kinds where any are named."""
    return [
        one
        for one in rows.actions
        if one.occurred_on in period and not one.is_withdrawn and (not kinds or one.kind in kinds)
    ]


def counted_in(rows: Rows, scope: Scope, *kinds: Kind) -> list[ActionRow]:
    """The counted actions of the people of the scope."""
    people = population(rows, scope)
    return [one for one in counted(rows, scope.period, *kinds) if one.actor in people]

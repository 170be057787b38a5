"""Measures a whole organization for one period: every indicator of every team with all beneath it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from indicators import between
from indicators.columns import COUNTS, NOTHING, NUMERATORS, Counted
from indicators.definitions import REGISTRY
from indicators.effort import EFFORTS, Effort
from indicators.measures.acts import MADE_A_DIFFERENCE, STEADY_WEEKS, recent_weeks
from indicators.measures.learning import APART
from indicators.periods import DAY, Period, years_after
from indicators.tree import Tree, with_all_beneath
from storage import cells, homes, measured, measured_sponsors
from storage.cells import Grading, Own
from storage.database import Connection

Parts = Mapping[str, Counted]
"""The numbers of an indicator by their parts."""
_EFFORTS = {effort.value: [kind for kind in EFFORTS if EFFORTS[kind] is effort] for effort in Effort}


@dataclass(frozen=True, slots=True)
class Measured:
    """One period. `own`: the numbers of each team's own people; `beneath`: with all beneath it."""

    own: Own
    beneath: Own
    pairs: Mapping[str, Mapping[UUID, Parts]]

    def value(self, team: UUID, indicator: str) -> Parts:
        """An indicator of a team; of a team where nobody is and nothing was done, nought of nought."""
        if indicator in self.pairs:
            return self.pairs[indicator].get(team) or {part.id: NOTHING for part in REGISTRY[indicator].parts}
        numbers = self.beneath.get(team, {})
        return {part: count(numbers) for part, count in COUNTS[indicator].items()}

    def is_something(self, team: UUID, indicator: str) -> bool:
        """Whether any numerator of it is more, or less, than nought."""
        if indicator in self.pairs:
            return any(counted[0] for counted in self.pairs[indicator].get(team, {}).values())
        numbers = self.beneath.get(team)
        return numbers is not None and any(numbers.get(name) for name in NUMERATORS[indicator])

    def all_values(self, team: UUID) -> dict[tuple[str, str], Counted]:
        """All numbers of a team, by indicator and part."""
        return {
            (indicator, part): counted
            for indicator in REGISTRY
            for part, counted in self.value(team, indicator).items()
        }


async def measure(db: Connection, organization_id: UUID, zone: str, tree: Tree, period: Period) -> Measured:
    """Measures a period, closed or running. Nothing is stored, but the unit of work must be one that may write."""
    span = (period.first, period.end)
    begin, end = _midnight(zone, period.first), _midnight(zone, period.end)
    weeks = [(week.first, week.end) for week in recent_weeks(period)]
    await homes.settle(db, organization_id, *span)
    grading = Grading(_EFFORTS, MADE_A_DIFFERENCE, weeks, STEADY_WEEKS)
    own = measured.merged(
        [
            await cells.of_people(db),
            await cells.of_acts(db, organization_id, span, grading),
            await measured_sponsors.sponsors(db, organization_id, span),
            await measured_sponsors.women_sponsored(db, organization_id, span),
            await measured.lessons(db, organization_id, span),
            await measured.quizzes(db, organization_id, span, APART),
            await measured.nudges(db, organization_id, span, end),
        ]
    )
    answers = await measured.answers(db, organization_id, begin, end)
    aged = await measured_sponsors.aged(db, organization_id, _a_year_before(period.end))
    return Measured(
        own=own,
        beneath=with_all_beneath(own, tree),
        pairs={
            "confirmed_share": between.confirmed_share(answers, tree),
            "sponsorship_outcome": between.sponsorship_outcome(aged, tree),
        },
    )


def _midnight(zone: str, day: date) -> datetime:
    """The moment when a day begins there."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _a_year_before(end: date) -> date:
    """The last day that is at least a year before that one begins."""
    day = years_after(end, -1)
    return day if years_after(day, 1) <= end else day - DAY

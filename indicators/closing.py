"""Closes a period: measures every indicator, decides what may be told, and stores both for good.

A period is closed once, by whoever notes it first. What changes afterwards makes a revision: of values that differ, and
of what is told only as `told.again` lets it. Each call is one unit of work, and may be cut short and done again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from indicators import closing_kept, closing_told, measuring, tree
from indicators.closing_told import Told
from indicators.columns import Counted
from indicators.definitions import REGISTRY
from indicators.measures.acts import recent_weeks
from indicators.measuring import Measured
from indicators.periods import DAY, Length, Period, length_of, period_of
from indicators.suppression import Ruling, Verdict
from indicators.told import KEYS, Closed, Key
from indicators.tree import Tree
from storage import closings, indicator_values, retention, teams, week_cells
from storage.closings import Due
from storage.database import Connection
from storage.indicator_values import NewValue, Stored, StoredValue, as_stored
from storage.week_cells import StoredCell

ALWAYS = "participation"
"""The indicator that is stored wherever anybody is; of the others a team's value is left out where all of it is nought,
for then there is nothing in it that this one does not say.
"""


async def close(db: Connection, due: Due, period: Period, now: datetime) -> bool:
    """Closes a period for the first time; False where somebody else has done so."""
    if not await closings.close(db, due.organization_id, key_of(period), 0, due.k, None, now):
        return False
    whole = tree.of(due.organization_id, await teams.parents(db, due.organization_id))
    measured = await measuring.measure(db, due.organization_id, due.zone, whole, period)
    rulings: dict[UUID, Mapping[Key, Ruling]] = {}
    if length_of(period) is Length.WEEK:
        cells = closing_told.cells_of(measured.own, whole)
        await week_cells.write(db, due.organization_id, period.first, 0, cells)
        rulings |= closing_told.of_week(cells, due.k)
    rulings[due.organization_id] = closing_told.of_organization(
        period,
        measured.all_values(due.organization_id),
        due.k,
        rulings.get(due.organization_id),
        await _others(db, due.organization_id, period),
    )
    values = list(_values(whole, measured, rulings))
    await indicator_values.write(db, due.organization_id, *key_of(period), values)
    return True


async def revise(
    db: Connection, due: Due, period: Period, closed: closings.Closed, reasons: Iterable[str], now: datetime
) -> bool:
    """Measures a closed period again, and stores what differs as a revision; False where nothing does, or somebody else
    has done so. What has gone since, because its time was over, makes no difference.
    """
    organization_id, length, first = due.organization_id, length_of(period), period.first
    whole_from = await retention.kept_whole(db, organization_id)
    if closing_kept.is_gone(period, whole_from):
        return False
    cells = await week_cells.read(db, organization_id, first) if length is Length.WEEK else []
    # A closed week keeps its tree: teams that moved since would make other sums of what was told.
    above = await teams.parents(db, organization_id) | {one.team: one.parent for one in cells}
    above.pop(organization_id, None)
    whole = tree.of(organization_id, above)
    measured = await measuring.measure(db, organization_id, due.zone, whole, period)
    last = await indicator_values.read(db, organization_id, None, length.value, first, first + DAY)
    measured = closing_kept.as_it_was(measured, last, period, whole_from)
    was = closing_told.read(last)
    of_all = closing_told.of_organization_again(
        was.get(organization_id, {}), measured.all_values(organization_id), closed.k
    )
    rulings: dict[UUID, Mapping[Key, Ruling]] = {}
    changed: list[StoredCell] = []
    if length is Length.WEEK:
        now_cells = closing_told.cells_of(measured.own, whole)
        at_first = await week_cells.read(db, organization_id, first, last_revision=0)
        rulings |= closing_told.again(was, at_first, cells, now_cells, closed.k)
        among_teams = rulings.get(organization_id, {})
        of_all |= {key: among_teams[key] for key in KEYS if key in among_teams}
        changed = _changed(cells, now_cells)
    rulings[organization_id] = of_all
    stored = {
        (one.team_id, one.indicator): {part: as_stored(numbers) for part, numbers in one.parts.items()} for one in last
    }
    values = [
        one
        for one in _values(whole, measured, rulings, stored.keys())
        if stored.get((one.team_id, one.indicator)) != one.parts
    ]
    if not values and not changed:
        return False
    revision, reason = closed.revision + 1, ",".join(sorted(reasons))
    if not await closings.close(db, organization_id, key_of(period), revision, closed.k, reason, now):
        return False
    await week_cells.write(db, organization_id, first, revision, changed)
    await indicator_values.write(db, organization_id, *key_of(period), values, revision=revision, reason=reason)
    return True


async def _others(db: Connection, organization_id: UUID, period: Period) -> list[Closed]:
    """The organization's closed periods that have a day in common with this one, or that it looks back at."""
    earliest = min(period.first, recent_weeks(period)[0].first)
    found: list[StoredValue] = []
    for length in Length:
        since = period_of(length, earliest).first
        found += await indicator_values.read(db, organization_id, [organization_id], length.value, since, period.end)
    return [
        one
        for one in closing_told.closed(organization_id, found)
        if one.period != period and (one.period.end > period.first or length_of(one.period) is Length.WEEK)
    ]


def key_of(period: Period) -> closings.Key:
    """How a closed period is stored."""
    return length_of(period).value, period.first


def _values(
    whole: Tree, measured: Measured, rulings: Told, stored: Collection[tuple[UUID, str]] = ()
) -> Iterator[NewValue]:
    """Every indicator of every team with anybody or anything in it, with what is told of it.

    Nought of a team, of which nothing is told, is left out, unless it was something when it was `stored`.
    """
    known = {team for team, _ in stored} | measured.beneath.keys()
    for team, parent in whole.parents.items():
        if team not in known and parent is not None:
            continue
        told = rulings.get(team, {})
        kept = {indicator for (indicator, _), ruling in told.items() if ruling.verdict is not Verdict.HIDDEN}
        for indicator, definition in REGISTRY.items():
            is_kept = indicator == ALWAYS or parent is None or indicator in kept or (team, indicator) in stored
            if is_kept or measured.is_something(team, indicator):
                counted = measured.value(team, indicator)
                parts = {part: _part(numbers, told.get((indicator, part))) for part, numbers in counted.items()}
                yield NewValue(team, indicator, definition.method_version, parts)


def _part(counted: Counted, ruling: Ruling | None) -> Stored:
    if ruling is None:
        return counted
    return (*counted, ruling.verdict, ruling.people, ruling.count, ruling.reason)


def _changed(before: Iterable[StoredCell], now: Iterable[StoredCell]) -> list[StoredCell]:
    known = {one.team: one for one in before}
    return [one for one in now if known.get(one.team) != one]

"""Goes through the closed periods of an order, one after the other, so that no more than a few are in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from bot.exporting import folded, told_rows
from bot.exporting.ahead import one_ahead
from bot.exporting.crowd import Crowd
from bot.exporting.folded import Folded, Plan
from bot.exporting.order import Order
from bot.exporting.pseudonyms import Remembered
from bot.exporting.reading import Reader
from indicators.export_folding import Department, Part
from indicators.export_parts import PartOfWeek, is_told, parts_of_week, told_parts
from indicators.periods import Length, Period, period_of
from indicators.told_week import ACTIONS, PARTICIPATION
from storage import export_facts, export_rows
from storage.export_facts import ClosedOne, ToldValue
from storage.export_rows import Told
from storage.snapshot import Raw, Snapshot
from storage.week_cells import StoredCell
from storage.words import ExportWhat, Kind

LENGTHS: Mapping[ExportWhat, Length] = {
    ExportWhat.ACTIVITY: Length.WEEK,
    ExportWhat.SPONSORSHIPS: Length.QUARTER,
    ExportWhat.TRAINING: Length.MONTH,
    ExportWhat.NUDGES: Length.MONTH,
}
"""What a row's day is made of. Of what is rare, a week's rows would be too few to be told."""
_HEADLINES: Mapping[ExportWhat, Sequence[tuple[str, str]]] = {
    ExportWhat.SPONSORSHIPS: (("sponsors", "all"), (ACTIONS, Kind.SPONSOR.value)),
    ExportWhat.TRAINING: (("training_reach", "all"), ("training_completion", "all")),
    ExportWhat.NUDGES: (("nudge_response", "all"),),
}
"""Where one of these numbers of the whole organization is not told for a period, there are no rows of it: these would
say it, and what the period's weeks leave of it.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """The rows of one period. `done` of `total` periods are through. `labels`: what departments are told as."""

    table: Any
    is_all: bool
    done: int
    total: int
    labels: Mapping[tuple[Part, Department], str] = field(default_factory=dict)


async def steps(snapshot: Snapshot, order: Order, plan: Plan) -> AsyncGenerator[Step]:
    """What may be told of each closed period that has a day in the order's, in order."""
    if order.what is ExportWhat.INDICATORS:
        async for table, done, total in told_rows.tables(snapshot, order):
            yield Step(table, is_all=True, done=done, total=total)
        return
    organization_id, length = order.organization_id, LENGTHS[order.what]
    k = (await export_facts.settled(snapshot, organization_id)).k
    people = await export_facts.people(snapshot, organization_id)
    memberships = await export_facts.memberships(snapshot, organization_id)
    earlier = await export_facts.earlier(snapshot, organization_id)
    since = period_of(length, order.first).first
    closed = await export_facts.closed(snapshot, organization_id, length.value, since, order.last)
    folding = await asyncio.to_thread(_Folding, order, plan, Crowd(people, memberships, earlier), k)
    done = 0
    async with aclosing(one_ahead(_kept(snapshot, order, closed))) as kept:
        async for one in kept:
            done += 1
            folded_rows = await asyncio.to_thread(folding.fold, one)
            yield Step(folded_rows.table, folded_rows.is_all, done, len(closed), folded_rows.labels)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the database has of one period: what was told of it, and its rows; None where there are none to tell."""

    closed: ClosedOne
    period: Period
    cells: list[StoredCell]
    told: list[ToldValue]
    rows: Raw | None


async def _kept(snapshot: Snapshot, order: Order, closed: Sequence[ClosedOne]) -> AsyncGenerator[_Kept]:
    organization_id = order.organization_id
    for one in closed:
        period = period_of(Length(one.length), one.starts_on)
        is_week = one.length == Length.WEEK
        headlines = () if is_week else _HEADLINES[order.what]
        told = [
            value
            for indicator in ((PARTICIPATION, ACTIONS) if is_week else (indicator for indicator, _ in headlines))
            for value in await export_facts.told(snapshot, organization_id, one.length, period.first, indicator)
        ]
        cells = await export_facts.cells(snapshot, organization_id, period.first) if is_week else []
        rows = None
        if all(is_told(told, organization_id, *headline) for headline in headlines):
            of = Told(period.first, period.end, one.closed_at)
            rows = await export_rows.rows(snapshot, order.what, organization_id, of)
        yield _Kept(one, period, cells, told, rows)


class _Folding:
    """Folds the periods of one export, one after the other."""

    def __init__(self, order: Order, plan: Plan, crowd: Crowd, k: int) -> None:
        self._organization_id, self._what = order.organization_id, order.what
        self._plan, self._crowd, self._k = plan, crowd, k
        self._reader = Reader(crowd, plan.values, is_between_people=order.what is ExportWhat.SPONSORSHIPS)
        self._authors = None
        if plan.secret is not None:
            self._authors = Remembered(plan.secret, [one.pseudonym_key.hex for one in crowd.people])

    def fold(self, kept: _Kept) -> Folded:
        if kept.rows is None:
            return Folded(folded.empty(self._plan), is_all=False)
        period, crowd = kept.period, self._crowd
        parts: list[PartOfWeek] | None = None
        told: Mapping[Part, Collection[str]] | None = None
        if kept.closed.length == Length.WEEK:
            parts = parts_of_week(kept.cells, kept.told)
            teams, told = [part.teams for part in parts], dict(enumerate(part.kinds for part in parts))
            place = crowd.in_parts(self._organization_id, teams, period.first, period.end)
        else:
            place = crowd.together(period.first, period.end)
            if self._what is ExportWhat.NUDGES:
                told = {0: told_parts(kept.told, self._organization_id)}
        rows, k = self._reader.read(kept.rows), max(self._k, kept.closed.k)
        return folded.fold(self._plan, period.first, rows, crowd, place, k, self._authors, parts, told)

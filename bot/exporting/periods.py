"""Goes through the closed periods of an order, one after the other, so that no more than one is in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.exporting import folded, reading, told_rows
from bot.exporting.crowd import Crowd, Place
from bot.exporting.folded import Plan
from bot.exporting.order import Order
from indicators.export_parts import is_told, parts_of_week
from indicators.periods import Length, period_of
from indicators.told_week import PARTICIPATION
from storage import export_facts, export_rows
from storage.export_facts import ClosedOne
from storage.export_rows import Told
from storage.snapshot import Snapshot
from storage.words import ExportWhat

LENGTHS: Mapping[ExportWhat, Length] = {
    ExportWhat.ACTIVITY: Length.WEEK,
    ExportWhat.SPONSORSHIPS: Length.QUARTER,
    ExportWhat.TRAINING: Length.MONTH,
    ExportWhat.NUDGES: Length.MONTH,
}
"""What a row's day is made of. Of what is rare, a week's rows would be too few to be told."""
_HEADLINES: Mapping[ExportWhat, str] = {
    ExportWhat.SPONSORSHIPS: "sponsors",
    ExportWhat.TRAINING: "training_reach",
    ExportWhat.NUDGES: "nudge_response",
}
"""Where this number of the whole organization is not told for a period, there are no rows of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """The rows of one period. `done` of `total` periods are through."""

    table: Any
    is_all: bool
    done: int
    total: int


async def steps(snapshot: Snapshot, order: Order, plan: Plan) -> AsyncIterator[Step]:
    """What may be told of each closed period that has a day in the order's, in order."""
    if order.what is ExportWhat.INDICATORS:
        async for table, done, total in told_rows.tables(snapshot, order):
            yield Step(table, is_all=True, done=done, total=total)
        return
    organization_id, length = order.organization_id, LENGTHS[order.what]
    k = (await export_facts.settled(snapshot, organization_id)).k
    crowd = await asyncio.to_thread(
        Crowd,
        await export_facts.people(snapshot, organization_id),
        await export_facts.memberships(snapshot, organization_id),
    )
    since = period_of(length, order.first).first
    closed = await export_facts.closed(snapshot, organization_id, length.value, since, order.last)
    for done, one in enumerate(closed, 1):
        table, is_all = await _period(snapshot, order, plan, crowd, one, k)
        yield Step(table, is_all, done, len(closed))


async def _period(
    snapshot: Snapshot, order: Order, plan: Plan, crowd: Crowd, one: ClosedOne, k: int
) -> tuple[Any, bool]:
    organization_id = order.organization_id
    period = period_of(Length(one.length), one.starts_on)
    told = Told(period.first, period.end, one.closed_at)
    teams: list[list[str]]
    if one.length == Length.WEEK:
        parts = parts_of_week(
            await export_facts.cells(snapshot, organization_id, period.first),
            await export_facts.told(snapshot, organization_id, one.length, period.first, PARTICIPATION),
        )
        place = await asyncio.to_thread(crowd.in_parts, organization_id, parts, period.first, period.end)
        teams = [[team.hex for team in part] for part in parts]
    else:
        headline = _HEADLINES[order.what]
        values = await export_facts.told(snapshot, organization_id, one.length, period.first, headline)
        if not is_told(values, organization_id):
            return folded.empty(plan), False
        place, teams = crowd.together(period.first, period.end), [["all"]]
    raw = await export_rows.rows(snapshot, order.what, organization_id, told)
    return await asyncio.to_thread(_fold, plan, period.first, raw, crowd, place, max(k, one.k), teams)


def _fold(
    plan: Plan, starts_on: date, raw: Any, crowd: Crowd, place: Place, k: int, teams: list[list[str]]
) -> tuple[Any, bool]:
    rows = reading.read(raw, plan.values, crowd, is_between_people=plan.what == ExportWhat.SPONSORSHIPS)
    found = folded.fold(plan, starts_on, rows, crowd, place, k, teams.__getitem__)
    return found.table, found.is_all

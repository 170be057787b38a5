"""The indicators that were told, of every closed period and revision: never what was measured and is hidden."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import pyarrow as pa

from bot.exporting.order import Order
from indicators.definitions import REGISTRY
from indicators.handbook import UNITS
from indicators.overview import why_moved
from indicators.periods import Length, period_of
from indicators.suppression import Verdict
from indicators.values import Value
from storage import export_facts
from storage.export_facts import ClosedOne, ToldValue
from storage.indicator_values import StoredPart
from storage.snapshot import Snapshot

SCHEMA = pa.schema(
    [
        ("period", pa.string()),
        ("starts_on", pa.date32()),
        ("of", pa.string()),
        ("team", pa.string()),
        ("indicator", pa.string()),
        ("part", pa.string()),
        ("told", pa.string()),
        ("count", pa.int64()),
        ("out_of", pa.int64()),
        ("value", pa.float64()),
        ("unit", pa.string()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("revision", pa.int64()),
        ("revised_because", pa.string()),
        ("method_version", pa.int64()),
    ]
)
ORGANIZATION, TEAM = "organization", "team"
TOLD = (Verdict.WHOLE, Verdict.PART, Verdict.NEARLY_ALL)
Row = tuple[Any, ...]


async def tables(snapshot: Snapshot, order: Order) -> AsyncIterator[tuple[Any, int, int]]:
    """A table for each closed period that has a day in the order's; with how many are done, and how many there are."""
    names = await export_facts.team_names(snapshot, order.organization_id)
    closed: list[ClosedOne] = []
    for length in Length:
        since = period_of(length, order.first).first
        closed += await export_facts.closed(snapshot, order.organization_id, length.value, since, order.last)
    for done, one in enumerate(closed, 1):
        values = await export_facts.told(snapshot, order.organization_id, one.length, one.starts_on)
        yield await asyncio.to_thread(_table, order.organization_id, one, values, names), done, len(closed)


def empty() -> Any:
    return SCHEMA.empty_table()


def _table(organization_id: UUID, one: ClosedOne, values: Sequence[ToldValue], names: Mapping[UUID, str]) -> Any:
    rows = list(_rows(organization_id, one, values, names))
    columns = zip(*rows, strict=True) if rows else [()] * len(SCHEMA)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def _rows(
    organization_id: UUID, one: ClosedOne, values: Sequence[ToldValue], names: Mapping[UUID, str]
) -> Iterator[Row]:
    """A row for each time that a number was told otherwise than before: that one changed of which the same is told (or
    nothing, as before) is nobody's to read. So it is for the reason, which follows from what is told.
    """
    period = period_of(Length(one.length), one.starts_on).name
    last: dict[tuple[UUID, str, str], tuple[int, StoredPart]] = {}
    for value in values:
        is_team = value.team_id != organization_id
        team = names.get(value.team_id, "") if is_team else ""
        for part_id, part in value.parts.items():
            key = value.team_id, value.indicator, part_id
            revision, before = last.get(key, (-1, None))
            if before is not None and _said(before) == _said(part):
                continue
            last[key] = revision + 1, part
            if part.verdict in TOLD and value.indicator in REGISTRY:
                yield (
                    period,
                    one.starts_on,
                    TEAM if is_team else ORGANIZATION,
                    team,
                    value.indicator,
                    part_id,
                    part.verdict,
                    *_numbers(value.indicator, part_id, part),
                    revision + 1,
                    "" if before is None else why_moved(value.indicator, before.count, part.count).value,
                    value.method_version,
                )


def _said(part: StoredPart) -> tuple[str, int, int]:
    """What a reader knows of it. What was never told reads like what is hidden."""
    return part.verdict or Verdict.HIDDEN.value, part.people, part.count


def _numbers(indicator: str, part_id: str, part: StoredPart) -> tuple[Any, ...]:
    """What was told, worked out from nothing else; "nearly all" has no number."""
    unit = next((one.unit for one in REGISTRY[indicator].parts if one.id == part_id), REGISTRY[indicator].unit)
    if part.verdict == Verdict.NEARLY_ALL:
        return None, None, None, UNITS[unit], None, None
    told = Value(unit, part.count, part.people, contributors=0, largest=0)
    interval = told.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    return part.count, part.people, told.amount, UNITS[unit], low, high

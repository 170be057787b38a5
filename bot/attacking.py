"""Makes the exports that an attacker would ask for, and tells beside them what is true of the people in them."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pyarrow as pa

from bot.dashboard import not_sent as page_of_nudges
from bot.dashboard.pages import nudges
from bot.exporting import dictionary, periods
from bot.exporting.counting import NOBODY
from bot.exporting.crowd import Crowd, Place
from bot.exporting.folded import Plan
from bot.exporting.order import Order
from bot.exporting.reading import Reader
from indicators.attack_deliveries import Reason
from indicators.attack_exports import Exported, Part, Somebody, Values
from indicators.attack_tellings import MEN, OTHERS, WOMEN
from indicators.export_parts import parts_of_week
from indicators.periods import Length, period_of
from indicators.told_week import ACTIONS, PARTICIPATION
from storage import attack_rows, export_facts, export_rows
from storage.database import Connection
from storage.export_facts import ClosedOne
from storage.export_rows import Told
from storage.models.base import new_id
from storage.snapshot import Snapshot
from storage.words import ExportForm, ExportWhat, Gender, Visibility

_GENDERS = {Gender.MAN: MEN, Gender.WOMAN: WOMEN}
_ANY_SECRET = b"an attacker counts pseudonyms, whatever they are keyed by"


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says of one period. `cells`: rows by department, as it is named, and by values. `labels`: what the
    departments of each part are told as, which nobody reads there: the attacker gets it as a gift.
    """

    cells: Mapping[Values, int]
    labels: Mapping[tuple[Part, str], str]


@dataclass(frozen=True, slots=True)
class Files:
    """All that an admin may have exported of an organization, but the indicators; and who the people in it are."""

    organization_id: UUID
    k: int
    crowd: Crowd
    closed: Mapping[tuple[Length, date], ClosedOne]
    tables: Mapping[tuple[ExportWhat, date], Table]


async def files(db: Connection, organization_id: UUID, first: date) -> Files:
    """Of all periods that begin on that day or later."""
    snapshot = Snapshot(db)
    people = await export_facts.people(snapshot, organization_id)
    closed = {
        (length, one.starts_on): one
        for length in {*periods.LENGTHS.values()}
        for one in await export_facts.closed(snapshot, organization_id, length.value, first, date.max)
    }
    return Files(
        organization_id,
        (await export_facts.settled(snapshot, organization_id)).k,
        await asyncio.to_thread(
            Crowd,
            people,
            await export_facts.memberships(snapshot, organization_id),
            await export_facts.earlier(snapshot, organization_id),
        ),
        closed,
        {
            (what, day): table
            for what in periods.LENGTHS
            for day, table in (await _tables(snapshot, organization_id, what, first)).items()
        },
    )


async def of_week(db: Connection, all_: Files, monday: date) -> Exported | None:
    """The activity log of a week, and what is true of it; None where it has no rows."""
    table = all_.tables.get((ExportWhat.ACTIVITY, monday))
    if table is None:
        return None
    snapshot, organization_id, closed = Snapshot(db), all_.organization_id, all_.closed[Length.WEEK, monday]
    told = [
        value
        for indicator in (PARTICIPATION, ACTIONS)
        for value in await export_facts.told(snapshot, organization_id, Length.WEEK.value, monday, indicator)
    ]
    parts = parts_of_week(await export_facts.cells(snapshot, organization_id, monday), told)
    week = period_of(Length.WEEK, monday)
    place = all_.crowd.in_parts(organization_id, [part.teams for part in parts], week.first, week.end)
    acts: dict[UUID, Counter[str]] = defaultdict(Counter)
    rows: dict[UUID, Counter[Values]] = defaultdict(Counter)
    named: dict[UUID, Counter[Values]] = defaultdict(Counter)
    for one in await attack_rows.did(db, organization_id, week.first, week.end, closed.closed_at):
        acts[one.person_id][one.kind.value] += one.count
        values = one.kind.value, one.setting.value if one.setting else ""
        if one.visibility is Visibility.PROGRAM:
            rows[one.person_id][values] += one.count
        elif one.visibility is Visibility.NAMED and not one.is_taken_back:
            named[one.person_id][values] += one.count
    people = _people(all_, place, acts, rows, named, {})
    return Exported(week.name, max(all_.k, closed.k), people, table.labels, table.cells)


async def of_longer(db: Connection, all_: Files) -> list[Exported]:
    """The other exports, of every month or quarter of which they have rows."""
    found = []
    for (what, day), table in all_.tables.items():
        if what is not ExportWhat.ACTIVITY:
            length = periods.LENGTHS[what]
            period, closed = period_of(length, day), all_.closed[length, day]
            told = Told(period.first, period.end, closed.closed_at)
            names = dictionary.value_names(what)
            reader = Reader(all_.crowd, names, is_between_people=what is ExportWhat.SPONSORSHIPS)
            read = reader.read(await export_rows.rows(Snapshot(db), what, all_.organization_id, told))
            rows: dict[UUID, Counter[Values]] = defaultdict(Counter)
            named: dict[UUID, Counter[Values]] = defaultdict(Counter)
            beside: dict[UUID, dict[Values, Counter[UUID]]] = defaultdict(lambda: defaultdict(Counter))
            values = [[str(column.words[code]) for code in column.codes.tolist()] for column in read.columns]
            sides = [NOBODY] * len(read.person) if read.beside is None else read.beside.tolist()
            for at, is_named, side, *row in zip(
                read.person.tolist(), read.is_named.tolist(), sides, *values, strict=True
            ):
                own = all_.crowd.people[at].id
                (named if is_named else rows)[own][tuple(row)] += 1
                if side != NOBODY and not is_named:
                    beside[own][tuple(row)][all_.crowd.people[side].id] += 1
            people = _people(all_, all_.crowd.together(period.first, period.end), {}, rows, named, beside)
            name, k = f"{what.value}, {period.name}", max(all_.k, closed.k)
            is_between_people = read.beside is not None
            found.append(Exported(name, k, people, table.labels, table.cells, is_between_people))
    return found


async def not_sent(db: Connection, organization_id: UUID, smallest: Mapping[date, int]) -> list[Reason]:
    """What the dashboard tells of nudges that did not go out, of these weeks; and what is true of them."""
    told = await page_of_nudges.told(db, organization_id, smallest, nudges.REASONS)
    return [
        Reason(
            f"{nudges.REASONS[why]} ({period_of(Length.WEEK, monday).name})",
            smallest[monday],
            one.said,
            one.count,
            one.behind.count,
            one.behind.people,
            one.behind.largest,
            one.everybody,
            why in page_of_nudges.CHOSEN,
        )
        for (why, monday), one in told.items()
    ]


def _people(
    all_: Files,
    place: Place,
    acts: Mapping[UUID, Mapping[str, int]],
    rows: Mapping[UUID, Mapping[Values, int]],
    named: Mapping[UUID, Mapping[Values, int]],
    beside: Mapping[UUID, Mapping[Values, Mapping[UUID, int]]],
) -> list[Somebody]:
    crowd = all_.crowd
    found = []
    for at, one in enumerate(crowd.people):
        if place.is_there[at]:
            team, part = int(place.team[at]), int(place.part[at])
            found.append(
                Somebody(
                    all_.organization_id if team < 0 else crowd.teams[team],
                    None if part < 0 else part,
                    crowd.departments[int(place.department[at])],
                    _GENDERS.get(one.gender, OTHERS),
                    acts.get(one.id, {}),
                    rows.get(one.id, {}),
                    named.get(one.id, {}),
                    beside.get(one.id, {}),
                )
            )
    return found


async def _tables(snapshot: Snapshot, organization_id: UUID, what: ExportWhat, first: date) -> dict[date, Table]:
    """By the first day of each period that has rows, as the maker would write them."""
    order = Order(organization_id, what, first, date.max, ExportForm.CSV, with_names=False, with_bom=False, id=new_id())
    columns = dictionary.value_names(what)
    secret = _ANY_SECRET if dictionary.has_authors(what) else None
    plan = Plan(what.value, dictionary.starts_on(what), columns, secret, with_names=False)
    found = {}
    async for step in periods.steps(snapshot, order, plan):
        if step.table.num_rows:
            day = step.table.column(plan.starts_on)[0].as_py()
            cells = await asyncio.to_thread(_cells, step.table, ["department", *columns])
            found[day] = Table(cells, step.labels)
    return {day: table for day, table in found.items() if day >= first}


def _cells(table: Any, names: Sequence[str]) -> Mapping[Values, int]:
    return Counter(zip(*(table.column(name).cast(pa.string()).to_pylist() for name in names), strict=True))

"""The addresses of the API: what each one needs, takes and answers. All of them only read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from bot import intervals
from bot.api import reading
from bot.api.answers import (
    BrokenDownPage,
    ClosedOut,
    ExportOut,
    ExportPage,
    IndicatorOut,
    IndicatorsOut,
    OrganizationOut,
    TeamOut,
    TeamPage,
    TeamWeekPage,
    ValuePage,
)
from bot.api.asked import FEW, Dated, OfLength, Paged, Spanned, cursor_of, in_order, key_of
from bot.api.door import Door
from bot.api.problems import NOT_FOUND, Problem
from bot.upstander import Upstander
from indicators.definitions import REGISTRY
from indicators.periods import Length, period_of
from indicators.registry import Indicator
from storage import api_lists
from storage.api_tokens import Known
from storage.database import Connection
from storage.words import TokenScope

T = TypeVar("T")
IndicatorId = Annotated[
    str, Path(pattern=r"^[a-z0-9_]{1,40}$", description="The indicator's id.", examples=["participation"])
]
TeamId = Annotated[UUID, Path(description="The team's id.")]


def add_routes(router: APIRouter, app: Upstander, door: Door) -> None:
    """Every address, below /api/v1."""
    _add_organization(router, app, door)
    _add_indicators(router, app, door)
    _add_teams(router, app, door)
    _add_exports(router, app, door)


def _add_organization(router: APIRouter, app: Upstander, door: Door) -> None:
    reads: Any = Depends(door.lets_in(TokenScope.INDICATORS))

    @router.get("/organization", summary="The organization, its rules, and which periods are closed")
    async def organization(known: Known = reads) -> OrganizationOut:
        async with app.database.begin() as db:
            about = await api_lists.about(db, known.organization_id)
        closed = [(length, about.closed[length.value]) for length in Length if length.value in about.closed]
        return OrganizationOut(
            id=about.id,
            name=about.name,
            zone=about.zone,
            smallest_group=about.k,
            closed=[
                ClosedOut(
                    length=length,
                    first=reading.as_period(period_of(length, first)),
                    latest=reading.as_period(period_of(length, latest)),
                )
                for length, (first, latest) in closed
            ],
        )


def _add_indicators(router: APIRouter, app: Upstander, door: Door) -> None:
    reads: Any = Depends(door.lets_in(TokenScope.INDICATORS))

    @router.get("/indicators", summary="What is measured, and what each number means", dependencies=[reads])
    async def indicators() -> IndicatorsOut:
        return IndicatorsOut(items=[reading.definition(one) for one in REGISTRY.values()], next=None)

    @router.get("/indicators/{indicator_id}", summary="One indicator's definition", dependencies=[reads])
    async def indicator(indicator_id: IndicatorId) -> IndicatorOut:
        return reading.definition(_indicator(indicator_id))

    @router.get("/indicators/{indicator_id}/values", summary="An indicator of the whole organization, period by period")
    async def values(indicator_id: IndicatorId, asked: Annotated[OfLength, Query()], known: Known = reads) -> ValuePage:
        in_order(asked)
        definition = _indicator(indicator_id)
        await intervals.ready()
        async with app.database.begin() as db:
            here, more = await _closed(db, known, asked.period, asked, asked.limit)
            found = await reading.values(db, known.organization_id, definition, asked.period, here)
        return ValuePage(items=found, next=cursor_of(here[-1][0]) if more else None)

    @router.get(
        "/indicators/{indicator_id}/breakdowns",
        summary="An indicator by department, location and level, week by week",
    )
    async def breakdowns(
        indicator_id: IndicatorId, asked: Annotated[Spanned, Query()], known: Known = reads
    ) -> BrokenDownPage:
        in_order(asked)
        definition = _indicator(indicator_id)
        await intervals.ready()
        async with app.database.begin() as db:
            here, more = await _closed(db, known, Length.WEEK, asked, FEW)
            found = await reading.broken_down(db, known.organization_id, definition, here)
        return BrokenDownPage(items=found, next=cursor_of(here[-1][0]) if more else None)


def _add_teams(router: APIRouter, app: Upstander, door: Door) -> None:
    reads: Any = Depends(door.lets_in(TokenScope.TEAMS))

    @router.get("/teams", summary="The teams of the reporting tree")
    async def teams(asked: Annotated[Paged, Query()], known: Known = reads) -> TeamPage:
        after = key_of(asked.cursor, UUID)
        async with app.database.begin() as db:
            found = await api_lists.teams(db, known.organization_id, asked.limit + 1, after=after)
        here, more = _page(found, asked.limit)
        items = [TeamOut(id=one.id, name=one.name, parent_id=one.parent_id) for one in here]
        return TeamPage(items=items, next=cursor_of(here[-1].id) if more else None)

    @router.get("/teams/{team_id}/weeks", summary="What is told of a team, week by week")
    async def weeks(team_id: TeamId, asked: Annotated[Dated, Query()], known: Known = reads) -> TeamWeekPage:
        in_order(asked)
        await intervals.ready()
        async with app.database.begin() as db:
            if not await api_lists.has_team(db, known.organization_id, team_id):
                raise Problem(NOT_FOUND)
            here, more = await _closed(db, known, Length.WEEK, asked, asked.limit)
            found = await reading.team_weeks(db, known.organization_id, team_id, here)
        return TeamWeekPage(items=found, next=cursor_of(here[-1][0]) if more else None)


def _add_exports(router: APIRouter, app: Upstander, door: Door) -> None:
    reads: Any = Depends(door.lets_in(TokenScope.EXPORTS))

    @router.get("/exports", summary="The exports that were asked for")
    async def exports(asked: Annotated[Paged, Query()], known: Known = reads) -> ExportPage:
        before = key_of(asked.cursor, UUID)
        async with app.database.begin() as db:
            found = await api_lists.exports(db, known.organization_id, asked.limit + 1, before=before)
        here, more = _page(found, asked.limit)
        items = [
            ExportOut(
                id=one.id,
                what=one.what,
                form=one.form,
                first=one.first,
                last=one.last,
                with_names=one.with_names,
                state=one.state,
                asked_at=one.asked_at,
                made_at=one.made_at,
                rows=one.rows,
                sha256=one.sha256,
            )
            for one in here
        ]
        return ExportPage(items=items, next=cursor_of(here[-1].id) if more else None)


async def _closed(
    db: Connection, known: Known, length: Length, asked: Spanned, most: int
) -> tuple[Sequence[tuple[date, int]], bool]:
    """The closed periods of a page, and whether there are more."""
    found = await api_lists.closed(
        db,
        known.organization_id,
        length.value,
        most + 1,
        first=asked.first,
        last=asked.last,
        after=key_of(asked.cursor, date.fromisoformat),
    )
    return _page(found, most)


def _page(found: Sequence[T], most: int) -> tuple[Sequence[T], bool]:
    """What fits on a page, and whether there is more."""
    return found[:most], len(found) > most


def _indicator(indicator_id: str) -> Indicator:
    if indicator_id not in REGISTRY:
        raise Problem(NOT_FOUND)
    return REGISTRY[indicator_id]

"""The API against what was told: every number of it is in a stored ruling, and of what is hidden there is none.

So `upstander privacy attack`, which attacks all stored rulings together, attacks all that the API says.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from bot import closing
from indicators.definitions import REGISTRY
from indicators.periods import Length, period_of
from indicators.values import Value
from storage import api_tokens, indicator_values
from storage.database import Connection
from storage.indicator_values import StoredPart, StoredValue
from storage.models import Person
from storage.words import TokenScope
from tests.bot.api.conftest import Api
from tests.bot.api.telling import MANY, MEASURED, Told, fill
from tests.indicators.stored_worlds import found

HIDDEN = Told("hidden", 0, 0)


async def everything(api: Api, token: str, path: str, **query: object) -> AsyncIterator[dict[str, Any]]:
    """A list to its end."""
    cursor: dict[str, object] = {}
    while True:
        api.walk.clock.move(timedelta(seconds=1))
        response = await api.get(path, token, **query, **cursor)
        assert response.status_code == 200, response.text
        for one in response.json()["items"]:
            yield one
        if response.json()["next"] is None:
            return
        cursor = {"cursor": response.json()["next"]}


def check(number: dict[str, Any], indicator: str, rulings: list[Told]) -> None:
    """One number is the last ruling there is, and the value and interval follow from that alone."""
    now = rulings[-1] if rulings else HIDDEN
    assert number["verdict"] == now.verdict
    if now.people == 0:
        assert [number[one] for one in ("people", "count", "value", "interval")] == [None] * 4
    else:
        unit = REGISTRY[indicator].part(number["part"]).unit
        value = Value(unit, now.count, now.people, contributors=0, largest=0)
        assert (number["people"], number["count"]) == (now.people, now.count)
        assert number["value"] == round(value.amount or 0, 4)
        interval = value.interval and {"low": round(value.interval.low, 4), "high": round(value.interval.high, 4)}
        assert number["interval"] == interval
    moves = sum(before != after for before, after in pairwise(rulings))
    assert number["revision"] == moves
    assert (number["reason"] is None) == (moves == 0)


def no_measured_number(said: object) -> None:
    numbers = [float(one) for one in re.findall(r"\d+(?:\.\d+)?", json.dumps(said))]
    assert not [one for one in numbers if MEASURED <= one < MEASURED + 100_000]


@pytest.mark.parametrize("seed", range(3))
async def test_every_number_of_the_organization_is_one_that_was_told(api: Api, seed: int) -> None:
    walk, token = api.walk, await api.token()
    async with walk.database.begin() as db:
        told = await fill(db, walk.organization_id, walk.teams.values(), walk.clock, seed)
    for length in Length:
        for indicator, definition in REGISTRY.items():
            items = [
                one async for one in everything(api, token, f"indicators/{indicator}/values", period=length, limit=3)
            ]
            assert len(items) == MANY[length]
            for item in items:
                first = period_of(length, _day(item)).first
                assert [one["part"] for one in item["numbers"]] == [one.id for one in definition.parts]
                for number in item["numbers"]:
                    key = (walk.organization_id, length, first, indicator, number["part"])
                    check(number, indicator, told.get(key, []))
                without = {**item, "period": None}
                no_measured_number(without)


@pytest.mark.parametrize("seed", range(3))
async def test_every_number_of_a_team_is_one_that_was_told(api: Api, seed: int) -> None:
    walk, token = api.walk, await api.token()
    async with walk.database.begin() as db:
        told = await fill(db, walk.organization_id, walk.teams.values(), walk.clock, seed)
    for team in walk.teams.values():
        items = [one async for one in everything(api, token, f"teams/{team}/weeks", limit=2)]
        assert len(items) == MANY[Length.WEEK]
        for item in items:
            assert [one["indicator"] for one in item["indicators"]] == ["participation", "actions_per_100"]
            for one in item["indicators"]:
                for number in one["numbers"]:
                    key = (team, Length.WEEK, _day(item), one["indicator"], number["part"])
                    check(number, one["indicator"], told.get(key, []))
            no_measured_number({**item, "period": None})


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(2))
async def test_a_real_closing_tells_through_the_api_what_it_ruled_and_no_more(api: Api, seed: int) -> None:
    """A random organization, closed by the clock's own work."""
    walk = api.walk
    world = await found(walk.database, seed)
    await closing.close(api.app)
    async with walk.database.begin() as db:
        _id, token = await api_tokens.make(
            db, world.id, await _admin(db, world.people), "Tests", set(TokenScope), timedelta(days=9), walk.clock()
        )
    teams = [one async for one in everything(api, token, "teams")]
    assert {one["id"] for one in teams} == {str(one) for one in world.parents}
    seen, hidden = 0, 0
    for scope in (None, *world.parents):
        for indicator in REGISTRY:
            for length in Length if scope is None else ():
                async for item in everything(api, token, f"indicators/{indicator}/values", period=length):
                    stored = await _stored(api, world.id, world.id, length, _day(item))
                    for number in item["numbers"]:
                        seen += number["count"] is not None
                        hidden += number["verdict"] == "hidden"
                        check(number, indicator, _rulings(stored, indicator, number["part"]))
        if scope is not None:
            async for item in everything(api, token, f"teams/{scope}/weeks"):
                stored = await _stored(api, world.id, scope, Length.WEEK, _day(item))
                for one in item["indicators"]:
                    for number in one["numbers"]:
                        hidden += number["verdict"] == "hidden"
                        check(number, one["indicator"], _rulings(stored, one["indicator"], number["part"]))
    assert seen > 0
    assert hidden > 0


async def test_what_is_not_stored_reads_like_what_is_hidden(api: Api) -> None:
    """A value that is left out is nought, and that nobody did anything is not told of a team."""
    walk, token = api.walk, await api.token()
    async with walk.database.begin() as db:
        await fill(db, walk.organization_id, [walk.teams["payments"]], walk.clock, 1)
    weeks = (await api.get(f"teams/{walk.teams['platform']}/weeks", token)).json()["items"]
    assert len(weeks) == MANY[Length.WEEK]
    for week in weeks:
        for one in week["indicators"]:
            assert {(each["verdict"], each["value"], each["revision"]) for each in one["numbers"]} == {
                ("hidden", None, 0)
            }


async def test_the_span_that_is_asked_for_is_the_span_that_is_told(api: Api) -> None:
    walk, token = api.walk, await api.token()
    async with walk.database.begin() as db:
        await fill(db, walk.organization_id, [], walk.clock, 2)
    path = "indicators/participation/values"
    whole = [one["period"]["first"] async for one in everything(api, token, path)]
    assert whole == sorted(whole)
    some = [one["period"]["first"] async for one in everything(api, token, path, from_=whole[1], to=whole[3], limit=1)]
    assert some == whole[1:4]
    about = (await api.get("organization", token)).json()
    weeks = next(one for one in about["closed"] if one["length"] == "week")
    assert (weeks["first"]["first"], weeks["latest"]["first"]) == (whole[0], whole[-1])


async def _admin(db: Connection, people: list[UUID]) -> UUID:
    """One of these people, as an admin."""
    await db.execute(update(Person).where(Person.id == people[0]).values(is_admin=True, left_on=None))
    return people[0]


def _day(item: dict[str, Any]) -> date:
    return date.fromisoformat(item["period"]["first"])


def _rulings(stored: list[StoredValue], indicator: str, part: str) -> list[Told]:
    return [_told(one.parts.get(part)) for one in stored if one.indicator == indicator]


def _told(part: StoredPart | None) -> Told:
    return HIDDEN if part is None or part.verdict is None else Told(part.verdict, part.people, part.count)


async def _stored(api: Api, organization_id: UUID, team_id: UUID, length: Length, first: date) -> list[StoredValue]:
    async with api.walk.database.begin() as db:
        end = period_of(length, first).end
        return await indicator_values.read_all(db, organization_id, [team_id], length.value, first, end)

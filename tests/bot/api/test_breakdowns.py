"""The API's breakdowns: what follows from what the API tells of teams, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from storage.words import TokenScope
from tests.bot.api.conftest import Api
from tests.bot.api.test_told import everything
from tests.handlers.closing import close_weeks
from tests.indicators.broken_down import work

LATEST = "2026-02-23"


async def latest(api: Api, indicator: str = "participation") -> dict[str, Any]:
    response = await api.get(f"indicators/{indicator}/breakdowns", await api.token(), from_=LATEST)
    [week] = response.json()["items"]
    assert isinstance(week, dict)
    return week


def by(week: dict[str, Any], attribute: str, part: str = "all") -> dict[str | None, dict[str, Any]]:
    [found] = [one for one in week["numbers"] if (one["by"], one["part"]) == (attribute, part)]
    return {one["name"]: one for one in found["groups"]}


async def test_a_week_by_department_location_and_level(api: Api) -> None:
    await work(api.walk)
    week = await latest(api)
    assert (week["period"]["name"], week["smallest_group"]) == ("2026-W09", 5)
    assert [(one["part"], one["unit"], one["by"]) for one in week["numbers"]] == [
        ("all", "percent", "department"),
        ("all", "percent", "location"),
        ("all", "percent", "level"),
    ]
    oslo = by(week, "location")["Oslo"]
    assert oslo == {
        "name": "Oslo",
        "people": 40,
        "covered": 36,
        "count": 17,
        "value": 47.2222,
        "interval": {"low": 32.0, "high": 63.0} | oslo["interval"],
        "why_not": None,
    }
    assert 31 < oslo["interval"]["low"] < 33


async def test_what_is_not_told_has_no_numbers_and_a_reason(api: Api) -> None:
    await work(api.walk)
    week = await latest(api)
    numbers = ("people", "covered", "count", "value", "interval")
    for one in (by(week, "department")["Care"], by(week, "department")["Sales"]):
        assert one["why_not"] == "mixed"
        assert [one[name] for name in numbers] == [None] * 5
    assert "Board" not in by(week, "department")
    assert all(one["has_smaller"] for one in week["numbers"] if one["by"] != "location")


async def test_each_number_is_one_that_the_teams_tell(api: Api) -> None:
    await work(api.walk)
    token = await api.token()
    week = await latest(api, "actions_per_100")
    told = dict.fromkeys((one["part"] for one in week["numbers"]), 0)
    for team in ("cards", "phones"):
        async for item in everything(api, token, f"teams/{api.walk.teams[team]}/weeks", from_=LATEST):
            for number in item["indicators"][1]["numbers"]:
                told[number["part"]] += number["count"] or 0
    assert len(told) == 12
    assert told["all"] == 34
    for part, count in told.items():
        assert by(week, "location", part)["Oslo"]["count"] == (count or None), part


async def test_an_indicator_that_is_not_told_of_teams_has_none(api: Api) -> None:
    await work(api.walk)
    assert (await latest(api, "sponsors"))["numbers"] == []


async def test_weeks_come_a_few_at_a_time_oldest_first(api: Api) -> None:
    await work(api.walk)
    await close_weeks(api.walk, 9)
    token = await api.token()
    items = [one async for one in everything(api, token, "indicators/participation/breakdowns")]
    days = [date.fromisoformat(one["period"]["first"]) for one in items]
    assert days == sorted(set(days))
    assert len(days) == 9
    first = (await api.get("indicators/participation/breakdowns", token)).json()
    assert len(first["items"]) == 4
    assert first["next"] is not None


@pytest.mark.parametrize("scope", [TokenScope.TEAMS, TokenScope.EXPORTS])
async def test_a_token_that_reads_other_things_does_not_read_it(api: Api, scope: TokenScope) -> None:
    token = await api.token(scopes=[scope])
    assert (await api.get("indicators/participation/breakdowns", token)).status_code == 403


async def test_another_organization_s_token_tells_of_that_one(api: Api) -> None:
    await work(api.walk)
    other = await api.walk.another_organization()
    await other.add_person("kim", "Kim", is_admin=True)
    token = await api.token("kim", walk=other)
    assert (await api.get("indicators/participation/breakdowns", token)).json() == {"items": [], "next": None}

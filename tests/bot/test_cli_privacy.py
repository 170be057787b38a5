"""`upstander privacy attack`: what an operator reads of it, and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import astuple, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot import closing
from bot.clock import utc_now
from bot.console import demo
from bot.console.example import plan
from bot.settings import PREFIX, load
from bot.upstander import Upstander
from bot.wiring import build
from indicators.attack_tellings import Key
from indicators.suppression import Verdict
from storage.database import Connection
from storage.indicator_values import StoredValue
from storage.models import Action, ClosedPeriod, IndicatorValue, Team, WeekCell
from storage.models.base import new_id, table_of
from storage.words import Gender
from tests.bot.command_line import done, found, on_database, refused, run
from tests.clock import FrozenClock
from tests.conftest import SECRET
from tests.indicators.published_worlds import ORGANIZATION, Deed, World, stored, team, tell

NAMES = ("Payments", "Search", "Support")
PEOPLE = tuple((index, Gender.WOMAN if one % 2 else Gender.MAN) for index in (1, 2) for one in range(20))
WORLD = World((None, 0, 0), PEOPLE, tuple(Deed(one) for one in (*range(9), *range(20, 22))))
"""Payments is Search and Support. Support is hidden: two of its twenty did something. Nine of Search did."""
ALL: Key = ("participation", "all")


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> str:
    return _named_by_the_environment(monkeypatch, database_url, tmp_path)


@pytest.fixture
def one_url(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path) -> str:
    """Of one kind of database only: where many things are found, it takes its time."""
    return _named_by_the_environment(monkeypatch, sqlite_url, tmp_path)


def _named_by_the_environment(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> str:
    for name in [one for one in os.environ if one.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", database_url)
    return database_url


def as_it_may_be_told() -> list[StoredValue]:
    """Of one team the number; of what has it beneath, that as a part."""
    values = tell(stored(WORLD), team(1), ALL)
    for top in (team(0), ORGANIZATION):
        values = tell(values, top, ALL, Verdict.PART, count=9, people=20)
    return values


def keep(url: str, values: Iterable[StoredValue], world: World = WORLD) -> None:
    """Stores what closings would."""
    organization_id = found(url, "Marigold")
    tops = {ORGANIZATION: organization_id}

    async def work(db: Connection) -> None:
        for index, name in enumerate(NAMES):
            parent = world.parents()[team(index)]
            if not await db.scalar(select(Team.id).where(Team.id == team(index))):
                await _insert(db, Team, id=team(index), name=name, parent_id=parent, created_at=utc_now())
        for length, starts_on, revision, reason in {
            (one.length, one.starts_on, one.revision, one.reason) for one in values
        }:
            closing = {"length": length, "starts_on": starts_on, "revision": revision, "reason": reason}
            await _insert(db, ClosedPeriod, **closing, k=5, closed_at=utc_now())
            if length == "week":
                for index in range(len(NAMES)):
                    cell = {"starts_on": starts_on, "revision": revision, "team_id": team(index)}
                    await _insert(db, WeekCell, **cell, parent_id=world.parents()[team(index)], numbers={})
        for one in values:
            row = {name: getattr(one, name) for name in ("length", "starts_on", "indicator", "revision", "reason")}
            parts = {part: list(astuple(numbers)) for part, numbers in one.parts.items()}
            team_id = tops.get(one.team_id, one.team_id)
            await _insert(db, IndicatorValue, **row, team_id=team_id, parts=parts, method_version=1)

    async def _insert(db: Connection, model: type[Any], **values: object) -> None:
        await db.execute(insert(model).values(organization_id=organization_id, **values))

    on_database(url, work)


def test_what_is_told_rightly_gives_nothing_away(url: str) -> None:
    keep(url, as_it_may_be_told())
    lines = done("privacy", "attack").splitlines()
    assert lines[:3] == ["Marigold: 1 week, 0 revisions.", "", "NUMBER                    TRIED  RECOVERED"]
    assert lines[-1].startswith("Nothing was recovered.")
    assert [line.split()[-1] for line in lines if line.startswith("all ")] == ["0"]
    read = json.loads(done("privacy", "attack", "--json"))
    assert read["recovered"] == []
    assert read["tried"]["participation"] == 1  # Support's


def test_a_leak_is_found_and_named_and_ends_with_1(url: str) -> None:
    """The whole is told by mistake: less Search, it says that two of Support's did something."""
    keep(url, tell(tell(as_it_may_be_told(), team(0), ALL), ORGANIZATION, ALL))
    said = refused("privacy", "attack", code=1)
    assert "Support (participation all, 2026-W10): exactly 2, where no more than 0..4 may be known" in said
    assert "Ana" not in said


def test_a_number_that_was_changed_by_hand_is_found_and_named(url: str) -> None:
    keep(url, tell(as_it_may_be_told(), team(1), ALL, count=10))
    said = refused("privacy", "attack", code=1)
    assert "told wrongly" in said
    assert "Search (participation all, 2026-W10): told as 10 of 1 teams together, where 9 were counted" in said
    assert json.loads(run("privacy", "attack", "--json").stdout)["recovered"][0]["number"] == "told wrongly"


def test_without_the_complementary_rules_it_shows_what_would_be_found(url: str) -> None:
    keep(url, as_it_may_be_told())
    said = done("privacy", "attack", "--without-complementary")
    assert "It is not what is told." in said
    assert "Support (participation all, 2026-W10): exactly 2, where no more than 0..4 may be known" in said


def test_a_late_act_that_moves_a_number_by_one_is_found(url: str) -> None:
    """Each of the two tellings may be told by itself. Who knows of one late act knows by both whose team it was."""
    later = World(WORLD.above, WORLD.people, (*WORLD.deeds, Deed(15)))
    again = [replace(one, revision=1, reason="late") for one in stored(later)]
    again = tell(again, team(1), ALL)
    for top in (team(0), ORGANIZATION):
        again = tell(again, top, ALL, Verdict.PART, count=10, people=20)
    keep(url, [*as_it_may_be_told(), *again])
    said = refused("privacy", "attack", code=1)
    assert "Search (participation all, 2026-W10, revision 1), change: exactly 1, where no more than 0..1 may be" in said
    assert "1 week, 1 revision." in said


def test_a_revision_that_leaves_what_was_told_gives_nothing_away(url: str) -> None:
    later = World(WORLD.above, WORLD.people, (*WORLD.deeds, Deed(15)))
    again = [replace(one, revision=1, reason="late") for one in stored(later)]
    again = tell(again, team(1), ALL, count=9)
    for top in (team(0), ORGANIZATION):
        again = tell(again, top, ALL, Verdict.PART, count=9, people=20)
    keep(url, [*as_it_may_be_told(), *again])
    assert "Nothing was recovered." in done("privacy", "attack")


def test_only_what_began_lately_is_looked_at_if_wanted(url: str) -> None:
    keep(url, tell(as_it_may_be_told(), team(0), ALL))
    assert "Nothing was told yet" in done("privacy", "attack", "--since", "1d")
    refused("privacy", "attack", "--since", "400w", code=1)
    assert "12h" in refused("privacy", "attack", "--since", "lately", code=2)


def test_where_nothing_was_told_yet_it_says_so(url: str) -> None:
    found(url)
    assert done("privacy", "attack") == "Nothing was told yet: no period has closed.\n"


# the example organization, as `upstander demo` makes and closes it


def prepared(url: str, clock: FrozenClock) -> None:
    on_app(url, clock, demo.prepare)


def on_app(url: str, clock: FrozenClock, work: Callable[[Upstander], Awaitable[object]]) -> None:
    app = build(load(database_url=url, secret_keys=(SECRET,)), clock)

    async def whole() -> None:
        try:
            await work(app)
        finally:
            await app.database.close()

    asyncio.run(whole())


def test_of_the_example_organization_nothing_is_recovered(url: str, clock: FrozenClock) -> None:
    prepared(url, clock)
    read = json.loads(done("privacy", "attack", "--json"))
    assert read["recovered"] == []
    assert read["periods"] >= 12
    assert sum(read["tried"].values()) > 1_000
    assert min(read["tried"][about] for about in ("participation", "actions", "participation by gender")) > 10
    assert read["tried"]["cells of exports"] > 10, "exports of it have rows"
    assert read["tried"]["nudges not sent"] > 100


def test_nor_is_it_when_an_act_comes_late(url: str, clock: FrozenClock) -> None:
    """One in each team, three weeks ago; the next day the weeks and months are told again."""
    prepared(url, clock)
    day = clock().date() - timedelta(weeks=3)

    async def add(db: Connection) -> None:
        table = table_of(Action)
        for row in {one.team_id: one for one in (await db.execute(select(table).order_by(table.c.id))).all()}.values():
            late = {"id": new_id(), "occurred_on": day, "created_at": clock(), "withdrawn_at": None, "withdrawal": None}
            await db.execute(insert(table).values({**row._mapping, **late}))

    on_database(url, add)
    clock.move(timedelta(days=1))
    on_app(url, clock, closing.close)
    read = json.loads(done("privacy", "attack", "--json"))
    assert read["revisions"] >= 1
    assert read["tried"]["changes by revisions"] > 10
    assert read["recovered"] == []


def test_of_the_example_organization_much_would_be_without_complementary_suppression(
    one_url: str, clock: FrozenClock
) -> None:
    prepared(one_url, clock)
    read = json.loads(done("privacy", "attack", "--without-complementary", "--json"))
    found = Counter(one["number"] for one in read["recovered"])
    assert min(found[about] for about in ("participation", "participation by gender", "actions by kind")) > 5
    names = {person.name for person in plan.example(clock()).people}
    assert not [one for one in read["recovered"] if any(name in one["what"] for name in names)]

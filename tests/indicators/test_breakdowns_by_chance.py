"""Breakdowns of made-up organizations: every number is a sum of what is told, and who attacks with it finds no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import attack_published, breakdowns, told
from indicators.attack_published import Outcome
from indicators.attack_solver import Fact, Range
from indicators.attack_teams import total
from indicators.attack_tellings import Telling, read, tellings
from indicators.breakdowns import By, Part
from indicators.told import EVERYBODY, KEYS, Key
from indicators.told_keys import ALL_ACTS, MEN, WOMEN
from tests.indicators import told_worlds
from tests.indicators.broken_down import Places, as_kept, scattered
from tests.indicators.published_worlds import MONDAY, ORGANIZATION, World
from tests.indicators.told_worlds import K, late
from tests.seeds import seeds

BROKEN_DOWN = [key for key in KEYS if key not in {MEN, WOMEN}]
Telling_ = tuple[World, told_worlds.Told, str | None]


def tellings_of(*some: Telling_) -> list[Telling]:
    """As the attacker sorts them."""
    values = [
        value
        for revision, (one, rulings, reason) in enumerate(some)
        for value in told_worlds.as_stored(one, rulings, revision=revision, reason=reason)
    ]
    every = range(len(some))
    return tellings(
        values,
        ORGANIZATION,
        {("week", MONDAY, revision): K for revision in every},
        {(MONDAY, revision): some[0][0].parents() for revision in every},
    )


def of_name(telling: Telling, key: Key, places: Places, by: By, name: str | None) -> dict[frozenset[UUID], int]:
    """The groups that the attacker reads, and of which all people have that name: each with its number."""
    exactly = read(telling, key).exactly
    return {group: count for group, count in exactly.items() if set(places.names(group, by)) == {name}}


def each(
    world: World, places: Places, rulings: told_worlds.Told, telling: Telling
) -> Iterator[tuple[Key, By, Part, dict[frozenset[UUID], int]]]:
    """Every group of every breakdown, with the told groups that it should be made of."""
    found = breakdowns.tell(as_kept(told_worlds.cells(world)), rulings, places.alike(), BROKEN_DOWN, K)
    for key, some in found.items():
        for breakdown in some:
            sizes = places.names(frozenset(telling.teams()), breakdown.by)
            assert {one.name for one in breakdown.parts} == {name for name, size in sizes.items() if size >= K}
            assert breakdown.has_smaller == (min(sizes.values(), default=K) < K)
            for one in breakdown.parts:
                assert one.people == sizes[one.name]
                yield key, breakdown.by, one, of_name(telling, key, places, breakdown.by, one.name)


def facts_of(
    world: World, places: Places, rulings: told_worlds.Told, telling: Telling, before: Telling | None = None
) -> Iterator[Fact]:
    """What an attacker knows of it. Of groups of which the same is told as `before` it says nothing new: he takes them
    off, for they may have changed a little since.
    """
    for key, _by, one, groups in each(world, places, rulings, telling):
        if one.count is None:
            continue
        earlier = read(before, key).exactly if before else {}
        stayed = {group for group, count in groups.items() if earlier.get(group) == count}
        moved = frozenset[UUID]().union(*(groups.keys() - stayed))
        count = one.count - sum(groups[group] for group in stayed)
        if moved:
            yield Fact(total(telling, key, moved), Range(count, count))


@given(st.integers(0, 10_000_000))
@settings(max_examples=60, deadline=None)
def test_every_number_is_the_sum_of_told_groups_that_share_nobody(seed: int) -> None:
    world = told_worlds.world(seed)
    places, cells = scattered(world, seed), told_worlds.cells(world)
    rulings = told.of_week(cells, K)
    [telling] = tellings_of((world, rulings, None))
    rank = {key: np.linalg.matrix_rank(_matrix(telling, list(read(telling, key).exactly))) for key in BROKEN_DOWN}
    for key, _by, one, groups in each(world, places, rulings, telling):
        covered = sum(telling.people(group, EVERYBODY) for group in groups)
        if one.count is None:
            assert 100 * covered < breakdowns.ENOUGH * one.people
            continue
        assert 100 * covered >= breakdowns.ENOUGH * one.people
        assert (one.covered, one.count) == (covered, sum(groups.values()))
        assert one.count == telling.count(frozenset().union(*groups), key), "and it is true"
        assert key != EVERYBODY or one.count <= one.covered <= one.people
        rows = [*read(telling, key).exactly, frozenset().union(*groups)]
        assert np.linalg.matrix_rank(_matrix(telling, rows)) == rank[key], "no equation that was not there"


def _matrix(telling: Telling, groups: list[frozenset[UUID]]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    teams = telling.teams()
    return np.array([[int(team in group) for team in teams] for group in groups] or [[0] * len(teams)])


@given(st.integers(0, 10_000_000), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_nothing_that_is_not_told_is_looked_at(seed: int, lie: int) -> None:
    """Whatever is kept of what people did, the same is told."""
    world = told_worlds.world(seed)
    cells, people = told_worlds.cells(world), scattered(world, seed).alike()
    rulings = told.of_week(cells, K)
    assert breakdowns.tell(as_kept(cells, did=lie), rulings, people, BROKEN_DOWN, K) == breakdowns.tell(
        as_kept(cells), rulings, people, BROKEN_DOWN, K
    )


def test_these_worlds_have_everything() -> None:
    met = Counter[str]()
    for seed in range(40):
        world = told_worlds.world(seed)
        rulings = told.of_week(told_worlds.cells(world), K)
        [telling] = tellings_of((world, rulings, None))
        for key, by, one, groups in each(world, scattered(world, seed), rulings, telling):
            met["told" if one.count is not None else str(one.why)] += 1
            met["in part"] += one.count is not None and one.covered < one.people
            met["of several"] += one.count is not None and len(groups) > 1
            met[f"acts by {by}"] += one.count is not None and key == ALL_ACTS
    assert all(met[one] > 5 for one in ("told", "mixed", "hidden", "in part", "of several", "acts by department")), met
    assert not met["changed"]


@pytest.mark.parametrize("seed", seeds(range(12)))
def test_who_has_all_breakdowns_besides_finds_out_no_more(seed: int) -> None:
    """`upstander privacy attack`, which reads what is told of teams, with every number of every breakdown."""
    world = told_worlds.world(seed)
    rulings = told.of_week(told_worlds.cells(world), K)
    [telling] = tellings_of((world, rulings, None))
    known = list(facts_of(world, scattered(world, seed), rulings, telling))
    assert attacked([telling], known, world).leaks == attacked([telling], [], world).leaks == ()


@pytest.mark.parametrize("seed", seeds(range(6)))
def test_nor_of_a_week_that_was_told_again(seed: int) -> None:
    world = told_worlds.world(seed)
    later = late(world, 60, seed)
    first, now = told_worlds.cells(world), told_worlds.cells(later)
    was = told.of_week(first, K)
    again = told.again(was, first, now, K)
    before, after = tellings_of((world, was, None), (later, again, "late"))
    places = scattered(world, seed)
    for _key, _by, one, groups in each(world, places, again, after):
        assert one.count in {None, sum(groups.values())}
    known = [*facts_of(world, places, was, before), *facts_of(world, places, again, after, before)]
    assert attacked([before, after], known, world).leaks == attacked([before, after], [], world).leaks == ()


def test_the_same_attack_finds_what_a_count_by_department_would_give_away() -> None:
    """Told of everybody in it, whatever is told of their teams."""
    leaks = 0
    for seed in range(6):
        world = told_worlds.world(seed)
        places = scattered(world, seed)
        [telling] = tellings_of((world, told.of_week(told_worlds.cells(world), K), None))
        known = []
        for one in telling.teams():
            group = frozenset({one})
            if len(places.names(group, By.DEPARTMENT)) == 1:
                count = telling.count(group, EVERYBODY)
                known.append(Fact(total(telling, EVERYBODY, group), Range(count, count)))
        leaks += len(attacked([telling], known, world).leaks)
    assert leaks > 0


def attacked(some: list[Telling], known: list[Fact], world: World) -> Outcome:
    return attack_published.of_teams(some, known, told_worlds.names(world))

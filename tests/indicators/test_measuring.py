"""A whole organization measured at once, against the pure measures of each team; and the tree it is summed up along."""

from __future__ import annotations

from uuid import UUID

import pytest

from indicators import measuring, tree
from indicators.columns import COUNTS
from indicators.definitions import REGISTRY
from indicators.measures.table import MEASURES
from indicators.periods import Length, Period, period_before, period_of
from indicators.scope import Scope
from storage import teams
from storage.database import Database
from tests.indicators.stored_worlds import TODAY, ZONE, StoredWorld, found, plain
from tests.seeds import seeds

Numbers = tuple[int, int, int, int]


def beneath(world: StoredWorld, top: UUID) -> frozenset[UUID]:
    found = {top}
    while more := {team for team, parent in world.parents.items() if parent in found} - found:
        found |= more
    return frozenset(found)


async def measured(world: StoredWorld, period: Period) -> dict[UUID, dict[str, dict[str, Numbers]]]:
    async with world.database.begin() as db:
        whole = tree.of(world.id, await teams.parents(db, world.id))
        all_of_it = await measuring.measure(db, world.id, ZONE, whole, period)
    return {
        team: {indicator: dict(all_of_it.value(team, indicator)) for indicator in REGISTRY}
        for team in (*world.parents, world.id)
    }


async def expected(world: StoredWorld, period: Period) -> dict[UUID, dict[str, dict[str, Numbers]]]:
    rows = await plain(world, period)
    scopes = {team: Scope(period, beneath(world, team)) for team in world.parents} | {world.id: Scope(period)}
    return {
        team: {
            indicator: {
                part: (one.numerator, one.denominator, one.contributors, one.largest)
                for part, one in MEASURES[indicator](rows, scope).items()
            }
            for indicator in REGISTRY
        }
        for team, scope in scopes.items()
    }


@pytest.mark.parametrize("seed", seeds(range(6)))
async def test_all_teams_at_once_give_what_each_measure_gives_of_each(database: Database, seed: int) -> None:
    world = await found(database, seed)
    for length in Length:
        now = period_of(length, TODAY)
        for period in (period_before(now), now):
            assert await measured(world, period) == await expected(world, period), period.name


async def test_the_made_up_organizations_have_something_of_everything(database: Database) -> None:
    """Else the comparison would be of nothing with nothing."""
    worlds = [await found(database, seed) for seed in range(6)]
    values = [
        await measured(world, period_of(length, TODAY)) for world in worlds for length in (Length.MONTH, Length.WEEK)
    ]
    silent = {("sponsorship_outcome", "women_not_sponsored")}  # nobody records advancements yet
    for indicator, definition in REGISTRY.items():
        for part in definition.parts:
            seen = {one[indicator][part.id] for each in values for one in each.values()}
            assert len({one[0] for one in seen}) > 1 or (indicator, part.id) in silent, (indicator, part.id)


async def test_every_indicator_is_counted_with_its_parts_in_order() -> None:
    for indicator, definition in REGISTRY.items():
        if indicator not in {"confirmed_share", "sponsorship_outcome"}:
            assert list(COUNTS[indicator]) == [part.id for part in definition.parts]


def test_teams_in_a_circle_stand_right_beneath_the_organization() -> None:
    top, one, other, leaf = (UUID(int=number) for number in (1, 2, 3, 4))
    whole = tree.of(top, {one: other, other: one, leaf: one})
    order = list(whole.parents)
    assert order[-1] == top
    assert set(whole.above(leaf)) == {leaf, one, top} | ({other} if whole.parents[one] == other else set())
    assert all(order.index(team) < order.index(above) for team, above in whole.parents.items() if above)

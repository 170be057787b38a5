"""From counts to what a card may say."""

from __future__ import annotations

from uuid import UUID

from indicators.participation import Reading, read
from indicators.suppression import Verdict
from storage.counts import TeamCount
from storage.teams import TreeTeam

TOP, LARGE, SMALL = UUID(int=1), UUID(int=2), UUID(int=3)
TEAMS = [TreeTeam(TOP, "Company", None), TreeTeam(LARGE, "Payments", TOP), TreeTeam(SMALL, "Platform", TOP)]


def test_shares_and_rates_are_of_the_people_behind_them() -> None:
    counts = {
        LARGE: TeamCount(people=20, contributors=8, actions=15, actors=8, largest=3),
        SMALL: TeamCount(people=6, contributors=2, actions=2, actors=2, largest=1),
    }
    readings = read(TEAMS, counts, 5)
    assert (readings[LARGE].share, readings[LARGE].actions_per_100) == (40.0, 75.0)
    assert readings[SMALL].is_hidden
    assert (readings[SMALL].share, readings[SMALL].actions_per_100) == (None, None)
    assert readings[TOP].people.verdict is Verdict.PART
    assert (readings[TOP].share, readings[TOP].actions_per_100) == (40.0, 75.0)


def test_a_team_that_nobody_counted_is_hidden() -> None:
    assert all(reading.is_hidden for reading in read(TEAMS, {}, 5).values())


def test_without_a_ruling_nothing_is_said() -> None:
    assert Reading().is_hidden
    assert Reading().share is None

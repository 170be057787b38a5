"""How long it takes to find what may be told of a week of a large organization, and how much of it is told.

5,000 teams of all sizes in five levels: participation of three groups (everybody, men, women), and acts of eight kinds.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from random import Random
from uuid import UUID

from indicators import told
from indicators.cells import OwnWeek, Tally
from indicators.suppression import Verdict
from storage.words import Gender, Kind, Tier
from tests.bench.table import Row

TEAMS = 5_000
BRANCHES = 7
"""About so many teams are beneath each that has any."""
KINDS = (8, 2, 4, 2, 2, 5, 6, 3)
TIERS = (6, 3, 1)
TOLD = {Verdict.WHOLE, Verdict.PART}


def measure() -> Sequence[Row]:
    cells = organization(Random(4))
    started = time.perf_counter()
    found = told.of_week(cells, 5)
    seconds = time.perf_counter() - started
    shown = Counter(key[0] for rulings in found.values() for key, one in rulings.items() if one.verdict in TOLD)
    every = Counter(key[0] for rulings in found.values() for key in rulings)
    top = found[cells[0].team].values()
    return [
        Row(f"suppression: a week of {TEAMS:,} teams x 8 kinds x 3 groups", seconds, "s", at_most=60),
        *(
            Row(f"suppression: numbers of {name} told, of all teams", 100 * shown[name] / every[name], "%")
            for name in every
        ),
        Row(
            "suppression: numbers told of the whole organization",
            100 * sum(one.verdict in TOLD for one in top) / len(top),
            "%",
        ),
    ]


def organization(dice: Random) -> list[OwnWeek]:
    """Whoever has teams beneath has a few people of their own; the other teams have four to 24."""
    return [_team(at, dice) for at in range(TEAMS)]


def _team(at: int, dice: Random) -> OwnWeek:
    is_leaf = at * BRANCHES + 1 >= TEAMS
    habit = min(0.9, max(0.03, dice.gauss(0.3, 0.12)))
    men = dice.choice([0.4, 0.5, 0.6, 0.75])
    people: Counter[Gender] = Counter()
    did: Counter[Gender] = Counter()
    kinds: list[Counter[Kind]] = []
    tiers: list[Counter[Tier]] = []
    for _ in range(dice.randint(4, 24) if is_leaf else dice.randint(1, 8)):
        gender = Gender.UNDISCLOSED if dice.random() < 0.04 else Gender.MAN if dice.random() < men else Gender.WOMAN
        people[gender] += 1
        if dice.random() < habit * (1.3 if gender is Gender.WOMAN else 0.85):
            did[gender] += 1
            acts = dice.choice([1, 1, 2, 2, 3, 5])
            kinds.append(Counter(dice.choices(list(Kind), KINDS, k=acts)))
            tiers.append(Counter(dice.choices(list(Tier), TIERS, k=acts)))
    return OwnWeek(
        team=UUID(int=at + 1),
        parent=UUID(int=(at - 1) // BRANCHES + 1) if at else None,
        people=people,
        contributors=did,
        all=_tally([one.total() for one in kinds]),
        kinds={kind: _tally([one[kind] for one in kinds]) for kind in Kind},
        tiers={tier: _tally([one[tier] for one in tiers]) for tier in Tier},
    )


def _tally(counts: Sequence[int]) -> Tally:
    return Tally(sum(counts), sum(count > 0 for count in counts), max(counts, default=0))

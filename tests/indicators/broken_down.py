"""People with departments, places and levels, for breakdowns: of made-up organizations, and of the walk's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from indicators.breakdowns import By
from indicators.cells import OwnWeek
from storage.breakdowns import Alike
from storage.week_cells import StoredCell
from tests.handlers.closing import close_weeks
from tests.handlers.crowds import LAST_WEEK, act, crowd
from tests.indicators.published_worlds import ORGANIZATION, World, team
from tests.walking import Walk

NAMES: Mapping[By, Sequence[str | None]] = {
    By.DEPARTMENT: ("Engineering", "Care", "Sales", None),
    By.LOCATION: ("Lisbon", "Oslo", None),
    By.LEVEL: ("L1", "L2", "L3"),
}
Person = Mapping[By, str | None]


@dataclass(frozen=True)
class Places:
    """Where each person of a world is, in its order."""

    world: World
    people: tuple[Person, ...]

    def alike(self) -> list[Alike]:
        counts = Counter(
            (where, one[By.DEPARTMENT], one[By.LOCATION], one[By.LEVEL])
            for (where, _gender), one in zip(self.world.people, self.people, strict=True)
        )
        return [
            Alike(ORGANIZATION if where is None else team(where), department, location, level, people)
            for (where, department, location, level), people in counts.items()
        ]

    def names(self, teams: frozenset[UUID], by: By) -> Counter[str | None]:
        """What the own people of these teams are, one by one."""
        return Counter(
            one[by]
            for (where, _gender), one in zip(self.world.people, self.people, strict=True)
            if (ORGANIZATION if where is None else team(where)) in teams
        )


def scattered(world: World, seed: int) -> Places:
    """Most teams are of one department and in one place, and some are mixed; levels are mixed nearly everywhere."""
    dice = Random(seed)
    mixed = {by: dice.choice([0, 0, 0.02, 0.3]) for by in By} | {By.LEVEL: 0.5}
    home = {(where, by): dice.choice(NAMES[by]) for where in (None, *range(len(world.above))) for by in By}
    strays = {(where, by): dice.random() < 0.6 for where, by in home}
    return Places(
        world,
        tuple(
            {
                by: dice.choice(NAMES[by]) if strays[where, by] and dice.random() < mixed[by] else home[where, by]
                for by in By
            }
            for where, _gender in world.people
        ),
    )


def as_kept(cells: Sequence[OwnWeek], *, did: int | None = None) -> list[StoredCell]:
    """The cells as they are kept with a week. `did`: what is said of everything that anybody did, whatever is true."""
    return [
        StoredCell(
            cell.team,
            cell.parent,
            {f"people_{gender.value}": count for gender, count in cell.people.items()}
            | {f"did_{gender.value}": count if did is None else did for gender, count in cell.contributors.items()}
            | {"all": cell.all.acts if did is None else did},
        )
        for cell in cells
    ]


async def work(walk: Walk) -> None:
    """Two teams of Care in Oslo (20 and 16 people, of whom 8 and 9 did something, twice), and one in Lima that is half
    of Sales and half of Care. Four are of the Board. The last two weeks are closed.
    """
    await walk.add_team("cards", "Cards", parent="company")
    await walk.add_team("phones", "Phones", parent="company")
    for team_, people, did in (("cards", 20, 8), ("phones", 16, 9)):
        ids = await crowd(walk, team_, people, department="Care", location="Oslo", level="L1")
        await act(walk, team_, ids[:did], LAST_WEEK, LAST_WEEK - timedelta(days=1))
    for department in ("Sales", "Care"):
        ids = await crowd(walk, "platform", 10, department=department, location="Lima", level="L2")
        await act(walk, "platform", ids[:6], LAST_WEEK)
    await crowd(walk, "company", 4, department="Board", location="Oslo", level="L9")
    await close_weeks(walk, 2)

"""The tree of teams for what is told of a week: who is beneath whom, and which teams' people are told together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from indicators.cells import OwnWeek, Tally
from indicators.suppression import Ruling, Verdict
from storage.words import Gender


@dataclass(slots=True)
class Spot:
    """A team in the tree, how many people it has itself, and the places of the spots above it and right beneath it."""

    cell: OwnWeek
    people: int
    above: int | None = None
    parts: list[int] = field(default_factory=list)


class Forest:
    """The teams of a week, each after those beneath it. Teams in a circle belong to no tree and are left out."""

    def __init__(self, cells: Iterable[OwnWeek]) -> None:
        by_team = {cell.team: cell for cell in cells}
        parts: dict[UUID, list[OwnWeek]] = {team: [] for team in by_team}
        tops: list[OwnWeek] = []
        for cell in by_team.values():
            (parts.get(cell.parent, tops) if cell.parent is not None else tops).append(cell)
        order: list[OwnWeek] = []
        while tops:
            cell = tops.pop()
            order.append(cell)
            tops.extend(parts[cell.team])
        self.spots = [Spot(cell, people(cell)) for cell in reversed(order)]
        self.place = place = {spot.cell.team: at for at, spot in enumerate(self.spots)}
        for at, spot in enumerate(self.spots):
            above = spot.cell.parent
            if above is not None and (there := place.get(above)) is not None:
                spot.above = there
                self.spots[there].parts.append(at)

    def totals(self, own: Iterable[int]) -> list[int]:
        """A number of each team with all beneath it, by the numbers of the teams themselves."""
        found = list(own)
        for at, spot in enumerate(self.spots):
            if spot.above is not None:
                found[spot.above] += found[at]
        return found

    def upwards(self, some: Iterable[int]) -> list[int]:
        """These spots and all above them, each after those beneath it."""
        found: set[int] = set()
        for one in some:
            place: int | None = one
            while place is not None and place not in found:
                found.add(place)
                place = self.spots[place].above
        return sorted(found)


def people(cell: OwnWeek) -> int:
    """How many people a team has itself."""
    return sum(cell.people.values())


def contributors(cell: OwnWeek) -> int:
    """How many of a team's own people did something."""
    return sum(cell.contributors.values())


def count_of(numbers: Mapping[Gender, int], *genders: Gender) -> int:
    """How many of these genders there are."""
    return sum(numbers.get(one, 0) for one in genders)


def together(tallies: Iterable[Tally]) -> Tally:
    """The acts of people of whom nobody is in two of the tallies. There is one at least."""
    acts, actors, largest = zip(*tallies, strict=True)
    return Tally(sum(acts), sum(actors), max(largest))


def atoms(forest: Forest, shares: Mapping[UUID, Ruling]) -> dict[int, list[int]]:
    """The smallest groups whose participation follows from what is told: at which spot, and of which teams' people.

    Of a team that is told whole it is what is not told beneath it already. Of a part it is the team's own people, where
    they are in it. All that is told of participation is a sum over such groups.
    """
    found: dict[int, list[int]] = {}
    left: list[list[int]] = []
    for at, spot in enumerate(forest.spots):
        ruling = shares[spot.cell.team]
        untold = [at, *(one for part in spot.parts for one in left[part])]
        if ruling.verdict is Verdict.WHOLE:
            group, untold = untold, []
        elif ruling.verdict is Verdict.PART and ruling.people > _told_beneath(forest, spot, shares):
            group, untold = [at], untold[1:]
        else:
            group = []
        group = [one for one in group if forest.spots[one].people]
        if group:
            found[at] = group
        left.append(untold)
    return found


def _told_beneath(forest: Forest, spot: Spot, shares: Mapping[UUID, Ruling]) -> int:
    return sum(shares[forest.spots[part].cell.team].people for part in spot.parts)


def portions(forest: Forest, at: int, group: Sequence[int]) -> list[tuple[tuple[int, ...], list[int]]]:
    """What of a group that is told at a spot is of one team itself, or of one team beneath with all beneath it.

    With each, the spots beneath of which it is all that is in the group.
    """
    beneath: dict[int, list[int]] = {}
    for one in group:
        over: int | None = one
        while over is not None and over != at:
            beneath.setdefault(over, []).append(one)
            over = forest.spots[over].above
    spots: dict[tuple[int, ...], list[int]] = {(one,): [] for one in group}
    for spot, some in beneath.items():
        spots.setdefault(tuple(some), []).append(spot)
    return sorted(spots.items())

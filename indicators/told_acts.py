"""How many acts there were: told of groups of which it is told how many contributed, and of nobody else.

Acts are not fewer than those who did them, team by team, and have no upper end. So whatever could be true of who
contributed in a group stays possible beside its number of acts: as many as there are people, and the others wherever
somebody contributed. Of acts of any other group (some of its people, or with others) that would not hold.

A group's acts are told, from the leaves up, with those of all groups beneath of which they are not told yet, where no
one person made more than half of them. Of what is told together with others the number stays open by one at least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators.cells import Tally
from indicators.told_counts import Count, Rule
from indicators.told_rules import OfActs
from indicators.told_tables import Portion, Row, Settled
from indicators.told_tree import Forest, people, portions, together

ALL = "all"


@dataclass(frozen=True, slots=True)
class Acts:
    """What came of each spot, and the teams whose people's acts are told together there and no further beneath."""

    settled: Sequence[Settled]
    groups: Mapping[int, Sequence[int]]


def settle(forest: Forest, atoms: Mapping[int, Sequence[int]], rule: OfActs) -> Acts:
    """Where the acts of these groups are told."""
    settled = []
    groups: dict[int, list[int]] = {}
    left: list[list[int]] = []
    for at, spot in enumerate(forest.spots):
        parts = [some for some in (*(left[part] for part in spot.parts), list(atoms.get(at, ()))) if some]
        pool = [one for some in parts for one in some]
        count = count_of(forest, pool)
        if pool and rule.passes(count) and all(_stays_open(forest, some, pool, rule) for some in parts):
            groups[at] = pool
            settled.append(Settled({ALL: count}, {}))
            left.append([])
        else:
            settled.append(Settled({}, {ALL: count} if pool else {}))
            left.append(pool)
    return Acts(settled, groups)


def count_of(forest: Forest, some: Sequence[int]) -> Count:
    """The acts of these teams' own people."""
    cells = [forest.spots[one].cell for one in some]
    return count(together(cell.all for cell in cells), sum(people(cell) for cell in cells))


def count(tally: Tally, out_of: int) -> Count:
    """A number of acts, in a table."""
    return Count(tally.acts, None, out_of, tally.actors, tally.largest)


def row(forest: Forest, at: int, group: Sequence[int], columns: Mapping[str, Sequence[Tally]]) -> Row:
    """The acts of a group by column. `columns` has a tally of each of the forest's spots.

    Within a column, acts of a part may have been those of people beside it without end: it needs nothing else.
    """
    every = count_of(forest, group)
    return Row(
        {name: count(together(tallies[one] for one in group), every.people) for name, tallies in columns.items()},
        every.largest,
        [Portion({}, spots) for _, spots in portions(forest, at, group)] if len(group) > 1 else (),
    )


def rarest(columns: Mapping[str, Sequence[Tally]]) -> tuple[str, ...]:
    """The two columns with the fewest acts in all: what is least often told is hidden for the sake of others."""
    order = sorted(columns, key=lambda name: (sum(one.acts for one in columns[name]), name))
    return tuple(order[:2])


def _stays_open(forest: Forest, some: Sequence[int], pool: Sequence[int], rule: Rule) -> bool:
    """Where a part may not be told by itself, others did more acts than they are, so that it may have one more."""
    part = count_of(forest, some)
    if len(some) == len(pool) or rule.passes(part):
        return True
    every = count_of(forest, pool)
    return (every.amount - every.actors) - (part.amount - part.actors) > 0

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
from indicators.told_counts import NO_END, Count, Rule
from indicators.told_rules import OfActs
from indicators.told_tables import Portion, Row, Settled
from indicators.told_tree import Forest, portions, together

ALL = "all"


@dataclass(frozen=True, slots=True)
class Acts:
    """What came of the spots, and the teams whose people's acts are told together there and no further beneath.

    `portions`: of each such group what is of one team, or of one with all beneath it. Within a column its acts may have
    been those of people beside it without end: it needs nothing else.
    """

    settled: Mapping[int, Settled]
    groups: Mapping[int, Sequence[int]]
    portions: Mapping[int, Sequence[Portion]]


def settle(forest: Forest, atoms: Mapping[int, Sequence[int]], rule: OfActs) -> Acts:
    """Where the acts of these groups are told."""
    settled: dict[int, Settled] = {}
    groups: dict[int, list[int]] = {}
    left: dict[int, list[int]] = {}
    for at in forest.upwards(atoms):
        parts = [left.pop(part) for part in forest.spots[at].parts if part in left]
        if at in atoms:
            parts.append(list(atoms[at]))
        if not parts:
            settled[at] = Settled({}, {})
            continue
        pool = [one for some in parts for one in some]
        count = count_of(forest, pool)
        if rule.passes(count) and all(_stays_open(forest, some, pool, rule) for some in parts):
            groups[at] = pool
            settled[at] = Settled({ALL: count}, {})
        else:
            settled[at] = Settled({}, {ALL: count})
            left[at] = pool
    inside = {
        at: [Portion({}, spots) for _, spots in portions(forest, at, group) if spots] if len(group) > 1 else ()
        for at, group in groups.items()
    }
    return Acts(settled, groups, inside)


def count_of(forest: Forest, some: Sequence[int]) -> Count:
    """The acts of these teams' own people."""
    spots = [forest.spots[one] for one in some]
    return count(together([spot.cell.all for spot in spots]), sum([spot.people for spot in spots]))


def count(tally: Tally, out_of: int) -> Count:
    """A number of acts, in a table."""
    return Count(tally.acts, NO_END, out_of, tally.actors, tally.largest)


def rows(acts: Acts, columns: Mapping[str, Sequence[Tally]]) -> dict[int, Row]:
    """The acts of each group by column. `columns` has a tally of each of the forest's spots."""
    found = {}
    for at, group in acts.groups.items():
        every = acts.settled[at].told[ALL]
        counts = {
            name: count(together([tallies[one] for one in group]), every.people) for name, tallies in columns.items()
        }
        found[at] = Row(counts, every.largest, acts.portions[at])
    return found


def rarest(columns: Mapping[str, Sequence[Tally]]) -> tuple[str, ...]:
    """The two columns with the fewest acts in all: what is least often told is hidden for the sake of others."""
    order = sorted(columns, key=lambda name: (sum([one.acts for one in columns[name]]), name))
    return tuple(order[:2])


def _stays_open(forest: Forest, some: Sequence[int], pool: Sequence[int], rule: Rule) -> bool:
    """Where a part may not be told by itself, others did more acts than they are, so that it may have one more."""
    if len(some) == len(pool):
        return True
    part = count_of(forest, some)
    if rule.passes(part):
        return True
    every = count_of(forest, pool)
    return (every.amount - every.actors) - (part.amount - part.actors) > 0

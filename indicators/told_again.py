"""What is told of a week again, when acts were logged late or withdrawn after it was told.

Who reads both tellings can subtract them, and may know that exactly one act was added. So what was told of which groups
at first stays; only its numbers move, and of each group by itself: the smallest groups of which something follows from
what was told share nobody. A group's number moves only where

- it is about k people at least: so many contributed more, or fewer; of acts, so many that k people are behind the
  change whatever each of them did, and none of them behind more than half of it;
- it could be told today, too, with all that is told beside it, if the week were told for the first time;
- what is left of the change, where numbers did not move, is so much that it may have been anywhere;
- of those who contributed: all of the change may have been elsewhere in the group than in any one team or gender of it.

Only the numbers of everybody move: participation, and acts of all kinds. Those of men and women, of a kind, of a tier
stay: what one of them and the whole have changed by would leave the change of the others. And whatever else does not
move stays as it was told, also where it would not be told any more: what is known is known.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from indicators import told_acts, told_genders, told_week
from indicators.cells import OwnWeek
from indicators.suppression import Ruling, Verdict
from indicators.told_counts import Count
from indicators.told_genders import COLUMNS, Group
from indicators.told_tree import Forest, contributors, people, portions
from indicators.told_week import ACTIONS, EVERYBODY, KEYS, PARTICIPATION, Key

ACTS: Key = (ACTIONS, told_acts.ALL)
Told = Mapping[UUID, Mapping[Key, Ruling]]
Groups = dict[Key, dict[UUID, frozenset[UUID]]]
"""Of each number the groups it is told of: by the team at which they are, the teams whose own people they are."""


def again(
    told: Told, first: Sequence[OwnWeek], now: Sequence[OwnWeek], k: int, last: Sequence[OwnWeek] | None = None
) -> dict[UUID, dict[Key, Ruling]]:
    """The rulings of a week that changed since it was told."""
    forest = Forest(first)
    groups = groups_of(forest, told)
    today = groups_of(Forest(now), told_week.rule(now, k))
    was, now_is = {cell.team: cell for cell in first}, {cell.team: cell for cell in now}
    change = sum(abs(now_is[one.team].all.acts - one.all.acts) for one in last or first if one.team in now_is)
    news: dict[tuple[Key, UUID], int] = {}
    for key in (EVERYBODY, ACTS):
        moves = []
        for at, group in groups[key].items():
            if not _is_same(group, was, now_is) or not _is_told_today(group, today[key].values()):
                continue
            move = _Move(key, at, _told_of(forest, told, key, at), sum(_own(now_is[one], key) for one in group))
            if _is_large(move, group, was, now_is, k) and (
                key == ACTS or _may_be_elsewhere(move, forest, was, now_is, group, k)
            ):
                moves.append(move)
        moves.sort(key=lambda one: one.size)
        while moves and change - sum(one.size for one in moves) < k - 1:
            moves.pop()
        news |= {(one.key, one.at): one.now - one.was for one in moves}
    return _moved(forest, told, news)


def groups_of(forest: Forest, told: Told, keys: Sequence[Key] = KEYS) -> Groups:
    """The smallest groups of which something follows from what is told. Those of one number share nobody.

    `keys`: these numbers alone; each after the one that it is told beside.
    """
    found: Groups = {}
    sets: dict[Key, list[frozenset[UUID]]] = {}
    beneath: list[frozenset[UUID]] = []
    for spot in forest.spots:
        beneath.append(frozenset({spot.cell.team}).union(*(beneath[part] for part in spot.parts)))
    for key in keys:
        size = _size(key)
        sizes = {spot.cell.team: size(spot.cell) for spot in forest.spots}
        outer = sets.get(EVERYBODY if key[0] == PARTICIPATION or key == ACTS else ACTS)
        sets[key], found[key] = [], {}
        for at, spot in enumerate(forest.spots):
            there = frozenset[UUID]().union(*(sets[key][part] for part in spot.parts))
            ruling = told.get(spot.cell.team, {}).get(key, Ruling(Verdict.HIDDEN))
            here = there
            if ruling.verdict is Verdict.WHOLE:
                here = beneath[at]
            elif ruling.verdict is Verdict.PART and ruling.people > sum(sizes[one] for one in there):
                here = there | {spot.cell.team}
                if outer and ruling.people == sum(sizes[one] for one in outer[at]):
                    here = outer[at]
            sets[key].append(here)
            if here - there:
                found[key][spot.cell.team] = here - there
    return found


@dataclass(frozen=True, slots=True)
class _Move:
    """A group's number that may move."""

    key: Key
    at: UUID
    was: int
    now: int

    @property
    def size(self) -> int:
        return abs(self.now - self.was)


def _size(key: Key) -> Callable[[OwnWeek], int]:
    return told_genders.size_of(key[1]) if key[0] == PARTICIPATION and key != EVERYBODY else people


def _is_same(group: Collection[UUID], was: Mapping[UUID, OwnWeek], now: Mapping[UUID, OwnWeek]) -> bool:
    """Whether the same people are in its teams. A number of others is not the same number."""
    return all(one in now and dict(was[one].people) == dict(now[one].people) for one in group)


def _is_told_today(group: frozenset[UUID], today: Iterable[frozenset[UUID]]) -> bool:
    """Whether it is a sum of groups that would be told if nothing had been told yet."""
    return frozenset[UUID]().union(*(one for one in today if one <= group)) == group


def _is_large(
    move: _Move, group: Collection[UUID], was: Mapping[UUID, OwnWeek], now: Mapping[UUID, OwnWeek], k: int
) -> bool:
    if move.key == EVERYBODY:
        return move.size >= k
    cells = now if move.now > move.was else was
    return move.size >= k * max(1, *(cells[one].all.largest for one in group))


def _told_of(forest: Forest, told: Told, key: Key, at: UUID) -> int:
    """What was told of a group: what was told at its team, less what was told beneath."""
    spot = forest.spots[forest.place[at]]
    parts = [told.get(forest.spots[part].cell.team, {}).get(key) for part in spot.parts]
    return told[at][key].count - sum(part.count for part in parts if part)


def _own(cell: OwnWeek, key: Key) -> int:
    return contributors(cell) if key == EVERYBODY else cell.all.acts


def _may_be_elsewhere(
    move: _Move, forest: Forest, was: Mapping[UUID, OwnWeek], now: Mapping[UUID, OwnWeek], group: Iterable[UUID], k: int
) -> bool:
    """Whether no team and no gender in the group has to be in the change, unless it is by so many itself."""
    places = [forest.place[one] for one in group]
    every = _count(was, forest, places, *COLUMNS)
    for some in (places, *(one for one, _ in portions(forest, forest.place[move.at], places))):
        for names in (tuple(COLUMNS), *((name,) for name in COLUMNS)):
            part = _count(was, forest, some, *names)
            changed = _count(now, forest, some, *names).amount - part.amount
            beside = every.amount - part.amount
            room = every.people - part.people - beside if move.now > move.was else beside
            if abs(changed) < k and room < move.size:
                return False
    return True


def _count(cells: Mapping[UUID, OwnWeek], forest: Forest, places: Iterable[int], *names: str) -> Count:
    """Who contributed of these teams' own people and these genders."""
    return Group.together([Group.of(cells[forest.spots[place].cell.team]) for place in places]).total(*names)


def _moved(forest: Forest, told: Told, news: Mapping[tuple[Key, UUID], int]) -> dict[UUID, dict[Key, Ruling]]:
    """The same rulings with the numbers moved, also in all that they are in."""
    found = {team: dict(rulings) for team, rulings in told.items()}
    for (key, at), change in news.items():
        place: int | None = forest.place[at]
        while place is not None:
            spot = forest.spots[place]
            ruling = found.get(spot.cell.team, {}).get(key)
            if ruling is not None and ruling.verdict in {Verdict.WHOLE, Verdict.PART}:
                found[spot.cell.team][key] = replace(ruling, count=ruling.count + change)
            place = spot.above
    return found

"""Tells the columns of a table of which the rows are told: kinds of acts, evidence tiers, genders of who contributed.

A row is a group whose total is told already; it is at one spot of the tree of teams. A column is told, from the leaves
up, of all rows beneath a spot together in which it is still open: for each column the groups that are told lie in one
another or share nothing. What is open may be worked out then: a row's total less all its columns but one is the last
one. So before anything is told, each *secret* (a column of a row, or of all open rows beneath a spot, of which only a
label may be known) is tried:

**The exchange.** A unit of the secret's column x may be taken for one of column y in one of its own rows, if a unit of
y is taken for one of x in a row outside. That changes no row's total, and no told number where both rows are in one
told group of x and in one of y. If there are enough such units to take the secret to the lower end of its label, and
enough the other way round to take it to the upper end, both ends are possible for whoever reads all that is told. While
both columns are open they are open in the same way in all rows beneath the spot, and will be told together or never; so
whatever is found once holds for good. A column that is not told at all needs no row outside.

**The choice.** At each spot all columns are told that may be by their own numbers; then those are taken back of which,
or because of which, a secret fails: the smallest first. This ends, as with no column nothing is told. Two columns, the
`pair`, are told only where all that are open are told with them: so there is always one to exchange with. What is open
after that has a sum that follows, too (all less what is told): it has to pass like any other number.

This is complementary suppression in a table with two nested families of sums. A single exchange that is enough proves
that a secret is safe; where only several would be, more is hidden than had to be. Cox (1980), "Suppression methodology
and statistical disclosure control", Journal of the American Statistical Association 75, hides in circuits of the same
form, and Willenborg and de Waal (2001), "Elements of Statistical Disclosure Control", describe the search for more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from indicators.told_counts import ANY, NO_END, Count, Needs, Pairs, Rule, Way
from indicators.told_tree import Forest


@dataclass(slots=True)
class Secret:
    """A group of rows of which only a label may be known in some columns.

    `moves`: of how many units of the first column the second could take the place, in rows where both are open; with
    `ANY`, any other column. `common`: pairs of columns of which the second is open wherever the first is. `spots`:
    where it is all that is open. Secrets share much of this: it is replaced, and never changed.
    """

    needs: Mapping[str, Needs]
    moves: Pairs
    common: Collection[tuple[str, str]]
    spots: frozenset[int] = frozenset()


class Portion(NamedTuple):
    """A part of a row that is a secret: what it needs beyond what can be exchanged within a column of the row.

    `spots`: whose it is, with the rows beneath them. What is open of these and this part are one secret together.
    """

    needs: Mapping[str, Needs]
    spots: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A group whose total is told. `largest`: the most that one person is behind in it, over all columns.

    `portions`: parts of the group that are secrets of their own.
    """

    counts: Mapping[str, Count]
    largest: int
    portions: Sequence[Portion] = ()
    loose: Mapping[str, Count] | None = None
    """What of it may be exchanged; None where all may."""


@dataclass(slots=True)
class _Pool:
    """What is open beneath a spot."""

    counts: dict[str, Count] = field(default_factory=dict)
    moves: Pairs = field(default_factory=dict)
    limits: dict[str, Needs] = field(default_factory=dict)
    """By how much each column could be smaller or larger at most, by the totals of the rows alone."""
    rows: Pairs = field(default_factory=dict)
    """In how many rows two columns are open; the same column twice: in how many it is."""
    largest: int = 0
    secrets: list[Secret] = field(default_factory=list)
    every: Secret | None = None
    """All that is open, as one of them."""

    @classmethod
    def together(cls, pools: Iterable[_Pool]) -> _Pool:
        """All of these, of which each has rows of its own; not yet one secret."""
        whole = cls()
        for one in pools:
            for column, count in one.counts.items():
                whole.counts[column] = whole.counts[column].plus(count) if column in whole.counts else count
            for column, limit in one.limits.items():
                whole.limits[column] = _both(whole.limits.get(column, (0, 0)), limit)
            whole.moves, whole.rows = _sum(whole.moves, one.moves), _sum(whole.rows, one.rows)
            whole.largest = max(whole.largest, one.largest)
            whole.secrets += one.secrets
        return whole

    def close(self, told: Collection[str]) -> None:
        """Takes out columns that are told."""
        if not told:
            return
        for column in told:
            del self.counts[column], self.limits[column]
        gone = {ANY, *told}
        self.moves, self.rows = _without(self.moves, gone), _without(self.rows, gone)
        for secret in self.secrets:
            secret.needs = {x: need for x, need in secret.needs.items() if x not in told}
            secret.common = {(x, y) for x, y in secret.common if y not in told}
            secret.moves = _without(secret.moves, gone)

    def secret(self, rule: Rule, told: Collection[str] = ()) -> Secret:
        """All that is open here, as one group, when these are told."""
        needs = {}
        for column, count in self.counts.items():
            (low, high), (less, more) = rule.needs(count), self.limits[column]
            low, high = min(low, less), min(high, more)
            if (low or high) and column not in told:
                needs[column] = low, high
        if not needs:
            return Secret({}, {}, ())
        common = {(x, y) for (x, y), number in self.rows.items() if x != y and number == self.rows[x, x]}
        return Secret(needs, self.moves, common)


def _pool_of(row: Row, rule: Rule) -> _Pool:
    limits = _limits(row.counts)
    moves = _moves(row.counts, limits) if row.loose is None else _moves(row.loose, _limits(row.loose))
    pairs = {(x, y): 1 for x in row.counts for y in row.counts}
    pool = _Pool(dict(row.counts), moves, limits, pairs, row.largest)
    pool.every = pool.secret(rule)
    common = [(x, y) for x, y in pairs if x != y]
    pool.secrets = [pool.every, *(Secret(one.needs, moves, common) for one in row.portions if one.needs)]
    return pool


def _moves(counts: Mapping[str, Count], limits: Mapping[str, Needs]) -> Pairs:
    found = {}
    for x, one in counts.items():
        for y, other in counts.items():
            if x != y:
                found[x, y] = min(one.amount, other.spare)
        found[x, ANY], found[ANY, x] = limits[x]
    return found


def _limits(counts: Mapping[str, Count]) -> dict[str, Needs]:
    """How much of each column could be of all others, and of these of it."""
    amount = sum([one.amount for one in counts.values()])
    spare = sum([one.spare for one in counts.values()])
    return {x: (min(one.amount, spare - one.spare), min(amount - one.amount, one.spare)) for x, one in counts.items()}


def _both(one: Needs, other: Needs) -> Needs:
    return one[0] + other[0], one[1] + other[1]


def _sum(some: Pairs, more: Pairs) -> Pairs:
    return {**some, **{pair: some.get(pair, 0) + number for pair, number in more.items()}}


def _without(some: Pairs, gone: Collection[str]) -> Pairs:
    return {(x, y): number for (x, y), number in some.items() if x not in gone and y not in gone}


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of one spot: the columns told of all open rows beneath it, and of those that stay open why not."""

    told: Mapping[str, Count]
    open: Mapping[str, Count]


def settle(forest: Forest, rows: Mapping[int, Row], pair: Collection[str], rule: Rule) -> dict[int, Settled]:
    """Which columns are told at each spot that has a row, or has one beneath; each after those beneath it."""
    pools: dict[int, _Pool] = {}
    found: dict[int, Settled] = {}
    for at in forest.upwards(rows):
        some = [pools.pop(part) for part in forest.spots[at].parts if part in pools]
        row = rows.get(at)
        if not some and (row is None or _is_plain(row, rule)):
            found[at] = Settled({} if row is None else row.counts, {})
            continue
        if row is not None:
            new = _pool_of(row, rule)
            _join([secret for one in some for secret in one.secrets], row.portions, new.moves)
            some.append(new)
        pool = some[0] if len(some) == 1 else _Pool.together(some)
        told = _choose(pool, pair, rule)
        found[at] = Settled(
            {column: pool.counts[column] for column in told},
            {column: count for column, count in pool.counts.items() if column not in told},
        )
        if len(told) == len(pool.counts):
            continue
        pool.close(told)
        if pool.every is None:  # else all that is open here was open there
            pool.every = pool.secret(rule)
            pool.secrets.append(pool.every)
        pool.every.spots |= {at}
        pool.secrets = [one for one in pool.secrets if one.needs]
        pools[at] = pool
    return found


def _is_plain(row: Row, rule: Rule) -> bool:
    """Whether all of it may be told as it stands, if nothing is open beneath: then there is no secret."""
    return all(map(rule.passes, row.counts.values())) and not any(one.needs for one in row.portions)


def _join(secrets: Sequence[Secret], portions: Sequence[Portion], moves: Pairs) -> None:
    """Of what is open beneath a spot and the part of a new row that is of it, too, nothing is exchanged for another."""
    if not secrets:
        return
    at: dict[int, list[Secret]] = {}
    for secret in secrets:
        for spot in secret.spots:
            at.setdefault(spot, []).append(secret)
    for portion in portions:
        met = {id(secret): secret for spot in portion.spots for secret in at.get(spot, ())}
        for secret in met.values():
            secret.moves = _sum(secret.moves, moves)
            secret.needs = {x: _both(need, portion.needs.get(x, (0, 0))) for x, need in secret.needs.items()}


def _choose(pool: _Pool, pair: Collection[str], rule: Rule) -> set[str]:
    told = _keep_pair(pool, {column for column, count in pool.counts.items() if rule.passes(count)}, pair)
    while told:
        left = [count for column, count in pool.counts.items() if column not in told]
        wrong: str | None = None
        if left and not rule.rest_passes(left, pool.largest):
            wrong = _smallest(pool, told)
        else:
            for secret in (*pool.secrets, pool.secret(rule, told)):
                if (wrong := _fails(secret, pool, told, rule)) is not None:
                    break
        if wrong is None:
            break
        told = _keep_pair(pool, told - {wrong}, pair)
    if told:
        for secret in pool.secrets:
            secret.needs = {x: need for x, need in secret.needs.items() if not _is_safe(secret, x, pool, rule)}
    return told


def _keep_pair(pool: _Pool, told: set[str], pair: Collection[str]) -> set[str]:
    return told if len(told) == len(pool.counts) else told - set(pair)


def _smallest(pool: _Pool, some: Collection[str]) -> str:
    return min(some, key=lambda column: (pool.counts[column].amount, column))


def _fails(secret: Secret, pool: _Pool, told: set[str], rule: Rule) -> str | None:
    """The column to take back because of this secret; None where it stays one."""
    for x in secret.needs:
        if x in told:
            if not _is_safe(secret, x, pool, rule):
                return x
        elif not _is_free(secret, x, pool, told, rule):
            return _smallest(pool, [y for y in told if (y, x) in secret.moves or (x, y) in secret.moves] or told)
    return None


def _is_safe(secret: Secret, x: str, pool: _Pool, rule: Rule) -> bool:
    """Whether an exchange with rows beneath the same spot takes the secret to both ends of its label."""
    return _can_exchange(secret, x, pool, (), rule)


def _is_free(secret: Secret, x: str, pool: _Pool, told: set[str], rule: Rule) -> bool:
    """Whether that is so when these are told, and whatever stays open can be exchanged in its own rows alone."""
    return _can_exchange(secret, x, pool, [y for y in pool.counts if y not in told and y != x], rule)


def _can_exchange(secret: Secret, x: str, pool: _Pool, free: Collection[str], rule: Rule) -> bool:
    low, high = secret.needs[x]
    if low:
        ways = [_way(secret, pool, x, y, is_free=y in free) for y in pool.counts if (x, y) in secret.common]
        if not rule.can_fall(low, ways, _way(secret, pool, x, ANY, is_free=bool(free))):
            return False
    if high:
        ways = [_way(secret, pool, y, x, is_free=y in free) for y in pool.counts if y != x]
        return rule.can_rise(high, ways, _way(secret, pool, ANY, x, is_free=bool(free)))
    return True


def _way(secret: Secret, pool: _Pool, x: str, y: str, *, is_free: bool) -> Way:
    """How much of x can become y inside, and of y become x outside."""
    inside = secret.moves.get((x, y), 0)
    return inside, NO_END if is_free else pool.moves.get((y, x), 0) - secret.moves.get((y, x), 0)

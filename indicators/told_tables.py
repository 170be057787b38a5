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

import itertools
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.told_counts import ANY, NO_END, Count, Needs, Rule, Way
from indicators.told_tree import Forest


@dataclass(slots=True)
class Secret:
    """A group of rows of which only a label may be known in some columns.

    `moves`: of how many units of the first column the second could take the place, in rows where both are open; with
    `ANY`, any other column. `common`: pairs of columns of which the second is open wherever the first is.
    """

    needs: dict[str, Needs]
    moves: Counter[tuple[str, str]]
    common: Collection[tuple[str, str]]
    spots: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Portion:
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
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    limits: dict[str, Needs] = field(default_factory=dict)
    """By how much each column could be smaller or larger at most, by the totals of the rows alone."""
    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    """In how many rows two columns are open; the same column twice: in how many it is."""
    largest: int = 0
    secrets: list[Secret] = field(default_factory=list)
    every: Secret | None = None
    """All that is open, as one of them."""

    def take(self, other: _Pool) -> None:
        for column, count in other.counts.items():
            self.counts[column] = self.counts[column] + count if column in self.counts else count
        for column, (low, high) in other.limits.items():
            less, more = self.limits.get(column, (0, 0))
            self.limits[column] = less + low, more + high
        self.moves.update(other.moves)
        self.rows.update(other.rows)
        self.largest = max(self.largest, other.largest)
        self.secrets += other.secrets

    def common(self) -> set[tuple[str, str]]:
        return {(x, y) for (x, y), number in self.rows.items() if x != y and number == self.rows[x, x]}

    def close(self, told: Collection[str]) -> None:
        """Takes out columns that are told."""
        if not told:
            return
        for column in told:
            self.counts.pop(column, None)
            self.limits.pop(column, None)
        for pairs in (self.moves, self.rows):
            for x, y in list(pairs):
                if {x, y} & {ANY, *told}:
                    del pairs[x, y]
        for secret in self.secrets:
            secret.needs = {x: need for x, need in secret.needs.items() if x not in told}
            secret.common = {(x, y) for x, y in secret.common if y not in told}
            secret.moves = Counter({(x, y): n for (x, y), n in secret.moves.items() if not {x, y} & {ANY, *told}})
        self.secrets = [one for one in self.secrets if one.needs]
        if not self.counts:
            self.largest = 0

    def secret(self, rule: Rule, told: Collection[str] = ()) -> Secret:
        """All that is open here, as one group, when these are told."""
        needs = {}
        for column, count in self.counts.items():
            (low, high), (less, more) = rule.needs(count), self.limits[column]
            low, high = min(low, less), min(high, more)
            if (low or high) and column not in told:
                needs[column] = low, high
        return Secret(needs, Counter(self.moves), self.common())


def _pool_of(row: Row, rule: Rule) -> _Pool:
    pool = _Pool(dict(row.counts), largest=row.largest)
    for x, y in itertools.product(row.counts, repeat=2):
        pool.rows[x, y] += 1
    pool.moves.update(_moves(row.loose or row.counts))
    most = _moves(row.counts)
    pool.limits = {x: (most[x, ANY], most[ANY, x]) for x in row.counts}
    pool.every = pool.secret(rule)
    pool.secrets = [pool.every]
    common = pool.common()
    pool.secrets += [Secret(dict(one.needs), Counter(pool.moves), common) for one in row.portions if one.needs]
    return pool


_NOTHING = _Pool()
"""Where nothing is open; nobody changes it."""


def _moves(counts: Mapping[str, Count]) -> dict[tuple[str, str], int]:
    found = {}
    for x, one in counts.items():
        spare: int | None = 0
        amount = 0
        for y, other in counts.items():
            if x != y:
                found[x, y] = _least(one.amount, other.spare)
                spare = None if spare is None or other.spare is None else spare + other.spare
                amount += other.amount
        found[x, ANY] = _least(one.amount, spare)
        found[ANY, x] = _least(amount, one.spare)
    return found


def _least(amount: int, spare: int | None) -> int:
    return amount if spare is None else min(amount, spare)


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of one spot: the columns told of all open rows beneath it, and of those that stay open why not."""

    told: Mapping[str, Count]
    open: Mapping[str, Count]


def settle(forest: Forest, rows: Mapping[int, Row], pair: Collection[str], rule: Rule) -> list[Settled]:
    """Which columns are told at each spot."""
    pools: list[_Pool] = []
    found = []
    for at, spot in enumerate(forest.spots):
        some = [pools[part] for part in spot.parts if pools[part].counts]
        if not some and at not in rows:
            found.append(Settled({}, {}))
            pools.append(_NOTHING)
            continue
        pool = _Pool()
        for one in some:
            pool.take(one)
        for part in spot.parts:
            pools[part] = _NOTHING
        if at in rows:
            some.append(_pool_of(rows[at], rule))
            _join(pool.secrets, rows[at].portions, some[-1])
            pool.take(some[-1])
        told = _choose(pool, pair, rule)
        found.append(
            Settled(
                {column: pool.counts[column] for column in told},
                {column: count for column, count in pool.counts.items() if column not in told},
            )
        )
        pool.close(told)
        if len(some) == 1:  # then all that is open here was open there
            pool.every = some[0].every
        elif pool.counts:
            pool.every = pool.secret(rule)
            pool.secrets.append(pool.every)
        if pool.every:
            pool.every.spots.add(at)
        pool.secrets = [one for one in pool.secrets if one.needs]
        pools.append(pool)
    return found


def _join(secrets: Sequence[Secret], portions: Sequence[Portion], row: _Pool) -> None:
    """Of what is open beneath a spot and the part of a new row that is of it, too, nothing is exchanged for another."""
    at: dict[int, list[Secret]] = {}
    for secret in secrets:
        for spot in secret.spots:
            at.setdefault(spot, []).append(secret)
    for portion in portions:
        met = {id(secret): secret for spot in portion.spots for secret in at.get(spot, ())}
        for secret in met.values():
            secret.moves.update(row.moves)
            for x, (low, high) in portion.needs.items():
                if x in secret.needs:
                    secret.needs[x] = secret.needs[x][0] + low, secret.needs[x][1] + high


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
    return inside, NO_END if is_free else pool.moves[y, x] - secret.moves.get((y, x), 0)

"""Attacks all that was published of an organization: what is stored as told, of every period, team and revision.

The digests, `/ally team`, the dashboard, the API and the export of indicators say nothing else; what the other exports
say is joined to it (`indicators/attack_exports.py`). What is true is stored beside it, so
the attacker's success can be judged; he himself reckons with what was told, and with what everybody knows.

A week is told by teams, and all teams of it are one system, in which the whole organization's numbers are tied to those
of its months, quarters and years. `by_primary_rules` tells each number as if there were no other: there, he must find
something.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol
from uuid import UUID

from indicators import attack_cells, attack_exports, attack_organization, attack_teams
from indicators.attack import Recovered, Target, attack, band
from indicators.attack_cells import CELLS
from indicators.attack_exports import DEPARTMENTS, Exported
from indicators.attack_organization import OF_POPULATION
from indicators.attack_solver import ContradictionError, Fact, Range, Solver
from indicators.attack_teams import CHANGES, Secret, topic
from indicators.attack_tellings import ALL, Key, Telling, one_after_another
from indicators.periods import Length
from indicators.suppression import Verdict
from storage.indicator_values import StoredPart

WRONG = "told wrongly"
Permitted = Callable[[bool], Iterable[Fact]]
"""What may be known besides the labels of groups: without and with how many of everybody contributed."""
BY_LABELS_ALONE = frozenset({topic(ALL), CHANGES})


@dataclass(frozen=True, slots=True)
class Leak:
    """What was found out, or was told and cannot be right. In words: names of teams, and never of people."""

    topic: str
    words: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attack: how many secrets were tried, by kind of number, and which were no secrets."""

    tried: Counter[str] = field(default_factory=Counter)
    leaks: tuple[Leak, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(self.tried + other.tried, self.leaks + other.leaks)


def of_teams(
    tellings: Sequence[Telling], known: Iterable[Fact], names: Mapping[UUID, str], exported: Exported | None = None
) -> Outcome:
    """Attacks one period, as it was told of all teams once or several times. `known`: of the whole organization.

    `exported`: what the export of the period says beside it.
    """
    facts, secrets, leaks = list(known), list[Secret](), list[Leak]()
    before = {other.name: one for one, other in one_after_another(tellings)}
    for one in tellings:
        earlier = before.get(one.name)
        facts += attack_teams.facts(one, earlier)
        secrets += attack_teams.secrets(one, names, tellings[: tellings.index(one)])
        if earlier:
            secrets += attack_teams.changes(earlier, one, names)
        for team, key, why in attack_teams.wrong(one, earlier):
            leaks.append(Leak(WRONG, f"{names.get(team, team)} ({key[0]} {key[1]}, {one.name}): {why}"))
    outcome = Outcome(leaks=tuple(leaks))
    limits = _Limits(_of_teams(tellings))
    if exported is None:
        return outcome + _attack(facts, secrets, limits)
    beside = [*facts, *attack_exports.beside_rows(tellings, exported)]
    secrets += attack_exports.secrets(exported)
    with_rows = [*beside, *attack_exports.rows(exported)]
    return outcome + of_export(exported) + _attack(with_rows, secrets, _LimitsOfRows(limits, facts, beside))


def of_export(exported: Exported) -> Outcome:
    """Looks at each cell of an export by itself: whether it is right, and whether enough people are behind it."""
    tried, leaks = Counter[str](), [Leak(WRONG, why) for why in attack_cells.wrong(exported)]
    for _, why in attack_cells.small(exported):
        tried[CELLS] += 1
        if why:
            leaks.append(Leak(CELLS, why))
    return Outcome(tried, tuple(leaks))


def of_organization(tellings: Sequence[Telling], names: Mapping[UUID, str]) -> tuple[list[Fact], Outcome]:
    """Attacks what is told of the whole organization alone, of all periods; and what can be known of it."""
    facts = list(attack_organization.facts(tellings))
    leaks = [
        Leak(WRONG, f"{names.get(one.top, one.top)} ({key[0]} {key[1]}, {one.name}): {why}")
        for one, key, why in attack_organization.wrong(tellings)
    ]
    secrets = list(attack_organization.secrets(tellings, names))
    return facts, Outcome(leaks=tuple(leaks)) + _attack(
        facts, secrets, _Limits(lambda told: attack_organization.permitted(tellings) if told else ())
    )


def by_primary_rules(telling: Telling) -> Telling:
    """The same period as it would be told if each number were looked at by itself."""
    rows = {}
    for (team, indicator), row in telling.rows.items():
        if telling.length is Length.WEEK or team == telling.top:
            parts = {part: _ruled((indicator, part), numbers, telling.k) for part, numbers in row.parts.items()}
            rows[team, indicator] = replace(row, parts=parts)
    return replace(telling, rows=rows, own_groups={}, was_read={})


def _attack(facts: Sequence[Fact], secrets: Sequence[Secret], limits: Limits) -> Outcome:
    tried = Counter(one.topic for one in secrets)
    try:
        report = attack(facts, [one.target for one in secrets])
    except ContradictionError as error:
        return Outcome(tried, (Leak(WRONG, f"what is told and stored cannot all be true: {error}"),))
    topics = {id(one.target): one.topic for one in secrets}
    found = ((topics[id(one.target)], one) for one in report.recovered)
    return Outcome(tried, tuple(Leak(about, str(one)) for about, one in found if limits.is_more(one, about)))


class Limits(Protocol):
    """Tells a leak from what may be known."""

    def is_more(self, found: Recovered, about: str) -> bool: ...


class _Limits:
    """What may be known besides the label of each group.

    What follows from labels alone is no secret. Neither is what the number of all who contributed says by itself of the
    men among them, or of how much they did: that one has rules of its own, and these are held to labels alone.
    """

    def __init__(self, permitted: Permitted) -> None:
        self._permitted = permitted
        self._solvers: dict[bool, Solver] = {}

    def is_more(self, found: Recovered, about: str) -> bool:
        return not _leaves(self.keep(found.target, about), found.proved)

    def keep(self, target: Target, about: str) -> Range:
        """What has to stay possible."""
        return target.band & self._by(are_shares_told=about not in BY_LABELS_ALONE).bounds(target.terms)

    def _by(self, *, are_shares_told: bool) -> Solver:
        if are_shares_told not in self._solvers:
            self._solvers[are_shares_told] = Solver(self._permitted(are_shares_told))
        return self._solvers[are_shares_told]


def _leaves(keep: Range, proved: Range) -> bool:
    is_empty = keep.low is not None and keep.high is not None and keep.low > keep.high
    return is_empty or keep in proved


class _LimitsOfRows:
    """The same, where exports are read beside what is told.

    What a told number says by itself of a department is no leak, nor is what names say that stand by their own wish.
    """

    def __init__(self, limits: _Limits, told: Sequence[Fact], beside: Sequence[Fact]) -> None:
        self._limits = limits
        self._told = told
        self._beside = beside

    def is_more(self, found: Recovered, about: str) -> bool:
        target, keep = found.target, self._limits.keep(found.target, about)
        if _leaves(keep, found.proved):
            return False
        if about != DEPARTMENTS and not _leaves(keep, self._by_what_is_told.bounds(target.terms)):
            return True
        return not _leaves(keep & self._by_all_but_rows.bounds(target.terms), found.proved)

    @cached_property
    def _by_what_is_told(self) -> Solver:
        return Solver(self._told)

    @cached_property
    def _by_all_but_rows(self) -> Solver:
        return Solver(self._beside)


def _of_teams(tellings: Sequence[Telling]) -> Permitted:
    def permitted(are_shares_told: bool) -> Iterable[Fact]:
        for one in tellings:
            yield from attack_teams.permitted(one, are_shares_told=are_shares_told)
        if are_shares_told:  # what one telling's shares say, a revision that only adds to them lets be known, too
            for one, other in one_after_another(tellings):
                yield from attack_teams.since(one, other)

    return permitted


def _ruled(key: Key, one: StoredPart, k: int) -> StoredPart:
    verdict = None
    if one.denominator and key in OF_POPULATION:
        known = band(one.denominator, one.numerator, k)
        if known is None:
            verdict = Verdict.WHOLE
        elif known.low:
            verdict = Verdict.NEARLY_ALL
    elif one.denominator > k and one.contributors >= k and 2 * one.largest <= one.numerator:
        verdict = Verdict.WHOLE
    told = verdict is Verdict.WHOLE
    return replace(
        one,
        verdict=verdict.value if verdict else None,
        people=one.denominator if told else 0,
        count=one.numerator if told else 0,
        why=None,
    )

"""Attacks all that was published of an organization: what is stored as told, of every period, team and revision.

The digests, `/ally team`, the dashboard, the API and the exports say nothing else. What is true is stored beside it, so
the attacker's success can be judged; he himself reckons with what was told, and with what everybody knows.

A week is told by teams, and all teams of it are one system, in which the whole organization's numbers are tied to those
of its months, quarters and years. `by_primary_rules` tells each number as if there were no other: there, he must find
something.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from indicators import attack_organization, attack_teams
from indicators.attack import Recovered, attack, band
from indicators.attack_organization import OF_POPULATION
from indicators.attack_solver import ContradictionError, Fact, Solver
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


def of_teams(tellings: Sequence[Telling], known: Iterable[Fact], names: Mapping[UUID, str]) -> Outcome:
    """Attacks one period, as it was told of all teams once or several times. `known`: of the whole organization."""
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
    return Outcome(leaks=tuple(leaks)) + _attack(facts, secrets, _of_teams(tellings))


def of_organization(tellings: Sequence[Telling], names: Mapping[UUID, str]) -> tuple[list[Fact], Outcome]:
    """Attacks what is told of the whole organization alone, of all periods; and what can be known of it."""
    facts = list(attack_organization.facts(tellings))
    leaks = [
        Leak(WRONG, f"{names.get(one.top, one.top)} ({key[0]} {key[1]}, {one.name}): {why}")
        for one, key, why in attack_organization.wrong(tellings)
    ]
    secrets = list(attack_organization.secrets(tellings, names))
    return facts, Outcome(leaks=tuple(leaks)) + _attack(
        facts, secrets, lambda told: attack_organization.permitted(tellings) if told else ()
    )


def by_primary_rules(telling: Telling) -> Telling:
    """The same period as it would be told if each number were looked at by itself."""
    rows = {}
    for (team, indicator), row in telling.rows.items():
        if telling.length is Length.WEEK or team == telling.top:
            parts = {part: _ruled((indicator, part), numbers, telling.k) for part, numbers in row.parts.items()}
            rows[team, indicator] = replace(row, parts=parts)
    return replace(telling, rows=rows, own_groups={}, was_read={})


def _attack(facts: Sequence[Fact], secrets: Sequence[Secret], permitted: Permitted) -> Outcome:
    tried = Counter(one.topic for one in secrets)
    try:
        report = attack(facts, [one.target for one in secrets])
    except ContradictionError as error:
        return Outcome(tried, (Leak(WRONG, f"what is told and stored cannot all be true: {error}"),))
    topics = {id(one.target): one.topic for one in secrets}
    limits = _Limits(permitted)
    found = ((topics[id(one.target)], one) for one in report.recovered)
    return Outcome(tried, tuple(Leak(about, str(one)) for about, one in found if limits.is_more(one, about)))


class _Limits:
    """What may be known besides the label of each group.

    What follows from labels alone is no secret. Neither is what the number of all who contributed says by itself of the
    men among them, or of how much they did: that one has rules of its own, and these are held to labels alone.
    """

    def __init__(self, permitted: Permitted) -> None:
        self._permitted = permitted
        self._solvers: dict[bool, Solver] = {}

    def is_more(self, found: Recovered, about: str) -> bool:
        keep = found.target.band & self._by(are_shares_told=about not in BY_LABELS_ALONE).bounds(found.target.terms)
        is_empty = keep.low is not None and keep.high is not None and keep.low > keep.high
        return not is_empty and keep not in found.proved

    def _by(self, *, are_shares_told: bool) -> Solver:
        if are_shares_told not in self._solvers:
            self._solvers[are_shares_told] = Solver(self._permitted(are_shares_told))
        return self._solvers[are_shares_told]


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

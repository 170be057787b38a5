"""What is told of the whole organization, and what ties its periods and its indicators together.

Whoever did something in a week did so in its month; a quarter's acts are those of its months; a part is not more than
its whole; the acts of an effort are those of its kinds. He takes for known only what is true of what was counted: where
a correction was late, or somebody left, a rule of thumb may not hold.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from indicators.attack import Target, band
from indicators.attack_solver import Fact, Range, Terms
from indicators.attack_teams import Number, Secret, changes, label, number, since, topic
from indicators.attack_tellings import (
    ACTS,
    ALL,
    GENDERS,
    KINDS,
    OF_PEOPLE,
    OF_TEAMS,
    OTHERS,
    TIERS,
    Group,
    Key,
    Telling,
    nearly_all,
    one_after_another,
)
from indicators.effort import EFFORTS, Effort
from indicators.measures.acts import RECENT_WEEKS, STEADY_WEEKS
from indicators.periods import Length
from indicators.suppression import Verdict
from storage.words import Kind, Nudge

SPONSORS, MEN_SPONSORING = ("sponsors", "all"), ("sponsors", "men_sponsoring_women")
MENTORS, MEN_MENTORING = ("mentors", "all"), ("mentors", "men_mentoring_women")
SESSIONS: Key = ("mentors", "sessions_per_mentor")
INTERVENTIONS, OF_USE = ("interventions", "per_100"), ("interventions", "made_a_difference")
SUSTAINED: Key = ("sustained", "all")
GAIN, FIRST, SECOND = (("quiz_gain", part) for part in ("gain", "first", "second"))
OF_POPULATION = frozenset(
    {
        *OF_PEOPLE,
        SPONSORS,
        MEN_SPONSORING,
        MENTORS,
        MEN_MENTORING,
        SUSTAINED,
        ("women_sponsored", "all"),
        ("training_reach", "all"),
        ("sponsorship_outcome", "women_not_sponsored"),
    }
)
"""What counts people, out of people."""
GROWING = (*OF_PEOPLE, *OF_POPULATION - {*OF_PEOPLE, SUSTAINED, ("sponsorship_outcome", "women_not_sponsored")})
"""Of people who did something at least once: in a longer period not fewer."""
ADDING = (ACTS, *KINDS, *TIERS, INTERVENTIONS, OF_USE, SESSIONS)
"""What is counted once, on its day."""
WITHIN = (
    (SPONSORS, MEN_SPONSORING),
    (MENTORS, MEN_MENTORING),
    (INTERVENTIONS, OF_USE),
    (ALL, MENTORS),
    (SESSIONS, MENTORS),
    (("sponsorship_outcome", "all"), ("sponsorship_outcome", "women")),
    (("sponsorship_outcome", "women"), ("sponsorship_outcome", "women_sponsored_by_men")),
)
"""A whole and a part of it."""
COMPLEMENTS = WITHIN[:3]
"""Where what is in the whole and not in the part is a secret, too."""
SUMS: tuple[tuple[Key, tuple[Key, ...]], ...] = (
    (ALL, GENDERS),
    (ACTS, KINDS),
    (ACTS, TIERS),
    (INTERVENTIONS, (("actions_per_100", Kind.INTERVENE.value),)),
    (SESSIONS, (("actions_per_100", Kind.MENTOR.value),)),
    (("nudge_response", "all"), tuple(("nudge_response", nudge.value) for nudge in Nudge)),
    *(
        (
            ("substance_mix", effort.value),
            tuple(("actions_per_100", kind.value) for kind in Kind if EFFORTS[kind] is effort),
        )
        for effort in Effort
    ),
)
OUT_OF: Mapping[Key, Key] = {
    OF_USE: INTERVENTIONS,
    SESSIONS: MENTORS,
    **{("substance_mix", effort.value): ACTS for effort in Effort},
}
"""What is out of another number: told with it."""


def facts(tellings: Sequence[Telling]) -> Iterator[Fact]:
    """What is known of the whole organization, from all that was told of it."""
    known = Known(tellings)
    for one in tellings:
        yield from known.of_what_was_told(one)
        yield from known.if_true(_of_one_period(one))
    for one, other in one_after_another(tellings):
        if one.length is not Length.WEEK:  # a week's are told by those of its teams
            yield from since(one, other)
    for some in _at_one_time(tellings):
        for outer in some:
            yield from known.if_true(_of_its_periods(outer, some))


def permitted(tellings: Sequence[Telling]) -> Iterator[Fact]:
    """What the number, or the label, of all who contributed says by itself of the men, or the women, among them."""
    for one in tellings:
        told = one.part(one.top, ALL)
        for key in OF_PEOPLE:
            yield Fact({number(one, key): 1}, Range(0, _people(one, key)))
        yield Fact({number(one, ALL): -1, **{number(one, key): 1 for key in GENDERS}}, Range(0, 0))
        if told.verdict == Verdict.WHOLE and told.count == _count(one, ALL):
            yield Fact({number(one, ALL): 1}, Range(told.count, told.count))
        elif told.verdict == Verdict.NEARLY_ALL:
            yield Fact({number(one, ALL): 1}, nearly_all(_people(one, ALL), one.k))


def secrets(tellings: Sequence[Telling], names: Mapping[UUID, str]) -> Iterator[Secret]:
    """Every number that is told of the whole organization alone, and of which only a label may be known."""
    for one in tellings:
        for key in _keys(one):
            keep = _label(one, key)
            if keep is not None and not _is_of_teams(one, key):
                yield _secret(one, names, key, {number(one, key): 1}, _count(one, key), keep)
        for whole, part in COMPLEMENTS:
            beside = _count(one, whole) - _count(one, part)
            if whole[0] in _indicators(one) and _count(one, whole) and 0 <= beside < one.k:
                terms: Terms = {number(one, whole): 1, number(one, part): -1}
                yield _secret(one, names, whole, terms, beside, Range(0, one.k - 1), f" but not {part[1]}")
    for one, other in one_after_another(tellings):
        if one.length is not Length.WEEK:
            yield from changes(one, other, names)


def wrong(tellings: Sequence[Telling]) -> Iterator[tuple[Telling, Key, str]]:
    """What was told of the whole organization and is not what was counted."""
    before = {other.name: one for one, other in one_after_another(tellings)}
    for one in tellings:
        for key in _keys(one):
            told = one.part(one.top, key)
            if not _is_of_teams(one, key) and told.verdict == Verdict.WHOLE and told.count != _count(one, key):
                earlier = before.get(one.name)
                if earlier is None or earlier.part(earlier.top, key).count != told.count:
                    yield one, key, f"told as {told.count}, where {_count(one, key)} were counted"


class Known:
    """What an attacker takes for known only where it is true."""

    def __init__(self, tellings: Sequence[Telling]) -> None:
        self._by_name = {one.name: one for one in tellings}
        self._before = {other.name: one for one, other in one_after_another(tellings)}

    def if_true(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        for fact in facts:
            count = sum(factor * self._count(one) for one, factor in fact.terms.items())
            if Range(count, count) in fact.within:
                yield fact

    def of_what_was_told(self, telling: Telling) -> Iterator[Fact]:
        before = self._before.get(telling.name)
        for key in _keys(telling):
            it: Terms = {number(telling, key): 1}
            people = _people(telling, key)
            if key in OF_POPULATION:
                yield from self.if_true([Fact(it, Range(0, people))])
            one, was = telling.part(telling.top, key), before.part(before.top, key) if before else None
            if was and (_is_of_teams(telling, key) or (was.verdict, was.count) == (one.verdict, one.count)):
                continue  # a week's are told by those of its teams; what stayed as it was told says nothing new
            yield from self.if_true(_told(telling, key))

    def _count(self, one: Hashable) -> int:
        assert isinstance(one, Number)  # noqa: S101 - there are no other terms here
        return _count(self._by_name[one.telling], one.key)


def _told(telling: Telling, key: Key) -> Iterator[Fact]:
    one, people = telling.part(telling.top, key), _people(telling, key)
    it: Terms = {number(telling, SECOND): 1, number(telling, FIRST): -1} if key == GAIN else {number(telling, key): 1}
    match Verdict(one.verdict) if one.verdict else Verdict.HIDDEN:
        case Verdict.WHOLE:
            yield Fact(it, Range(one.count, one.count))
            if key in OUT_OF:
                yield Fact({number(telling, OUT_OF[key]): 1}, Range(one.people, one.people))
        case Verdict.PART:
            yield Fact(it, Range(one.count, one.count + people - one.people if key in OF_POPULATION else None))
        case Verdict.NEARLY_ALL:
            yield Fact(it, nearly_all(people, telling.k))
        case Verdict.HIDDEN:
            pass


def _of_one_period(telling: Telling) -> Iterator[Fact]:
    for whole, parts in SUMS:
        if whole[0] in _indicators(telling):
            yield Fact({number(telling, whole): -1, **{number(telling, part): 1 for part in parts}}, Range(0, 0))
    for whole, part in (*WITHIN, (ACTS, ALL)):
        if whole[0] in _indicators(telling):
            yield Fact({number(telling, whole): 1, number(telling, part): -1}, Range(0))


def _of_its_periods(outer: Telling, tellings: Sequence[Telling]) -> Iterator[Fact]:
    """By the shorter periods in it, and those that cover it."""
    for length in Length:
        others = [one for one in tellings if one.length is length and length is not outer.length]
        inner = [one for one in others if _days_in(one, outer) == _days_in(one, one)]
        cover = [one for one in others if _days_in(one, outer)]
        if not inner:
            continue
        is_covered = sum(_days_in(one, outer) for one in cover) == _days_in(outer, outer)
        for key in (*GROWING, *ADDING):
            it: Terms = {number(outer, key): 1}
            within: Terms = {number(one, key): -1 for one in inner}
            if key in GROWING:
                yield from (Fact({**it, one: -1}, Range(0)) for one in within)
            else:
                yield Fact({**it, **within}, Range(0))
            if is_covered:
                yield Fact({**it, **{number(one, key): -1 for one in cover}}, Range(None, 0))
    yield from _of_steady_ones(outer, tellings)


def _of_steady_ones(telling: Telling, tellings: Sequence[Telling]) -> Iterator[Fact]:
    """Whoever was active in three of four weeks is in three of their numbers; whoever was in any, in one."""
    told = telling.part(telling.top, SUSTAINED)
    weeks = [one for one in tellings if one.length is Length.WEEK and one.period.end <= telling.period.end]
    recent = sorted(weeks, key=lambda one: one.period.first)[-RECENT_WEEKS:]
    if told.verdict == Verdict.WHOLE and len(recent) == RECENT_WEEKS:
        least = told.people + (STEADY_WEEKS - 1) * told.count
        yield Fact({number(one, ALL): 1 for one in recent}, Range(least))


def _at_one_time(tellings: Sequence[Telling]) -> tuple[list[Telling], list[Telling]]:
    """What was told at first of every period, and what was told last."""
    last = {one.period: one for one in tellings}
    return [one for one in tellings if not one.revision], list(last.values())


def _days_in(one: Telling, other: Telling) -> int:
    """How many days the two have in common."""
    days = min(one.period.end, other.period.end) - max(one.period.first, other.period.first)
    return max(0, days.days)


def _label(telling: Telling, key: Key) -> Range | None:
    if key == SESSIONS:  # acts, told out of those who did them
        return _label(telling, ("actions_per_100", Kind.MENTOR.value))
    people, one = _people(telling, key), telling.part(telling.top, key)
    if key in OF_POPULATION:
        return band(people, _count(telling, key), telling.k) if people else None
    return label(Group(people, one.numerator, one.contributors, one.largest), key, telling.k)


def _is_of_teams(telling: Telling, key: Key) -> bool:
    return telling.length is Length.WEEK and key in OF_TEAMS


def _indicators(telling: Telling) -> set[str]:
    return {indicator for team, indicator in telling.rows if team == telling.top}


def _keys(telling: Telling) -> list[Key]:
    rows = [(indicator, row) for (team, indicator), row in telling.rows.items() if team == telling.top]
    return [(indicator, part) for indicator, row in rows for part in row.parts] + [OTHERS] * bool(rows)


def _people(telling: Telling, key: Key) -> int:
    return telling.whole(telling.top, key).people if key in OF_PEOPLE else telling.part(telling.top, key).denominator


def _count(telling: Telling, key: Key) -> int:
    return telling.whole(telling.top, key).count


def _secret(
    telling: Telling, names: Mapping[UUID, str], key: Key, terms: Terms, count: int, keep: Range, but: str = ""
) -> Secret:
    name = f"{names.get(telling.top, telling.top)} ({key[0]} {key[1]}{but}, {telling.name})"
    return Secret(topic(key), Target(name, terms, count, keep))

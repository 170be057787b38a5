"""What one period's tellings of all teams let be known, as facts about hidden numbers; and which of these are secrets.

Each team's number is the sum of those of its tree; what gender groups, kinds and tiers counted adds up; whoever
contributed did an act; a late act makes no number smaller. `indicators/attack_organization.py` has what ties periods
together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from indicators.attack import Target, band
from indicators.attack_solver import Fact, Range, Terms
from indicators.attack_tellings import (
    ACTS,
    ALL,
    GENDERS,
    KINDS,
    OF_PEOPLE,
    OF_TEAMS,
    TIERS,
    Group,
    Key,
    Read,
    Telling,
    read,
)

TOPICS = {
    (ALL,): "participation",
    GENDERS: "participation by gender",
    (ACTS,): "actions",
    KINDS: "actions by kind",
    TIERS: "actions by evidence tier",
}
CHANGES = "changes by revisions"
SINCE = (ALL, *GENDERS, ACTS, *KINDS)
"""What a late act makes larger, if anything."""


@dataclass(frozen=True, slots=True)
class Number:
    """One hidden number of a telling: of a team by itself, or of the whole organization."""

    telling: str
    key: Key
    team: UUID
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class Secret:
    """A target, and what kind of number it is."""

    topic: str
    target: Target


def number(telling: Telling, key: Key, team: UUID | None = None) -> Number:
    """Of a team by itself; without one, of the whole organization."""
    return Number(telling.name, key, team or telling.top, is_own=team is not None)


def total(telling: Telling, key: Key, teams: Iterable[UUID]) -> Terms:
    return {number(telling, key, team): 1 for team in teams}


def facts(telling: Telling, before: Telling | None) -> Iterator[Fact]:
    """What is known of one telling of all teams, and by the one before it of the same period."""
    teams = telling.teams()
    for team in teams:
        yield from _of_the_team(telling, team)
    for key in OF_TEAMS:
        yield Fact({number(telling, key): -1, **total(telling, key, teams)}, Range(0, 0))
        earlier = read(before, key).exactly if before else {}
        now = read(telling, key)
        for group, count in now.exactly.items():
            # What a revision leaves as it was told may have changed a little since: it says nothing new.
            if earlier.get(group) != count and telling.count(group, key) == count:
                yield Fact(total(telling, key, group), Range(count, count))
        yield from _labels(telling, key, now)
    if before:
        yield from since(before, telling)


def permitted(telling: Telling, *, are_shares_told: bool) -> Iterator[Fact]:
    """What may be known besides: all labels and, where that is not what is asked, how many of everybody contributed."""
    for team in telling.teams():
        yield from _of_the_team(telling, team)
    for key in OF_TEAMS:
        yield from _labels(telling, key, read(telling, key))
    if are_shares_told:
        for group, count in read(telling, ALL).exactly.items():
            if telling.count(group, ALL) == count:
                yield Fact(total(telling, ALL, group), Range(count, count))


def wrong(telling: Telling, before: Telling | None) -> Iterator[tuple[UUID, Key, str]]:
    """What was told and cannot be right: of other people than there are, or not what was counted."""
    for key in OF_TEAMS:
        was = read(before, key) if before else Read({})
        earlier, now = was.exactly, read(telling, key)
        for team, why in now.wrong:
            yield team, key, why
        for group, count in now.exactly.items():
            if earlier.get(group) != count and telling.count(group, key) != count:
                why = f"told as {count} of {len(group)} teams together, where {telling.count(group, key)} were counted"
                yield _highest(telling, group), key, why
        for team, within in now.labels.items():
            count = telling.whole(team, key).count
            if Range(count, count) not in within and was.labels.get(team) != within:
                yield team, key, f"told as {within}, where {count} were counted"


def secrets(telling: Telling, names: Mapping[UUID, str], earlier: Sequence[Telling] = ()) -> Iterator[Secret]:
    """Every number of every team, by itself and with all beneath it, of which only a label may be known.

    What might be known exactly in an earlier telling of the same period is no secret of a later one, where it fell.
    """
    for key in OF_TEAMS:
        for name, teams, group in _groups(telling, key, names):
            keep = label(group, key, telling.k)
            if keep is not None and key in OF_PEOPLE:
                keep &= _labels_of_parts(telling, key, teams)
            if keep is not None and not any(_was_no_secret(one, key, teams) for one in earlier):
                yield Secret(topic(key), Target(name, total(telling, key, teams), group.count, keep))


def _labels_of_parts(telling: Telling, key: Key, teams: Iterable[UUID]) -> Range:
    """What the labels of each team by itself say of all of them: that may be known, too."""
    known = Range(0, 0)
    for team in teams:
        group = telling.own(team, key)
        known += label(group, key, telling.k) or Range(group.count, group.count)
    return known


def _was_no_secret(telling: Telling, key: Key, teams: frozenset[UUID]) -> bool:
    some = [telling.own(team, key) for team in teams if team in set(telling.teams())]
    count = sum(one.count for one in some)
    everybody = Group(
        sum(one.people for one in some),
        count,
        sum(one.contributors for one in some),
        max((one.largest for one in some), default=0),
    )
    return bool(everybody.people) and label(everybody, key, telling.k) is None


def changes(before: Telling, telling: Telling, names: Mapping[UUID, str]) -> Iterator[Secret]:
    """Every team of which a revision changed a number by less than k: nobody may prove that it did, or by how much."""
    if before.teams() != telling.teams():
        return
    known = _known_to_have_moved(before, telling)
    widths = [
        (one.tree.beneath(team), (within.high or 0) - (within.low or 0))
        for one in (before, telling)
        for team, within in read(one, ALL).labels.items()
    ]
    for key in SINCE:
        for name, teams, group in _groups(telling, key, names):
            change = group.count - before.count(teams, key)
            if abs(change) >= telling.k:
                continue
            most = telling.k - 1 if known is None else known
            if key in OF_PEOPLE:
                most = min(most, group.people, *(width for there, width in widths if teams <= there))
            keep = {1: Range(0, most), -1: Range(-most, 0), 0: Range(0, 0)}[_direction(telling)]
            terms = {**total(telling, key, teams), **dict.fromkeys(total(before, key, teams), -1)}
            yield Secret(CHANGES, Target(f"{name}, change", terms, change, keep))


def topic(key: Key) -> str:
    """What kind of number it is, for the summary."""
    for some, words in TOPICS.items():
        if key in some:
            return words
    return "other indicators"


def _groups(telling: Telling, key: Key, names: Mapping[UUID, str]) -> Iterator[tuple[str, frozenset[UUID], Group]]:
    """Every team by itself and, where there are any beneath it, with these; without those that are nobody."""
    words = f"({key[0]} {key[1]}, {telling.name})"
    for team in telling.teams():
        name = names.get(team, str(team))
        all_of_it = telling.tree.beneath(team)
        if len(all_of_it) == 1:
            yield f"{name} {words}", all_of_it, telling.own(team, key)
        else:
            yield f"{name} itself {words}", frozenset({team}), telling.own(team, key)
            yield f"{name} with all beneath {words}", all_of_it, telling.whole(team, key)


def label(group: Group, key: Key, k: int) -> Range | None:
    """What may be known at most of how much is counted of a group; None where the very number may be, or is nobody's.

    Of acts of fewer than k people, nothing from 0 to k-1 may be ruled out, or to one by each where they are fewer; of
    those of which one person did more than half, the number may not be known to the last one.
    """
    if not group.people:
        return None
    if key in OF_PEOPLE:
        return band(group.people, group.count, k)
    if group.people <= k or group.contributors < k:
        return Range(0, min(k - 1, group.people))
    if 2 * group.largest > group.count:
        return Range(group.count - 1, group.count + 1)
    return None


def _labels(telling: Telling, key: Key, told: Read) -> Iterator[Fact]:
    for team, within in told.labels.items():
        count = telling.whole(team, key).count
        if Range(count, count) in within:
            yield Fact(total(telling, key, telling.tree.beneath(team)), within)


def _of_the_team(telling: Telling, team: UUID) -> Iterator[Fact]:
    for key in OF_PEOPLE:
        yield Fact({number(telling, key, team): 1}, Range(0, telling.own(team, key).people))
    if not telling.own(team, ALL).people:
        yield Fact({number(telling, ACTS, team): 1}, Range(0, 0))
    for whole, parts in ((ALL, GENDERS), (ACTS, KINDS), (ACTS, TIERS)):
        yield Fact({number(telling, whole, team): -1, **total_of_parts(telling, parts, team)}, Range(0, 0))
    yield Fact({number(telling, ACTS, team): 1, number(telling, ALL, team): -1}, Range(0))


def total_of_parts(telling: Telling, parts: Iterable[Key], team: UUID | None = None) -> Terms:
    return {number(telling, part, team): 1 for part in parts}


def since(before: Telling, telling: Telling) -> Iterator[Fact]:
    """He knows why it was told again and, as a gift, how many acts it was about, where these were few."""
    most = _known_to_have_moved(before, telling)
    least = None if most is None else -most
    within = {1: Range(0, most), -1: Range(least, 0), 0: Range(least, most)}[_direction(telling)]
    same = set(before.teams()) & set(telling.teams())
    yield from _of_newcomers(before, telling, same)
    for team in (None, *same):
        for key in SINCE:
            change = (telling.own(team, key) if team else telling.whole(telling.top, key)).count
            change -= (before.own(team, key) if team else before.whole(before.top, key)).count
            if Range(change, change) in within:  # else somebody moved, and he does not take it for known
                yield Fact({number(telling, key, team): 1, number(before, key, team): -1}, within)


def _of_newcomers(before: Telling, telling: Telling, teams: Iterable[UUID]) -> Iterator[Fact]:
    """Of late acts at least as many as people came to those who had contributed; of withdrawn ones, as left them."""
    sign = _direction(telling)
    for team in teams if sign else ():
        terms: Terms = {
            number(telling, ACTS, team): sign,
            number(before, ACTS, team): -sign,
            number(telling, ALL, team): -sign,
            number(before, ALL, team): sign,
        }
        now, was = (one.own(team, ACTS).count - one.own(team, ALL).count for one in (telling, before))
        if sign * (now - was) >= 0:  # else somebody moved
            yield Fact(terms, Range(0))


def _direction(telling: Telling) -> int:
    """Whether a revision only added acts (1), only took some away (-1), or neither (0). Evidence is no act."""
    if telling.reasons and telling.reasons <= {"late", "confirmed"}:
        return 1
    return -1 if telling.reasons and telling.reasons <= {"withdrawn", "confirmed"} else 0


def _known_to_have_moved(before: Telling, telling: Telling) -> int | None:
    """How many acts were added or taken away: he knows it of a few, such as his own one, and of many he does not."""
    moved = sum(abs(telling.own(team, ACTS).count - before.own(team, ACTS).count) for team in telling.teams())
    return moved if moved < telling.k else None


def _highest(telling: Telling, group: Collection[UUID]) -> UUID:
    """The team that a group is told of."""
    return max(group, key=lambda team: len(telling.tree.beneath(team)))

"""What exports let be known beside all that is told: rows by department, counted by whoever has the files.

He knows of everybody their team, their department and their declared gender, and so how many there are of each. He
counts the rows and the pseudonyms of each department that is named, and of "other"; and, as a gift, he knows in which
parts of the organization a department is named, how many pseudonyms are of each, and who is known by name.

Two exports of the same week say the same of it, so that there is nothing in one less the other: what is counted here is
counted once. That it stays so after corrections is for `storage/export_rows.py` to see to, and for tests.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from indicators.attack import Target, band
from indicators.attack_solver import Fact, Range
from indicators.attack_system import Terms
from indicators.attack_teams import Secret, label, number
from indicators.attack_tellings import ACTS, ALL, GENDERS, KINDS, Group, Key, Telling
from indicators.export_folding import OTHER

DEPARTMENTS = "departments in exports"
REST: Key = ("actions_per_100", "rest")
"""All kinds that no row names."""
Values = tuple[str, ...]
"""What the columns of a row say."""
Part = int


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the people of a period. `acts`: all they did, by kind. `rows`: what of it is in exports under a pseudonym;
    `named`: what their name stands by. `part`: the part that exports tell of them in; None where they have no rows.
    `beside`: who is on the other side of these rows, where each row is between two people.
    """

    team: UUID
    part: Part | None
    department: str
    gender: Key
    acts: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[Values, int] = field(default_factory=dict)
    named: Mapping[Values, int] = field(default_factory=dict)
    beside: Mapping[Values, Mapping[UUID, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exported:
    """What the export of one period says of its people. `is_between_people`: whether rows have another side.

    `labels`: under which name the people of a part and department are. `cells`: rows, by that and the columns' values.
    """

    name: str
    k: int
    people: Sequence[Somebody]
    labels: Mapping[tuple[Part, str], str]
    cells: Mapping[Values, int]
    is_between_people: bool = False
    shown: dict[Values, set[str]] = field(default_factory=lambda: defaultdict(set), init=False, repr=False)
    """What comes after what in a cell."""

    def __post_init__(self) -> None:
        for cell in self.cells:
            for at in range(1, len(cell)):
                self.shown[cell[:at]].add(cell[at])

    def label_of(self, one: Somebody) -> str | None:
        return None if one.part is None else self.labels.get((one.part, one.department))

    def told_as(self, label: str, values: Values) -> Values:
        """The cell that a row is in: what is not named is "other"."""
        told: Values = (label,)
        for value in values:
            told += (value if value in self.shown[told] else OTHER,)
        return told


@dataclass(frozen=True, slots=True)
class Hidden:
    """A hidden number of the people of one team and department. `key`: a gender's people who did something, or acts.

    `is_shown`: of those with rows under a pseudonym, or of these rows.
    """

    period: str
    key: Key
    team: UUID
    department: str
    part: Part | None
    is_shown: bool = False


def beside_rows(tellings: Sequence[Telling], exported: Exported) -> Iterator[Fact]:
    """What is known without any file: who is where, that teams are their departments together; who is known by name."""
    world = _World(exported)
    yield from world.if_true(world.people())
    for telling in tellings:
        yield from world.if_true(world.adds_up(telling))


def rows(exported: Exported) -> Iterator[Fact]:
    """What the files say."""
    world = _World(exported)
    yield from world.if_true(world.rows())


def secrets(exported: Exported) -> Iterator[Secret]:
    """Every department with rows, in every number of which only a label may be known.

    Of what it is in each part, how many did something and how much.
    """
    groups: dict[tuple[str, Part | None], list[Somebody]] = defaultdict(list)
    for one in exported.people:
        groups[one.department, None].append(one)
        if one.part is not None:
            groups[one.department, one.part].append(one)
    for (department, part), people in groups.items():
        is_all = len(people) == len(groups[department, None])
        if (part is not None and is_all) or not any(exported.label_of(one) for one in people):
            continue
        where = {(one.team, one.part) for one in people}
        name = f"{department or 'without a department'}{'' if part is None else f', part {part}'}"
        for key in (ALL, *GENDERS, ACTS, *_kinds(exported)) if part is None else (ALL, ACTS):
            keep, count, terms = _secret(exported, key, department, where, people)
            if keep is not None:
                target = Target(f"{name} ({key[0]} {key[1]}, {exported.name}, export)", terms, count, keep)
                yield Secret(DEPARTMENTS, target)


def _secret(
    exported: Exported, key: Key, department: str, where: Iterable[tuple[UUID, Part | None]], people: list[Somebody]
) -> tuple[Range | None, int, Terms]:
    genders = GENDERS if key == ALL else (key,) if key in GENDERS else ()
    terms: Terms = {
        Hidden(exported.name, one, team, department, part): 1 for team, part in where for one in genders or (key,)
    }
    if genders:
        some = [one for one in people if one.gender in genders]
        count = sum(bool(one.acts) for one in some)
        return (band(len(some), count, exported.k) if some else None), count, terms
    each = [sum(one.acts.values()) if key == ACTS else one.acts.get(key[1], 0) for one in people]
    behind = [one for one in each if one]
    group = Group(len(people), sum(each), len(behind), max(each, default=0))
    return label(group, key, exported.k), sum(each), terms


def _kinds(exported: Exported) -> list[Key]:
    """Those that rows name."""
    named = {kind for cell, kinds in exported.shown.items() if len(cell) == 1 for kind in kinds}
    return [key for key in KINDS if key[1] in named]


def with_rows(exported: Exported) -> Iterator[tuple[Somebody, str]]:
    """Everybody who has rows, if they did anything, and what their department is told as."""
    for one in exported.people:
        label_ = exported.label_of(one)
        if label_ is not None:
            yield one, label_


class _World:
    """What is true of everybody in a team and department; an attacker takes for known only what is true."""

    def __init__(self, exported: Exported) -> None:
        self._exported = exported
        self._kinds = (*_kinds(exported), REST)
        self.count = Counter[Hashable]()
        self.at_least = Counter[Hidden]()
        self.sizes = Counter[Hidden]()
        for one in exported.people:
            self._add(one)

    def hidden(self, one: Somebody, key: Key, *, is_shown: bool = False) -> Hidden:
        return Hidden(self._exported.name, key, one.team, one.department, one.part, is_shown)

    def _add(self, one: Somebody) -> None:
        did = self.hidden(one, one.gender)
        self.sizes[did] += 1
        self.count[did] += bool(one.acts)
        self.at_least[did] += bool(one.named)
        self.count[self.hidden(one, one.gender, is_shown=True)] += bool(one.rows)
        for counts, is_shown in ((one.acts, False), (_by_kind(one.rows), True)):
            for kind, count in counts.items():
                for key in (ACTS, self._kind(kind)):
                    self.count[self.hidden(one, key, is_shown=is_shown)] += count
        for kind, count in _by_kind(one.named).items():
            for key in (ACTS, self._kind(kind)):
                self.at_least[self.hidden(one, key)] += count

    def _kind(self, kind: str) -> Key:
        key = "actions_per_100", kind
        return key if key in self._kinds else REST

    def if_true(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        for fact in facts:
            count = sum(factor * self.count[one] for one, factor in fact.terms.items())
            if Range(count, count) in fact.within:
                yield fact

    def people(self) -> Iterator[Fact]:
        """How many there are, who is known by name, and that whoever did something did an act."""
        for team, department, part in self._places():
            did: Terms = {self._of(team, department, part, key): 1 for key in GENDERS}
            for one in did:
                yield Fact({one: 1}, Range(self.at_least[_hidden(one)], self.sizes[_hidden(one)]))
            acts = self._of(team, department, part, ACTS)
            kinds: Terms = {self._of(team, department, part, key): 1 for key in self._kinds}
            yield Fact({acts: -1, **kinds}, Range(0, 0))
            yield Fact({acts: 1, **dict.fromkeys(did, -1)}, Range(0))
            for one in (acts, *kinds):
                if self.at_least[_hidden(one)]:
                    yield Fact({one: 1}, Range(self.at_least[_hidden(one)]))

    def adds_up(self, telling: Telling) -> Iterator[Fact]:
        """A team is its departments together."""
        by_team: dict[UUID, list[tuple[UUID, str, Part | None]]] = defaultdict(list)
        for place in self._places():
            by_team[place[0]].append(place)
        for team in telling.teams():
            for key in (*GENDERS, ACTS, *self._kinds[:-1]):
                own = number(telling, key, team)
                self.count[own] = telling.own(team, key).count
                yield Fact({own: -1, **{self._of(*place, key): 1 for place in by_team[team]}}, Range(0, 0))

    def rows(self) -> Iterator[Fact]:
        """What is in the files: pseudonyms by part, rows by what is told."""
        exported = self._exported
        authors: dict[tuple[Part | None, str], list[tuple[UUID, str, Part | None]]] = defaultdict(list)
        for team, department, part in self._places():
            label_ = exported.labels.get((part, department)) if part is not None else None
            if label_ is not None:
                authors[part, label_].append((team, department, part))
                yield from self._of_place(team, department, part)
        for places in authors.values():
            for keys in (GENDERS, (ACTS,)):
                yield self._exactly({self._of(*place, key, is_shown=True): 1 for place in places for key in keys})
        cells: dict[Values, dict[Hashable, int]] = defaultdict(dict)
        for (_, label_), places in authors.items():
            for key in self._kinds:
                for place in places:
                    cells[exported.told_as(label_, key[1:])][self._of(*place, key, is_shown=True)] = 1
        for terms in cells.values():
            yield self._exactly(terms)

    def _of_place(self, team: UUID, department: str, part: Part | None) -> Iterator[Fact]:
        place = team, department, part
        shown: Terms = {self._of(*place, key, is_shown=True): 1 for key in self._kinds}
        authors: Terms = {self._of(*place, key, is_shown=True): -1 for key in GENDERS}
        yield Fact({self._of(*place, ACTS, is_shown=True): -1, **shown}, Range(0, 0))
        yield Fact({self._of(*place, ACTS, is_shown=True): 1, **authors}, Range(0))
        for key in (*GENDERS, *self._kinds):
            yield Fact({self._of(*place, key): 1, self._of(*place, key, is_shown=True): -1}, Range(0))

    def _exactly(self, terms: Terms) -> Fact:
        count = sum(self.count[one] for one in terms)
        return Fact(terms, Range(count, count))

    def _of(self, team: UUID, department: str, part: Part | None, key: Key, *, is_shown: bool = False) -> Hidden:
        return Hidden(self._exported.name, key, team, department, part, is_shown)

    def _places(self) -> list[tuple[UUID, str, Part | None]]:
        return list({(one.team, one.department, one.part): None for one in self._exported.people})


def _hidden(one: Hashable) -> Hidden:
    assert isinstance(one, Hidden)  # noqa: S101 - there are no other terms here
    return one


def _by_kind(rows: Mapping[Values, int]) -> Counter[str]:
    found = Counter[str]()
    for values, count in rows.items():
        found[values[0]] += count
    return found

"""Made-up organizations with departments and settings, and the export of their week: folded as the product folds it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from indicators import attack_published, export_folding, export_groups, told
from indicators.attack_exports import Exported, Somebody, Values
from indicators.attack_published import Outcome
from indicators.attack_tellings import ACTS, ALL, MEN, OTHERS, WOMEN, Telling, read, tellings
from indicators.export_folding import OTHER, Behind, Cell
from indicators.export_groups import Some
from storage.words import Gender, Kind
from tests.indicators import told_worlds
from tests.indicators.published_worlds import MONDAY, ORGANIZATION, World, team
from tests.indicators.told_worlds import K

SETTINGS = ("meeting", "review", "chat", "")


@dataclass(frozen=True)
class Staff:
    """A world, the department of each of its people, and of each deed the setting and who may see it."""

    world: World
    departments: tuple[str, ...]
    settings: tuple[str, ...]
    private: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()


def staff(seed: int) -> Staff:
    """Departments that go across teams, or are a part of one, or are nearly the same."""
    world, dice = told_worlds.world(seed), Random(-seed)
    names = ["", "Sales", "Support", "Legal", "Data"][: dice.randint(2, 5)]
    mostly = {index: dice.choice(names) for index in (None, *range(len(world.above)))}
    loyal = dice.choice([0.0, 0.5, 0.8, 0.95])
    few = dice.choice([0, 0, 0.05, 0.3])
    open_ = dice.choice([0, 0, 0.1])
    deeds = range(len(world.deeds))
    private = frozenset(one for one in deeds if dice.random() < few)
    return Staff(
        world,
        tuple(mostly[index] if dice.random() < loyal else dice.choice(names) for index, _ in world.people),
        tuple(dice.choice(SETTINGS) for _ in deeds),
        private,
        frozenset(one for one in deeds if one not in private and dice.random() < open_),
    )


def people_of(of: Staff, telling: Telling) -> list[Somebody]:
    """Everybody, with what is true of them."""
    acts = read(telling, ACTS).exactly
    parts = {one: at for at, group in enumerate(read(telling, ALL).exactly) for one in group if group in acts}
    genders = {Gender.MAN: MEN, Gender.WOMAN: WOMEN}
    did: dict[int, Counter[str]] = defaultdict(Counter)
    rows: dict[int, Counter[Values]] = defaultdict(Counter)
    named: dict[int, Counter[Values]] = defaultdict(Counter)
    for at, deed in enumerate(of.world.deeds):
        did[deed.person][deed.kind.value] += 1
        if at not in of.private:
            (named if at in of.named else rows)[deed.person][deed.kind.value, of.settings[at]] += 1
    found = []
    for person, (index, gender) in enumerate(of.world.people):
        home = ORGANIZATION if index is None else team(index)
        found.append(
            Somebody(
                home,
                parts.get(home),
                of.departments[person],
                genders.get(gender, OTHERS),
                did[person],
                rows[person],
                named[person],
            )
        )
    return found


Folded = tuple[Mapping[tuple[int, str], str], Mapping[Values, int]]
Fold = Callable[[Sequence[Somebody], Telling], Folded]


def exported(of: Staff, telling: Telling, fold: Fold) -> Exported:
    people = people_of(of, telling)
    return Exported(telling.name, K, people, *fold(people, telling))


def told_of(of: Staff) -> tuple[Telling, ...]:
    rulings = told.of_week(told_worlds.cells(of.world), K)
    values = told_worlds.as_stored(of.world, rulings)
    return tuple(tellings(values, ORGANIZATION, {("week", MONDAY, 0): K}, {(MONDAY, 0): of.world.parents()}))


def attacked(of: Staff, fold: Fold) -> Outcome:
    (telling,) = told_of(of)
    names = told_worlds.names(of.world)
    return attack_published.of_teams([telling], [], names, exported(of, telling, fold))


def behind(rows: Sequence[Mapping[Values, int]]) -> Behind:
    counts = [sum(one.values()) for one in rows]
    counts = [one for one in counts if one]
    return Behind(len(counts), sum(counts), max(counts, default=0))


def folded(people: Sequence[Somebody], telling: Telling) -> Folded:
    """As `bot/exporting/folded.py` does it with many numbers at once."""
    by_part: dict[int, list[Somebody]] = defaultdict(list)
    for one in people:
        if one.part is not None:
            by_part[one.part].append(one)
    labels: dict[tuple[int, str], str] = {}
    for part, some in by_part.items():
        cells = cells_of(some)
        groups = export_groups.groups(_some(some), portions_of(some, telling))
        unseen = sum(bool(one.acts) and not one.rows and not one.named for one in some)
        shown = export_folding.departments(cells, K, groups, unseen)
        for name in cells if shown is not None else ():
            labels[part, name] = name if shown and name in shown else OTHER
    return labels, rows_of(people, labels, kinds_told(telling))


def by_itself(people: Sequence[Somebody], telling: Telling) -> Folded:
    """As if each department and each value were looked at by itself, in every group of which participation is told."""
    parts = {one: at for at, group in enumerate(read(telling, ALL).exactly) for one in group}
    labels: dict[tuple[int, str], str] = {}
    behind_value: dict[tuple[str, int, str], set[int]] = defaultdict(set)
    for part in set(parts.values()):
        for name, cell in cells_of([one for one in people if one.part == part]).items():
            labels[part, name] = name if name and cell.behind.people >= K else OTHER
    here = [(one, label) for one in people if (label := _label(one, labels)) is not None]
    for at, (one, label) in enumerate(here):
        for values in one.rows:
            for column, value in enumerate(values):
                behind_value[label, column, value].add(at)
    found = Counter[Values]()
    for one, label in here:
        for rows in (one.rows, one.named):
            for values, count in rows.items():
                told_as = (v if len(behind_value[label, at, v]) >= K else OTHER for at, v in enumerate(values))
                found[label, *told_as] += count
    return labels, found


def cells_of(people: Sequence[Somebody]) -> dict[str, Cell]:
    by_department: dict[str, list[Somebody]] = defaultdict(list)
    for one in people:
        by_department[one.department].append(one)
    return {
        name: Cell(len(some), behind([one.rows for one in some if not one.named]), sum(bool(one.named) for one in some))
        for name, some in by_department.items()
    }


def portions_of(people: Sequence[Somebody], telling: Telling) -> list[frozenset[UUID]]:
    """Each team of a part, and each with all beneath it."""
    teams = frozenset(one.team for one in people)
    places = {telling.tree.beneath(top) & teams for top in telling.teams()} | {frozenset({one}) for one in teams}
    return [place for place in places if place and place != teams]


def _some(people: Sequence[Somebody]) -> list[Some]:
    genders = {MEN: Gender.MAN, WOMEN: Gender.WOMAN, OTHERS: Gender.UNDISCLOSED}
    return [
        Some(one.department, one.team, genders[one.gender], 1, int(bool(one.rows) and not one.named), bool(one.named))
        for one in people
    ]


def kinds_told(telling: Telling) -> Mapping[int, frozenset[int]]:
    """By part the kinds of which it is told how many acts there were."""
    told_of_kind = [read(telling, ("actions_per_100", kind)).exactly for kind in KINDS_]
    parts = enumerate(read(telling, ALL).exactly)
    return {part: frozenset(at for at, some in enumerate(told_of_kind) if group in some) for part, group in parts}


KINDS_ = tuple(kind.value for kind in Kind)


def rows_of(
    people: Sequence[Somebody], labels: Mapping[tuple[int, str], str], kinds: Mapping[int, frozenset[int]]
) -> Mapping[Values, int]:
    """Column after column: what is "other" in one is so in those after it."""
    here = [(one, label) for one in people if (label := _label(one, labels)) is not None]
    many = len(SETTINGS)
    first = export_folding.values(_pieces(here, lambda kind, _: kind), K, kinds)
    second = export_folding.within(_pieces(here, lambda kind, setting: kind * many + setting), first, many, K)
    found = Counter[Values]()
    for one, name in here:
        for rows in (one.rows, one.named):
            for (kind, setting), count in rows.items():
                at, where = KINDS_.index(kind), SETTINGS.index(setting)
                is_kind, is_setting = at in first[name], at * many + where in second[name]
                found[name, kind if is_kind else OTHER, setting if is_setting else OTHER] += count
    return found


def _label(one: Somebody, labels: Mapping[tuple[int, str], str]) -> str | None:
    return None if one.part is None else labels.get((one.part, one.department))


def _pieces(
    here: Iterable[tuple[Somebody, str]], value_of: Callable[[int, int], int]
) -> dict[tuple[int, str], dict[int, Behind]]:
    pieces: dict[tuple[int, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one, name in here:
        assert one.part is not None
        piece, counts = pieces[one.part, name], Counter[int]()
        for (kind, setting), count in one.rows.items() if not one.named else ():
            counts[value_of(KINDS_.index(kind), SETTINGS.index(setting))] += count
        for value, count in counts.items():
            piece[value].append(count)
    return {
        piece: {value: Behind(len(some), sum(some), max(some)) for value, some in by.items()}
        for piece, by in pieces.items()
    }

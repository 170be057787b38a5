"""The attack on exports beside all that is told: each thing it finds, by hand, and made-up organizations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from indicators.attack_cells import CELLS, wrong
from indicators.attack_exports import DEPARTMENTS, Exported, Somebody, Values
from indicators.attack_published import WRONG, Outcome, of_export
from indicators.attack_tellings import Telling
from indicators.export_folding import OTHER
from storage.words import Gender, Kind
from tests.indicators.exported_worlds import SETTINGS, Fold, Folded, Staff, attacked, by_itself, folded, staff
from tests.indicators.published_worlds import Deed, World
from tests.indicators.told_worlds import K
from tests.seeds import seeds

MAN, WOMAN = Gender.MAN, Gender.WOMAN


def of_one_team(*groups: tuple[str, Gender, int, int]) -> Staff:
    """A team of such departments and genders: of so many people so many did one thing."""
    people: list[tuple[int | None, Gender]] = []
    deeds: list[Deed] = []
    departments: list[str] = []
    for department, gender, size, did in groups:
        deeds += [Deed(len(people) + at) for at in range(did)]
        people += [(0, gender)] * size
        departments += [department] * size
    world = World((None,), tuple(people), tuple(deeds))
    return Staff(world, tuple(departments), ("meeting",) * len(deeds))


def words(outcome: Outcome) -> list[str]:
    return [leak.words for leak in outcome.leaks]


def named_in(fold: Fold, of: Staff) -> set[str]:
    seen = set[str]()

    def seeing(people: Sequence[Somebody], telling: Telling) -> Folded:
        labels, cells = fold(people, telling)
        seen.update(cell[0] for cell in cells)
        return labels, cells

    attacked(of, seeing)
    return seen - {OTHER}


WOMEN_IN_SALES = of_one_team(("Sales", WOMAN, 8, 4), ("Sales", MAN, 4, 3), ("Support", MAN, 30, 12))
"""Of the team's eight women four did something: fewer than five. But in Sales seven of twelve people did."""


def test_a_department_says_something_of_the_women_in_it() -> None:
    found = words(attacked(WOMEN_IN_SALES, by_itself))
    assert "Team 0 (participation women, 2026-W10): 3..7, where no more than 0..4 may be known" in found


def test_such_a_department_is_not_named() -> None:
    assert named_in(folded, WOMEN_IN_SALES) == set()
    assert words(attacked(WOMEN_IN_SALES, folded)) == []


def test_a_department_is_named_where_all_find_room_beside_such_a_group() -> None:
    """Both the eight who did something and the eight who did not may all be men."""
    of = of_one_team(("Sales", WOMAN, 6, 4), ("Sales", MAN, 14, 6), ("Support", MAN, 30, 12))
    assert named_in(folded, of) == {"Sales", "Support"}
    assert words(attacked(of, folded)) == []


def test_what_all_of_few_departments_did_is_what_the_part_leaves() -> None:
    of = of_one_team(("Sales", WOMAN, 20, 9), ("Support", WOMAN, 20, 9), ("Legal", WOMAN, 10, 1))
    found = attacked(of, by_itself)
    assert {leak.topic for leak in found.leaks} >= {DEPARTMENTS, CELLS}
    assert "Legal (participation all, 2026-W10, export): exactly 1, where no more than 0..4 may be known" in words(
        found
    )
    assert words(attacked(of, folded)) == []


def test_whoever_kept_all_to_themselves_may_have_been_in_any_department() -> None:
    """Of Sales all but two did something; a third of that is in no row, and must not look like that of four more."""
    of = of_one_team(("Sales", WOMAN, 14, 12), ("Support", WOMAN, 40, 12))
    of = replace(of, private=frozenset(range(8, 12)))
    found = words(attacked(of, by_itself))
    assert "Sales (participation all, 2026-W10, export): 8..12, where no more than 10..14 may be known" in found
    assert named_in(folded, of) == set()
    assert words(attacked(of, folded)) == []


def test_a_kind_that_the_digest_hides_is_in_no_row() -> None:
    """The digest tells of no kind here: amplify is all of it, and that would say that there is nothing else."""
    of = of_one_team(("Sales", WOMAN, 20, 9), ("Support", WOMAN, 20, 9))
    leak = "Team 0 (actions_per_100 mentor, 2026-W10): exactly 0, where no more than 0..4 may be known"
    assert leak in words(attacked(of, by_itself))
    assert words(attacked(of, folded)) == []


def test_a_cell_of_few_people_is_named() -> None:
    deeds = tuple(Deed(one, Kind.MENTOR if one < 6 else Kind.AMPLIFY) for one in range(20))
    world = World((None,), ((0, WOMAN),) * 40, deeds)
    of = Staff(world, ("Sales",) * 40, ("meeting",) * 4 + ("chat",) * 8 + ("meeting",) * 8)
    found = words(attacked(of, by_itself))
    assert "Sales, mentor, chat (2026-W10): rows of 2 people, where no fewer than 5 may be told of" in found
    assert words(attacked(of, folded)) == []


def test_who_is_known_by_name_protects_nobody() -> None:
    deeds = tuple(Deed(one) for one in range(12))
    of = Staff(World((None,), ((0, WOMAN),) * 40, deeds), ("Sales",) * 40, ("meeting",) * 12, named=frozenset(range(8)))
    found = words(attacked(of, _as_it_is))
    assert "Sales, amplify, meeting (2026-W10): rows of 4 people, where no fewer than 5 may be told of" in found


def test_rows_that_are_not_there_are_wrong() -> None:
    somebody = Somebody(
        staff(1).world.trees().__next__()[0], 0, "Sales", ("participation", "men"), rows={("learn", ""): 1}
    )
    exported = Exported("2026-W10", K, [somebody] * 6, {(0, "Sales"): "Sales"}, {("Sales", "learn", ""): 7})
    assert list(wrong(exported)) == ["Sales, learn,  (2026-W10): 7 rows, where 6 were counted"]
    (found,) = of_export(exported).leaks
    assert found.topic == WRONG


@pytest.mark.parametrize(
    ("sides", "found"),
    [
        ([2] * 5 + [2], []),
        ([3] * 4, ["Sales, role (2026-Q1): rows of 4 people, where no fewer than 5 may be told of"]),
        ([7, 1, 1, 1, 1, 1], ["Sales, role (2026-Q1): 12 rows, of which one person has more than half"]),
    ],
)
def test_of_rows_between_people_the_other_side_counts_as_well(sides: list[int], found: list[str]) -> None:
    """Twelve sponsored somebody once each: of whom there are six, or four, or one more than all others."""
    sponsored = [UUID(int=at) for at, times in enumerate(sides) for _ in range(times)]
    people = [
        Somebody(UUID(int=99), 0, "Sales", ("participation", "men"), rows={("role",): 1}, beside={("role",): {one: 1}})
        for one in sponsored
    ]
    exported = Exported("2026-Q1", K, people, {(0, "Sales"): "Sales"}, {("Sales", "role"): 12}, is_between_people=True)
    assert [one for one in words(of_export(exported)) if "role" in one] == found
    assert words(of_export(replace(exported, is_between_people=False))) == []


def _as_it_is(people: Sequence[Somebody], _: Telling) -> Folded:
    cells = Counter[Values]()
    for one in people:
        for rows in (one.rows, one.named):
            for values, count in rows.items():
                cells[(one.department, *values)] += count
    return {(one.part, one.department): one.department for one in people if one.part is not None}, cells


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", seeds(range(30)))
def test_of_made_up_organizations_exports_let_nothing_be_recovered(seed: int) -> None:
    assert words(attacked(staff(seed), folded)) == []


@pytest.mark.no_cover
def test_of_made_up_organizations_much_would_be_if_each_value_were_looked_at_by_itself() -> None:
    enough = {DEPARTMENTS: 3, CELLS: 3, "actions by kind": 3, "participation by gender": 2}
    found = Counter[str]()
    for seed in range(30):
        found.update(leak.topic for leak in attacked(staff(seed), by_itself).leaks)
        if all(found[topic] >= count for topic, count in enough.items()):
            return
    pytest.fail(f"only {found}")


@pytest.mark.no_cover
def test_made_up_organizations_have_rows_departments_and_kinds() -> None:
    """Else it would be no wonder that nothing is found."""
    seen = Counter[str]()

    def counting(people: Sequence[Somebody], telling: Telling) -> Folded:
        labels, cells = folded(people, telling)
        seen["rows"] += bool(cells)
        seen["departments"] += any(label != OTHER for label, *_ in cells)
        seen["kinds"] += any(kind != OTHER for _, kind, _ in cells)
        seen["settings"] += any(setting in SETTINGS for *_, setting in cells)
        return labels, cells

    for seed in range(60):
        attacked(staff(seed), counting)
        if seen["rows"] > 30 and min(seen.values()) >= 3:
            return
    pytest.fail(f"only {seen}")

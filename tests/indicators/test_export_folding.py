"""Which departments and values an export names: whatever the numbers, nobody finds a group that is too small."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from indicators import export_folding
from indicators.export_folding import UNKNOWN, Behind, Cell, Counts

K = 5


@st.composite
def cells(draw: st.DrawFn) -> Mapping[str, Cell]:
    found = {}
    for name in draw(st.lists(st.sampled_from([UNKNOWN, "Sales", "Support", "Legal", "Data", "Care"]), unique=True)):
        size = draw(st.integers(0, 30))
        people = draw(st.integers(0, size))
        acts = draw(st.lists(st.integers(1, 9), min_size=people, max_size=people))
        found[name] = Cell(size, Behind(people, sum(acts), max(acts, default=0)))
    return found


@given(cells())
def test_every_department_that_is_named_and_what_is_left_may_be_known(found: Mapping[str, Cell]) -> None:
    shown = export_folding.departments(found, K)
    if shown is None:
        return
    for name in shown:
        assert found[name].behind.people >= K
        assert found[name].size - found[name].behind.people >= K
    left = [cell for name, cell in found.items() if name not in shown and cell.size]
    people, size = sum(one.behind.people for one in left), sum(one.size for one in left)
    assert UNKNOWN not in shown
    assert not left or (people >= K and size - people >= K)


@given(cells())
def test_there_are_no_rows_only_where_all_together_may_not_be_known(found: Mapping[str, Cell]) -> None:
    people = sum(one.behind.people for one in found.values())
    size = sum(one.size for one in found.values())
    rows = sum(one.behind.rows for one in found.values())
    largest = max((one.behind.largest for one in found.values()), default=0)
    may_be_known = size == 0 or (people >= K and size - people >= K and 2 * largest <= rows)
    assert (export_folding.departments(found, K) is not None) >= may_be_known


values = st.dictionaries(
    st.tuples(st.integers(0, 2), st.sampled_from(["Sales", "Support", "other"])),
    st.dictionaries(
        st.integers(0, 4),
        st.lists(st.integers(1, 6), max_size=12).map(lambda acts: Behind(len(acts), sum(acts), max(acts, default=0))),
    ),
    max_size=6,
)


@given(values)
def test_a_value_that_is_shown_has_enough_people_behind_it(pieces: Mapping[tuple[int, str], Counts]) -> None:
    for name, shown in export_folding.values(pieces, K).items():
        for value in shown:
            behind = [counts[value] for (_, of), counts in pieces.items() if of == name and value in counts]
            assert sum(one.people for one in behind) >= K
            assert 2 * max(one.largest for one in behind) <= sum(one.rows for one in behind)

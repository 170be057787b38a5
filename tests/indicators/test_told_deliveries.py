"""What is told of nudges that did not go out, and in which steps people are counted for an item."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.told_deliveries import Behind, Said, in_steps, not_sent, share_right, step_of


@pytest.mark.parametrize(
    ("behind", "is_chosen", "said"),
    [
        (Behind(), True, Said.FEW),
        (Behind(9, 4, 3), False, Said.FEW),
        (Behind(5, 5, 1), False, Said.NUMBER),
        (Behind(9, 5, 5), False, Said.HIDDEN),
        (Behind(10, 5, 5), False, Said.NUMBER),
        (Behind(15, 15, 1), True, Said.NUMBER),
        (Behind(16, 16, 1), True, Said.NEARLY_ALL),
        (Behind(20, 20, 1), True, Said.NEARLY_ALL),
        (Behind(20, 20, 1), False, Said.NUMBER),
    ],
)
def test_a_count_is_told_where_nobody_can_be_found_out(behind: Behind, is_chosen: bool, said: Said) -> None:
    assert not_sent(behind, 20, 5, is_chosen=is_chosen) is said


@given(people=st.integers(0, 500), k=st.integers(5, 60))
def test_a_step_holds_a_whole_group_and_tells_no_more(people: int, k: int) -> None:
    shown = in_steps(people, k)
    assert shown == 0 or shown >= max(10, k)
    assert shown <= people < shown + step_of(k)


@given(answered=st.integers(0, 300), k=st.integers(5, 40), data=st.data())
def test_a_share_is_told_where_a_group_was_right_and_a_group_was_not(
    answered: int, k: int, data: st.DataObject
) -> None:
    right = data.draw(st.integers(0, answered))
    said, percent = share_right(right, answered, k)
    assert (said is Said.NUMBER) == (right >= step_of(k) and answered - right >= step_of(k))
    if said is Said.NUMBER:
        assert percent % 10 == 0
        assert abs(percent - 100 * right / answered) <= 5

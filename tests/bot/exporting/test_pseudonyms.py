"""Pseudonyms that are remembered are those that would be worked out, whatever came before."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.exporting.pseudonyms import LENGTH, Remembered, pseudonym

SECRET, PEOPLE = b"a secret", [f"{place:032x}" for place in range(5)]
GROUPS = [f"group {number}".encode() for number in range(4)]

periods = st.lists(
    st.dictionaries(st.integers(0, 2 * len(PEOPLE) - 1), st.sampled_from(GROUPS), min_size=1), min_size=1, max_size=8
)
"""In each, the group in which somebody is told of; twice their place, and one more with a name."""


@given(periods)
def test_they_are_what_would_be_worked_out(told: list[dict[int, bytes]]) -> None:
    remembered = Remembered(SECRET, PEOPLE)
    for one in told:
        keys = np.array(sorted(one), dtype=np.int64)
        groups = sorted(set(one.values()))
        group = np.array([groups.index(one[key]) for key in keys.tolist()], dtype=np.int64)
        assert [word.decode() for word in remembered.of(keys, groups, group)] == [
            pseudonym(SECRET, one[key], PEOPLE[key // 2], is_named=bool(key % 2)) for key in keys.tolist()
        ]


def test_another_secret_group_person_or_layer_has_another_one() -> None:
    first = pseudonym(SECRET, GROUPS[0], PEOPLE[0], is_named=False)
    others = {
        pseudonym(b"another", GROUPS[0], PEOPLE[0], is_named=False),
        pseudonym(SECRET, GROUPS[1], PEOPLE[0], is_named=False),
        pseudonym(SECRET, GROUPS[0], PEOPLE[1], is_named=False),
        pseudonym(SECRET, GROUPS[0], PEOPLE[0], is_named=True),
    }
    assert first not in others
    assert len(others) == 4
    assert {len(one) for one in (first, *others)} == {LENGTH}

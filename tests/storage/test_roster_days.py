"""How a day may be written in a roster, and which ways of writing it could mean another day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.roster.days import day
from storage.roster.problems import WrongCell

RIGHT = "write it as year-month-day, like 2024-03-31"


@pytest.mark.parametrize(
    "cell",
    [
        "2024-12-03",
        "2024-12-3",
        "2024/12/03",
        "2024.12.03.",
        "2024. 12. 03.",
        "03.12.2024",
        "3.12.2024",
        "3. 12. 2024",
        "2024-12-03 00:00:00",
        "2024-12-03T00:00:00",
        "03.12.2024 00:00",
        "3.12.2024 0:00:00",
    ],
)
def test_the_third_of_december(cell: str) -> None:
    assert day(cell) == date(2024, 12, 3)


@pytest.mark.parametrize("cell", ["31/12/2024", "31-12-2024", "12/31/2024", "12-31-2024", "31.12.2024"])
def test_there_is_no_other_order_for_the_thirty_first(cell: str) -> None:
    assert day(cell) == date(2024, 12, 31)


def test_the_same_number_twice_is_one_day_in_any_order() -> None:
    assert day("5/5/2024") == date(2024, 5, 5)


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("01/02/2024", "“01/02/2024” is 2 January to some, and 1 February to others"),
        ("12-11-2024", "“12-11-2024” is 12 November to some, and 11 December to others"),
        ("31.12.24", "the year of “31.12.24” has two digits"),
        ("1/2/24", "the year of “1/2/24” has two digits"),
        ("30.02.2024", "there is no day “30.02.2024”"),
        ("2024-13-01", "there is no day “2024-13-01”"),
        ("12.31.2024", "there is no day “12.31.2024”"),
        ("0/0/2024", "there is no day “0/0/2024”"),
        ("31/02/2024", "there is no day “31/02/2024”"),
        ("0202-01-01", "“0202-01-01” is before 1900"),
        ("0000-01-01", "there is no day “0000-01-01”"),
        ("2024-W01-1", "“2024-W01-1” is no date"),
        ("2024-12-03 14:30", "“2024-12-03 14:30” is no date"),
        ("2024-12/03", "“2024-12/03” is no date"),
        ("٢٠٢٤-12-03", "“٢٠٢٤-12-03” is no date"),
        ("soon", "“soon” is no date"),
    ],
)
def test_what_is_no_day_or_could_be_two_is_refused_with_a_sentence(cell: str, wrong: str) -> None:
    with pytest.raises(WrongCell) as raised:
        day(cell)
    assert (raised.value.wrong, raised.value.right) == (wrong, RIGHT)


@pytest.mark.parametrize("cell", ["45657", "45657.0", "45657,0"])
def test_a_number_of_a_spreadsheet_is_told_apart(cell: str) -> None:
    with pytest.raises(WrongCell) as raised:
        day(cell)
    assert raised.value.right == "format the column as a date"


@given(st.dates(min_value=date(1900, 1, 1)), st.sampled_from(["/", "-", "."]), st.booleans(), st.booleans())
def test_a_day_is_read_as_it_was_meant_or_refused(meant: date, stroke: str, padded: bool, month_first: bool) -> None:
    """With dots there are no Americans."""
    numbers = [meant.month, meant.day] if month_first and stroke != "." else [meant.day, meant.month]
    cell = stroke.join([*(f"{one:02}" if padded else str(one) for one in numbers), f"{meant.year:04}"])
    try:
        assert day(cell) == meant
    except WrongCell:
        assert stroke != "."
        assert meant.day <= 12
        assert meant.day != meant.month


@given(st.dates(min_value=date(1900, 1, 1)))
def test_every_day_has_a_way_to_be_written(meant: date) -> None:
    assert day(meant.isoformat()) == meant
    assert day("") is None

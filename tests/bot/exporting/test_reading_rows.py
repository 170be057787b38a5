"""Rows as PostgreSQL hands them over, all of them in two values, and as SQLite does."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from bot.exporting.counting import Rows
from bot.exporting.crowd import Crowd
from bot.exporting.reading import Reader
from storage.export_facts import Somebody
from storage.models.base import new_id
from storage.snapshot import BETWEEN, Lines, Raw
from storage.words import Gender

ANA, BEN, NOBODY_WE_KNOW = new_id(), new_id(), new_id()


def read(raw: Raw, *, is_between_people: bool = False) -> Rows:
    people = [
        Somebody(one, one, "Somebody", None, Gender.UNDISCLOSED, date(2020, 1, 1), None, is_erased=False)
        for one in (ANA, BEN)
    ]
    return Reader(Crowd(people, []), ("kind", "setting"), is_between_people=is_between_people).read(raw)


def lines(*rows: tuple[UUID, str, str, str, str]) -> Lines:
    return Lines(b"".join(one.bytes for one, *_ in rows), "\n".join(BETWEEN.join(words) for _, *words in rows))


def words_of(rows: Rows, column: int) -> list[str]:
    found = rows.columns[column]
    return [str(found.words[code]) for code in found.codes]


def test_each_row_is_of_who_did_it() -> None:
    rows = read(lines((BEN, "1", "", "amplify", ""), (ANA, "0", "", "learn", "meeting"), (BEN, "0", "", "learn", "")))
    assert rows.person.tolist() == [1, 0, 1]
    assert rows.is_named.tolist() == [True, False, False]
    assert rows.beside is None
    assert words_of(rows, 0) == ["amplify", "learn", "learn"]
    assert words_of(rows, 1) == ["", "meeting", ""]


def test_who_is_not_in_the_crowd_has_no_rows_and_may_be_on_the_other_side_as_nobody() -> None:
    rows = read(
        lines(
            (NOBODY_WE_KNOW, "0", str(ANA), "role", ""),
            (ANA, "0", str(NOBODY_WE_KNOW), "role", ""),
            (BEN, "0", str(ANA), "award", ""),
            (BEN, "0", "", "role", ""),
        ),
        is_between_people=True,
    )
    assert rows.person.tolist() == [0, 1, 1]
    assert rows.beside is not None
    assert rows.beside.tolist() == [-1, 0, -1]
    assert words_of(rows, 0) == ["role", "award", "role"]


def test_sqlite_hands_over_the_same() -> None:
    by_postgresql = read(lines((BEN, "1", "", "amplify", ""), (ANA, "0", "", "learn", "meeting")))
    by_sqlite = read([(BEN.hex, 1, "", "amplify", ""), (ANA.hex, 0, "", "learn", "meeting")])
    assert by_postgresql.person.tolist() == by_sqlite.person.tolist()
    assert by_postgresql.is_named.tolist() == by_sqlite.is_named.tolist()
    assert [words_of(by_postgresql, at) for at in (0, 1)] == [words_of(by_sqlite, at) for at in (0, 1)]


def test_no_rows() -> None:
    assert read(Lines(b"", "")).person.tolist() == []
    assert read([]).person.tolist() == []


@pytest.mark.parametrize("word", ["two\nlines", f"two{BETWEEN}values"])
def test_a_word_that_is_more_than_one_is_not_read_as_another(word: str) -> None:
    with pytest.raises(ValueError, match=r"as many lines|zip"):
        read(lines((ANA, "0", "", "learn", word), (BEN, "0", "", "learn", "")))

"""Reads a roster from a CSV file: strict, and with everything that is wrong told at once. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage.roster import cells, checks, table
from storage.roster.checks import Named
from storage.roster.days import day
from storage.roster.problems import Problem, RosterErrors, WrongCell, in_order, quote
from storage.roster.rows import COLUMNS, REQUIRED, Roster, Row
from storage.roster.table import Unreadable
from storage.roster.text import Decoded, decode

_READERS = {
    "email": cells.email,
    "name": cells.name,
    "team": cells.text,
    "manager_email": cells.optional_email,
    "department": cells.text,
    "location": cells.text,
    "level": cells.text,
    "gender": cells.gender,
    "hired_on": day,
    "left_on": day,
}
_NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says, and what is wrong with it.

    `roster` has the lines that are right, `named` all that could be read of every line: whether a manager is known can
    be said only beside those who are there already. `is_whole` is False where a part could not be read at all.
    """

    roster: Roster
    problems: tuple[Problem, ...] = ()
    named: tuple[Named, ...] = ()
    is_whole: bool = True
    notes: tuple[str, ...] = ()

    def problems_beside(self, known: Mapping[str, str | None]) -> tuple[Problem, ...]:
        """All of them, in the order of the file. `known` has each one's address with that of their manager."""
        beside = checks.among(self.named, known, is_whole=self.is_whole)
        return in_order((*self.problems, *beside))


def read(data: bytes | str, encoding: str | None = None) -> Reading:
    """The roster in a CSV file, with every problem that the file itself shows. `encoding`: where it is known."""
    try:
        decoded = Decoded(data.removeprefix("\ufeff"), "text") if isinstance(data, str) else decode(data, encoding)
        text = unicodedata.normalize("NFC", decoded.text)
        header = table.header(text)
    except RosterErrors as error:
        return Reading(Roster(frozenset(COLUMNS), ()), error.problems, is_whole=False)
    problems = list(table.problems(header))
    rows: list[Row] = []
    named: list[Named] = []
    is_whole = True
    for record in table.records(text, header.separator):
        if isinstance(record, Unreadable):
            problems.append(Problem(record.line, None, f"can't be read ({record.why})", "check the quotes"))
            is_whole = False
        elif record[0] > header.line and any(record[1]):
            _read_record(*record, header.columns, rows, named, problems)
    if not named and not problems:
        problems.append(Problem(header.line, None, "nobody is listed under the header", "give each person a line"))
    problems += checks.in_file(named)
    return Reading(
        Roster(frozenset(header.columns) & frozenset(COLUMNS), tuple(rows)),
        tuple(problems),
        tuple(named),
        is_whole,
        tuple(_notes(decoded, rows)),
    )


def _notes(decoded: Decoded, rows: Sequence[Row]) -> Iterator[str]:
    if decoded.is_guess:
        odd = [row.name for row in rows if not row.name.isascii()][:_NAMES_SHOWN]
        yield (
            f"The file is not Unicode: I read it as {decoded.encoding}"
            + (f", which gives names like {', '.join(quote(one) for one in odd)}" if odd else "")
            + ". If that looks wrong, name its encoding, or save it as “CSV UTF-8”."
        )


def _read_record(
    line: int,
    record: Sequence[str],
    columns: Sequence[str],
    rows: list[Row],
    named: list[Named],
    problems: list[Problem],
) -> None:
    """Adds the record's person, or what is wrong with it; the person is kept for the checks among people anyway."""
    values: dict[str, Any] = {}
    before = len(problems)
    if len(record) < len(columns) or any(record[len(columns) :]):
        wrong = f"has {len(record)} cells where the header has {len(columns)}"
        problems.append(Problem(line, None, wrong, "put a cell that contains the separator in double quotes"))
    for column, cell in zip(columns, record, strict=False):
        if (reader := _READERS.get(column)) is None or column in values:
            continue
        try:
            values[column] = reader(cell)
        except WrongCell as error:
            problems.append(Problem(line, column, error.wrong, error.right))
    hired_on, left_on = values.get("hired_on"), values.get("left_on")
    if isinstance(hired_on, date) and isinstance(left_on, date) and left_on < hired_on:
        wrong = f"left on {left_on}, before being hired on {hired_on}"
        problems.append(Problem(line, "left_on", wrong, "give the day after the last one, or leave it empty"))
    named.append(Named(line, values.get("email"), values.get("manager_email"), values.get("team")))
    if len(problems) == before and set(REQUIRED) <= values.keys():
        rows.append(Row(line, **values))

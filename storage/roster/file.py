"""Reads a roster from a CSV file: strict, and with everything that is wrong told at once."""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage.roster import cells, checks
from storage.roster.problems import Problem, RosterErrors, quote
from storage.words import Gender

COLUMNS = ("email", "name", "team", "manager_email", "department", "gender", "hired_on", "left_on")
REQUIRED = ("email", "name")
SEPARATORS = (",", ";", "\t")

_READERS = {
    "email": cells.email,
    "name": cells.name,
    "team": cells.text,
    "manager_email": cells.optional_email,
    "department": cells.text,
    "gender": cells.gender,
    "hired_on": cells.day,
    "left_on": cells.day,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One person, as the file has them. Columns that the file lacks are None (and undisclosed)."""

    line: int
    email: str
    name: str
    team: str | None = None
    manager_email: str | None = None
    department: str | None = None
    gender: Gender = Gender.UNDISCLOSED
    hired_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """People, each once; managers are people of the file and nobody's manager is below them. `columns` has what the
    file speaks about: what it leaves out, `apply` leaves alone."""

    columns: frozenset[str]
    rows: tuple[Row, ...]


def read(data: bytes | str) -> Roster:
    """The roster in a CSV file. Raises RosterErrors with every problem, and nothing else."""
    text = unicodedata.normalize("NFC", _decode(data))
    problems: list[Problem] = []
    separator, header_line, header = _header(text)
    problems += _header_problems(header, header_line)
    rows: list[Row] = []
    people: list[checks.Named] = []
    try:
        for line, record in _records(text, separator):
            if line != header_line and any(record):
                _read_record(line, record, header, rows, people, problems)
    except csv.Error as error:
        line = error.args[1] if len(error.args) > 1 else header_line
        problems.append(Problem(line, None, f"can't be read on from here ({error.args[0]})", "check the quotes"))
    if not people and not problems:
        problems.append(Problem(header_line, None, "nobody is listed under the header", "give each person a line"))
    problems += checks.among(people)
    if problems:
        raise RosterErrors(problems)
    return Roster(frozenset(header), tuple(rows))


def _decode(data: bytes | str) -> str:
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    right = "save the file as “CSV UTF-8”"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RosterErrors([Problem(1, None, "the file is UTF-16", right)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RosterErrors([Problem(line, None, "is not UTF-8", right) for line in _lines_not_utf8(data)]) from None


def _lines_not_utf8(data: bytes) -> Iterator[int]:
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            yield number


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The records with the line on which each begins. Raises csv.Error(words, line)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins_on = 1
    try:
        for record in reader:
            yield begins_on, [cell.strip() for cell in record]
            begins_on = reader.line_num + 1
    except csv.Error as error:
        raise csv.Error(str(error), begins_on) from error


def _header(text: str) -> tuple[str, int, list[str]]:
    """The separator that makes most sense of the first line that is not empty, that line's number, and its cells."""
    best: tuple[int, str, int, list[str]] | None = None
    for separator in SEPARATORS:
        try:
            line, header = next(((line, record) for line, record in _records(text, separator) if any(record)), (1, []))
        except csv.Error:
            continue
        known = sum(cell in COLUMNS for cell in header)
        if header and (best is None or known > best[0]):
            best = (known, separator, line, header)
    if best is None:
        expected = ",".join(COLUMNS)
        raise RosterErrors([Problem(1, None, "the file has no header", f"begin with the line {expected}")])
    return best[1:]


def _header_problems(header: Sequence[str], line: int) -> Iterator[Problem]:
    for column in REQUIRED:
        if column not in header:
            yield Problem(line, column, "the column is missing", "add it to the header and to every line")
    for index, column in enumerate(header):
        if column in header[:index]:
            yield Problem(line, column, "the header names the column twice", "keep one of them")
        elif column not in COLUMNS:
            near = difflib.get_close_matches(column.casefold().replace(" ", "_"), COLUMNS, n=1)
            right = f"did you mean {near[0]}?" if near else f"use only {', '.join(COLUMNS)}"
            yield Problem(line, None, f"{quote(column)} is no column I know", right)


def _read_record(
    line: int,
    record: Sequence[str],
    header: Sequence[str],
    rows: list[Row],
    people: list[checks.Named],
    problems: list[Problem],
) -> None:
    """Adds the record's person, or what is wrong with it; the person is kept for the checks among people anyway."""
    values: dict[str, Any] = {}
    before = len(problems)
    if len(record) != len(header):
        wrong = f"has {len(record)} cells where the header has {len(header)}"
        problems.append(Problem(line, None, wrong, "put a cell that contains the separator in double quotes"))
    for column, cell in zip(header, record, strict=False):
        if (reader := _READERS.get(column)) is None or column in values:
            continue
        try:
            values[column] = reader(cell)
        except cells.WrongCell as error:
            problems.append(Problem(line, column, error.wrong, error.right))
    hired_on, left_on = values.get("hired_on"), values.get("left_on")
    if isinstance(hired_on, date) and isinstance(left_on, date) and left_on < hired_on:
        wrong = f"left on {left_on}, before being hired on {hired_on}"
        problems.append(Problem(line, "left_on", wrong, "give the day after the last one, or leave it empty"))
    people.append(
        checks.Named(
            line=line,
            email=values.get("email"),
            manager_email=values.get("manager_email"),
            team=values.get("team"),
        )
    )
    if len(problems) == before and set(REQUIRED) <= values.keys():
        rows.append(Row(line, **values))

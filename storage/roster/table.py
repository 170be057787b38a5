"""Takes the text of a file apart into a header and records, whichever way a spreadsheet separates cells."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.roster.problems import Problem, RosterErrors, quote
from storage.roster.rows import COLUMNS, REQUIRED

SEPARATORS = (",", ";", "\t")

_SAYS_SEPARATOR = re.compile(r"\"?sep=([^\"\w\s]|\t)\"?[;,\t]*", re.IGNORECASE)
_ALSO = {"e_mail": "email", "manager_e_mail": "manager_email", "manager": "manager_email"}


@dataclass(frozen=True, slots=True)
class Header:
    """The columns by our names, where they have one; on which line, and by what separated."""

    separator: str
    line: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that breaks the rules of quoting."""

    line: int
    why: str


def header(text: str) -> Header:
    """The separator that makes most sense of the first line that is not empty. Raises RosterErrors without one."""
    best: tuple[int, Header] | None = None
    for separator in _said(text) or SEPARATORS:
        for record in records(text, separator):
            if isinstance(record, Unreadable):
                break
            line, cells = record
            if _is_about_separator(line, cells) or not any(cells):
                continue
            found = Header(separator, line, _columns(cells))
            known = sum(one in COLUMNS for one in found.columns)
            if best is None or known > best[0]:
                best = known, found
            break
    if best is None:
        expected = ",".join(COLUMNS)
        raise RosterErrors([Problem(1, None, "the file has no header", f"begin with the line {expected}")])
    return best[1]


def problems(header: Header) -> Iterator[Problem]:
    """What is wrong with the header itself."""
    for column in REQUIRED:
        if column not in header.columns:
            yield Problem(header.line, column, "the column is missing", "add it to the header and to every line")
    for index, column in enumerate(header.columns):
        if column in header.columns[:index]:
            yield Problem(header.line, column or None, "the header names the column twice", "keep one of them")
        elif column not in COLUMNS:
            near = difflib.get_close_matches(_as_ours(column), COLUMNS, n=1)
            right = f"did you mean {near[0]}?" if near else f"use only {', '.join(COLUMNS)}"
            yield Problem(header.line, None, f"{quote(column)} is no column I know", right)


def records(text: str, separator: str) -> Iterator[tuple[int, list[str]] | Unreadable]:
    """The records with the line on which each begins. One that can't be read does not keep the next from being read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        begins_on = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Unreadable(begins_on, str(error))
        else:
            yield begins_on, [cell.strip() for cell in record]


def _said(text: str) -> tuple[str, ...]:
    """What a first line like "sep=;" says, which Excel obeys."""
    found = _SAYS_SEPARATOR.fullmatch(text.split("\n", 1)[0].split("\r", 1)[0].rstrip())
    return (found[1],) if found else ()


def _is_about_separator(line: int, cells: Sequence[str]) -> bool:
    return line == 1 and "".join(cells[:1]).casefold().startswith("sep=")


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    """Our names of the columns; a spreadsheet's empty ones at the end are none."""
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    ours = (_as_ours(cell) for cell in kept)
    return tuple(one if one in COLUMNS else cell for one, cell in zip(ours, kept, strict=True))


def _as_ours(cell: str) -> str:
    word = re.sub(r"[\s_-]+", "_", cell.casefold())
    return _ALSO.get(word, word)

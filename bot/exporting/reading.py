"""Makes columns of numbers of a period's rows, as the database's driver hands them over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv

from bot.exporting import arrow
from bot.exporting.counting import NOBODY, Column, Rows
from bot.exporting.crowd import Crowd, Numbers
from storage.snapshot import BETWEEN, Lines, Raw

_LINE = "line"
_LINE_PARSING = csv.ParseOptions(delimiter="\x1e", quote_char=False, ignore_empty_lines=False)
_BLOCK = 1 << 20
_ID_BYTES = 16


class Reader:
    """Reads the rows of an export: who is in the crowd has their places, and `names` are its columns in their order."""

    def __init__(self, crowd: Crowd, names: Sequence[str], *, is_between_people: bool) -> None:
        self._names, self._is_between_people = names, is_between_people
        self._ids = _ids(b"".join(one.id.bytes for one in crowd.people))
        self._place_of = {one.id.hex: place for place, one in enumerate(crowd.people)}

    def read(self, raw: Raw) -> Rows:
        """The rows. Who is not in the crowd has none."""
        if isinstance(raw, Lines):
            rows = self._lines(raw) if raw.ids else self._none()
        else:
            rows = self._rows(raw) if raw else self._none()
        return rows if (rows.person != NOBODY).all() else rows.only(rows.person != NOBODY)

    def _none(self) -> Rows:
        nobody, columns = np.zeros(0, dtype=np.int64), [Column(np.zeros(0, dtype=np.int64), []) for _ in self._names]
        return Rows(nobody, nobody == 1, nobody if self._is_between_people else None, columns)

    def _lines(self, raw: Lines) -> Rows:
        """As PostgreSQL has them: there are few lines that are not like another."""
        person = arrow.places(_ids(raw.ids), self._ids, NOBODY)
        line = _encoded_lines(raw.lines.encode())
        if len(line.codes) != len(person):
            raise ValueError("as many lines as ids")
        each = zip(*(one.split(BETWEEN) for one in line.words), strict=True)
        named, beside, *columns = (Column(one.codes[line.codes], one.words) for one in map(_encoded, each))
        return Rows(
            person,
            np.array([word == "1" for word in named.words], dtype=np.bool_)[named.codes],
            self._places_of(beside) if self._is_between_people else None,
            columns,
        )

    def _rows(self, found: Sequence[tuple[Any, ...]]) -> Rows:
        """Rows, as SQLite has them."""
        person, named, beside, *columns = zip(*found, strict=True)
        return Rows(
            self._places_of(_encoded(person)),
            np.fromiter(named, np.int64, len(named)) == 1,
            self._places_of(_encoded(beside)) if self._is_between_people else None,
            [_encoded(one) for one in columns],
        )

    def _places_of(self, ids: Column) -> Numbers:
        """PostgreSQL writes ids with dashes, SQLite without."""
        place_of = self._place_of
        places = [place_of.get(one.replace("-", ""), NOBODY) for one in ids.words]
        found: Numbers = np.array(places, dtype=np.int64)[ids.codes]
        return found


def _encoded(column: Sequence[str]) -> Column:
    number_of: defaultdict[str, int] = defaultdict(count().__next__)
    codes = np.fromiter(map(number_of.__getitem__, column), np.int64, len(column))
    return Column(codes, list(number_of))


def _encoded_lines(lines: bytes) -> Column:
    read = csv.ReadOptions(column_names=[_LINE], block_size=max(_BLOCK, len(lines) + 1), use_threads=False)
    convert = csv.ConvertOptions(
        column_types={_LINE: pa.dictionary(pa.int32(), pa.string())}, strings_can_be_null=False
    )
    table = csv.read_csv(pa.BufferReader(lines), read, _LINE_PARSING, convert)
    whole = table[_LINE].unify_dictionaries().combine_chunks()
    encoded = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    return Column(arrow.numbers(encoded.indices), encoded.dictionary.to_pylist())


def _ids(ids: bytes) -> Any:
    return pa.Array.from_buffers(pa.binary(_ID_BYTES), len(ids) // _ID_BYTES, [None, pa.py_buffer(ids)])

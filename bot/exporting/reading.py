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
from storage.snapshot import Raw

_WORDS = pa.dictionary(pa.int32(), pa.string())
_BLOCK = 1 << 20


class Reader:
    """Reads the rows of an export: who is in the crowd has their places, and `names` are its columns in their order."""

    def __init__(self, crowd: Crowd, names: Sequence[str], *, is_between_people: bool) -> None:
        self._types = {"person": _WORDS, "named": pa.int8(), "beside": _WORDS, **dict.fromkeys(names, _WORDS)}
        self._names, self._is_between_people = names, is_between_people
        self._crowd, self._place_of = crowd, dict[str, int]()

    def read(self, raw: Raw) -> Rows:
        """The rows. Who is not in the crowd has none."""
        if not self._place_of:  # PostgreSQL writes ids with dashes, SQLite without
            with_dashes = isinstance(raw, bytes)
            ids = (str(one.id) if with_dashes else one.id.hex for one in self._crowd.people)
            self._place_of = {one: place for place, one in enumerate(ids)}
        rows = self._none() if not raw else self._lines(raw) if isinstance(raw, bytes) else self._rows(raw)
        return rows if (rows.person != NOBODY).all() else rows.only(rows.person != NOBODY)

    def _none(self) -> Rows:
        nobody, columns = np.zeros(0, dtype=np.int64), [Column(np.zeros(0, dtype=np.int64), []) for _ in self._names]
        return Rows(nobody, nobody == 1, nobody if self._is_between_people else None, columns)

    def _lines(self, lines: bytes) -> Rows:
        """Lines of CSV, as PostgreSQL has them."""
        table = csv.read_csv(
            pa.BufferReader(lines),
            read_options=csv.ReadOptions(
                column_names=list(self._types), block_size=max(_BLOCK, len(lines)), use_threads=False
            ),
            convert_options=csv.ConvertOptions(column_types=self._types, strings_can_be_null=False),
        )
        person, named, beside, *columns = (_whole(column) for column in table.columns)
        return Rows(
            self._places_of(_column(person)),
            arrow.numbers(named) == 1,
            self._places_of(_column(beside)) if self._is_between_people else None,
            [_column(one) for one in columns],
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
        place_of = self._place_of
        found: Numbers = np.array([place_of.get(one, NOBODY) for one in ids.words], dtype=np.int64)[ids.codes]
        return found


def _encoded(column: Sequence[str]) -> Column:
    number_of: defaultdict[str, int] = defaultdict(count().__next__)
    codes = np.fromiter(map(number_of.__getitem__, column), np.int64, len(column))
    return Column(codes, list(number_of))


def _column(encoded: Any) -> Column:
    return Column(arrow.numbers(encoded.indices), encoded.dictionary.to_pylist())


def _whole(column: Any) -> Any:
    """All of it in one piece."""
    whole = column.unify_dictionaries().combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole

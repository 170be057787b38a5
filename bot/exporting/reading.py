"""Makes columns of numbers of a period's rows, as the database's driver hands them over."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv

from bot.exporting.counting import NOBODY, Column, Rows
from bot.exporting.crowd import Crowd, Numbers
from storage.snapshot import Raw

PERSON, NAMED, BESIDE = "person", "named", "beside"
_TEXT = pa.dictionary(pa.int32(), pa.string())
_BLOCK = 1 << 20


def read(raw: Raw, names: Sequence[str], crowd: Crowd, *, is_between_people: bool) -> Rows:
    """The rows, with their columns in the order of `names`. Who is not in the crowd has none."""
    person, named, beside, *columns = _encoded(raw, (PERSON, NAMED, BESIDE, *names))
    known = crowd.place_of
    rows = Rows(
        person=_places(person, known),
        is_named=np.asarray([word == "1" for word in named.words], dtype=np.bool_)[named.codes]
        if named.words
        else np.zeros(0, dtype=np.bool_),
        beside=_places(beside, known) if is_between_people else None,
        columns=columns,
    )
    return rows if (rows.person != NOBODY).all() else rows.only(rows.person != NOBODY)


def _encoded(raw: Raw, names: Sequence[str]) -> list[Column]:
    if not raw:
        return [Column(np.zeros(0, dtype=np.int64), []) for _ in names]
    if isinstance(raw, bytes):
        table = csv.read_csv(
            io.BytesIO(raw),
            read_options=csv.ReadOptions(column_names=list(names), block_size=max(_BLOCK, len(raw)), use_threads=False),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, _TEXT), strings_can_be_null=False),
        )
        return [_column(column.unify_dictionaries().combine_chunks()) for column in table.columns]
    return [_column(pa.array([str(one) for one in column]).dictionary_encode()) for column in zip(*raw, strict=True)]


def _column(encoded: Any) -> Column:
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    codes: Numbers = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Column(codes, encoded.dictionary.to_pylist())


def _places(column: Column, known: dict[str, int]) -> Numbers:
    places = np.array([known.get(word.replace("-", ""), NOBODY) for word in column.words] or [NOBODY], dtype=np.int64)
    found: Numbers = places[column.codes]
    return found

"""CSV: UTF-8, texts in quotes, and none of them one that a spreadsheet would take for a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyarrow import csv

_BOM = b"\xef\xbb\xbf"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What formulas begin with; East Asian spreadsheets take the wide ones, too."""


class Csv:
    suffix = "csv"
    is_compressed = False

    def __init__(self, schema: Any, *, with_bom: bool) -> None:
        header = io.BytesIO()
        csv.write_csv(schema.empty_table(), header)
        self._first = (_BOM if with_bom else b"") + header.getvalue()

    def write(self, table: Any) -> bytes:
        out = io.BytesIO()
        csv.write_csv(pa.table({name: _harmless(table[name]) for name in table.column_names}), out, _NO_HEADER)
        first, self._first = self._first, b""
        return first + out.getvalue()

    def finish(self) -> Iterator[bytes]:
        yield self._first

    def close(self) -> None:
        pass


_NO_HEADER = csv.WriteOptions(include_header=False)


def harmless(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _harmless(column: Any) -> Any:
    """Looks at each text once, however often it comes. Numbers and dates are none."""
    if not (pa.types.is_string(column.type) or pa.types.is_dictionary(column.type)):
        return column
    if pa.types.is_string(column.type):
        column = column.dictionary_encode()
    return pa.chunked_array(
        [
            pa.DictionaryArray.from_arrays(
                chunk.indices,
                pa.array([None if one is None else harmless(one) for one in chunk.dictionary.to_pylist()], pa.string()),
            )
            for chunk in column.chunks
        ],
        type=pa.dictionary(column.type.index_type, pa.string()),
    ).cast(pa.string())

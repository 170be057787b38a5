"""CSV: UTF-8, texts in quotes, and none of them one that a spreadsheet would take for a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyarrow import compute, csv

_BOM = b"\xef\xbb\xbf"
_DANGEROUS = r"\A([=+\-@\t\r\n＝＋－＠])"
"""What formulas begin with; East Asian spreadsheets take the wide ones, too."""


class Csv:
    suffix = "csv"
    is_compressed = False

    def __init__(self, schema: Any, *, with_bom: bool) -> None:
        header = ",".join(f'"{name}"' for name in schema.names) + "\n"
        self._first = (_BOM if with_bom else b"") + header.encode()

    def write(self, table: Any) -> bytes:
        out = io.BytesIO()
        # In one piece: of a piece without rows Arrow writes whatever is in the memory that it set aside for it.
        whole = pa.table({name: _harmless(table[name]) for name in table.column_names}).combine_chunks()
        if whole.num_rows:
            csv.write_csv(whole, out, _NO_HEADER)
        first, self._first = self._first, b""
        return first + out.getvalue()

    def finish(self) -> Iterator[bytes]:
        yield self._first

    def close(self) -> None:
        pass


_NO_HEADER = csv.WriteOptions(include_header=False)


def _harmless(column: Any) -> Any:
    """Texts behind an apostrophe where a spreadsheet would run them. Each is looked at once, however often it comes.

    Numbers and dates are none.
    """
    if pa.types.is_string(column.type):
        return _guarded(column)
    if not pa.types.is_dictionary(column.type):
        return column
    chunks = [pa.DictionaryArray.from_arrays(one.indices, _guarded(one.dictionary)) for one in column.chunks]
    return pa.chunked_array(chunks, column.type).cast(pa.string())


def _guarded(texts: Any) -> Any:
    return compute.replace_substring_regex(texts, pattern=_DANGEROUS, replacement=r"'\1")

"""Parquet: typed columns, a group of rows a period or more."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyarrow import parquet

_ROWS_IN_A_GROUP = 50_000


class Parquet:
    suffix = "parquet"
    is_compressed = True

    def __init__(self, schema: Any) -> None:
        self._out = _Out()
        self._schema = pa.schema(
            [(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type) for field in schema]
        )
        self._writer = parquet.ParquetWriter(pa.PythonFile(self._out, mode="w"), self._schema, compression="zstd")
        self._waiting: list[Any] = []

    def write(self, table: Any) -> bytes:
        self._waiting.append(table.cast(self._schema))
        if sum(len(one) for one in self._waiting) >= _ROWS_IN_A_GROUP:
            self._write_group()
        return self._out.take()

    def finish(self) -> Iterator[bytes]:
        self._write_group()
        self._writer.close()
        yield self._out.take()

    def close(self) -> None:
        self._writer.close()

    def _write_group(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting).combine_chunks())
            self._waiting = []


class _Out(io.RawIOBase):
    """Takes bytes, hands them on, and knows how many there were."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        self._at += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        return self._at

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken

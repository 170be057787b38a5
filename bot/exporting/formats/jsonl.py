"""JSON Lines: an object a row, UTF-8."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

_BATCH = 10_000


class JsonLines:
    suffix = "jsonl"
    is_compressed = False

    def write(self, table: Any) -> bytes:
        return b"".join(
            orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
            for batch in table.to_batches(max_chunksize=_BATCH)
            for row in batch.to_pylist()
        )

    def finish(self) -> Iterator[bytes]:
        yield b""

    def close(self) -> None:
        pass

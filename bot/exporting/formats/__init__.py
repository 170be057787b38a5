"""The kinds of file that an export's rows are written to: one file a form, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol, assert_never

from storage.words import ExportForm


class Writer(Protocol):
    """Takes the rows of a file in order, and gives its bytes. `is_compressed`: they do not get smaller any more."""

    suffix: str
    is_compressed: bool

    def write(self, table: Any) -> bytes: ...

    def finish(self) -> Iterator[bytes]:
        """What comes after all rows, piece by piece."""

    def close(self) -> None:
        """Lets go of whatever is held, finished or not."""


def writer(form: ExportForm, schema: Any, *, name: str, with_bom: bool, now: datetime) -> Writer:
    """A new file. `name` is what its rows are."""
    match form:
        case ExportForm.CSV:
            from bot.exporting.formats.as_csv import Csv  # noqa: PLC0415 - each form's library loads where it is used

            return Csv(schema, with_bom=with_bom)
        case ExportForm.JSONL:
            from bot.exporting.formats.jsonl import JsonLines  # noqa: PLC0415

            return JsonLines()
        case ExportForm.XLSX:
            from bot.exporting.formats.xlsx import Xlsx  # noqa: PLC0415

            return Xlsx(schema, name, now)
        case ExportForm.PARQUET:
            from bot.exporting.formats.parquet import Parquet  # noqa: PLC0415

            return Parquet(schema)
    assert_never(form)

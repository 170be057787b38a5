"""Excel: texts stay texts, numbers and days are such, and what is more than a sheet holds goes on in the next one.

It is written to the disk first, because Excel's own zip can only be put together in the end.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

MOST_ROWS = 1_048_575
"""Of a sheet, beside its header."""
_PIECE = 1 << 20
_BATCH = 10_000


class Xlsx:
    suffix = "xlsx"
    is_compressed = True

    def __init__(self, schema: Any, name: str, now: datetime) -> None:
        self._names, self._name = list(schema.names), name
        self._folder = tempfile.TemporaryDirectory(prefix="upstander-export-")
        self._path = Path(self._folder.name) / "export.xlsx"
        options = {
            "constant_memory": True,
            "tmpdir": self._folder.name,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        }
        self._book = xlsxwriter.Workbook(str(self._path), options)
        self._book.use_zip64()
        self._book.set_properties({"created": now.replace(tzinfo=None)})
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheets = 0
        self._is_closed = False
        self._new_sheet()

    def write(self, table: Any) -> bytes:
        for batch in table.to_batches(max_chunksize=_BATCH):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                if self._row > MOST_ROWS:
                    self._new_sheet()
                self._write_row(row)
        return b""

    def finish(self) -> Iterator[bytes]:
        self._close_book()
        with self._path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece

    def close(self) -> None:
        try:
            self._close_book()
        finally:
            self._folder.cleanup()

    def _close_book(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._book.close()

    def _new_sheet(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(self._name if self._sheets == 1 else f"{self._name} {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._names) - 1, 18)
        for at, name in enumerate(self._names):
            self._sheet.write_string(0, at, name, self._bold)
        self._row = 1

    def _write_row(self, row: tuple[Any, ...]) -> None:
        sheet, number = self._sheet, self._row
        for at, value in enumerate(row):
            match value:
                case None:
                    pass
                case str():
                    sheet.write_string(number, at, value)
                case date():
                    sheet.write_datetime(number, at, datetime(value.year, value.month, value.day), self._day)  # noqa: DTZ001 - Excel knows no zones
                case float() if not math.isfinite(value):
                    pass
                case _:
                    sheet.write_number(number, at, value)
        self._row += 1

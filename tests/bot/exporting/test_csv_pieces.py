"""CSV of columns that came in pieces, some of them without rows: nothing but the rows is written."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from bot.exporting.formats.as_csv import Csv


def days(many: int) -> Any:
    return pa.array([20_454] * many, pa.date32())


def words(*some: str) -> Any:
    return pa.array(some, pa.string()).dictionary_encode()


@pytest.mark.parametrize(
    ("on", "who"),
    [
        ([days(0), days(3)], [words(), words("u", "v", "w")]),
        ([days(3), days(0)], [words("u", "v", "w"), words()]),
        ([days(1), days(0), days(2)], [words("u", "v"), words("w")]),
    ],
)
def test_pieces_without_rows_leave_no_trace(on: list[Any], who: list[Any]) -> None:
    table = pa.table({"on": pa.chunked_array(on), "who": pa.chunked_array(who)})
    written = Csv(table.schema, with_bom=False).write(table)
    assert written == b'"on","who"\n2026-01-01,"u"\n2026-01-01,"v"\n2026-01-01,"w"\n'


def test_no_rows_at_all() -> None:
    table = pa.table({"on": pa.chunked_array([days(0)])})
    form = Csv(table.schema, with_bom=False)
    assert form.write(table) + form.write(table) == b'"on"\n'

"""CSV of columns that came in pieces, some of them without rows: nothing but the rows is written."""

from __future__ import annotations

import pyarrow as pa
import pytest

from bot.exporting.formats.as_csv import Csv

NOTHING = pa.array([], pa.string())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([["x"], ["y", "z"]], [NOTHING, ["u", "v", "w"]]),
        ([NOTHING, ["x", "y"], NOTHING, ["z"]], [["u"], NOTHING, ["v", "w"]]),
        ([["x", "y", "z"]], [["u", "v", "w"]]),
    ],
)
def test_pieces_without_rows_leave_no_trace(one: list[object], other: list[object]) -> None:
    table = pa.table({"one": pa.chunked_array(one, pa.string()), "other": pa.chunked_array(other, pa.string())})
    written = Csv(table.schema, with_bom=False).write(table)
    assert written == b'"one","other"\n"x","u"\n"y","v"\n"z","w"\n'


def test_no_rows_at_all() -> None:
    table = pa.table({"one": pa.chunked_array([NOTHING], pa.string())})
    form = Csv(table.schema, with_bom=False)
    assert form.write(table) + form.write(table) == b'"one"\n'

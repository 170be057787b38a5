"""CSV: what a spreadsheet would run stands behind an apostrophe, whichever way its column is kept."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest

from bot.exporting.formats.as_csv import Csv

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"]
HARMLESS = ["", "Sales", "1=1", "a\n=1", 'a "quoted", word', "'=1", "日本"]


@pytest.mark.parametrize("is_encoded", [True, False])
def test_formulas_are_texts_and_nothing_else_changes(is_encoded: bool) -> None:
    column = pa.chunked_array([pa.array(HARMLESS), pa.array(DANGEROUS)])
    table = pa.table({"word": column.dictionary_encode() if is_encoded else column, "count": range(len(column))})
    writer = Csv(table.schema, with_bom=False)
    written = (writer.write(table) + b"".join(writer.finish())).decode()
    header, *rows = csv.reader(io.StringIO(written, newline=""))
    assert header == ["word", "count"]
    assert [word for word, _ in rows] == [*HARMLESS, *(f"'{one}" for one in DANGEROUS)]
    assert [int(count) for _, count in rows] == list(range(len(column)))

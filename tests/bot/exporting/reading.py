"""Reads the files of exports back as other programs do."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pyarrow.parquet as pq

from storage.words import ExportForm


def read(form: ExportForm, data: bytes) -> list[dict[str, str]]:
    """The rows, each value as a text; a day as 2026-03-31, and nothing as an empty one."""
    match form:
        case ExportForm.CSV:
            return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        case ExportForm.JSONL:
            return [_texts(json.loads(line)) for line in data.decode().splitlines()]
        case ExportForm.XLSX:
            header, *rows = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0].values
            return [_texts(dict(zip(header, row, strict=True))) for row in rows]
        case ExportForm.PARQUET:
            return [_texts(row) for row in pq.read_table(io.BytesIO(data)).to_pylist()]


def _texts(row: dict[Any, Any]) -> dict[str, str]:
    return {str(name): _text(value) for name, value in row.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value.date()) if hasattr(value, "date") else str(value)

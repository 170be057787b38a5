"""The activity log as a file: what is in it and what is not, in each form, read back by other programs' readers."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from typing import Any
from uuid import UUID

import openpyxl
import pyarrow.parquet as pq
import pytest
from sqlalchemy import update

from bot.upstander import Upstander
from storage.models import Organization, Person
from storage.words import ExportForm, ExportWhat
from tests.bot.exporting.conftest import SECRETS, export, let_stand_by_name
from tests.handlers.crowds import LAST_WEEK
from tests.walking import Walk

People = dict[str, list[UUID]]
WEEKS = {"2026-02-16", "2026-02-23"}


async def test_has_the_rows_of_closed_weeks_under_pseudonyms(app: Upstander, walk: Walk, people: People) -> None:
    exported = await export(app, walk)
    rows = exported.rows()
    assert exported.made.rows == len(rows) == 30
    assert {row["week_starts_on"] for row in rows} == WEEKS
    assert list(rows[0]) == ["week_starts_on", "author", "department", "kind", "setting"]
    assert set(exported.files) == {"dictionary.csv", "definitions.md", "activity.csv", "README.txt"}
    for ids in people.values():
        assert not any(str(one).encode() in exported.everything for one in ids)


async def test_tells_no_name_address_note_or_day(app: Upstander, walk: Walk, people: People) -> None:
    await let_stand_by_name(walk, people["Sales"][0])
    everything = (await export(app, walk)).everything.decode()
    for secret in (*SECRETS, LAST_WEEK.isoformat(), "Payments", "Somebody"):
        assert secret not in everything


async def test_each_week_and_department_has_at_least_k_people(app: Upstander, walk: Walk, people: People) -> None:
    rows = (await export(app, walk)).rows()
    behind: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        behind[row["week_starts_on"], row["department"]].add(row["author"])
    assert all(len(authors) >= 5 for authors in behind.values())
    assert "Legal" not in {department for _, department in behind}
    assert len(people["Legal"]) == 3


async def test_somebody_has_the_same_pseudonym_in_every_export(app: Upstander, walk: Walk, people: People) -> None:
    authors = {row["author"] for row in (await export(app, walk)).rows()}
    assert authors == {row["author"] for row in (await export(app, walk)).rows()}
    assert all(one.startswith("p") and len(one) == 16 for one in authors)
    assert people


async def test_names_stand_only_where_their_author_lets_them(app: Upstander, walk: Walk, people: People) -> None:
    await let_stand_by_name(walk, people["Sales"][0])
    rows = (await export(app, walk, with_names=True)).rows()
    named = [row for row in rows if row["name"]]
    assert {row["name"] for row in named} == {SECRETS[0]}
    assert {row["author"] for row in named} == {""}
    assert len(named) == 2
    assert all(row["author"] for row in rows if not row["name"])


async def test_whoever_was_erased_has_no_row_and_no_name(app: Upstander, walk: Walk, people: People) -> None:
    gone = people["Sales"][0]
    await let_stand_by_name(walk, gone)
    async with walk.database.begin() as db:
        await db.execute(update(Person).where(Person.id == gone).values(name="", email=None, erased_at=walk.clock()))
    exported = await export(app, walk, with_names=True)
    assert SECRETS[0].encode() not in exported.everything
    assert not any(row["name"] for row in exported.rows())


async def test_a_larger_k_hides_more(app: Upstander, walk: Walk, people: People) -> None:
    async with walk.database.begin() as db:
        await db.execute(update(Organization).values(k=7))
    departments = {row["department"] for row in (await export(app, walk)).rows()}
    assert "Support" not in departments
    assert len(people["Support"]) == 13


@pytest.mark.parametrize("form", ExportForm)
async def test_every_form_has_the_same_rows(app: Upstander, walk: Walk, people: People, form: ExportForm) -> None:
    expected = [tuple(row.values()) for row in (await export(app, walk)).rows()]
    exported = await export(app, walk, form=form)
    assert _read(form, exported.files[f"activity.{form.value}"]) == expected
    assert people


def _read(form: ExportForm, data: bytes) -> list[tuple[Any, ...]]:
    match form:
        case ExportForm.CSV:
            return [tuple(line.replace('"', "").split(",")) for line in data.decode().splitlines()[1:]]
        case ExportForm.JSONL:
            return [_texts(json.loads(line).values()) for line in data.decode().splitlines()]
        case ExportForm.XLSX:
            sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
            return [_texts(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
        case ExportForm.PARQUET:
            return [_texts(row.values()) for row in pq.read_table(io.BytesIO(data)).to_pylist()]


def _texts(values: Any) -> tuple[str, ...]:
    return tuple("" if one is None else str(one)[:10] if str(one).startswith("2026-") else str(one) for one in values)


async def test_a_department_that_looks_like_a_formula_is_text(app: Upstander, walk: Walk, people: People) -> None:
    formula = '=HYPERLINK("https://example.com","Sales")'
    async with walk.database.begin() as db:
        await db.execute(update(Person).where(Person.department == "Sales").values(department=formula))
    rows = (await export(app, walk)).rows()
    assert f"'{formula}" in {row["department"] for row in rows}
    sheet = await export(app, walk, form=ExportForm.XLSX)
    cells = openpyxl.load_workbook(io.BytesIO(sheet.files["activity.xlsx"])).worksheets[0]
    assert {cell.data_type for row in cells.iter_rows(min_row=2) for cell in row if cell.value == formula} == {"s"}
    assert people


async def test_excel_gets_its_mark_when_asked(app: Upstander, walk: Walk, people: People) -> None:
    assert (await export(app, walk, with_bom=True)).files["activity.csv"].startswith(b"\xef\xbb\xbf")
    assert not (await export(app, walk)).files["activity.csv"].startswith(b"\xef\xbb\xbf")
    assert people


@pytest.mark.parametrize("what", ExportWhat)
@pytest.mark.parametrize("form", ExportForm)
async def test_every_export_can_be_made_of_an_organization_in_which_nothing_happened(
    app: Upstander, walk: Walk, what: ExportWhat, form: ExportForm
) -> None:
    exported = await export(app, walk, what, form=form)
    assert exported.made.rows == 0
    assert f"{what.value}.{form.value}" in exported.files
    assert b"column" in exported.files["dictionary.csv"]

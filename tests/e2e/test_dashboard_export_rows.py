"""Exports with rows in a real browser: what the example organization was sent, as files that are read back."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Browser, expect

from storage.words import ExportForm
from tests.bot.exporting.reading import read
from tests.e2e.test_dashboard import SignedIn, Window, signed_in, window
from tests.e2e.test_dashboard_exports import fetch

__all__ = ["signed_in"]  # a fixture of the other file

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

FORMS = {
    "CSV": ExportForm.CSV,
    "Excel workbook (XLSX)": ExportForm.XLSX,
    "JSON Lines": ExportForm.JSONL,
    "Parquet": ExportForm.PARQUET,
}


def order(seen: Window, what: str, form: str) -> None:
    """All that there is of it."""
    seen.open("exports")
    page = seen.page
    page.get_by_label("What", exact=True).select_option(value=what)
    page.get_by_label("From").fill("2024-01-01")
    page.get_by_label("As", exact=True).select_option(label=form)
    page.get_by_role("button", name="Export", exact=True).click()


@pytest.mark.parametrize("form", FORMS)
def test_lessons_of_the_example_are_in_the_file(browser: Browser, signed_in: SignedIn, form: str) -> None:
    seen = window(browser, signed_in)
    order(seen, "training", form)
    zipped = fetch(seen.page)
    rows = read(FORMS[form], zipped.read(f"training.{FORMS[form].value}"))
    assert len(rows) > 100
    assert f"{len(rows):,} rows in training" in zipped.read("README.txt").decode()
    assert list(rows[0]) == ["month_starts_on", "department", "lesson", "result"]
    assert any(row["lesson"] != "other" for row in rows)
    assert min(Counter(tuple(row.values()) for row in rows).values()) >= 5
    described = read(ExportForm.CSV, zipped.read("dictionary.csv"))
    assert [one["column"] for one in described] == list(rows[0])
    seen.page.context.close()


def test_of_too_few_sponsorships_the_page_and_the_file_say_that_it_is_no_mistake(
    browser: Browser, signed_in: SignedIn
) -> None:
    seen = window(browser, signed_in)
    order(seen, "sponsorships", "CSV")
    zipped = fetch(seen.page)
    assert zipped.read("sponsorships.csv").decode().count("\n") == 1, "a header, and no row"
    assert "That is no mistake. In " in zipped.read("README.txt").decode()
    expect(seen.page.get_by_role("main")).to_contain_text("because too few people were behind them")
    seen.page.context.close()

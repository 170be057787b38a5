"""Exports in a real browser: the log in each form, and its trace in the audit trail."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_dashboard import SignedIn, signed_in, window

__all__ = ["signed_in"]  # a fixture of the other file

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

FORMS = {
    "CSV": "activity.csv",
    "CSV for Excel": "activity.csv",
    "Excel workbook (XLSX)": "activity.xlsx",
    "JSON Lines": "activity.jsonl",
    "Parquet": "activity.parquet",
}
MADE_SECONDS = 60


def ask(page: Page, form: str) -> None:
    """Asks for the whole year's activity log."""
    page.get_by_label("From").fill("2026-01-01")
    page.get_by_label("As", exact=True).select_option(label=form)
    page.get_by_role("button", name="Export", exact=True).click()


def fetch(page: Page) -> zipfile.ZipFile:
    """Waits until the file is made, and fetches it as a person does."""
    page.get_by_role("button", name="Get a link to the file").click(timeout=MADE_SECONDS * 1000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Fetch the file").click()
    zipped = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert zipped.testzip() is None
    return zipped


@pytest.mark.parametrize("form", FORMS)
def test_the_log_in_each_form(browser: Browser, signed_in: SignedIn, form: str) -> None:
    seen = window(browser, signed_in)
    seen.open("exports")
    ask(seen.page, form)
    assert FORMS[form] in fetch(seen.page).namelist()
    seen.open("audit-trail")
    expect(seen.page.get_by_role("main")).to_contain_text("export", ignore_case=True)
    seen.page.context.close()

"""docs/privacy.md tells of every table, and of how long what is in it is kept."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from storage import api_tokens, dashboard_sessions, export_making, exports, login_links, notices
from storage.models import Base
from storage.retention import Kept
from storage.sealed import PLACES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "privacy.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)`(?: \([^)]*\))? \|(.*)$", PAGE, re.MULTILINE)
BY_AGE = {
    "What people wrote": Kept().notes,
    "What people did": Kept().actions,
    "What was sent, and learned": Kept().deliveries,
    "The audit trail": Kept().audit,
}


def test_every_table_is_told_of_and_no_other() -> None:
    assert {name for name, _ in ROWS} == Base.metadata.tables.keys()


def test_each_says_what_why_or_how_long_and_who_sees_it() -> None:
    assert [name for name, rest in ROWS if not all(cell.strip() for cell in rest.rstrip("|").split("|"))] == []


@pytest.mark.parametrize("place", PLACES, ids=lambda one: one.name)
def test_what_is_sealed_is_said_to_be(place: object) -> None:
    name = place.name.partition(".")[0]  # type: ignore[attr-defined]
    assert any("sealed" in rest or "key of its own" in rest for table, rest in ROWS if table == name), name


@pytest.mark.parametrize(("heading", "months"), BY_AGE.items())
def test_months_are_those_of_the_program(heading: str, months: int) -> None:
    assert f"\n### {heading}: {months} months\n" in PAGE


def test_other_pages_name_the_same_months() -> None:
    notes, actions, deliveries, audit = asdict(Kept()).values()
    assert f"{notes}, {actions}, {deliveries} and {audit} months" in (DOCS / "dpia.md").read_text(encoding="utf-8")
    assert f"words for {notes} months, acts for {actions}, messages sent for {deliveries}" in (
        DOCS / "works-council.md"
    ).read_text(encoding="utf-8")


def test_what_lives_shortly_lives_as_long_as_it_says() -> None:
    rest = dict(ROWS)
    assert f"{exports.LIFETIME.seconds // 60} minutes" in rest["exports"]
    assert f"{login_links.LIFETIME.seconds // 60} minutes" in rest["login_links"]
    assert f"{dashboard_sessions.LONGEST.seconds // 3600} at most" in rest["dashboard_sessions"]
    assert export_making.LIFETIME.days == 1
    assert "24 hours" in rest["export_chunks"]
    assert f"{export_making.REMEMBERED.days} days" in rest["export_orders"]
    assert f"{notices.KEPT.days} days" in rest["notices"]
    assert f"{api_tokens.KEPT_FOR.days} days" in rest["api_tokens"]

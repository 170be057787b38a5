"""What renderers share: numbers, tables, links, names; and what a message may not be made of."""

from __future__ import annotations

import math

import pytest

from messages import charts, names
from messages.blocks import Buttons, Chart, ChartKind, LinkButton, Note, Series, Style, Table, Text
from messages.forms import Form, Link, TextInput
from messages.links import as_message, can_fetch, can_open
from messages.tables import fixed_width, numeric_columns

BY_WEEK = Chart(
    ChartKind.LINE,
    "Actions",
    ("2 Mar", "9 Mar"),
    (Series("Amplify", (3, 0)), Series("Sponsor", (1.25, 1234))),
    "a week",
)


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (3, "", "3"),
        (1234567, "actions", "1,234,567"),
        (2.5, "", "2.5"),
        (62.46, "%", "62.5%"),
        (-0.01, "", "0"),
        (-3, "%", "-3%"),
        (100.0, "", "100"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: float, unit: str, written: str) -> None:
    assert charts.number(value, unit) == written


def test_a_chart_is_told_in_words() -> None:
    assert charts.title(BY_WEEK) == "Actions (a week)"
    assert list(charts.lines(BY_WEEK)) == [("2 Mar", "Amplify 3, Sponsor 1.2"), ("9 Mar", "Amplify 0, Sponsor 1,234")]
    assert charts.as_table(BY_WEEK).rows == (("2 Mar", "3", "1.2"), ("9 Mar", "0", "1,234"))
    alone = Chart(ChartKind.BAR, "Share", ("Platform",), (Series("Share", (40,)),), "%")
    assert list(charts.lines(alone)) == [("Platform", "40%")]


def test_tables_are_aligned_by_how_wide_characters_show() -> None:
    table = Table("Teams", ("Team", "People"), (("Platform", "12"), ("研究開発", "7"), ("", "")))
    assert numeric_columns(table) == (False, True)
    assert fixed_width(table) == [
        "Team      People",
        "────────  ──────",
        "Platform      12",
        "研究開発       7",
        "–              –",
    ]
    long = Table("", ("Note",), (("a word " * 20,),))
    assert fixed_width(long)[2] == "a word a word a word a word a word a wo…"


def test_a_link_becomes_a_message_with_a_button() -> None:
    link = Link("Your record is ready.", "Download it", "https://upstander.example.com/exports/1", "For an hour.")
    assert as_message(link).fallback == "Your record is ready."
    assert as_message(link).blocks == (
        Text("Your record is ready."),
        Buttons((LinkButton("Download it", "https://upstander.example.com/exports/1", Style.PRIMARY),)),
        Note("For an hour."),
    )
    assert len(as_message(Link("Here.", "Open", "https://upstander.example.com")).blocks) == 2


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://",
        "http://[",
        "https://a b.example",
        "https://exämple.com",
        "https://a.example/" + "x" * 3000,
        "ftp://a.example",
        "",
    ],
)
def test_only_whole_addresses_of_the_web_open(url: str) -> None:
    assert not can_open(url)
    assert not can_fetch(url)


def test_pictures_are_fetched_by_https_alone() -> None:
    assert can_open("http://127.0.0.1:8000/exports/a")
    assert not can_fetch("http://127.0.0.1:8000/picture.png")
    assert can_fetch("https://upstander.example.com/picture.png")


def test_names_can_be_read_back() -> None:
    assert names.input_id(TextInput("note", "Note")) == "text:note"
    assert names.action_of(names.button_id("undo.restore", 7)) == "undo.restore"


@pytest.mark.parametrize(
    ("categories", "series"),
    [
        ((), (Series("a", ()),)),
        (("x",), ()),
        (("x", "x"), (Series("a", (1, 2)),)),
        (("x",), (Series("a", (1,)), Series("a", (2,)))),
        (("x",), (Series("a", (1, 2)),)),
        (("x",), (Series("a", (math.nan,)),)),
        (("x",), (Series("a", (1e15,)),)),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_none(categories: tuple[str, ...], series: tuple[Series, ...]) -> None:
    with pytest.raises(ValueError, match=r"chart|series"):
        Chart(ChartKind.LINE, "Actions", categories, series)


def test_rows_and_inputs_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="needs 2 cells"):
        Table("Teams", ("Team", "People"), (("Platform",),))
    with pytest.raises(ValueError, match="not distinct"):
        Form("log", "Log", "Log it", (TextInput("note", "Note"), TextInput("note", "Again")))

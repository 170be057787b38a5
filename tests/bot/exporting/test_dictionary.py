"""docs/exports.md has the dictionary as it is."""

from __future__ import annotations

from pathlib import Path

from bot.exporting import dictionary

DOCS = Path(__file__).parents[3] / "docs" / "exports.md"


def test_the_docs_have_the_dictionary_as_it_is() -> None:
    _, _, told = DOCS.read_text(encoding="utf-8").partition("held against it by a test -->\n")
    assert told.strip() == dictionary.as_markdown().strip()

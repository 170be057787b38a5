"""The messages and forms of `samples` on every platform, as recorded; and the comparison itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from messages.blocks import Message, Text
from messages.forms import Link
from tests import golden
from tests.golden import check_golden
from tests.messages.samples import EVERYTHING, LOG, WRONG


def test_golden_message_with_every_block() -> None:
    check_golden("messages/everything", EVERYTHING)


def test_golden_form_with_every_input() -> None:
    check_golden("messages/form", LOG)


def test_golden_form_with_errors() -> None:
    check_golden("messages/form_errors", WRONG)


def test_golden_link() -> None:
    link = Link(
        "Your record is ready.", "Download it", "https://upstander.example.com/exports/abc", "It works for an hour."
    )
    check_golden("messages/link", link)


def test_a_change_is_noticed_and_recorded_only_on_demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golden, "FOLDER", tmp_path)
    monkeypatch.delenv("UPSTANDER_GOLDEN", raising=False)
    with pytest.raises(AssertionError, match="never recorded"):
        check_golden("greeting", Message("Hello", (Text("Hello"),)))

    monkeypatch.setenv("UPSTANDER_GOLDEN", "record")
    check_golden("greeting", Message("Hello", (Text("Hello"),)))
    assert {path.name for path in tmp_path.iterdir()} == {"greeting.slack.json", "greeting.teams.json", "greeting.html"}

    monkeypatch.delenv("UPSTANDER_GOLDEN")
    check_golden("greeting", Message("Hello", (Text("Hello"),)))
    with pytest.raises(AssertionError, match="looks different"):
        check_golden("greeting", Message("Hello", (Text("Hullo"),)))

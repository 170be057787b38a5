"""What people read when Slack, or its installation, stands in the way."""

from __future__ import annotations

import pytest

from handlers import errors
from messages.blocks import Message
from tests.golden import check_golden


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("not_installed", errors.not_installed()),
        ("form_did_not_open", errors.form_did_not_open()),
        ("already_stored", errors.already_stored()),
    ],
)
def test_golden(name: str, message: Message) -> None:
    check_golden(f"slack/{name}", message)

"""A day and a time out of words."""

from __future__ import annotations

from datetime import time

import pytest

from handlers.digest_time import Unclear, When, read


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("day monday 09:00", When(0, time(9))),
        ("monday 09:00", When(0, time(9))),
        ("mondays at 9", When(0, time(9))),
        ("every fri at 4pm", When(4, time(16))),
        ("friday, 4 p.m.", When(4, time(16))),
        ("on tuesday", When(1)),
        ("thurs", When(3)),
        ("day sunday", When(6)),
        ("8:30", When(at=time(8, 30))),
        ("at 8.30", When(at=time(8, 30))),
        ("12am", When(at=time(0))),
        ("12pm on wed", When(2, time(12))),
        ("noon", When(at=time(12))),
        ("please send it to me on saturday morning at 7:05", When(5, time(7, 5))),
        ("23:59", When(at=time(23, 59))),
        ("0:00", When(at=time(0))),
    ],
)
def test_day_and_time(said: str, when: When) -> None:
    assert read(said) == when


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("monday and friday", "please name one day"),
        ("monday 9:00 or 10:00", "one time of the day"),
        ("monday 25:00", "No clock shows 25:00"),
        ("13pm", "No clock shows 13pm"),
        ("0am", "No clock shows 0am"),
        ("purple", "I don't know what “purple” means"),
        ("monday 9:70", "I don't know what"),
        ("monday -9", "I don't know what"),
        ("monday 900", "I don't know what"),
        ("day", "On which day, and at what time?"),
        ("please", "On which day, and at what time?"),
        ("monday " * 30, "more than I can take in"),
    ],
)
def test_what_is_unclear_says_why_and_how(said: str, why: str) -> None:
    with pytest.raises(Unclear, match=why):
        read(said)

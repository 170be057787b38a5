"""The demo's clock: moved forward, kept, and never back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.settings import CannotStart
from tests.clock import FrozenClock

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "clock"


def test_it_is_the_real_time_until_it_is_moved(kept: Path, clock: FrozenClock) -> None:
    movable = MovableClock(kept, clock)
    assert movable() == clock()
    clock.move(HOUR)
    assert movable() == clock()
    assert not kept.exists()


def test_moved_it_goes_on_from_there(kept: Path, clock: FrozenClock) -> None:
    movable = MovableClock(kept, clock)
    movable.move_to(clock() + DAY)
    assert movable() == clock() + DAY
    clock.move(HOUR)
    assert movable() == clock() + DAY
    movable.move_to(clock() + 3 * DAY)
    assert movable() == clock() + 3 * DAY


def test_it_never_goes_back(kept: Path, clock: FrozenClock) -> None:
    movable = MovableClock(kept, clock)
    movable.move_to(clock() + DAY)
    latest = movable()
    movable.move_to(clock() + HOUR)
    assert movable() == latest
    clock.move(-2 * HOUR)
    assert movable() == latest
    movable.move_to(latest)
    assert movable() == latest
    clock.move(3 * HOUR)
    assert movable() == latest + HOUR


def test_where_the_machines_clock_went_back_it_can_still_be_moved(kept: Path, clock: FrozenClock) -> None:
    movable = MovableClock(kept, clock)
    latest = movable()
    clock.move(-DAY)
    movable.move_to(latest + HOUR)
    assert movable() == latest + HOUR


def test_opened_again_it_goes_on(kept: Path, clock: FrozenClock) -> None:
    MovableClock(kept, clock).move_to(clock() + DAY)
    clock.move(HOUR)
    assert MovableClock(kept, clock)() == clock() + DAY
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize("text", ["", "tomorrow", "nan", "inf", "1e300", "\xff"])
def test_what_is_no_time_is_told(kept: Path, clock: FrozenClock, text: str) -> None:
    kept.write_text(text, encoding="latin-1")
    with pytest.raises(CannotStart, match="Remove it to start from today"):
        MovableClock(kept, clock)


def test_a_time_before_now_is_now(kept: Path, clock: FrozenClock) -> None:
    kept.write_text("-5000")
    assert MovableClock(kept, clock)() == clock()

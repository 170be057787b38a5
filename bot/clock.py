"""The time. Everything that needs it is given a clock, so that tests can stand still; `utc_now` is the real one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.settings import CannotStart


def utc_now() -> datetime:
    return datetime.now(UTC)


class MovableClock:
    """The demo's clock: as fast as any other, but ahead by as much as it was moved. It never goes back.

    `kept` is a file that tells how far ahead it is, so that a demo that is opened again goes on from there.
    """

    def __init__(self, kept: Path, real: Callable[[], datetime] = utc_now) -> None:
        self._kept = kept
        self._real = real
        self._ahead = _read(kept)
        self._last = real() + self._ahead

    def __call__(self) -> datetime:
        self._last = max(self._last, self._real() + self._ahead)
        return self._last

    def move_to(self, moment: datetime) -> None:
        """Makes it that moment; does nothing where that is over."""
        ahead = moment - self._real()
        if moment <= self() or ahead <= self._ahead:
            return
        _write(self._kept, ahead)
        self._ahead = ahead


def _read(kept: Path) -> timedelta:
    try:
        return timedelta(seconds=max(float(kept.read_text(encoding="ascii")), 0.0))
    except FileNotFoundError:
        return timedelta()
    except (ValueError, OverflowError):
        raise CannotStart(
            f"{kept} does not say how far the demo's clock is ahead. Remove it to start from today."
        ) from None


def _write(kept: Path, ahead: timedelta) -> None:
    """As a whole or not at all: half a number would be another time."""
    new = kept.with_name(f"{kept.name}.new")
    new.write_text(f"{ahead.total_seconds()}\n", encoding="ascii")
    new.replace(kept)

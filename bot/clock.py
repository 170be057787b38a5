"""The time. Everything that needs it is given a clock, so that tests can stand still; this is the real one."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)

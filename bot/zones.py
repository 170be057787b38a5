"""Knows which names of time zones there are: what a platform tells is taken only where it is one."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


def known_zone(name: object) -> str | None:
    """The zone, if it is one."""
    return name if isinstance(name, str) and name in _zones() else None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())

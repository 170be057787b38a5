"""The words for how far an export is."""

from __future__ import annotations

from enum import StrEnum


class ExportState(StrEnum):
    """How far an order is. Whether its time is over says `expires_at`, not the state."""

    WAITING = "waiting"
    """For a second admin to agree: it has names."""
    DECLINED = "declined"
    ORDERED = "ordered"
    """It is made, or will be in a moment."""
    READY = "ready"
    FAILED = "failed"

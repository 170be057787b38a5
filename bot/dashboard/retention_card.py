"""The card of the settings page that says how long each kind of data is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from storage.retention import LEAST, MOST, Kept

LABELS: Mapping[str, str] = {
    "notes": "Notes, reflections and plans",
    "actions": "Actions, with what hangs on them",
    "deliveries": "Nudges that were sent, and answers to lessons",
    "audit": "The audit trail",
}
PREFIX = "keep_"
"""How the names of its inputs begin."""
NAMES = tuple(PREFIX + kind for kind in LABELS)


def lines() -> list[tuple[str, str, int]]:
    """Of each kind the name of its input, its label, and how many months it is kept at least."""
    return [(PREFIX + kind, label, getattr(LEAST, kind)) for kind, label in LABELS.items()]


def as_typed(kept: Kept) -> dict[str, str]:
    return {PREFIX + kind: str(months) for kind, months in asdict(kept).items()}


def read(typed: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """How many months each kind is to be kept; and by input what is wrong."""
    months: dict[str, int] = {}
    problems: dict[str, str] = {}
    for name, _label, least in lines():
        digits = typed[name].strip()
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(MOST))
        if is_number and least <= int(digits) <= MOST:
            months[name.removeprefix(PREFIX)] = int(digits)
        else:
            problems[name] = f"Please write a number of months from {least} to {MOST}."
    return months, problems

"""Reads what inputs held, as text by input id, into a handler's values. Teams and the console send them like that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from handlers.request import Mention, Value

Raw = str | Sequence[str] | None
IDS = ("text", "choice", "multi", "person", "date", "toggle")


def decode(raw: Mapping[str, Raw]) -> dict[str, Value]:
    """Values by input name; what is no input of ours (`kind:name`) is left out."""
    values: dict[str, Value] = {}
    for identifier, held in raw.items():
        kind, colon, name = identifier.partition(":")
        if colon and kind in IDS:
            values[name] = _value(kind, held)
    return values


def _value(kind: str, held: Raw) -> Value:
    if kind == "multi":
        several = held.split(",") if isinstance(held, str) else (held or ())
        return tuple(one.strip() for one in several if one.strip())
    text = held if isinstance(held, str) else ",".join(held or ())
    match kind:
        case "toggle":
            return text.casefold() in {"true", "on", "1", "yes"}
        case "person":
            return Mention(text.strip()) if text.strip() else None
        case "date":
            return _date(text.strip())
        case _:
            return text


def _date(text: str) -> date | str | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text

"""Reads and settles an organization's rules as they are typed, on the dashboard and on the command line alike.

What holds already is not settled again, so that the audit trail tells what changed and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from handlers.countries import read_country
from handlers.settings_words import read_zone
from indicators.registry import LEAST_CONTRIBUTORS
from nudges.day_words import WEEKDAYS
from storage import organizations
from storage.database import Connection
from storage.organizations import Changes, Settled
from storage.words import Visibility

LARGEST_K = 1000
LONGEST_NAME = 200
LONGEST_ADDRESS = 500
HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))
CHOOSE = "Please choose one of these."
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, as changes; or by rule what is wrong with it, and then nothing is to be settled."""

    changes: Changes
    problems: Mapping[str, str]


def read(typed: Typed, held: Settled, now: datetime) -> Read:
    """Reads the rules that are named in it, and leaves out the others. A switch is off where it is empty."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, text in typed.items():
        value, problem = _read_one(name, text, held, now)
        if problem:
            problems[name] = problem
        else:
            values[name] = value
    return Read(Changes(**values), problems)


async def settle(
    db: Connection, held: Settled, changes: Changes, *, actor: str, now: datetime
) -> tuple[Settled, Sequence[str]] | None:
    """Stores what differs from what holds. The rules then, and what follows from it; None where nothing differs."""
    same = {name: None for name, value in _given(changes).items() if value == _held(held, name)}
    changed = replace(changes, **same)
    if not _given(changed):
        return None
    settled = await organizations.settle(db, held.id, changed, actor=actor, now=now)
    return settled, _consequences(held, changed)


def _read_one(name: str, typed: str, held: Settled, now: datetime) -> tuple[Any, str]:
    match name:
        case "name":
            words = " ".join(typed.split())
            return words, _wrong_name(words)
        case "zone":
            return read_zone(typed, now)
        case "country":
            return read_country(typed) if typed.strip() else ("", "")
        case "k":
            return _read_k(typed)
        case "default_visibility":
            return _choice({one.value: one for one in Visibility}, typed)
        case "reporting_url":
            address = typed.strip()
            return address, _wrong_address(address)
        case "digest_weekday":
            return _choice({str(at): at for at in range(len(WEEKDAYS))}, typed)
        case "digest_at":
            # What was settled to another minute before is one of the choices, too.
            return _choice({f"{one:%H:%M}": one for one in (*HALF_HOURS, held.digest_at)}, typed)
        case "intervention_notes" | "digests_on":
            return bool(typed), ""
        case _:
            raise ValueError(f"{name} is no rule")


def _choice(choices: Mapping[str, Any], typed: str) -> tuple[Any, str]:
    return (choices[typed], "") if typed in choices else (None, CHOOSE)


def _wrong_name(name: str) -> str:
    if not name:
        return "Please write what the organization is called."
    if len(name) > LONGEST_NAME or not name.isprintable():
        return f"Please write a name of at most {LONGEST_NAME} letters."
    return ""


def _read_k(typed: str) -> tuple[int | None, str]:
    digits = typed.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST_K))):
        return None, f"Please write a number from {LEAST_CONTRIBUTORS} to {LARGEST_K}."
    k = int(digits)
    if k < LEAST_CONTRIBUTORS:
        return None, f"It can't be smaller than {LEAST_CONTRIBUTORS}: below that, people could be found out."
    return (k, "") if k <= LARGEST_K else (None, f"Please write a number from {LEAST_CONTRIBUTORS} to {LARGEST_K}.")


def _wrong_address(typed: str) -> str:
    """Nothing for an empty one, which takes it away."""
    if not typed:
        return ""
    if len(typed) > LONGEST_ADDRESS or not typed.isprintable() or " " in typed:
        return "Please write one address, without spaces, like https://speak-up.example.com."
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError:
        return "This is no address that a browser can open. One looks like https://speak-up.example.com."
    if parts.scheme == "https" and host:
        return ""
    before, _, after = parts.path.partition("@")
    if parts.scheme == "mailto" and before and after and "@" not in after:
        return ""
    if not parts.scheme and "@" in typed:
        return f"For e-mail, please begin with mailto:, like mailto:{typed}"
    return "Please begin with https:// for a page, or with mailto: for e-mail."


def _consequences(before: Settled, changed: Changes) -> list[str]:
    said = []
    if changed.k is not None:
        said.append("It goes for what is told from now on; what was told earlier stays.")
    if changed.default_visibility is not None:
        said.append("New people begin with it; everybody else keeps their own.")
    if changed.zone is not None:
        said.append(f"Weeks and months begin by the clock of {changed.zone} from now on.")
    if changed.digests_on is not None or changed.digest_weekday is not None or changed.digest_at is not None:
        said.append("It goes for managers who chose nothing else.")
    if changed.reporting_url == "" and before.reporting_url:
        said.append("The form for interventions offers no reporting channel any more.")
    return said


def _given(changes: Changes) -> dict[str, Any]:
    values = ((one.name, getattr(changes, one.name)) for one in fields(changes))
    return {name: value for name, value in values if value is not None}


def _held(now: Settled, name: str) -> object:
    """What holds, as it is typed: what is not there is empty."""
    value = getattr(now, name)
    return "" if value is None else value

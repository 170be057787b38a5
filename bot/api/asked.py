"""What a request of the API may say: which periods, how much at once, and where to go on. Anything else is refused."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.api.problems import NOT_VALID, FieldError, Problem, not_valid
from indicators.periods import Length

T = TypeVar("T")
MOST = 200
USUAL = 100
FEW = 4
"""So many weeks at once, where of each everything has to be read that is told of any team."""

_HINTS = {
    "period": "Choose one of week, month, quarter, year.",
    "from": "Write a date like 2026-03-02.",
    "to": "Write a date like 2026-03-02.",
    "limit": f"Write a whole number from 1 to {MOST}.",
    "cursor": "Give what the answer before had as `next`, as it is.",
    "team_id": "Give the id of a team, as /api/v1/teams lists them.",
    "indicator_id": "Give the id of an indicator, as /api/v1/indicators lists them.",
}
_UNKNOWN = "extra_forbidden"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_written(day: object) -> object:
    """A date is written as one: a bare number would be taken for seconds since 1970."""
    if isinstance(day, str) and not _DAY.fullmatch(day):
        raise ValueError("not a date")
    return day


Day = Annotated[date, BeforeValidator(_as_written)]


class Following(BaseModel):
    """A list that is read page by page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cursor: Annotated[
        str | None,
        Field(pattern=r"^[A-Za-z0-9_-]{1,100}$", description="Where to go on: `next` of the answer before, as it is."),
    ] = None


class Paged(Following):
    """The same with pages as large as one likes."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="How many at most.")] = USUAL


class Spanned(Following):
    """Periods that begin in a span of dates."""

    first: Annotated[
        Day | None,
        Field(alias="from", description="Periods that begin on this day or later.", examples=["2026-01-05"]),
    ] = None
    last: Annotated[
        Day | None, Field(alias="to", description="Periods that begin on this day or before.", examples=["2026-06-29"])
    ] = None


class Dated(Spanned, Paged):
    """Such periods, with pages as large as one likes."""


class OfLength(Dated):
    """The same, of one length."""

    period: Annotated[Length, Field(description="How long the periods are.")] = Length.WEEK


def in_order(spanned: Spanned) -> None:
    """Raises Problem where a span ends before it begins."""
    if spanned.first is not None and spanned.last is not None and spanned.first > spanned.last:
        raise not_valid("to", "Give a day that is not before `from`.")


def cursor_of(key: date | UUID) -> str:
    """A key of the last thing on a page, as a cursor."""
    return base64.urlsafe_b64encode(str(key).encode()).decode().rstrip("=")


def key_of(cursor: str | None, read: Callable[[str], T]) -> T | None:
    """The key behind a cursor; None where there is none. Raises Problem where we did not make it."""
    if cursor is None:
        return None
    try:
        return read(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
    except (ValueError, binascii.Error):
        raise not_valid("cursor", _HINTS["cursor"]) from None


def refused(errors: Sequence[Any]) -> Problem:
    """What the framework found wrong, in our words. What was sent is not given back."""
    found = {}
    for one in errors:
        name = str(one["loc"][-1])
        unknown = "There is no such parameter here."
        found[name] = unknown if one["type"] == _UNKNOWN else _HINTS.get(name, "This can't be read.")
    return Problem(NOT_VALID, [FieldError(field=name[:80], problem=words) for name, words in found.items()])

"""What an export is to hold, where its bytes go, and what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from storage.words import ExportForm, ExportWhat

Progress = Callable[[int, int | None], Awaitable[None]]
"""Is told how many rows are written, and of how many; None where that is not known yet."""


@dataclass(frozen=True, slots=True)
class Order:
    """An export that may be made: asked for, and where it has names, approved.

    From the day `first` to the day `last`, both included. `with_bom`: CSV that Excel opens by a double click.
    """

    organization_id: UUID
    what: ExportWhat
    first: date
    last: date
    form: ExportForm
    with_names: bool
    with_bom: bool
    id: UUID


class Sink(Protocol):
    """Takes the bytes of the file, piece by piece, in order."""

    async def write(self, data: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Made:
    """How many rows the file has, and of how many periods somebody's rows are left out.

    Not how many rows that is: it would give away what they are left out for.
    """

    rows: int
    withheld: int

"""What a roster says, wherever it comes from: a file today, another system one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage.words import Gender

COLUMNS = (
    "email",
    "name",
    "team",
    "manager_email",
    "department",
    "location",
    "level",
    "gender",
    "hired_on",
    "left_on",
)
REQUIRED = ("email", "name")


@dataclass(frozen=True, slots=True)
class Row:
    """One person, as the roster has them. Columns that it lacks are None (and undisclosed)."""

    line: int
    email: str
    name: str
    team: str | None = None
    manager_email: str | None = None
    department: str | None = None
    location: str | None = None
    level: str | None = None
    gender: Gender = Gender.UNDISCLOSED
    hired_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """People, each once. `columns` has what it speaks about: what it leaves out is left alone."""

    columns: frozenset[str]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """How a roster is meant.

    `complete`: it lists everybody, so that who is not in it has left. `teams_from_managers`: who is given no team is
    in the one of their manager.
    """

    complete: bool = False
    teams_from_managers: bool = False

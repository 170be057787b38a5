"""What the choice is told: what a person saw, answered, turned down and logged, and what fits them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage.words import Kind, Sector, Seniority, Setting


@dataclass(frozen=True, slots=True)
class Seen:
    """An item that was shown."""

    id: str
    on: date


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a lesson's quiz."""

    id: str
    on: date
    is_right: bool


@dataclass(frozen=True, slots=True)
class NotForMe:
    """An item that the person does not want."""

    id: str
    on: date


@dataclass(frozen=True, slots=True)
class Logged:
    """An action of the person's own."""

    kind: Kind
    on: date


@dataclass(frozen=True, slots=True)
class History:
    """What happened until now, in any order. `logged` is the last action, if there is one."""

    seen: tuple[Seen, ...] = ()
    answered: tuple[Answered, ...] = ()
    not_for_me: tuple[NotForMe, ...] = ()
    logged: Logged | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Whom to choose for. `key` only seeds; without `settings` every setting fits. Gender is not asked for here."""

    key: str
    sector: Sector = Sector.GENERAL
    settings: frozenset[Setting] = frozenset()
    seniority: Seniority = Seniority.ANYONE
    prompts: bool = True
    lessons: bool = True

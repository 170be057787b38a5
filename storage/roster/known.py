"""What is known of an organization before a roster, as far as a roster may change it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from storage.roster.stints import Stint
from storage.words import Gender


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What the roster may change of a person."""

    id: UUID
    email: str | None
    name: str
    department: str | None = None
    location: str | None = None
    level: str | None = None
    gender: Gender = Gender.UNDISCLOSED
    gender_is_own: bool = False
    manager_id: UUID | None = None
    hired_on: date | None = None
    left_on: date | None = None

    @property
    def place(self) -> tuple[str | None, str | None, str | None]:
        """What they are told together with others by."""
        return self.department, self.location, self.level

    def has_left(self, today: date) -> bool:
        return self.left_on is not None and self.left_on <= today


@dataclass(frozen=True, slots=True)
class KnownTeam:
    id: UUID
    name: str
    parent_id: UUID | None = None
    lead_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """An organization. `stints` are in the order of their start."""

    people: tuple[KnownPerson, ...] = ()
    teams: tuple[KnownTeam, ...] = ()
    stints: Mapping[UUID, tuple[Stint, ...]] = field(default_factory=dict)

    def managers(self) -> dict[str, str | None]:
        """Each one's address with that of their manager; without those who have none."""
        emails = {one.id: one.email for one in self.people}
        return {
            one.email: emails.get(one.manager_id) if one.manager_id is not None else None
            for one in self.people
            if one.email is not None
        }


@dataclass(frozen=True, slots=True)
class TeamNames:
    """A name finds the team that is written just so or, failing that, with other capitals."""

    exact: Mapping[str, UUID]
    folded: Mapping[str, UUID]

    def find(self, name: str) -> UUID | None:
        return self.exact.get(name) or self.folded.get(name.casefold())


def teams_by_name(teams: Sequence[KnownTeam]) -> TeamNames:
    """The known teams, to be found by how a file writes them."""
    return TeamNames({one.name: one.id for one in teams}, {one.name.casefold(): one.id for one in teams})

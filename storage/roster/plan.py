"""Works out what a roster changes, given what is known. Pure: `apply` reads what is known and writes the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from storage.roster.file import Roster, Row
from storage.roster.problems import RosterErrors
from storage.roster.stints import Stint, current_team, revise
from storage.roster.tree import Member, Place, Tree, loops
from storage.words import Gender


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What the roster may change of a person."""

    id: UUID
    email: str | None
    name: str
    department: str | None
    gender: Gender
    gender_is_own: bool
    manager_id: UUID | None
    hired_on: date | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class KnownTeam:
    id: UUID
    name: str
    parent_id: UUID | None
    lead_id: UUID | None


@dataclass(frozen=True, slots=True)
class Known:
    """An organization before the roster, with everybody and every team of the file already there, if only by name.

    `stints` are in the order of their start.
    """

    people: tuple[KnownPerson, ...]
    teams: tuple[KnownTeam, ...]
    stints: Mapping[UUID, tuple[Stint, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows to write, as they shall be. `started` has the person of each new membership."""

    people: tuple[KnownPerson, ...]
    teams: tuple[KnownTeam, ...]
    started: tuple[tuple[UUID, Stint], ...]
    altered: tuple[Stint, ...]
    dropped: tuple[UUID, ...]
    touched: frozenset[UUID]
    """The people for whom anything changes."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import did, in numbers."""

    people: int
    added: int
    changed: int
    teams_added: int
    teams_changed: int
    memberships_started: int
    memberships_ended: int

    @property
    def unchanged(self) -> int:
        return self.people - self.added - self.changed


def plan(roster: Roster, known: Known, today: date) -> Plan:
    """What to write. Raises RosterErrors where the teams would be above each other."""
    by_email = {one.email: one for one in known.people if one.email is not None}
    teams = teams_by_name(known.teams)
    people = {one.id: one for one in known.people}
    stints = dict(known.stints)
    for row in roster.rows:
        before = by_email[row.email]
        manager = by_email[row.manager_email].id if row.manager_email is not None else None
        after = _revised(before, row, manager, roster.columns)
        people[before.id] = after
        own = known.stints.get(before.id, ())
        team_id = _team_id(row, own, before, teams, roster.columns, today)
        stints[before.id] = revise(
            own,
            team_id,
            hired_on=after.hired_on,
            left_on=after.left_on,
            left_before=before.left_on,
            today=today,
        )
    changed_people = tuple(people[one.id] for one in known.people if people[one.id] != one)
    started, altered, dropped = _difference(known.stints, stints)
    return Plan(
        people=changed_people,
        teams=_changed_teams(roster, known.teams, teams, people, stints, today),
        started=started,
        altered=altered,
        dropped=dropped,
        touched=frozenset(one.id for one in changed_people)
        | frozenset(person for person, own in stints.items() if own != known.stints.get(person, ())),
    )


def teams_by_name(teams: Sequence[KnownTeam]) -> TeamNames:
    """The known teams, to be found by how a file writes them."""
    return TeamNames({one.name: one.id for one in teams}, {one.name.casefold(): one.id for one in teams})


@dataclass(frozen=True, slots=True)
class TeamNames:
    """A name finds the team that is written just so or, failing that, with other capitals."""

    exact: Mapping[str, UUID]
    folded: Mapping[str, UUID]

    def find(self, name: str) -> UUID | None:
        return self.exact.get(name) or self.folded.get(name.casefold())


def _revised(before: KnownPerson, row: Row, manager: UUID | None, columns: frozenset[str]) -> KnownPerson:
    after = replace(before, name=row.name)
    if "department" in columns:
        after = replace(after, department=row.department)
    if "manager_email" in columns:
        after = replace(after, manager_id=manager)
    if "hired_on" in columns:
        after = replace(after, hired_on=row.hired_on)
    if "left_on" in columns:
        after = replace(after, left_on=row.left_on)
    if "gender" in columns and not before.gender_is_own:
        after = replace(after, gender=row.gender)
    return after


def _team_id(
    row: Row,
    own: tuple[Stint, ...],
    before: KnownPerson,
    teams: TeamNames,
    columns: frozenset[str],
    today: date,
) -> UUID | None:
    if "team" in columns:
        return teams.find(row.team) if row.team is not None else None
    if own and own[-1].is_over(today) and own[-1].ends_on == before.left_on:
        return own[-1].team_id  # if they come back, it is to where they were
    return current_team(own, today)


def _changed_teams(
    roster: Roster,
    known: Sequence[KnownTeam],
    names: TeamNames,
    people: Mapping[UUID, KnownPerson],
    stints: Mapping[UUID, tuple[Stint, ...]],
    today: date,
) -> tuple[KnownTeam, ...]:
    written = {names.find(row.team): row.team for row in roster.rows if row.team is not None}
    members = {
        one.id: Member(one.id, one.email or "", one.manager_id, current_team(stints.get(one.id, ()), today))
        for one in people.values()
        if one.left_on is None or one.left_on > today
    }
    places = Tree(members, {one.id: one.manager_id for one in people.values()}).places()
    after = []
    for one in known:
        place = places.get(one.id, Place(one.parent_id, one.lead_id))  # an empty team stays where it was
        after.append(KnownTeam(one.id, written.get(one.id, one.name), place.parent_id, place.lead_id))
    problems = list(loops({one.id: one.parent_id for one in after}, {one.id: one.name for one in after}))
    if problems:
        raise RosterErrors(problems)
    return tuple(new for old, new in zip(known, after, strict=True) if new != old)


def _difference(
    before: Mapping[UUID, tuple[Stint, ...]], after: Mapping[UUID, tuple[Stint, ...]]
) -> tuple[tuple[tuple[UUID, Stint], ...], tuple[Stint, ...], tuple[UUID, ...]]:
    """The new memberships, those that change, and those that were none."""
    old = {one.id: one for own in before.values() for one in own}
    kept = {one.id for own in after.values() for one in own}
    started = tuple((person, one) for person, own in after.items() for one in own if one.id is None)
    altered = tuple(one for own in after.values() for one in own if one.id is not None and one != old[one.id])
    dropped = tuple(one for one in old if one is not None and one not in kept)
    return started, altered, dropped

"""Works out what a roster changes, given what is known. Pure: `apply` reads what is known and writes the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from storage.models.base import new_id
from storage.roster.known import Known, KnownPerson, KnownTeam, TeamNames, teams_by_name
from storage.roster.problems import Problem, RosterErrors
from storage.roster.rows import Options, Roster, Row
from storage.roster.stints import Stint, current_team, revise
from storage.roster.tree import Member, Place, Tree, loops


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows to write, as they shall be. `started` has the person of each new membership."""

    new_people: tuple[KnownPerson, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    new_teams: tuple[KnownTeam, ...] = ()
    teams: tuple[KnownTeam, ...] = ()
    started: tuple[tuple[UUID, Stint], ...] = ()
    altered: tuple[Stint, ...] = ()
    dropped: tuple[UUID, ...] = ()
    moved: tuple[KnownPerson, ...] = ()
    """As they were: the people whose department, location or level changes."""
    stints: Mapping[UUID, tuple[Stint, ...]] = field(default_factory=dict)
    """Everybody's memberships, as they shall be."""
    touched: frozenset[UUID] = frozenset()
    """The people who were there already and for whom anything changes."""


def plan(
    roster: Roster,
    known: Known,
    today: date,
    options: Options = Options(),  # noqa: B008 - frozen
    ids: Mapping[str, UUID] = MappingProxyType({}),
) -> Plan:
    """What to write. `ids`: those of new people, by address, where they are settled already.

    Raises RosterErrors where somebody would leave before they are hired, by what the file and what is known say of it,
    and where the teams would be above each other.
    """
    before = {one.email: one for one in known.people if one.email is not None}
    new_people = {
        row.email: KnownPerson(ids.get(row.email) or new_id(), row.email, row.name)
        for row in roster.rows
        if row.email not in before
    }
    by_email = {**before, **new_people}
    new_teams = _new_teams(roster, known.teams)
    teams = (*known.teams, *new_teams)
    names = teams_by_name(teams)
    people = {one.id: one for one in (*known.people, *new_people.values())}
    stints = dict(known.stints)
    problems: list[Problem] = []
    for row in roster.rows:
        was = by_email[row.email]
        manager = by_email[row.manager_email].id if row.manager_email is not None else None
        own = known.stints.get(was.id, ())
        team_id = _team_id(row, own, was, names, roster.columns, today)
        people[was.id] = after = _revised(was, row, manager, roster.columns)
        if wrong := _wrong_dates(after, row, roster.columns):
            problems.append(wrong)
            continue
        _place(people[was.id], was, team_id, stints, today)
    if problems:
        raise RosterErrors(problems)
    if options.complete:
        listed = {row.email for row in roster.rows}
        for was in known.people:
            if was.email is not None and was.email not in listed and not was.has_left(today):
                people[was.id] = replace(was, left_on=max(today, was.hired_on or today))
                _place(people[was.id], was, None, stints, today)
    placed = _placed_teams(roster, teams, names, people, stints, today)
    changed = {one.id for one in known.people if people[one.id] != one}
    moved = {one for one, own in stints.items() if own != known.stints.get(one, ())}
    started, altered, dropped = _difference(known.stints, stints)
    old_teams = set(known.teams)
    news = {one.id for one in new_people.values()}
    return Plan(
        new_people=tuple(people[one.id] for one in new_people.values()),
        people=tuple(people[one.id] for one in known.people if one.id in changed),
        new_teams=placed[len(known.teams) :],
        teams=tuple(one for one in placed[: len(known.teams)] if one not in old_teams),
        started=started,
        altered=altered,
        dropped=dropped,
        moved=tuple(one for one in known.people if people[one.id].place != one.place),
        stints=stints,
        touched=frozenset(changed | moved - news),
    )


def _place(
    after: KnownPerson, before: KnownPerson, team_id: UUID | None, stints: dict[UUID, tuple[Stint, ...]], today: date
) -> None:
    stints[after.id] = revise(
        stints.get(after.id, ()),
        team_id,
        hired_on=after.hired_on,
        left_on=after.left_on,
        left_before=before.left_on,
        today=today,
    )


def _new_teams(roster: Roster, known: Sequence[KnownTeam]) -> tuple[KnownTeam, ...]:
    names = teams_by_name(known)
    missing = dict.fromkeys(row.team for row in roster.rows if row.team is not None and names.find(row.team) is None)
    return tuple(KnownTeam(new_id(), name) for name in missing)


def _revised(before: KnownPerson, row: Row, manager: UUID | None, columns: frozenset[str]) -> KnownPerson:
    after = replace(
        before,
        name=row.name,
        department=row.department if "department" in columns else before.department,
        location=row.location if "location" in columns else before.location,
        level=row.level if "level" in columns else before.level,
        manager_id=manager if "manager_email" in columns else before.manager_id,
        hired_on=row.hired_on if "hired_on" in columns else before.hired_on,
        left_on=row.left_on if "left_on" in columns else before.left_on,
    )
    return replace(after, gender=row.gender) if "gender" in columns and not before.gender_is_own else after


def _wrong_dates(after: KnownPerson, row: Row, columns: frozenset[str]) -> Problem | None:
    """What is wrong where the file gives one of the two dates, and the other is known from before."""
    if after.left_on is None or after.hired_on is None or after.left_on >= after.hired_on:
        return None
    if "left_on" in columns:
        wrong = f"left on {after.left_on}, before being hired on {after.hired_on}, as I know from before"
        return Problem(row.line, "left_on", wrong, "give the day after the last one, or add a column hired_on")
    wrong = f"hired on {after.hired_on}, after leaving on {after.left_on}, as I know from before"
    return Problem(row.line, "hired_on", wrong, "mend the day, or add a column left_on, empty if they are back")


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


def _placed_teams(
    roster: Roster,
    teams: Sequence[KnownTeam],
    names: TeamNames,
    people: Mapping[UUID, KnownPerson],
    stints: Mapping[UUID, tuple[Stint, ...]],
    today: date,
) -> tuple[KnownTeam, ...]:
    """Each team with its name as the file writes it, its lead and what is above it, in the same order."""
    written = {names.find(row.team): row.team for row in roster.rows if row.team is not None}
    members = {
        one.id: Member(one.id, one.email or "", one.manager_id, current_team(stints.get(one.id, ()), today))
        for one in people.values()
        if not one.has_left(today)
    }
    places = Tree(members, {one.id: one.manager_id for one in people.values()}).places()
    after = []
    for one in teams:
        place = places.get(one.id, Place(one.parent_id, one.lead_id))  # an empty team stays where it was
        after.append(KnownTeam(one.id, written.get(one.id, one.name), place.parent_id, place.lead_id))
    problems = list(loops({one.id: one.parent_id for one in after}, {one.id: one.name for one in after}))
    if problems:
        raise RosterErrors(problems)
    return tuple(after)


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

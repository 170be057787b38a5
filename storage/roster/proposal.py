"""What an import would change, for people to read: who is new, changes, ends, and which teams move. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from storage.roster.known import Known, KnownPerson, KnownTeam
from storage.roster.plan import Plan
from storage.roster.problems import Problem
from storage.roster.rows import Roster
from storage.roster.stints import Stint, current_team

MOST_ENDED = 0.2
"""The share of those who work here that a roster may end without being asked whether it means it."""


class ChangeKind(StrEnum):
    NEW = "new"
    RETURNED = "returned"
    CHANGED = "changed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after. A gender is nobody's to read here: there both are None."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class PersonChange:
    """`line` is None for who is not in the file."""

    kind: ChangeKind
    line: int | None
    name: str
    email: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class TeamChange:
    name: str
    is_new: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """An import in numbers. `working` are those who worked here before it; `ended` those of them who do no more."""

    people: int = 0
    added: int = 0
    changed: int = 0
    ended: int = 0
    working: int = 0
    unlisted: int = 0
    teams_added: int = 0
    teams_changed: int = 0
    memberships_started: int = 0
    memberships_ended: int = 0

    @property
    def unchanged(self) -> int:
        return self.people - self.added - self.changed


@dataclass(frozen=True, slots=True)
class Proposal:
    """With problems it has no changes: nothing is taken by halves."""

    problems: tuple[Problem, ...] = ()
    summary: Summary = field(default_factory=Summary)
    people: tuple[PersonChange, ...] = ()
    teams: tuple[TeamChange, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ends_too_many(self) -> bool:
        return self.summary.ended > MOST_ENDED * self.summary.working

    @property
    def mark(self) -> str:
        """Equal for equal changes: what somebody looked at is what is imported, or nothing is."""
        changes = repr((self.summary, self.people, self.teams))
        return hashlib.sha256(changes.encode()).hexdigest()


class ChangedMeanwhile(Exception):
    """The roster would not change what it would have when somebody looked at it."""


class EndsTooMany(Exception):
    """The roster would end more people than is plausible, and nobody said that it really should."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(f"{proposal.summary.ended} of {proposal.summary.working} people would end")
        self.proposal = proposal


def propose(roster: Roster, known: Known, what: Plan, today: date, notes: Collection[str] = ()) -> Proposal:
    """The plan as it is told."""
    told = _Telling(roster, known, what, today)
    people = tuple(told.people())
    listed = {row.email for row in roster.rows}
    working = [one for one in known.people if not one.has_left(today)]
    return Proposal(
        summary=Summary(
            people=len(roster.rows),
            added=len(what.new_people),
            changed=sum(1 for one in people if one.kind is not ChangeKind.NEW and one.line is not None),
            ended=sum(1 for one in people if one.kind is ChangeKind.ENDED),
            working=len(working),
            unlisted=sum(1 for one in working if one.email not in listed),
            teams_added=len(what.new_teams),
            teams_changed=len(what.teams),
            memberships_started=len(what.started),
            memberships_ended=sum(1 for one in what.altered if one.ends_on is not None) + len(what.dropped),
        ),
        people=people,
        teams=tuple(told.teams()),
        notes=tuple(notes),
    )


_TOLD_AS_THEY_ARE = ("name", "department", "location", "level", "hired_on", "left_on")


class _Telling:
    def __init__(self, roster: Roster, known: Known, what: Plan, today: date) -> None:
        self._lines = {row.email: row.line for row in roster.rows}
        self._known = known
        self._what = what
        self._today = today
        self._before = {one.id: one for one in known.people}
        self._after = self._before | {one.id: one for one in (*what.people, *what.new_people)}
        self._old_teams = {one.id: one for one in known.teams}
        self._teams = self._old_teams | {one.id: one for one in (*what.teams, *what.new_teams)}

    def people(self) -> Iterator[PersonChange]:
        """In the order of the file, then who is not in it."""
        touched = [self._after[one] for one in self._what.touched]
        told = [self._person(one) for one in (*self._what.new_people, *touched)]
        yield from sorted(told, key=lambda one: (one.line is None, one.line or 0, one.name))

    def _person(self, after: KnownPerson) -> PersonChange:
        before = self._before.get(after.id)
        fields = tuple(self._fields(before or KnownPerson(after.id, None, ""), after))
        email = after.email or ""
        return PersonChange(self._kind(before, after), self._lines.get(email), after.name, email, fields)

    def _kind(self, before: KnownPerson | None, after: KnownPerson) -> ChangeKind:
        if before is None:
            return ChangeKind.NEW
        if before.has_left(self._today) and not after.has_left(self._today):
            return ChangeKind.RETURNED
        is_earlier = after.left_on is not None and (before.left_on is None or after.left_on < before.left_on)
        return ChangeKind.ENDED if is_earlier and not before.has_left(self._today) else ChangeKind.CHANGED

    def _fields(self, before: KnownPerson, after: KnownPerson) -> Iterator[FieldChange]:
        for name in _TOLD_AS_THEY_ARE:
            yield from _change(name, getattr(before, name) or None, getattr(after, name))
        yield from _change("manager", self._email(before.manager_id), self._email(after.manager_id))
        if before.gender is not after.gender:
            yield FieldChange("gender", None, None)
        old, new = self._known.stints.get(after.id, ()), self._what.stints.get(after.id, ())
        if old != new:
            yield from self._memberships(old, new)

    def _memberships(self, old: tuple[Stint, ...], new: tuple[Stint, ...]) -> Iterator[FieldChange]:
        """The team of today; where that stays, and the membership changes, since when and until when they are in it."""
        was, will_be = current_team(old, self._today), current_team(new, self._today)
        if was != will_be:
            yield FieldChange("team", self._team(was), self._team(will_be))
            return
        starts = (old[-1].starts_on if old else None, new[-1].starts_on if new else None)
        yield from _change("in the team since", *starts)

    def teams(self) -> Iterator[TeamChange]:
        """The new ones, then those that change, each by name."""
        for one in sorted(self._what.new_teams, key=lambda team: team.name):
            yield TeamChange(one.name, True, tuple(self._team_fields(KnownTeam(one.id, one.name), one)))
        for one in sorted(self._what.teams, key=lambda team: team.name):
            yield TeamChange(one.name, False, tuple(self._team_fields(self._old_teams[one.id], one)))

    def _team_fields(self, before: KnownTeam, after: KnownTeam) -> Iterator[FieldChange]:
        yield from _change("name", before.name, after.name)
        yield from _change("under", self._team(before.parent_id), self._team(after.parent_id))
        yield from _change("led by", self._email(before.lead_id), self._email(after.lead_id))

    def _email(self, person_id: UUID | None) -> str | None:
        person = self._after.get(person_id) if person_id is not None else None
        return (person.email or person.name) if person is not None else None

    def _team(self, team_id: UUID | None) -> str | None:
        return self._teams[team_id].name if team_id is not None else None


def _change(field_: str, before: object, after: object) -> Iterator[FieldChange]:
    if before != after:
        yield FieldChange(field_, None if before is None else str(before), None if after is None else str(after))

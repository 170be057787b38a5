"""What a roster would change, line by line, as the page lists it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.roster import ChangeKind, FieldChange, PersonChange, Proposal, TeamChange

MOST = 100
"""Lines of a kind that are shown: nobody reads ten thousand."""

_HEADINGS = {
    ChangeKind.NEW: "New",
    ChangeKind.RETURNED: "Back again",
    ChangeKind.CHANGED: "Changed",
    ChangeKind.ENDED: "Ended",
}
_WORDS = {"hired_on": "hired on", "left_on": "left on"}


@dataclass(frozen=True, slots=True)
class Line:
    """`where` is the line of the file; empty for who is not in it."""

    where: str
    who: str
    detail: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind: how many there are, and the first of them."""

    heading: str
    count: int
    lines: Sequence[Line]


def groups_of(proposal: Proposal) -> tuple[Group, ...]:
    """By kind; a kind without any is left out."""
    groups = []
    for kind, heading in _HEADINGS.items():
        people = [one for one in proposal.people if one.kind is kind]
        groups.append(Group(heading, len(people), [_person(one) for one in people[:MOST]]))
    groups.append(Group("Teams", len(proposal.teams), [_team(one) for one in proposal.teams[:MOST]]))
    return tuple(one for one in groups if one.count)


def _person(one: PersonChange) -> Line:
    is_new = one.kind is ChangeKind.NEW
    fields = [field for field in one.fields if not (is_new and field.field == "name")]
    return Line(str(one.line or ""), one.name, one.email, tuple(_told(fields, is_new=is_new)))


def _team(one: TeamChange) -> Line:
    return Line("", one.name, "new" if one.is_new else "", tuple(_told(one.fields, is_new=one.is_new)))


def _told(fields: Sequence[FieldChange], *, is_new: bool) -> Iterator[str]:
    for one in fields:
        word = _WORDS.get(one.field, one.field)
        if one.before is None and one.after is None:
            yield word  # a gender is nobody's to read here
        elif is_new:
            yield f"{word} {one.after}"
        else:
            yield f"{word} {one.before or '(none)'} → {one.after or '(none)'}"

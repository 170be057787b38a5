"""What must hold among the people of a roster: each once, managers among them, nobody above themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from storage.roster.problems import Problem, quote


@dataclass(frozen=True, slots=True)
class Named:
    """What these checks need of a line; None where the cell was empty or could not be read."""

    line: int
    email: str | None
    manager_email: str | None
    team: str | None


def in_file(people: Sequence[Named]) -> Iterator[Problem]:
    """What the lines show by themselves, in no particular order."""
    yield from _twice(people)
    yield from _own_managers(people)
    yield from _spellings(people)


def among(people: Sequence[Named], known: Mapping[str, str | None], *, is_whole: bool) -> Iterator[Problem]:
    """What shows beside those who are there already: `known` has each one's address with their manager's.

    Where a part of the file could not be read, nobody can be missed in it.
    """
    if is_whole:
        yield from _unknown_managers(people, known)
    yield from _cycles(people, known)


def _twice(people: Sequence[Named]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for one in people:
        if one.email is not None and (line := first.setdefault(one.email, one.line)) != one.line:
            yield Problem(one.line, "email", f"{quote(one.email)} is on line {line} already", "keep one line a person")


def _own_managers(people: Sequence[Named]) -> Iterator[Problem]:
    for one in people:
        if one.email is not None and one.manager_email == one.email:
            right = "leave it empty for who has no manager"
            yield Problem(one.line, "manager_email", "the person is their own manager", right)


def _unknown_managers(people: Sequence[Named], known: Mapping[str, str | None]) -> Iterator[Problem]:
    emails = {one.email for one in people}
    if emails == {None}:
        return
    for one in people:
        if one.manager_email is not None and one.manager_email not in emails and one.manager_email not in known:
            wrong = f"I know nobody with the address {quote(one.manager_email)}"
            yield Problem(one.line, "manager_email", wrong, "add a line for the manager, or mend the address")


def _cycles(people: Sequence[Named], known: Mapping[str, str | None]) -> Iterator[Problem]:
    """Circles with somebody of the file in them: others were there before it, and are not its doing."""
    lines = {one.email: one.line for one in reversed(people) if one.email is not None}
    own = {one.email: one.manager_email for one in reversed(people) if one.email not in {None, one.manager_email}}
    for cycle in cycles({**known, **own}):
        listed = [email for email in cycle if email in lines]
        if not listed:
            continue
        first = min(listed, key=lambda email: lines[email])
        start = cycle.index(first)
        told = " → ".join((*cycle[start:], *cycle[:start], first))
        right = "let one of them report to someone outside of the circle, or to nobody"
        yield Problem(lines[first], "manager_email", f"these people are each other's managers: {told}", right)


def _spellings(people: Sequence[Named]) -> Iterator[Problem]:
    first: dict[str, Named] = {}
    for one in people:
        if one.team is None:
            continue
        seen = first.setdefault(one.team.casefold(), one)
        if seen.team is not None and seen.team != one.team:
            wrong = f"{quote(one.team)} is written {quote(seen.team)} on line {seen.line}"
            yield Problem(one.line, "team", wrong, "write a team the same way everywhere")


def cycles(above: Mapping[str, str | None]) -> Iterator[tuple[str, ...]]:
    """The circles of a tree that should have none: each once, from a member upwards."""
    done: set[str] = set()
    for start in above:
        path: list[str] = []
        on_path: dict[str, int] = {}
        here: str | None = start
        while here is not None and here not in done:
            if here in on_path:
                yield tuple(path[on_path[here] :])
                break
            on_path[here] = len(path)
            path.append(here)
            here = above.get(here)
        done.update(path)

"""Decides what may be shown of each team, so that no group of fewer than k can be worked out from all that is shown.

One period, one tree of teams. Everybody is counted in exactly one team's own cell, so that a team's numbers are sums
over the cells beneath it. The attacker we have in mind sees every number and label of every team, knows how many people
each has, knows this algorithm, and can add, subtract and reason with bounds.

**Groups.** How many of a group contributed may be known exactly only if at least k did *and* at least k did not: zero
is not special, and neither is everybody. Else only its *band* may be known: fewer than k did (0 to k-1), or fewer than
k did not. A group of k people or fewer has the band "0 to all": with exactly k, "not fewer than k did" would say that
each of them did.

**Teams**, from the leaves up. A team's own members, where they may be known exactly, and its parts that are shown whole
are the *shown* groups. What remains is its *rest*: pieces (its own members, the rests of its parts) each of which is
known to have between `low` and `high` contributors.

- WHOLE: the rest is nobody, or the rest's sum may be told exactly. Then the team has no rest any more.
- PART: the sum of the shown groups beneath. It tells nothing new, so it is always safe, and it spares a director the
  blank page that one small office beside five big teams would mean.
- NEARLY_ALL: told in words, where fewer than k of the whole team did not contribute.
- HIDDEN: nothing. It reads the same whatever the reason; `Ruling.reason` is for tests and developers, not for people.

**What may be told of a rest.** At least k of it contributed and at least k did not; and *telling it leaves every value
possible for every piece that was possible before*. Two teams of "fewer than five" that are eight together are four
each: so eight is not told. With pieces of low..high, their sums L and H, and w the widest piece (high - low), an
integer is a possible value of every piece exactly if the sum lies in L+w..H-w; a range x..y of the sum leaves them so
if x <= H-w and y >= L+w. *Not* telling the sum says something, too: that it is below the sums that are told, or above
them. So these begin one later and end one earlier, and then both silences leave every piece its range as well.

**Why this holds.** By induction from the leaves. What is decided of a team depends on its rest's sum, and otherwise
only on bounds that the attacker has already; so the attacker who simulates us learns from a decision exactly that the
sum lies in one of the ranges above, and every one of them leaves every piece its whole range, down to the bands at the
bottom. Rests of different teams share nobody, so no subtraction of shown numbers (parent minus children, sibling from
sibling) isolates anything but a rest that was told, or a union of groups each of which may be known exactly.

What is told of men and women, and of acts, is told beside this: `indicators/told.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Cell(NamedTuple):
    """A team's own numbers in one period, without the teams beneath it. Nobody is counted in two cells.

    `contributors`: those of `people` with an action. `actions`: what they did. `actors`: who is behind it. `largest`:
    the most that one of these did.
    """

    team: UUID
    parent: UUID | None
    people: int = 0
    contributors: int = 0
    actions: int = 0
    actors: int = 0
    largest: int = 0


class Verdict(StrEnum):
    """What may be said of a team."""

    WHOLE = "whole"
    PART = "part"
    NEARLY_ALL = "nearly_all"
    HIDDEN = "hidden"


class Reason(StrEnum):
    """Why a team is not told whole."""

    NOBODY = "nobody"
    SMALL = "small"
    WOULD_NARROW = "would_narrow"
    ONE_PERSON = "one_person"
    PARTICIPATION = "participation"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What may be said of a team, and the numbers to say: of the whole, of the part, or (0 of 0) of nobody."""

    verdict: Verdict
    people: int = 0
    count: int = 0
    reason: Reason | None = None


_WITHOUT_NUMBERS = {(verdict, reason): Ruling(verdict, reason=reason) for verdict in Verdict for reason in Reason}
"""Most of all that there is to say, and always the same."""


def participation(cells: Iterable[Cell], k: int) -> dict[UUID, Ruling]:
    """How many of each team's people contributed, as far as it may be told. A team without a ruling is hidden."""
    return {node.cell.team: _rule_on_participation(node, k) for node in _from_the_leaves(cells)}


class _Piece(NamedTuple):
    """People who are not shown by themselves. `low` and `high` bound what can be known of their contributors."""

    people: int = 0
    contributors: int = 0
    low: int = 0
    high: int = 0

    def within(self, low: int, high: int) -> _Piece:
        return _Piece(self.people, self.contributors, low, high)


_NOBODY = _Piece()


@dataclass(slots=True)
class _Node:
    """A team, the teams right beneath it, and after its ruling: what of it is shown, and its rest."""

    cell: Cell
    parts: list[_Node] = field(default_factory=list)
    shown_people: int = 0
    shown_count: int = 0
    rest: _Piece = _NOBODY

    def gather(self, k: int) -> list[_Piece]:
        """Takes up what its own members and the parts came to; returns the pieces of the rest."""
        pieces = []
        people, contributors = self.cell.people, self.cell.contributors
        if people:
            band = _band(people, contributors, k)
            if band is None:
                self.show(people, contributors)
            else:
                pieces.append(_Piece(people, contributors, *band))
        for part in self.parts:
            self.show(part.shown_people, part.shown_count)
            if part.rest.people:
                pieces.append(part.rest)
        return pieces

    def show(self, people: int, contributors: int) -> None:
        self.shown_people += people
        self.shown_count += contributors


def _from_the_leaves(cells: Iterable[Cell]) -> Iterator[_Node]:
    """The teams, each after those beneath it. Teams in a circle belong to no tree and are left out."""
    nodes = {cell.team: _Node(cell) for cell in cells}
    tops: list[_Node] = []
    for node in nodes.values():
        parent = node.cell.parent
        (nodes[parent].parts if parent is not None and parent in nodes else tops).append(node)
    order: list[_Node] = []
    while tops:
        node = tops.pop()
        order.append(node)
        tops.extend(node.parts)
    return reversed(order)


def _sum(pieces: Sequence[_Piece]) -> _Piece:
    return pieces[0] if len(pieces) == 1 else _Piece(*map(sum, zip(*pieces, strict=True)))


def _band(people: int, contributors: int, k: int) -> tuple[int, int] | None:
    """The least and the most contributors that may be known of a group; None where it may be known exactly."""
    if people <= k:
        return 0, people
    if contributors < k:
        return 0, k - 1
    if people - contributors < k:
        return max(k, people - k + 1), people
    return None


def _rule_on_participation(node: _Node, k: int) -> Ruling:
    pieces = node.gather(k)
    reason = Reason.SMALL
    if pieces:
        rest = _sum(pieces)
        verdict, rest = _tell(rest, max([one.high - one.low for one in pieces]), k, is_all=node.shown_people == 0)
        if verdict is Verdict.WHOLE:
            node.show(rest.people, rest.contributors)
        else:
            node.rest = rest
            if _band(rest.people, rest.contributors, k) is None:
                reason = Reason.WOULD_NARROW
    elif node.shown_people:
        verdict = Verdict.WHOLE
    else:
        return _WITHOUT_NUMBERS[Verdict.HIDDEN, Reason.NOBODY]
    if verdict is Verdict.WHOLE:
        return Ruling(verdict, node.shown_people, node.shown_count)
    if node.shown_people:
        return Ruling(Verdict.PART, node.shown_people, node.shown_count, reason)
    return _WITHOUT_NUMBERS[verdict, reason]


def _tell(rest: _Piece, widest: int, k: int, *, is_all: bool) -> tuple[Verdict, _Piece]:
    """What may be said of a rest, and the rest with what that, or the silence, lets be known of it.

    `is_all`: whether the rest is the whole team, which may then be "nearly all".
    """
    total, low, high = rest.contributors, rest.low, rest.high
    first = max(k, low + widest + 1)
    last = min(rest.people - k, high - widest - 1)
    if first <= total <= last:
        return Verdict.WHOLE, rest
    if first <= last:
        low, high = (low, first - 1) if total < first else (last + 1, high)
    nearly = max(k, rest.people - k + 1)
    leaves_all_open = nearly <= rest.high - widest and nearly - 1 >= rest.low + widest
    if is_all and (nearly <= low or leaves_all_open):
        if total >= nearly:
            return Verdict.NEARLY_ALL, rest.within(max(low, nearly), high)
        high = min(high, nearly - 1)
    return Verdict.HIDDEN, rest.within(low, high)

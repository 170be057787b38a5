"""Teams as a tree to be listed: level by level, until there would be too many on one page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from storage.teams import TreeTeam


@dataclass(slots=True)
class Node:
    """A team with the teams right beneath it that are listed. `unlisted`: how many right beneath are not."""

    team: TreeTeam
    parts: list[Node] = field(default_factory=list)
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """The teams at the top with what is beneath them; `listed`: all of them in a row; `count`: all there are."""

    tops: tuple[Node, ...]
    listed: tuple[Node, ...]
    count: int


def tree_of(teams: Iterable[TreeTeam], most: int) -> Listing:
    """The first level whole, and further levels as long as all of one fit in. Teams in a circle belong to no tree."""
    beneath: dict[UUID | None, list[TreeTeam]] = defaultdict(list)
    known = {one.id: one for one in teams}
    for one in known.values():
        beneath[one.parent_id if one.parent_id in known else None].append(one)
    tops = [Node(one) for one in beneath[None]]
    listed, level = list(tops), tops
    while level:
        below = sum(len(beneath[node.team.id]) for node in level)
        if len(listed) + below > most:
            for node in level:
                node.unlisted = len(beneath[node.team.id])
            break
        for node in level:
            node.parts = [Node(part) for part in beneath[node.team.id]]
        level = [part for node in level for part in node.parts]
        listed += level
    return Listing(tuple(tops), tuple(listed), len(known))

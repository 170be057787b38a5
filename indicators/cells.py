"""A team's own numbers in one week: what is told of teams is worked out from these, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from storage.words import Gender, Kind, Tier


class Tally(NamedTuple):
    """Acts, how many people did them, and the most that one of these did. Of these there are very many."""

    acts: int = 0
    actors: int = 0
    largest: int = 0


_NO_ACTS = Tally()


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """A team's own people in one week and all that they did in it, without the teams beneath. Nobody is in two.

    `contributors`: those of `people` with a counted action, by declared gender; they are `all.actors` together. Each
    action is under one kind and under one tier: the best evidence there is for it. What is not in a mapping is nought.
    """

    team: UUID
    parent: UUID | None
    people: Mapping[Gender, int] = field(default_factory=dict)
    contributors: Mapping[Gender, int] = field(default_factory=dict)
    all: Tally = _NO_ACTS
    kinds: Mapping[Kind, Tally] = field(default_factory=dict)
    tiers: Mapping[Tier, Tally] = field(default_factory=dict)

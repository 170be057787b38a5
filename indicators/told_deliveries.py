"""What may be told of nudges that did not go out, and of how content is used: program-level counts, of no indicator.

**Not sent.** One number a week and reason, over all kinds of nudge. No total of them is told, here or elsewhere, and no
number of what was planned; so there is nothing to subtract one from. A number is told where at least k people are
behind it, none of them behind more than half of it. Reasons that people bring about (they paused, they chose other
days) say something of everybody where fewer than k are left: then it reads "nearly all". All others are "fewer than k",
nobody included. Of a week in which no more than k people had any nudge, nothing is told: "fewer than k" would say of
them that it was not true of all. A week's numbers stand still by the time that they are told, and an erasure leaves
them, so that looking twice tells no more.

**Content.** Counts of people for each item, from its first day to the end of the last closed week, in steps of ten (of
k, where that is more): "30 or more". So whoever looks week by week learns that a step was passed, but not by whom, nor
how many came before. Less than a step reads "fewer than 10". Of how many were right, only a share is told, to the
nearest tenth, where at least a step of people were and a step were not.

**Limit.** Beside the number of all lessons together, which `indicators/told_organization.py` tells of a week, steps of
an item in its very first week leave a little less open than they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

STEP = 10
"""The smallest group for whatever is near to text."""


@dataclass(frozen=True, slots=True)
class Behind:
    """How often something happened, to how many people, and how often to one of them at most."""

    count: int = 0
    people: int = 0
    largest: int = 0


class Said(StrEnum):
    """What is said of a count."""

    NUMBER = "number"
    FEW = "few"
    NEARLY_ALL = "nearly_all"
    HIDDEN = "hidden"


def is_told_of(everybody: int, k: int) -> bool:
    """Whether anything is told of a week in which so many people had any nudge."""
    return everybody > k


def not_sent(behind: Behind, everybody: int, k: int, *, is_chosen: bool) -> Said:
    """Of nudges that did not go out for a reason. `everybody`: people with any nudge that week; `is_chosen`: the
    reason is of people's own making.
    """
    if behind.people < k:
        return Said.FEW
    if is_chosen and everybody - behind.people < k:
        return Said.NEARLY_ALL
    return Said.HIDDEN if 2 * behind.largest > behind.count else Said.NUMBER


def step_of(k: int) -> int:
    """In which steps people are counted, for an item."""
    return max(STEP, k)


def in_steps(people: int, k: int) -> int:
    """So many people at least; 0 where they are fewer than a step."""
    step = step_of(k)
    return people // step * step


def share_right(right: int, answered: int, k: int) -> tuple[Said, int]:
    """How many percent were right, to the nearest ten, where that may be told."""
    step = step_of(k)
    if answered < step or right < step:
        return Said.FEW, 0
    if answered - right < step:
        return Said.NEARLY_ALL, 0
    return Said.NUMBER, round(10 * right / answered) * 10

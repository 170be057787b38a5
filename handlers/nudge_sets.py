"""Reads what is to become of a set of days, kinds or situations: "tue thu", "also wed", "not on fridays". Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import TypeVar

T = TypeVar("T")

NEGATIONS = (
    r"(?:no more|no|nothing|none|not|never|without|except(?: for| on)?|but not|excluding|skip|drop|remove"
    r"|(?:don'?t|do not)(?: (?:send|want|like|need|give))?)(?: me)?(?: (?:any|on|the))*"
)
ADDITIONS = r"(?:also|plus|add|as well as)(?: (?:on|the))*"
NOT_OR_ALSO = rf"(?:(?P<not>\b{NEGATIONS})\s+|(?P<also>\b{ADDITIONS})\s+)?"
"""How a phrase of `take_set` begins; what it names is its group `these`."""


def take_set(
    said: str,
    phrase: re.Pattern[str],
    named: Callable[[str], Iterable[T]],
    held: AbstractSet[T],
    *,
    every: AbstractSet[T] = frozenset(),
) -> tuple[frozenset[T], str]:
    """What holds after all such phrases in the text, and the text without them.

    What is named alone holds alone. `every` is what an empty set stands for, once something is taken out of it.
    """
    kept, is_set = frozenset(held), False
    for found in phrase.finditer(said):
        these = frozenset(named(found.group("these")))
        if found.group("not"):
            kept = (kept or frozenset(every)) - these
        elif found.group("also") or is_set:
            kept |= these
        else:
            kept, is_set = these, True
    return kept, phrase.sub(" ", said)

"""The numbers that are told of the whole organization, and how they hang together."""

from __future__ import annotations

from collections.abc import Mapping

from indicators.suppression import Ruling, Verdict
from indicators.told_week import ACTIONS, EVERYBODY, PARTICIPATION, Key
from storage.words import Kind, Tier

Numbers = tuple[int, int, int, int]
"""Numerator, denominator, the people behind the numerator, and the most that one of them is behind."""
HIDDEN = Ruling(Verdict.HIDDEN)

ALL_ACTS: Key = (ACTIONS, "all")
MEN, WOMEN = (PARTICIPATION, "men"), (PARTICIPATION, "women")
REST: Mapping[Key, tuple[Key, ...]] = {
    (PARTICIPATION, "neither"): (MEN, WOMEN),
    (PARTICIPATION, "not men"): (MEN,),
    (PARTICIPATION, "not women"): (WOMEN,),
}
"""Who is left of everybody: never told, but it follows where these are told, and everybody."""
KINDS = {kind: (ACTIONS, kind.value) for kind in Kind}
TIERS = tuple((ACTIONS, tier.value) for tier in Tier)
SPONSORS, MEN_SPONSORING = ("sponsors", "all"), ("sponsors", "men_sponsoring_women")
MENTORS, MEN_MENTORING = ("mentors", "all"), ("mentors", "men_mentoring_women")
SESSIONS: Key = ("mentors", "sessions_per_mentor")
INTERVENTIONS, OF_USE = ("interventions", "per_100"), ("interventions", "made_a_difference")
OUTCOMES = tuple(("sponsorship_outcome", part) for part in ("all", "women", "women_sponsored_by_men"))
GAIN, FIRST, SECOND = (("quiz_gain", part) for part in ("gain", "first", "second"))
SUSTAINED: Key = ("sustained", "all")
ANSWERED: Key = ("nudge_response", "all")
SHARES: tuple[Key, ...] = (
    ("women_sponsored", "all"),
    ("training_reach", "all"),
    ("sponsorship_outcome", "women_not_sponsored"),
)
"""People out of people, beside nothing."""
THINGS: tuple[Key, ...] = (
    ("training_completion", "all"),
    ("confirmed_share", "confirmed"),
    ("confirmed_share", "witnessed"),
)
"""Things out of things, beside nothing."""
GROWING = (EVERYBODY, MEN, WOMEN, *REST, SPONSORS, MEN_SPONSORING, MENTORS, MEN_MENTORING, *SHARES[:2])
"""Of people who did something at least once: in a longer period not fewer."""
ADDING = (ALL_ACTS, *KINDS.values(), *TIERS, INTERVENTIONS, OF_USE, SESSIONS)
"""What is counted once, on its day."""
FAMILIES: tuple[tuple[Key, ...], ...] = (
    (MEN, WOMEN, *REST),
    tuple(KINDS.values()),
    TIERS,
    (MEN_SPONSORING,),
    (MEN_MENTORING,),
)
"""Numbers of which one follows from the others."""


def is_whole(told: Mapping[Key, Ruling], *keys: Key) -> bool:
    return all(told.get(key, HIDDEN).verdict is Verdict.WHOLE for key in keys)


def number(values: Mapping[Key, Numbers], key: Key) -> Numbers:
    """What is true of a number; of one that is not counted, nought of nought."""
    if key in REST:
        every, *some = (number(values, one) for one in (EVERYBODY, *REST[key]))
        count = every[0] - sum(one[0] for one in some)
        return count, every[1] - sum(one[1] for one in some), count, min(1, count)
    return values.get(key, (0, 0, 0, 0))

"""Each number of each indicator once more, from a team's summed-up numbers, as the database counts them by the million.

`indicators/measures/` is what an indicator means; this is how a whole organization is measured at once. Tests hold the
two equal. What is between two people of different teams can't be summed up and is in `indicators/between.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from indicators.effort import Effort
from storage.cells import Numbers
from storage.words import Gender, Kind, Nudge, Tier

Counted = tuple[int, int, int, int]
"""Numerator, denominator, contributors, and the most that one of them is behind."""
Count = Callable[[Numbers], Counted]

NOTHING: Counted = (0, 0, 0, 0)


def _people(those: str, out_of: str) -> Count:
    def count(numbers: Numbers) -> Counted:
        people = numbers.get(those, 0)
        return people, numbers.get(out_of, 0), people, min(1, people)

    return count


def _things(thing: str, out_of: str) -> Count:
    by, most = f"{thing}_by", f"{thing}_most"

    def count(numbers: Numbers) -> Counted:
        return numbers.get(thing, 0), numbers.get(out_of, 0), numbers.get(by, 0), numbers.get(most, 0)

    return count


def _gain(numbers: Numbers) -> Counted:
    gain = numbers.get("second_right", 0) - numbers.get("first_right", 0)
    return gain, numbers.get("asked", 0), numbers.get("asked_by", 0), numbers.get("asked_most", 0)


COUNTS: Mapping[str, Mapping[str, Count]] = {
    "participation": {
        "all": _people("all_by", "people"),
        "men": _people(f"did_{Gender.MAN}", f"people_{Gender.MAN}"),
        "women": _people(f"did_{Gender.WOMAN}", f"people_{Gender.WOMAN}"),
    },
    "actions_per_100": {thing: _things(thing, "people") for thing in ("all", *Kind, *Tier)},
    "interventions": {
        "per_100": _things(Kind.INTERVENE, "people"),
        "made_a_difference": _things("made_a_difference", Kind.INTERVENE),
    },
    "sponsors": {
        "men_sponsoring_women": _people("sponsors_of_women", "people"),
        "all": _people("sponsors", "people"),
    },
    "women_sponsored": {"all": _people("women_sponsored", f"people_{Gender.WOMAN}")},
    "mentors": {
        "men_mentoring_women": _people("mentors_of_women", "people"),
        "all": _people(f"{Kind.MENTOR}_by", "people"),
        "sessions_per_mentor": _things(Kind.MENTOR, f"{Kind.MENTOR}_by"),
    },
    "training_reach": {"all": _people("reached", "people")},
    "training_completion": {"all": _things("finished", "lessons")},
    "quiz_gain": {"gain": _gain, "first": _things("first_right", "asked"), "second": _things("second_right", "asked")},
    "nudge_response": {name: _things(f"answered_{name}", f"sent_{name}") for name in ("all", *Nudge)},
    "sustained": {"all": _people("steady", "ever")},
    "substance_mix": {effort: _things(effort, "all") for effort in Effort},
}


class _Asked(dict[str, int]):
    """Numbers of nothing, which note what they are asked for."""

    def get(self, name: str, default: int = 0) -> int:  # type: ignore[override]
        return self.setdefault(name, default)


def _numerators(counts: Mapping[str, Count]) -> tuple[str, ...]:
    asked = _Asked()
    for count in counts.values():
        count(asked)
    return tuple(name for name in asked if any(count({name: 1})[0] for count in counts.values()))


NUMERATORS: Mapping[str, tuple[str, ...]] = {indicator: _numerators(counts) for indicator, counts in COUNTS.items()}
"""The columns that the numerators of an indicator come from: where all are nought, so are these."""

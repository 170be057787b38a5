"""How indicators, their numbers and their periods are said on the dashboard."""

from __future__ import annotations

import math
from collections.abc import Mapping

from indicators.effort import Effort
from indicators.overview import Change, Figure
from indicators.periods import Length, Period, length_of
from indicators.suppression import Ruling, Verdict
from indicators.values import Unit, Value
from nudges.day_words import MONTHS
from nudges.figures import in_words, week_days
from nudges.names import KINDS, TIERS
from storage.words import Kind, Nudge, Tier

NOT_SHOWN, NEARLY_ALL = "not shown", "nearly all"
NO_NUMBER = "–"
_ROUND_FROM = 10
LENGTHS: Mapping[Length, str] = {
    Length.WEEK: "Weeks",
    Length.MONTH: "Months",
    Length.QUARTER: "Quarters",
    Length.YEAR: "Years",
}
OF_UNIT: Mapping[Unit, str] = {
    Unit.PEOPLE: "people",
    Unit.PERCENT: "",
    Unit.PER_100_PEOPLE: "per 100 people",
    Unit.PER_PERSON: "per person",
    Unit.POINTS: "percentage points",
}
CHANGES: Mapping[Change, str] = {
    Change.LOGGED: "more was logged after the period was over",
    Change.TAKEN_BACK: "some was taken back after the period was over",
    Change.ANSWERED: "more was answered after the period was over",
}
_EFFORTS = {
    Effort.HIGH: "High effort: sponsor, intervene, advocate",
    Effort.MIDDLE: "Middle effort: mentor, learn",
    Effort.LOW: "Low effort: amplify, include, recognize",
}
_NUDGES = {
    Nudge.REFLECTION: "Reflections",
    Nudge.LESSON: "Lessons",
    Nudge.FOLLOW_UP: "Follow-ups",
    Nudge.CHECK_IN: "Check-ins",
    Nudge.DIGEST: "Digests",
    Nudge.PULSE: "Pulses",
}
_PARTS: Mapping[tuple[str, str], str] = {
    ("participation", "all"): "Everybody",
    ("participation", "men"): "Men",
    ("participation", "women"): "Women",
    ("actions_per_100", "all"): "All kinds",
    **{("actions_per_100", kind.value): KINDS[kind] for kind in Kind},
    **{("actions_per_100", tier.value): TIERS[tier] for tier in Tier},
    ("interventions", "per_100"): "All interventions",
    ("interventions", "made_a_difference"): "Made a difference that was seen",
    ("sponsors", "men_sponsoring_women"): "Men who sponsor a woman",
    ("sponsors", "all"): "All sponsors",
    ("women_sponsored", "all"): "Women who are sponsored",
    ("sponsorship_outcome", "all"): "All who were sponsored",
    ("sponsorship_outcome", "women"): "Women who were sponsored",
    ("sponsorship_outcome", "women_sponsored_by_men"): "Women sponsored by men",
    ("sponsorship_outcome", "women_not_sponsored"): "Women not sponsored",
    ("mentors", "men_mentoring_women"): "Men who mentor a woman",
    ("mentors", "all"): "All mentors",
    ("mentors", "sessions_per_mentor"): "Sessions per mentor",
    ("training_reach", "all"): "Everybody",
    ("training_completion", "all"): "All lessons",
    ("quiz_gain", "gain"): "Gain",
    ("quiz_gain", "first"): "Right the first time",
    ("quiz_gain", "second"): "Right the second time",
    ("nudge_response", "all"): "All nudges",
    **{("nudge_response", nudge.value): _NUDGES[nudge] for nudge in Nudge},
    ("sustained", "all"): "Everybody who was active",
    **{("substance_mix", effort.value): _EFFORTS[effort] for effort in Effort},
    ("confirmed_share", "confirmed"): "By the colleague it was for",
    ("confirmed_share", "witnessed"): "By witnesses",
}


def part_name(indicator: str, part: str) -> str:
    """What a number of an indicator is called."""
    return _PARTS[indicator, part]


def days(period: Period) -> str:
    """ "16–22 Nov 2026", "October 2026", "July to September 2026", "2026"."""
    match length_of(period):
        case Length.WEEK:
            return f"{week_days(period)} {period.last.year}"
        case Length.MONTH:
            return f"{_month(period.first.month)} {period.first.year}"
        case Length.QUARTER:
            return f"{_month(period.first.month)} to {_month(period.last.month)} {period.first.year}"
        case Length.YEAR:
            return period.name


def short(period: Period) -> str:
    """The same where there is little room."""
    match length_of(period):
        case Length.WEEK:
            return f"{period.first.day} {_month(period.first.month)[:3]}"
        case Length.MONTH:
            return f"{_month(period.first.month)[:3]} {period.first.year % 100:02}"
        case Length.QUARTER:
            return f"{period.name[5:]} {period.first.year % 100:02}"
        case Length.YEAR:
            return period.name


def _month(number: int) -> str:
    return MONTHS[number - 1].capitalize()


def amount(figure: Figure) -> str:
    """ "57%", "12.5", "nearly all", or that it is not shown."""
    if figure.amount is not None:
        return number(figure.amount, figure.unit)
    return NEARLY_ALL if figure.ruling.verdict is Verdict.NEARLY_ALL else NOT_SHOWN


def number(value: float, unit: Unit) -> str:
    """A number in its unit, as exact as it means anything."""
    match unit:
        case Unit.PERCENT:
            return f"{_rounded(value)}%"
        case Unit.PEOPLE:
            return f"{value:,.0f}"
        case Unit.PER_100_PEOPLE:
            return f"{_rounded(value):,}" if value >= _ROUND_FROM else f"{value:.1f}"
        case Unit.PER_PERSON:
            return f"{value:.1f}"
        case Unit.POINTS:
            return f"{value:+.0f}".replace("-", "−")


def _rounded(value: float) -> int:
    """A half goes up, as people round."""
    return math.floor(value + 0.5)


def interval(figure: Figure) -> str:
    """ "44–68%", where it is a proportion that is told."""
    found = figure.interval
    return NO_NUMBER if found is None else f"{_rounded(found.low)}–{_rounded(found.high)}%"


def counted(figure: Figure) -> str:
    """ "34 of 60": what the number was made from."""
    ruling = figure.ruling
    if figure.amount is None:
        return NO_NUMBER
    match figure.unit:
        case Unit.PERCENT | Unit.POINTS | Unit.PEOPLE:
            return f"{ruling.count} of {ruling.people}"
        case Unit.PER_100_PEOPLE | Unit.PER_PERSON:
            return f"{ruling.count} by {ruling.people} people"


def revised(figure: Figure) -> str:
    """ "Was 34 of 60: more was logged after the period was over"; nothing where it did not move."""
    if figure.change is None:
        return ""
    before = Figure(figure.unit, figure.moved_from[-1])
    return f"Was {amount(before)} ({counted(before)}): {CHANGES[figure.change]}"


def told_value(ruling: Ruling, unit: Unit) -> Value | None:
    """What is told of a team, as a value in a unit; None where it is not in numbers."""
    if ruling.verdict not in {Verdict.WHOLE, Verdict.PART}:
        return None
    return Value(unit, ruling.count, ruling.people, contributors=0, largest=0)


def why_not_shown(k: int) -> tuple[str, ...]:
    """Why a number of the organization may be missing. The same for all: which of these it was would tell."""
    few = in_words(k)
    combined = (
        "Together with the other numbers that are shown (a part and its whole, a week and its month) it must not say "
        f"what fewer than {few} people did."
    )
    return (
        f"At least {few} people have to be behind it; and of a share, at least {few} must be those who did not.",
        "Of acts, no one person may have done more than half of them.",
        combined,
        "That nothing happened reads the same: a plain 0 would say of everybody that they did nothing.",
    )

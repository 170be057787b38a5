"""How numbers and weeks are said."""

from __future__ import annotations

from datetime import date, time

from indicators.periods import Period
from nudges.day_words import MONTHS, WEEKDAYS

_NUMBERS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def in_words(number: int) -> str:
    """ "five"; digits from thirteen on."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def counted(number: int, thing: str) -> str:
    """ "1 action", "2 actions"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def listed(things: list[str]) -> str:
    """ "Amplify 2, Mentor 1 and Include 1"."""
    return f"{', '.join(things[:-1])} and {things[-1]}" if len(things) > 1 else "".join(things)


def short_day(day: date) -> str:
    """ "2 Mar"."""
    return f"{day.day} {MONTHS[day.month - 1][:3].capitalize()}"


def week_days(week: Period) -> str:
    """ "2–8 Mar", "23 Feb – 1 Mar"."""
    if week.first.month == week.last.month:
        return f"{week.first.day}–{short_day(week.last)}"
    return f"{short_day(week.first)} – {short_day(week.last)}"


def weekly(weekday: int, at: time) -> str:
    """ "Mondays at 09:00"."""
    return f"{WEEKDAYS[weekday].capitalize()}s at {at:%H:%M}"

"""The words for days and how they are found in a text: weekdays, months, numbers. English."""

from __future__ import annotations

from datetime import date

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}

MONTH_PATTERN = rf"(?P<month>{'|'.join(f'{one[:3]}(?:{one[3:]})?' if one[3:] else one for one in MONTHS)}|sept)"
YEAR_PATTERN = r"(?:,?\s+(?P<year>20[0-9]{2}))?"
NTH_PATTERN = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
NUMBER_PATTERN = rf"(?P<number>[0-9]{{1,3}}|{'|'.join(NUMBERS)})"
WEEKDAY_PATTERN = rf"(?P<weekday>{'|'.join(f'{one[:3]}(?:{one[3:]})?' for one in WEEKDAYS)}|tues|thur|thurs)"
WRITTEN_PATTERN = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"


def weekday_of(name: str) -> int:
    """The number, from Monday, 0, of a weekday's name or short name."""
    return next(index for index, full in enumerate(WEEKDAYS) if full.startswith(name.casefold()[:3]))


def month_of(name: str) -> int:
    """The number of a month's name or short name."""
    return next(index for index, full in enumerate(MONTHS, 1) if full.startswith(name.casefold()[:3]))


def number_of(typed: str) -> int:
    """The number that digits or a word tell."""
    typed = typed.casefold()
    return NUMBERS[typed] if typed in NUMBERS else int(typed)


def day_in_calendar(year: int, month: int, day: int) -> date | None:
    """The day; None where no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def plain(day: date) -> str:
    """ "27 February 2026"."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def with_weekday(day: date) -> str:
    """ "Friday, 27 February 2026"."""
    return f"{WEEKDAYS[day.weekday()].capitalize()}, {plain(day)}"

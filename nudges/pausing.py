"""Reads until when somebody wants to pause: "2 weeks", "a month", "until Monday", "until 3 March"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from nudges.day_words import (
    MONTH_PATTERN,
    NTH_PATTERN,
    NUMBER_PATTERN,
    WEEKDAY_PATTERN,
    WRITTEN_PATTERN,
    YEAR_PATTERN,
    day_in_calendar,
    month_of,
    number_of,
    plain,
    weekday_of,
)

LONGEST = timedelta(days=366)
"""Whoever wants more wants to stop."""
JUST_OVER = timedelta(days=60)
"""A day and month without a year that were so lately mean a slip rather than next year."""
EXAMPLES = "“2 weeks”, “until Monday” or “until 3 March”"


@dataclass(frozen=True, slots=True)
class PauseProblem:
    """Why no day could be read, as a sentence for the person that says what helps."""

    text: str


def pause_until(text: str, today: date) -> date | PauseProblem:
    """The first day that has nudges again. "until Monday" is the next Monday, and nudges come on it."""
    said = _LEAD.sub("", " ".join(text.split())).rstrip(" .!")
    if not said:
        return PauseProblem(f"Tell me for how long, like {EXAMPLES}.")
    for pattern, read in _WAYS:
        if (match := pattern.fullmatch(said)) is not None:
            return _checked(read(match, today), today)
    return PauseProblem(f"I could not tell until when. Try {EXAMPLES}.")


def _checked(day: date | PauseProblem, today: date) -> date | PauseProblem:
    if isinstance(day, PauseProblem):
        return day
    if day <= today:
        return PauseProblem("A pause needs a day that is still to come. Pick tomorrow or a day after it.")
    if day > today + LONGEST:
        return PauseProblem(
            f"A pause can last until {plain(today + LONGEST)}. If you want none at all, “stop” ends them until you say "
            "“resume”."
        )
    return day


_Read = Callable[["re.Match[str]", date], "date | PauseProblem"]


def _for_a_while(match: re.Match[str], today: date) -> date | PauseProblem:
    number, unit = number_of(match.group("number")), match.group("unit").casefold()
    return _later(today, number, unit)


def _couple(match: re.Match[str], today: date) -> date | PauseProblem:
    return _later(today, 2, match.group("unit").casefold())


def _later(today: date, number: int, unit: str) -> date:
    match unit.rstrip("s"):
        case "d" | "day":
            return today + timedelta(days=number)
        case "w" | "week":
            return today + timedelta(weeks=number)
        case "fortnight":
            return today + timedelta(weeks=2 * number)
        case "month":
            return _months_later(today, number)
        case _:
            return _months_later(today, 12 * number)


def _months_later(today: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    years, month = divmod(today.month - 1 + months, 12)
    year, month = today.year + years, month + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def _tomorrow(_match: re.Match[str], today: date) -> date:
    return today + timedelta(days=1)


def _today(_match: re.Match[str], today: date) -> date:
    return today


def _next_week(_match: re.Match[str], today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _next_month(_match: re.Match[str], today: date) -> date:
    return _months_later(today.replace(day=1), 1)


def _next_year(_match: re.Match[str], today: date) -> date:
    return date(today.year + 1, 1, 1)


def _weekday(match: re.Match[str], today: date) -> date:
    """The next day of that name, never today; "next" is the one of the next week."""
    wanted = weekday_of(match.group("weekday"))
    if match.group("next"):
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _written(match: re.Match[str], _today: date) -> date | PauseProblem:
    day = day_in_calendar(int(match.group("year")), int(match.group("month")), int(match.group("day")))
    return day or _no_such_day(match)


def _named(match: re.Match[str], today: date) -> date | PauseProblem:
    """ "3 March" is the next one, but not when the last one is only just over. "March" is its first day."""
    month, day = month_of(match.group("month")), int(match.groupdict().get("day") or 1)
    if match.group("year"):
        return day_in_calendar(int(match.group("year")), month, day) or _no_such_day(match)
    days = [one for year in (today.year - 1, today.year, today.year + 1) if (one := day_in_calendar(year, month, day))]
    if over := [one for one in days if today - JUST_OVER <= one < today]:
        return PauseProblem(f"{plain(over[0])} is over. If you mean another year, write it after the day.")
    return next((one for one in days if one >= today), None) or _no_such_day(match)


def _no_such_day(match: re.Match[str]) -> PauseProblem:
    return PauseProblem(f"There is no {match.group('said')} in the calendar. Which day do you mean?")


def _in_digits(_match: re.Match[str], _today: date) -> PauseProblem:
    return PauseProblem("That could be two different days. Write the month as a word, like “3 March”.")


def _for_good(_match: re.Match[str], _today: date) -> PauseProblem:
    return PauseProblem("A pause needs an end. If you want none at all, “stop” ends them until you say “resume”.")


def _way(pattern: str, read: _Read) -> tuple[re.Pattern[str], _Read]:
    return re.compile(rf"(?P<said>{pattern})", re.IGNORECASE), read


_UNIT = r"(?P<unit>d|days?|w|weeks?|fortnights?|months?|years?)"
_LEAD = re.compile(r"^(?:(?:please|pause|for|until|till|til|to|by|the|nudges)\b\s*)*", re.IGNORECASE)
_WAYS = (
    _way(rf"(?:(?:next|another)\s+)?{NUMBER_PATTERN}\s*(?:more\s+)?{_UNIT}", _for_a_while),
    _way(rf"(?:a\s+)?couple(?:\s+of)?\s+{_UNIT}", _couple),
    _way(r"today", _today),
    _way(r"tomorrow", _tomorrow),
    _way(r"(?:rest of (?:the|this) week|end of (?:the|this) week|this week|next week)", _next_week),
    _way(r"(?:rest of (?:the|this) month|end of (?:the|this) month|this month|next month)", _next_month),
    _way(r"(?:rest of (?:the|this) year|end of (?:the|this) year|this year|next year)", _next_year),
    _way(rf"(?:(?P<next>next)|this|on|coming)?\s*{WEEKDAY_PATTERN}", _weekday),
    _way(WRITTEN_PATTERN, _written),
    _way(rf"(?:{WEEKDAY_PATTERN},?\s+)?(?:the\s+)?{NTH_PATTERN}\s+(?:of\s+)?{MONTH_PATTERN}{YEAR_PATTERN}", _named),
    _way(rf"(?:{WEEKDAY_PATTERN},?\s+)?{MONTH_PATTERN}\s+{NTH_PATTERN}{YEAR_PATTERN}", _named),
    _way(rf"{MONTH_PATTERN}{YEAR_PATTERN}", _named),
    _way(r"[0-9]{1,2}[./-][0-9]{1,2}(?:[./-](?:[0-9]{4}|[0-9]{2}))?", _in_digits),
    _way(r"forever|for good|ever|good|always|indefinitely|further notice", _for_good),
)

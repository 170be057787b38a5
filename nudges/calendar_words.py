"""What the calendar decided, in words for the person it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from nudges.day_words import WEEKDAYS, with_weekday
from nudges.holidays import holiday
from nudges.preferences import Preferences
from storage.words import Pace, SkipReason

_PACES = {
    Pace.TWICE_A_WEEK: "up to twice a week",
    Pace.WEEKLY: "once a week",
    Pace.EVERY_TWO_WEEKS: "once every two weeks",
}
_HALVED_PACES = {
    Pace.TWICE_A_WEEK: "once a week",
    Pace.WEEKLY: "once every two weeks",
    Pace.EVERY_TWO_WEEKS: "once every four weeks",
}
_MOST_HOLIDAYS = 3


def due(
    preferences: Preferences,
    day: date,
    now: datetime,
    *,
    halved: bool,
    so_far: bool,
    refused: Sequence[tuple[date, SkipReason]],
) -> str:
    """When the next one comes, and why not sooner. `so_far`: the pace is halved now already, and not only by then."""
    return " ".join(
        (
            f"Your next nudge is for {with_weekday(day)}, between {_window(preferences)}.",
            *_pause(preferences, now),
            *_slower(preferences, halved=halved, so_far=so_far),
            *_left_out(preferences, refused),
        )
    )


def never(reason: SkipReason, preferences: Preferences) -> str:
    """Why none can come, and what would help."""
    match reason:
        case SkipReason.DAY_NOT_CHOSEN:
            return "You have chosen no days for nudges. Pick a day, and they come again."
        case SkipReason.WEEKEND:
            days = _listed([_name(one) for one in sorted(preferences.days)])
            return f"You chose {days}: where you are that is the weekend, and it stays free. Pick another day, too."
        case _:
            return "No day of the coming year is left for a nudge. Pick more days, and they come again."


def refused(reason: SkipReason, preferences: Preferences, day: date) -> str:
    """Why one was not sent, or is not sent on that day."""
    match reason:
        case SkipReason.STOPPED:
            return "You stopped nudges. They come again when you say so."
        case SkipReason.PAUSED:
            return f"You paused nudges{_until(preferences)}."
        case SkipReason.TOO_EARLY:
            return "It was not yet time for this nudge."
        case SkipReason.TOO_LATE:
            return "This nudge would have come too late, so it was left out."
        case SkipReason.OUTSIDE_WINDOW:
            return f"It was not between {_window(preferences)} where you are."
        case SkipReason.DAY_NOT_CHOSEN:
            return f"{_name(day.weekday())} is not one of your days."
        case SkipReason.WEEKEND:
            return f"{_name(day.weekday())} is part of the weekend where you are."
        case SkipReason.HOLIDAY:
            return f"{with_weekday(day)} is a holiday where you are{_named(preferences, day)}."
        case SkipReason.ALREADY_TODAY:
            return "You already had one that day, and a second would be too much."
        case SkipReason.PACE:
            return (
                f"You had enough for now: you chose {_PACES[preferences.pace]}, and fewer come while you don't answer."
            )


def _pause(preferences: Preferences, now: datetime) -> Iterator[str]:
    until = preferences.paused_until
    if until is not None and until > now.astimezone(preferences.clock).date():
        yield f"You paused{_until(preferences)}."


def _until(preferences: Preferences) -> str:
    return f" until {with_weekday(preferences.paused_until)}" if preferences.paused_until else ""


def _slower(preferences: Preferences, *, halved: bool, so_far: bool) -> Iterator[str]:
    if halved:
        slow, usual = _HALVED_PACES[preferences.pace], _PACES[preferences.pace]
        why = f"The last two went unanswered, so one comes {slow} for now."
        if not so_far:
            why = f"The last two are unanswered so far; while they are, one comes {slow}."
        yield f"{why} Answer one, and it is {usual} again."


def _left_out(preferences: Preferences, refused: Iterable[tuple[date, SkipReason]]) -> Iterator[str]:
    """Days that the person chose and that stay free all the same."""
    pairs = list(refused)
    weekend = sorted({day.weekday() for day, reason in pairs if reason is SkipReason.WEEKEND})
    if weekend:
        days = _listed([_name(one) for one in weekend])
        yield f"Weekends stay free, so nothing comes on a {days}."
    free = [day for day, reason in pairs if reason is SkipReason.HOLIDAY]
    for day in free[:_MOST_HOLIDAYS]:
        yield f"{with_weekday(day)} stays free: it is a holiday{_named(preferences, day)}."


def _named(preferences: Preferences, day: date) -> str:
    name = holiday(preferences.country, day)
    return f" ({name})" if name else ""


def _window(preferences: Preferences) -> str:
    window = preferences.window
    return f"{window.start:%H:%M} and {window.end:%H:%M}"


def _name(weekday: int) -> str:
    return WEEKDAYS[weekday].capitalize()


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)

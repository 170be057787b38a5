"""What nudges can't be set to, by words or by form, and how a choice is kept."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from handlers.command import Services
from handlers.request import Request
from nudges.day_words import WEEKDAYS
from nudges.holidays import weekend_of
from storage import nudge_preferences, schedules
from storage.nudge_preferences import NudgeChoices, days_as_text

SHORTEST = timedelta(minutes=30)
NO_DAY = "Please pick at least one day. For a break there is “pause”, and “stop” ends nudges."
NO_KIND = "Please keep reflections, lessons or both. For a break there is “pause”, and “stop” ends nudges."
TOO_SHORT = "Please leave me at least half an hour."

_COLUMNS = {
    "days": "nudge_days",
    "starts": "nudges_from",
    "ends": "nudges_to",
    "wants_reflections": "wants_reflections",
    "wants_lessons": "wants_lessons",
    "pace": "pace",
    "sector": "sector",
    "settings": "nudge_settings",
    "language": "language",
    "country": "country",
}
"""What a person chooses here, and where it is kept."""


def problems(choices: NudgeChoices, today: date) -> dict[str, str]:
    """What is wrong with these choices, by the name of the form's input."""
    found = {}
    if not choices.days:
        found["days"] = NO_DAY
    elif choices.days <= (weekend := weekend_of(choices.country, today - timedelta(days=today.weekday()))):
        free = " and ".join(WEEKDAYS[one].capitalize() for one in sorted(weekend))
        found["days"] = f"Weekends stay free, and where you are that is {free}. Please pick another day, too."
    if not (choices.wants_reflections or choices.wants_lessons):
        found["kinds"] = NO_KIND
    if _length(choices) < SHORTEST:
        found["ends"] = TOO_SHORT
    return found


async def save(
    request: Request, services: Services, before: NudgeChoices, after: NudgeChoices, **more: Any
) -> NudgeChoices:
    """Keeps what differs, and `more` columns; the next nudge is planned anew. Returns what holds now.

    A country that is taken away leaves the organization's.
    """
    asker, db = request.asker, services.db
    changed: dict[str, Any] = dict(more)
    for one in fields(NudgeChoices):
        if one.name in _COLUMNS and getattr(before, one.name) != getattr(after, one.name):
            changed[_COLUMNS[one.name]] = _stored(one.name, getattr(after, one.name))
    if changed:
        await nudge_preferences.save(db, asker.organization_id, asker.person_id, **changed)
        await schedules.ask_to_plan(db, asker.organization_id, [asker.person_id], request.now)
    return await nudge_preferences.of(db, asker.organization_id, asker.person_id)


def _stored(name: str, value: Any) -> Any:
    match name:
        case "days":
            return days_as_text(value)
        case "settings":
            return ",".join(sorted(value))
        case _:
            return value


def _length(choices: NudgeChoices) -> timedelta:
    """How long the window is; from midnight to midnight is a whole day, any other time to itself is nothing."""
    starts, ends = (timedelta(hours=one.hour, minutes=one.minute) for one in (choices.starts, choices.ends))
    if starts == ends:
        return timedelta() if starts else timedelta(days=1)
    return (ends - starts) % timedelta(days=1)

"""Why an item was chosen, in words for the person it was chosen for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from nudges.history import Logged
from nudges.items import Tags
from nudges.repetition import Repetition
from storage.words import Kind, Sector, Setting

_WEEKS_OF_MONTHS = 9
_DAYS_A_MONTH = 30
_DAYS_A_YEAR = 365

LOGGED: Mapping[Kind, str] = {
    Kind.AMPLIFY: "that you amplified a colleague",
    Kind.SPONSOR: "a sponsorship",
    Kind.MENTOR: "time that you gave as a mentor",
    Kind.INTERVENE: "that you stepped in",
    Kind.ADVOCATE: "something that you spoke up for",
    Kind.INCLUDE: "that you brought somebody in",
    Kind.RECOGNIZE: "that you recognized a colleague's work",
    Kind.LEARN: "something that you did to learn",
}
SECTORS: Mapping[Sector, str] = {
    Sector.ENGINEERING: "It is about work in engineering.",
    Sector.HEALTHCARE: "It is about work in healthcare.",
    Sector.FINANCE: "It is about work in finance.",
}
SETTINGS: Mapping[Setting, str] = {
    Setting.MEETING: "It is about meetings.",
    Setting.REVIEW: "It is about reviews.",
    Setting.HIRING: "It is about hiring.",
    Setting.CHAT: "It is about what we write in chat.",
    Setting.REMOTE: "It is about calls and working from afar.",
}


def again(repetition: Repetition, today: date) -> str:
    when = ago(repetition.answered_on, today)
    if repetition.was_right:
        return f"You got this lesson's question right {when}. Meeting it once more after some weeks helps it stay."
    return f"You chose another answer to this lesson's question {when}. Meeting it again after a while helps it stay."


def follows(logged: Logged, today: date) -> str:
    return f"You logged {LOGGED[logged.kind]} {ago(logged.on, today)}, and this one follows it."


def new(tags: Tags) -> str:
    return f"You have not had this one yet. {_about(tags)}".rstrip()


def not_for_long(last_seen: date, today: date) -> str:
    return f"You saw this one {ago(last_seen, today)}. By now it is its turn again."


def widened(tags: Tags) -> str:
    return f"Nothing fits you more closely at the moment, so this one looks a little further. {_about(tags)}".rstrip()


def ago(day: date, today: date) -> str:
    """How long ago a day is, as people say it; weeks begin on Monday."""
    days = (today - day).days
    weeks = (_monday(today) - _monday(day)).days // 7
    if days <= 1:
        return "yesterday" if days == 1 else "today"
    if weeks <= 1:
        return "last week" if weeks else "earlier this week"
    if weeks < _WEEKS_OF_MONTHS:
        return f"{weeks} weeks ago"
    return f"{days // _DAYS_A_MONTH} months ago" if days < _DAYS_A_YEAR else "more than a year ago"


def _about(tags: Tags) -> str:
    return SECTORS.get(tags.sector) or SETTINGS.get(tags.setting, "")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

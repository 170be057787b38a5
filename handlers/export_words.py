"""What exports are called, and what typed words say of one: "activity csv last quarter"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from handlers import guess
from indicators.periods import (
    Length,
    Period,
    month_of,
    period_before,
    period_of,
    quarter_of,
    week_named,
    year_of,
)
from messages.forms import Option
from nudges.day_words import day_in_calendar, plain
from storage.export_orders import AN_HOUR, Wish
from storage.words import ExportForm, ExportWhat

WHATS: Mapping[ExportWhat, str] = {
    ExportWhat.ACTIVITY: "Activity log",
    ExportWhat.SPONSORSHIPS: "Sponsorships",
    ExportWhat.TRAINING: "Training",
    ExportWhat.NUDGES: "Nudges",
    ExportWhat.INDICATORS: "Indicators",
}
WHAT_MEANINGS: Mapping[ExportWhat, str] = {
    ExportWhat.ACTIVITY: "one row an action",
    ExportWhat.SPONSORSHIPS: "what people were put forward for, and what came of it",
    ExportWhat.TRAINING: "lessons delivered and finished",
    ExportWhat.NUDGES: "what was sent, and whether it was answered",
    ExportWhat.INDICATORS: "what was told of each period",
}
FORMS: Mapping[str, str] = {
    "csv": "CSV",
    "csv_bom": "CSV for Excel",
    "xlsx": "Excel workbook (XLSX)",
    "jsonl": "JSON Lines",
    "parquet": "Parquet",
}
"""By what a form calls them: CSV for Excel is CSV that begins with a byte order mark."""
WITH_NAMES = frozenset({ExportWhat.ACTIVITY, ExportWhat.SPONSORSHIPS})
"""What may name its authors."""
NEW_LINK = "Whoever asked for the export gets a new link from “/ally export”, or on the dashboard's exports page."
TOO_MANY = (
    f"You asked for {AN_HOUR} exports within an hour. Please wait a few minutes before the next one; those that you "
    "asked for are made meanwhile."
)

_WHAT_WORDS: Mapping[str, ExportWhat] = {
    "activity": ExportWhat.ACTIVITY,
    "activities": ExportWhat.ACTIVITY,
    "actions": ExportWhat.ACTIVITY,
    "log": ExportWhat.ACTIVITY,
    "sponsorships": ExportWhat.SPONSORSHIPS,
    "sponsorship": ExportWhat.SPONSORSHIPS,
    "training": ExportWhat.TRAINING,
    "lessons": ExportWhat.TRAINING,
    "nudges": ExportWhat.NUDGES,
    "deliveries": ExportWhat.NUDGES,
    "indicators": ExportWhat.INDICATORS,
}
_FORM_WORDS: Mapping[str, str] = {
    "csv": "csv",
    "excel": "xlsx",
    "xlsx": "xlsx",
    "jsonl": "jsonl",
    "json": "jsonl",
    "ndjson": "jsonl",
    "parquet": "parquet",
}
_IDLE = frozenset({"the", "for", "of", "in", "as", "from", "please", "a", "an", "my", "export", "file"})
_LAST = re.compile(r"\b(last|this|past|current)\s+(week|month|quarter|year)\b")
_FROM_TO = re.compile(
    r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\s*(?:to|until|till|-|–|…|\.\.)\s*([0-9]{4})-([0-9]{2})-([0-9]{2})\b"
)
_NAMED = re.compile(r"\b([0-9]{4})(?:-(q[1-4]|w[0-9]{2}|[0-9]{2}))?(?![0-9-])")


@dataclass(frozen=True, slots=True)
class Typed:
    """What words say of an export. `is_clear`: what it holds was named, and every word was understood."""

    wish: Wish
    unknown: tuple[str, ...]
    is_clear: bool


def usual(today: date) -> Wish:
    """What the form begins with: the last quarter that is over."""
    last = period_before(quarter_of(today))
    return Wish(ExportWhat.ACTIVITY, last.first, last.last, ExportForm.CSV)


def read(typed: str, today: date) -> Typed:
    """The export that the words describe; what they leave open is as usual."""
    text = " ".join(typed.casefold().replace(",", " ").split())
    wish, rest = _with_period(text, today)
    unknown: list[str] = []
    has_what = False
    for word in rest.split():
        bare = word.strip(" .!?:;“”\"'")
        what, form = guess.meant(bare, _WHAT_WORDS), guess.meant(bare, _FORM_WORDS)
        if what is not None and not has_what:
            has_what, wish = True, replace(wish, what=_WHAT_WORDS[what])
        elif form is not None:
            wish = with_form(wish, _FORM_WORDS[form])
        elif bare in {"names", "named"}:
            wish = replace(wish, with_names=True)
        elif bare and bare not in _IDLE | {"with"} and what is None:
            unknown.append(bare)
    return Typed(wish, tuple(unknown), is_clear=has_what and not unknown and not wish.with_names)


def form_name(wish: Wish) -> str:
    """What the form calls the kind of file."""
    return "csv_bom" if wish.with_bom else wish.form.value


def with_form(wish: Wish, name: str) -> Wish:
    """The wish for another kind of file, by the form's name for it."""
    return replace(wish, form=ExportForm(name.removesuffix("_bom")), with_bom=name == "csv_bom")


def described(wish: Wish) -> str:
    """ "Activity log, 1 January 2026 to 31 March 2026, CSV, with names"."""
    names = ", with names" if wish.with_names else ""
    return f"{WHATS[wish.what]}, {span(wish)}, {FORMS[form_name(wish)]}{names}"


def span(wish: Wish) -> str:
    """ "1 January 2026 to 31 March 2026"."""
    return plain(wish.first) if wish.first == wish.last else f"{plain(wish.first)} to {plain(wish.last)}"


def what_options() -> tuple[Option, ...]:
    return tuple(Option(one.value, f"{label}: {WHAT_MEANINGS[one]}") for one, label in WHATS.items())


def form_options() -> tuple[Option, ...]:
    return tuple(Option(name, label) for name, label in FORMS.items())


def _with_period(text: str, today: date) -> tuple[Wish, str]:
    """The usual wish for the period that the text tells, and the text without it."""
    wish = usual(today)
    for pattern, understood in ((_FROM_TO, _from_to), (_LAST, _last), (_NAMED, _named)):
        found = pattern.search(text)
        days = understood(found, today) if found is not None else None
        if found is not None and days is not None:
            first, last = days
            return replace(wish, first=first, last=last), f"{text[: found.start()]} {text[found.end() :]}"
    return wish, text


def _from_to(found: re.Match[str], _today: date) -> tuple[date, date] | None:
    first, last = (day_in_calendar(*(int(found[at + step]) for step in range(3))) for at in (1, 4))
    return (first, last) if first is not None and last is not None else None


def _last(found: re.Match[str], today: date) -> tuple[date, date]:
    running = period_of(Length(found[2]), today)
    if found[1] in {"this", "current"}:
        return running.first, today
    before = period_before(running)
    return before.first, before.last


def _named(found: re.Match[str], today: date) -> tuple[date, date] | None:
    period = _period(int(found[1]), found[2] or "")
    return None if period is None else (period.first, min(period.last, max(today, period.first)))


def _period(year: int, part: str) -> Period | None:
    try:
        if not part:
            return year_of(date(year, 1, 1))
        if part.startswith("q"):
            return quarter_of(date(year, 3 * int(part[1:]) - 2, 1))
        if part.startswith("w"):
            return week_named(f"{year}-{part.upper()}")
        return month_of(date(year, int(part), 1))
    except (ValueError, OverflowError):
        return None

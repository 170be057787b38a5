"""The data dictionary: of each export its columns, what they mean, of what type they are, and what they may say."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from indicators.definitions import REGISTRY
from indicators.export_folding import OTHER
from indicators.handbook import UNITS
from indicators.overview import Change
from indicators.periods import Length
from storage.words import (
    ExportWhat,
    Kind,
    Nudge,
    Opportunity,
    Setting,
    SponsorshipOutcome,
    SponsorshipState,
)

TEXT, DAY, WHOLE, NUMBER = "text", "date", "whole number", "number"
EMPTY = "(empty)"


@dataclass(frozen=True, slots=True)
class Field:
    """A column. `allowed`: every word that may be in it; in words where they are not few."""

    name: str
    meaning: str
    type: str
    allowed: str = ""
    is_value: bool = False


def fields(what: ExportWhat, *, with_names: bool) -> tuple[Field, ...]:
    """The columns of an export, in order."""
    return tuple(one for one in _FIELDS[what] if with_names or one.name != "name")


def starts_on(what: ExportWhat) -> str:
    """The name of the column that says which period a row is of."""
    return next(one.name for one in _FIELDS[what] if one.name.endswith("starts_on"))


def value_names(what: ExportWhat) -> list[str]:
    """The names of the columns in which what too few people are behind is "other"."""
    return [one.name for one in _FIELDS[what] if one.is_value]


def has_authors(what: ExportWhat) -> bool:
    return any(one.name == "author" for one in _FIELDS[what])


def as_csv(what: ExportWhat, *, with_names: bool) -> str:
    """The dictionary as a file of its own."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["column", "meaning", "type", "allowed values"])
    for one in fields(what, with_names=with_names):
        writer.writerow([one.name, one.meaning, one.type, one.allowed])
    return out.getvalue()


def as_markdown() -> str:
    """The dictionary of every export, for docs/exports.md."""
    lines = []
    for what in ExportWhat:
        lines += [f"### {what.value}", "", "| column | meaning | type | allowed values |", "|---|---|---|---|"]
        lines += [f"| `{one.name}` | {one.meaning} | {one.type} | {one.allowed} |" for one in _FIELDS[what]]
        lines.append("")
    return "\n".join(lines)


def _any_of(*words: Sequence[str] | type[StrEnum], folded: bool = True, may_be_empty: bool = False) -> str:
    found = [str(getattr(one, "value", one)) for some in words for one in some]
    if folded and OTHER not in found:
        found.append(OTHER)
    return ", ".join([*dict.fromkeys(found), *([EMPTY] if may_be_empty else [])])


def _starts_on(length: Length, what: str) -> Field:
    first = {Length.WEEK: "Monday of the week", Length.MONTH: "first day of the month"}.get(
        length, "first day of the quarter"
    )
    return Field(f"{length.value}_starts_on", f"{first} {what}", DAY)


_DEPARTMENT = Field(
    "department",
    'the department, as the roster had it when that began; "other" where it, or what is left beside it, would be too '
    "small a group, and for people without one",
    TEXT,
    "your departments, other",
)
_NAME = Field(
    "name", "the author's name, where they let it stand by this; only in exports with names", TEXT, f"a name, {EMPTY}"
)


def _author(word: str) -> Field:
    return Field(
        "author",
        f"{word}, by a pseudonym: the same for rows that are told of the same group of people, in every export; empty "
        "where there is a name",
        TEXT,
        f"p and 15 hexadecimal digits, {EMPTY}",
    )


_QUARTER = f"such as 2026-Q1, {OTHER}, {EMPTY}"
_FIELDS: Mapping[ExportWhat, tuple[Field, ...]] = {
    ExportWhat.ACTIVITY: (
        _starts_on(Length.WEEK, "in which the action happened"),
        _author("who did it"),
        _NAME,
        _DEPARTMENT,
        Field("kind", "what it was", TEXT, _any_of(Kind), is_value=True),
        Field(
            "setting", "where it happened, if they said so", TEXT, _any_of(Setting, may_be_empty=True), is_value=True
        ),
    ),
    ExportWhat.SPONSORSHIPS: (
        _starts_on(Length.QUARTER, "in which the sponsor put the colleague forward"),
        _author("the sponsor"),
        _NAME,
        _DEPARTMENT,
        Field("opportunity", "what they were put forward for", TEXT, _any_of(Opportunity), is_value=True),
        Field("state", "how far it has come by now", TEXT, _any_of(SponsorshipState), is_value=True),
        Field(
            "outcome",
            "what came of it, as the sponsor says",
            TEXT,
            _any_of(SponsorshipOutcome, may_be_empty=True),
            is_value=True,
        ),
        Field("outcome_in", "the quarter in which it came to that", TEXT, _QUARTER, is_value=True),
        Field("checked_in", "the quarter in which the sponsor last said how it goes", TEXT, _QUARTER, is_value=True),
    ),
    ExportWhat.TRAINING: (
        _starts_on(Length.MONTH, "in which the lesson was sent, or opened unasked"),
        _DEPARTMENT,
        Field("lesson", "the lesson, by its id in the content", TEXT, "ids of lessons, other", is_value=True),
        Field(
            "result",
            "what came of its question by the time the month was told",
            TEXT,
            _any_of(("right", "not_right", "not_answered")),
            is_value=True,
        ),
    ),
    ExportWhat.NUDGES: (
        _starts_on(Length.MONTH, "of the day that the nudge was for"),
        _DEPARTMENT,
        Field("nudge", "what kind of nudge it was", TEXT, _any_of(Nudge), is_value=True),
        Field(
            "state",
            "what became of it by the time the month was told; what was not sent is not in here",
            TEXT,
            _any_of(("answered", "sent")),
            is_value=True,
        ),
    ),
    ExportWhat.INDICATORS: (
        Field("period", "the week, month, quarter or year", TEXT, "such as 2026-W10, 2026-03, 2026-Q1, 2026"),
        Field("starts_on", "its first day", DAY),
        Field("of", "of whom it is told", TEXT, "organization, team"),
        Field("team", "the team, with all beneath it", TEXT, f"your teams, {EMPTY}"),
        Field("indicator", "the indicator", TEXT, ", ".join(REGISTRY)),
        Field("part", "which of its numbers", TEXT, "see definitions.md"),
        Field(
            "told",
            "of all of them, of the part of them of whom it may be told, or only that it was nearly all",
            TEXT,
            "whole, part, nearly_all",
        ),
        Field("count", "how much was counted, or the numerator", WHOLE, f"0 or more, {EMPTY}"),
        Field("out_of", "what that is out of: the people of whom it is told, or the denominator", WHOLE, EMPTY),
        Field("value", "the number, in its unit", NUMBER, EMPTY),
        Field("unit", "what the number is in", TEXT, ", ".join(UNITS.values())),
        Field("low", "where the 95% interval of a proportion begins", NUMBER, EMPTY),
        Field("high", "where it ends", NUMBER, EMPTY),
        Field("revision", "0 as it was told first; more where it moved after corrections", WHOLE, "0 or more"),
        Field("revised_because", "why it was told again", TEXT, _any_of(Change, folded=False, may_be_empty=True)),
        Field("method_version", "which version of the definition", WHOLE, "1 or more"),
    ),
}

"""The form of an if-then plan: the words, and a day from which we ask once whether the moment came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.request import Request, Value
from handlers.understanding import clean
from messages.blocks import Note, Text
from messages.forms import DateInput, Form, TextInput
from nudges.cards import plan_words
from nudges.day_words import plain
from nudges.items import BLANK
from storage.plans import OwnPlan

LONGEST_PLAN = 600
ASKED_AFTER = timedelta(days=14)
"""When we ask, unless a person picks another day: most moments of a working life come by within two weeks."""
LATEST = timedelta(days=366)
EXAMPLE = "If a colleague is talked over in our meeting, then I will ask to hear the end of their point."


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan on its way. `ask_on` is what was typed where that is no day."""

    text: str = ""
    ask_on: date | str | None = None

    @classmethod
    def sent(cls, values: Mapping[str, Value]) -> Draft:
        text, ask_on = values.get("text"), values.get("ask_on")
        return cls(
            text=clean(text).strip() if isinstance(text, str) else "",
            ask_on=ask_on if isinstance(ask_on, date | str) and ask_on else None,
        )


def new(request: Request, text: str = "") -> Draft:
    """What the form holds at first."""
    return Draft(text, request.today + ASKED_AFTER)


def whole(request: Request, name: str, draft: Draft, subject: str = "") -> Form:
    """The form with its words and its day."""
    intro: list[Text | Note] = [
        Text("Tie a moment to one small act: that makes it easier to do when the moment comes.")
    ]
    if BLANK in draft.text:
        intro.append(Note(f"Put your own words where the {BLANK} is."))
    return Form(
        name=name,
        title="Your if-then plan",
        submit_label="Keep it",
        inputs=(
            TextInput(
                "text",
                "Your plan",
                value=draft.text,
                hint="Only you can read it. It is stored encrypted and counts nowhere.",
                placeholder=EXAMPLE,
                multiline=True,
                max_length=LONGEST_PLAN,
            ),
            _day(request, draft),
        ),
        subject=subject,
        intro=tuple(intro),
    )


def only_day(request: Request, name: str, draft: Draft, plan: OwnPlan) -> Form:
    """The form that asks for a new day of a plan, and nothing else."""
    return Form(
        name=name,
        title="Your if-then plan",
        submit_label="Keep it",
        inputs=(_day(request, draft),),
        subject=str(plan.id),
        intro=(plan_words(plan.text),),
    )


def problems(request: Request, draft: Draft) -> dict[str, str]:
    """What is wrong, by the name of the input."""
    found = {"text": _problem_with(draft.text), "ask_on": problem_with_day(request, draft.ask_on)}
    return {name: problem for name, problem in found.items() if problem}


def problem_with_day(request: Request, day: date | str | None) -> str:
    """Why we can't ask on that day, as a sentence; empty when we can, or are not to ask at all."""
    if day is None:
        return ""
    if isinstance(day, str):
        return f"“{day}” is in no calendar I know. Write it like {(request.today + ASKED_AFTER).isoformat()}."
    if day <= request.today:
        return "Pick a day after today, or leave it empty."
    if day > request.today + LATEST:
        return f"That is far away. Pick {plain(request.today + LATEST)} or a day before it."
    return ""


def _problem_with(text: str) -> str:
    if not text:
        return "Write your plan in a line, or close this to keep nothing."
    if len(text) > LONGEST_PLAN:
        return f"That is {len(text) - LONGEST_PLAN:,} characters too long: {LONGEST_PLAN:,} fit."
    if BLANK in text:
        return f"There is still a {BLANK} in it. Put your own words there, or take it out."
    return ""


def _day(request: Request, draft: Draft) -> DateInput:
    return DateInput(
        "ask_on",
        "When may I ask whether the moment came?",
        value=draft.ask_on if isinstance(draft.ask_on, date) else None,
        earliest=request.today + timedelta(days=1),
        latest=request.today + LATEST,
        hint="I ask once, on that day or soon after it. Leave it empty, and I won't ask.",
        optional=True,
    )

"""What a form about an entry holds, as a person typed it: read leniently, checked before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from handlers import colleagues, say_when
from handlers.entry import LONGEST_DETAIL, LONGEST_NOTE, Entry
from handlers.request import Colleague, Mention, Request, Standing, Value
from handlers.understanding import clean, without_the_unlisted
from storage.actions import Intervention, Nomination
from storage.people import FoundPerson
from storage.words import Incident, Kind, Opportunity, Outcome, Response, Setting, Visibility

Word = TypeVar("Word", bound=StrEnum)


class Way(StrEnum):
    """What somebody wants to do about something biased that happened (the fork)."""

    LOG = "log"
    REFLECT = "reflect"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry on its way. None and "" where nothing is chosen or written yet."""

    kind: Kind | None = None
    way: Way | None = None
    colleague: Mention | None = None
    keeps_colleague: bool = True
    opportunity: Opportunity | None = None
    detail: str = ""
    incident: Incident | None = None
    responses: tuple[Response, ...] = ()
    outcome: Outcome | None = None
    occurred_on: date | str | None = None
    setting: Setting | None = None
    note: str = ""
    reflection: str = ""
    visibility: Visibility | None = None

    @classmethod
    def sent(cls, values: Mapping[str, Value]) -> Draft:
        """What a form held. A value that no form of ours offers reads as nothing."""
        colleague, occurred_on = values.get("colleague"), values.get("occurred_on")
        responses = values.get("responses")
        return cls(
            kind=_word(Kind, values.get("kind")),
            way=_word(Way, values.get("way")),
            colleague=colleague if isinstance(colleague, Mention) else None,
            keeps_colleague=values.get("keeps_colleague", True) is True,
            opportunity=_word(Opportunity, values.get("opportunity")),
            detail=_text(values.get("detail")),
            incident=_word(Incident, values.get("incident")),
            responses=_words(Response, responses if isinstance(responses, tuple) else ()),
            outcome=_word(Outcome, values.get("outcome")),
            occurred_on=occurred_on if isinstance(occurred_on, date | str) and occurred_on else None,
            setting=_word(Setting, values.get("setting")),
            note=_text(values.get("note")),
            reflection=_text(values.get("reflection")),
            visibility=_word(Visibility, values.get("visibility")),
        )

    @classmethod
    def of(cls, entry: Entry, colleague: Mention | None) -> Draft:
        """An entry to go on with; `colleague` as the platform names them."""
        nomination, intervention = entry.nomination, entry.intervention
        return cls(
            kind=entry.kind,
            colleague=colleague,
            opportunity=nomination.opportunity if nomination else None,
            detail=nomination.detail if nomination else "",
            incident=intervention.incident if intervention else None,
            responses=intervention.responses if intervention else (),
            outcome=intervention.outcome if intervention else None,
            occurred_on=entry.occurred_on,
            setting=entry.setting,
            note=entry.note,
            visibility=entry.visibility,
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """Either an entry, with what its author should know of it, or what is wrong by the name of the input."""

    entry: Entry | None
    errors: Mapping[str, str]
    remarks: tuple[str, ...] = ()


def check(
    request: Request,
    draft: Draft,
    fields: frozenset[str],
    *,
    earliest: date,
    standing_colleague: FoundPerson | None = None,
) -> Checked:
    """The entry that a draft makes of its kind's fields; nothing else that was sent gets into it.

    `standing_colleague`: whom an entry was for that is being edited, where the picker can't show them.
    """
    errors = _missing(draft, fields) | _too_long(draft, fields) | _wrong_day(request, draft, earliest)
    kind, occurred_on = draft.kind, draft.occurred_on
    if errors or kind is None or not isinstance(occurred_on, date):
        return Checked(None, errors)
    colleague = _colleague(request, draft, standing_colleague) if "colleague" in fields else None
    remarks: tuple[str, ...] = ()
    if colleague is not None and colleague.standing is not Standing.COLLEAGUE:
        remarks, unnamed, colleague = (colleagues.why_left_out(colleague),), [colleague], None
        draft = replace(
            draft, note=without_the_unlisted(draft.note, unnamed), detail=without_the_unlisted(draft.detail, unnamed)
        )
    entry = Entry(
        kind=kind,
        occurred_on=occurred_on,
        visibility=draft.visibility or request.asker.visibility,
        colleague_id=colleague.person_id if colleague else None,
        colleague=colleague.name if colleague else "",
        setting=draft.setting,
        note=draft.note.strip() if "note" in fields else "",
        nomination=_nomination(draft) if "opportunity" in fields else None,
        intervention=_intervention(draft) if "incident" in fields else None,
    )
    return Checked(entry, {}, remarks)


REQUIRED: Mapping[str, str] = {
    "kind": "Pick what you did.",
    "opportunity": "Pick what you put them forward for; “Something else” is fine.",
    "incident": "Pick what happened; “Something else” is fine.",
    "responses": "Pick how you acted: at least one.",
    "outcome": "Pick how it ended; “I don't know” is fine.",
    "occurred_on": "Pick the day it happened.",
}
"""What must be filled in, and how to say so. No more is asked than the counts need."""


def _missing(draft: Draft, fields: frozenset[str]) -> dict[str, str]:
    return {name: why for name, why in REQUIRED.items() if name in fields and not getattr(draft, name)}


def _too_long(draft: Draft, fields: frozenset[str]) -> dict[str, str]:
    limits = {"note": (draft.note, LONGEST_NOTE), "detail": (draft.detail, LONGEST_DETAIL)}
    return {
        name: f"That is {len(text) - limit:,} characters too long: {limit:,} fit."
        for name, (text, limit) in limits.items()
        if name in fields and len(text) > limit
    }


def _wrong_day(request: Request, draft: Draft, earliest: date) -> dict[str, str]:
    day = draft.occurred_on
    if isinstance(day, str):
        return {"occurred_on": f"“{day}” is in no calendar I know. Write it like {request.today.isoformat()}."}
    if day is None or earliest <= day <= request.today:
        return {}
    return {"occurred_on": say_when.problem_with(day, request.today)}


def _colleague(request: Request, draft: Draft, standing_colleague: FoundPerson | None) -> Colleague | None:
    if draft.colleague is not None:
        return request.colleague(draft.colleague)
    if standing_colleague is not None and draft.keeps_colleague:
        return colleagues.as_colleague(request, standing_colleague)
    return None


def _nomination(draft: Draft) -> Nomination:
    return Nomination(draft.opportunity or Opportunity.OTHER, draft.detail.strip())


def _intervention(draft: Draft) -> Intervention:
    return Intervention(draft.incident or Incident.OTHER, draft.responses, draft.outcome or Outcome.UNKNOWN)


def _word(words: type[Word], value: Value) -> Word | None:
    return words(value) if isinstance(value, str) and value in set(words) else None


def _words(words: type[Word], values: tuple[str, ...]) -> tuple[Word, ...]:
    """The chosen ones in our order, each once."""
    return tuple(word for word in words if word.value in values)


def _text(value: Value) -> str:
    return clean(value) if isinstance(value, str) else ""

"""The form of an entry: which fields each kind has, and what each asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handlers.draft import Draft, Way
from handlers.entry import LONGEST_DETAIL, LONGEST_NOTE
from handlers.request import Request
from handlers.wording import (
    INCIDENTS,
    KIND_MEANINGS,
    KINDS,
    OPPORTUNITIES,
    OUTCOMES,
    RESPONSES,
    SETTINGS,
    VISIBILITIES,
    options,
)
from messages.blocks import Note, Text
from messages.forms import Choice, DateInput, Form, Input, MultiChoice, Option, PersonPicker, TextInput, Toggle
from storage.words import Kind

NOT_A_REPORT = (
    "A log is not a report: it only counts, and nobody follows it up. "
    "If you want something to be done about it, use your organization's reporting channel."
)
LONGEST_REFLECTION = 3000
_SHARED = frozenset({"kind", "occurred_on", "setting", "visibility"})
_WAYS = (
    Option(Way.REFLECT.value, "Keep it as a private reflection"),
    Option(Way.LOG.value, "Log that I stepped in"),
    Option(Way.REPORT.value, "Report it"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What differs between the forms: logging, editing, logging an intervention.

    `asks_way`: the fork of an intervention is still to be answered. `standing_colleague`: the name of whom an edited
    entry is for, where the picker can't show them.
    """

    name: str
    title: str
    submit_label: str
    earliest: date
    subject: str = ""
    kinds: tuple[Kind, ...] = ()
    asks_way: bool = False
    standing_colleague: str = ""
    intro: tuple[Text | Note, ...] = ()


def of_kind(request: Request, draft: Draft) -> frozenset[str]:
    """The fields that an entry of the draft's kind has. Without a kind: what all kinds share."""
    match draft.kind:
        case None:
            return _SHARED
        case Kind.LEARN:
            return _SHARED | {"note"}
        case Kind.SPONSOR:
            return _SHARED | {"colleague", "opportunity", "detail", "note"}
        case Kind.INTERVENE:
            notes = frozenset({"note"} if request.asker.intervention_notes else ())
            return _SHARED | {"incident", "responses", "outcome"} | notes
        case _:
            return _SHARED | {"colleague", "note"}


def form(request: Request, draft: Draft, sheet: Sheet) -> Form:
    """The form with what the draft holds. What has no place in it is told in its intro, so that it is not lost."""
    is_at_the_fork = sheet.asks_way and draft.kind is Kind.INTERVENE and draft.way is not Way.LOG
    inputs = _fork(draft, sheet) if is_at_the_fork else _inputs(request, draft, sheet)
    shown = tuple(inputs)
    left_over = _left_over(draft, frozenset(one.name for one in shown))
    return Form(
        name=sheet.name,
        title=sheet.title,
        submit_label=_submit_label(draft, sheet, is_at_the_fork=is_at_the_fork),
        inputs=shown,
        subject=sheet.subject,
        intro=(
            *sheet.intro,
            *_about_interventions(request, draft),
            *left_over,
        ),
    )


def reflection(value: str = "") -> TextInput:
    """Where words for oneself are written."""
    return TextInput(
        "reflection",
        "What happened, and what you make of it",
        value=value,
        hint="Only you can read it. It is stored encrypted and counts nowhere.",
        multiline=True,
        max_length=LONGEST_REFLECTION,
    )


def where_to_report(reporting_url: str | None) -> str:
    """The reporting channel in a sentence."""
    if reporting_url is None:
        return (
            "Your organization has not told me its reporting channel. "
            "Please ask your HR team, or a manager you trust, whom to turn to."
        )
    return f"Your organization's reporting channel is {reporting_url}"


def _fork(draft: Draft, sheet: Sheet) -> Iterator[Input]:
    yield from _kind(draft, sheet)
    yield Choice("way", "What would you like to do?", _WAYS, value=draft.way or "", refreshes=True)
    if draft.way is Way.REFLECT:
        yield reflection(draft.reflection)


def _inputs(request: Request, draft: Draft, sheet: Sheet) -> Iterator[Input]:
    fields = of_kind(request, draft)
    yield from _kind(draft, sheet)
    if sheet.asks_way and draft.kind is Kind.INTERVENE:
        yield Choice("way", "What would you like to do?", _WAYS, value=draft.way or "", refreshes=True)
    if "colleague" in fields or (draft.kind is None and draft.colleague is not None):
        yield from _colleague(request, draft, sheet)
    if "opportunity" in fields:
        yield Choice(
            "opportunity",
            "What did you put them forward for?",
            options(OPPORTUNITIES),
            value=draft.opportunity or "",
        )
        yield TextInput(
            "detail",
            "Which one?",
            value=draft.detail,
            placeholder="Staff engineer, payments",
            optional=True,
            max_length=LONGEST_DETAIL,
        )
    if "incident" in fields:
        yield Choice("incident", "What happened?", options(INCIDENTS), value=draft.incident or "")
        chosen = tuple(one.value for one in draft.responses)
        yield MultiChoice("responses", "How did you act?", options(RESPONSES), values=chosen)
        yield Choice("outcome", "How did it end?", options(OUTCOMES), value=draft.outcome or "")
    yield DateInput(
        "occurred_on",
        "When?",
        value=draft.occurred_on if isinstance(draft.occurred_on, date) else None,
        earliest=sheet.earliest,
        latest=request.today,
    )
    yield Choice("setting", "Where?", options(SETTINGS), value=draft.setting or "", optional=True)
    if "note" in fields or (draft.kind is None and draft.note):
        yield _note(draft)
    yield Choice(
        "visibility",
        "Who may see it?",
        options(VISIBILITIES),
        value=draft.visibility or request.asker.visibility,
    )


def _kind(draft: Draft, sheet: Sheet) -> Iterator[Input]:
    if sheet.kinds:
        offered = tuple(Option(one.value, f"{KINDS[one]}: {KIND_MEANINGS[one]}") for one in sheet.kinds)
        yield Choice("kind", "What did you do?", offered, value=draft.kind or "", refreshes=True)


def _colleague(request: Request, draft: Draft, sheet: Sheet) -> Iterator[Input]:
    known = request.colleague(draft.colleague) if draft.colleague else None
    yield PersonPicker(
        "colleague",
        "Who was it for?",
        value=draft.colleague.account if draft.colleague else "",
        value_label=(known.name if known else "") or (draft.colleague.name if draft.colleague else ""),
        hint="Leave it empty if you'd rather name nobody.",
    )
    if sheet.standing_colleague:
        yield Toggle(
            "keeps_colleague",
            f"Still for {sheet.standing_colleague}",
            value=draft.keeps_colleague,
            hint="The picker can't show them: they have no account in this workspace. Picking someone else goes first.",
        )


def _note(draft: Draft) -> TextInput:
    is_intervention = draft.kind is Kind.INTERVENE
    return TextInput(
        "note",
        "Your note",
        value=draft.note,
        hint="Please name nobody: a log is not a report."
        if is_intervention
        else "In your own words; a line is enough.",
        multiline=True,
        optional=True,
        max_length=LONGEST_NOTE,
    )


def _submit_label(draft: Draft, sheet: Sheet, *, is_at_the_fork: bool) -> str:
    if not is_at_the_fork:
        return sheet.submit_label
    return {Way.REFLECT: "Keep it", Way.REPORT: "Show me where"}.get(draft.way or Way.LOG, "Continue")


def _about_interventions(request: Request, draft: Draft) -> Iterator[Text | Note]:
    if draft.kind is not Kind.INTERVENE:
        return
    yield Text(NOT_A_REPORT)
    if draft.way is Way.REPORT:
        yield Text(where_to_report(request.asker.reporting_url))
    if draft.way in {None, Way.LOG}:
        yield Note("There is no place here for who did it, on purpose.")


def _left_over(draft: Draft, names: frozenset[str]) -> Iterator[Note]:
    """What was written and has no field in this form."""
    written = {"note": draft.note, "detail": draft.detail, "reflection": draft.reflection}
    for name, text in written.items():
        if text.strip() and name not in names:
            yield Note(f"There is no field for this here, so copy it if you need it: {text}")

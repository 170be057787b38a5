"""The form of `/ally export`: what, from when to when, as which kind of file, and whether with names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from handlers.export_words import FORMS, WHATS, WITH_NAMES, form_name, form_options, what_options, with_form
from handlers.request import Value
from indicators.periods import years_after
from messages.blocks import Note
from messages.forms import Choice, DateInput, Form, FormErrors, TextInput, Toggle
from storage.export_orders import Wish
from storage.words import ExportForm, ExportWhat

NAME = "export"
MOST_YEARS = 5
SHORTEST_REASON = 15
LONGEST_REASON = 500
_CHOOSE = "Please choose one of these."
_NAMES_NEED = (
    "Only of actions that their authors set to “named”. It needs your reason, and a second program admin who agrees."
)


def form(wish: Wish, today: date, note: str = "") -> Form:
    """The form with what is known of the wish."""
    return _form(wish, today, wish.first, wish.last, note)


def read(values: Mapping[str, Value], usual: Wish, today: date, *, other_admins: int) -> Wish | FormErrors:
    """The wish, or what is wrong beside all that was filled in."""
    what, form_chosen = values.get("what"), values.get("form")
    first, last = values.get("first"), values.get("last")
    reason = values.get("reason")
    wish = Wish(
        what=ExportWhat(what) if isinstance(what, str) and what in _WHATS else usual.what,
        first=first if isinstance(first, date) else usual.first,
        last=last if isinstance(last, date) else usual.last,
        form=ExportForm.CSV,
        with_names=bool(values.get("with_names")),
        reason=" ".join(reason.split()) if isinstance(reason, str) else "",
    )
    if isinstance(form_chosen, str) and form_chosen in FORMS:
        wish = with_form(wish, form_chosen)
    wrong = {
        "what": "" if what in _WHATS else _CHOOSE,
        "first": _not_a_day(first),
        "last": _not_a_day(last) or _wrong_with_days(wish, today),
        "form": "" if form_chosen in FORMS else _CHOOSE,
        "with_names": _wrong_with_names(wish, other_admins),
        "reason": _wrong_with_reason(wish),
    }
    if any(wrong.values()):
        shown_first, shown_last = (one if isinstance(one, date) else None for one in (first, last))
        again = _form(wish, today, shown_first, shown_last, "")
        return FormErrors({name: problem for name, problem in wrong.items() if problem}, again)
    return wish


_WHATS = frozenset(one.value for one in WHATS)


def _not_a_day(value: Value) -> str:
    if isinstance(value, date):
        return ""
    return "Please pick a day." if value is None else f"“{value}” is no day that I know. Please pick one."


def _wrong_with_days(wish: Wish, today: date) -> str:
    if wish.first > today or wish.last > today:
        return "That is still to come. Pick today or a day before it."
    if wish.last < wish.first:
        return "The last day is before the first. Please swap them, or pick others."
    if wish.last >= years_after(wish.first, MOST_YEARS):
        return f"That is more than {MOST_YEARS} years. Please ask for less, and for the rest in a second export."
    return ""


def _wrong_with_names(wish: Wish, other_admins: int) -> str:
    if not wish.with_names:
        return ""
    if wish.what not in WITH_NAMES:
        return f"{WHATS[wish.what]} never go with names; the activity log and sponsorships may. Please switch this off."
    if other_admins == 0:
        return (
            "Names need a second program admin who agrees, and you are the only one. Please make somebody else a "
            "program admin first, or ask without names."
        )
    return ""


def _wrong_with_reason(wish: Wish) -> str:
    if not wish.with_names or len(wish.reason) >= SHORTEST_REASON:
        return "" if len(wish.reason) <= LONGEST_REASON else f"Please say it in {LONGEST_REASON} letters or fewer."
    if not wish.reason:
        return "Names need a reason. Please say what they are for: whoever agrees reads it."
    return f"Please say a little more, in {SHORTEST_REASON} letters or more: whoever agrees reads it."


def _form(wish: Wish, today: date, first: date | None, last: date | None, note: str) -> Form:
    intro = "Without names: pseudonyms, weeks in place of days, departments in place of teams, and no words of anybody."
    return Form(
        name=NAME,
        title="Export",
        submit_label="Export",
        inputs=(
            Choice("what", "What", what_options(), value=wish.what),
            DateInput("first", "From", value=first, latest=today),
            DateInput("last", "To", value=last, latest=today, hint="That day included."),
            Choice("form", "As", form_options(), value=form_name(wish), hint="In a zip, with what each column means."),
            Toggle("with_names", "With names", value=wish.with_names, hint=_NAMES_NEED),
            TextInput(
                "reason",
                "What are the names for?",
                value=wish.reason,
                hint="Only needed with names.",
                multiline=True,
                optional=True,
                max_length=LONGEST_REASON,
            ),
        ),
        intro=(*((Note(note),) if note else ()), Note(intro)),
    )

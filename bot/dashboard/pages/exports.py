"""Exports: what was asked for and by whom, what waits for a second admin, a new one; and one export with its file.

Auditors see what was exported. The reason for names is read by admins, who decide, and the file by who asked for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from starlette.datastructures import FormData

from bot.dashboard.page import READERS, Missing, Moved, Page, Shown, Visit
from handlers import export_form
from handlers.export_card import state_in_words
from handlers.export_words import FORMS, TOO_MANY, WHAT_MEANINGS, WHATS, described, form_name, usual
from handlers.request import Value
from indicators.periods import today_in
from messages.forms import FormErrors
from storage import export_links, export_orders
from storage.export_orders import Ordered, TooMany, Wish
from storage.export_words import ExportState

PATH = "exports"
_SHOWN = 50
_WHAT = [(one.value, f"{label}: {WHAT_MEANINGS[one]}") for one, label in WHATS.items()]


@dataclass(frozen=True, slots=True)
class Line:
    """An order as the pages show it."""

    ordered: Ordered
    what: str
    state: str
    is_own: bool
    is_making: bool
    is_ready: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form holds; days as they were typed."""

    what: str
    first: str
    last: str
    form: str
    with_names: bool
    reason: str


async def show(visit: Visit) -> Shown:
    return await _list(visit, _as_filled(usual(_today(visit))))


async def ask(visit: Visit, form: FormData) -> Shown | Moved:
    """Orders what the form says; or the form again, with what is wrong about it."""
    typed = {name: _text(form, name) for name in ("what", "first", "last", "form", "reason")}
    days = {"first": _day(typed["first"]), "last": _day(typed["last"])}
    values: dict[str, Value] = {**typed, **days, "with_names": form.get("with_names") == "yes"}
    today, viewer = _today(visit), visit.viewer
    others = await export_orders.other_admins(visit.db, viewer.organization_id, viewer.person_id, today)
    wish = export_form.read(values, usual(today), today, other_admins=others)
    filled = Filled(**typed, with_names=bool(values["with_names"]))
    if isinstance(wish, FormErrors):
        return await _list(visit, filled, wish.errors)
    try:
        order_id = await export_orders.ask(
            visit.db, visit.app.cipher, viewer.organization_id, viewer.person_id, wish, visit.now
        )
    except TooMany:
        return await _list(visit, filled, {"what": TOO_MANY})
    said = "It waits for a second program admin now." if wish.with_names else "It is being made."
    return Moved(f"{PATH}/{order_id}" + ("" if wish.with_names else "?watch=yes"), said)


async def agree(visit: Visit, form: FormData) -> Moved:
    return await _decide(visit, form, agrees=True)


async def decline(visit: Visit, form: FormData) -> Moved:
    return await _decide(visit, form, agrees=False)


async def show_one(visit: Visit) -> Shown | Missing:
    ordered = await _found(visit, visit.path["order"])
    return Missing() if ordered is None else _one(visit, ordered)


async def fetch(visit: Visit, _form: FormData) -> Shown | Missing:
    """A link for who asked for it."""
    ordered = await _found(visit, visit.path["order"])
    if ordered is None:
        return Missing()
    token = await export_links.make(visit.db, ordered.organization_id, ordered.id, visit.viewer.person_id, visit.now)
    return Missing() if token is None else _one(visit, ordered, f"/exports/orders/{token}/file")


async def _decide(visit: Visit, form: FormData, *, agrees: bool) -> Moved:
    ordered = await _found(visit, _text(form, "order"))
    if ordered is None or not await export_orders.decide(
        visit.db, visit.viewer.organization_id, ordered.id, visit.viewer.person_id, visit.now, agrees=agrees
    ):
        return Moved(PATH, "There was nothing to decide (any more). Nothing was changed.")
    what = described(ordered.wish)
    return Moved(
        PATH, f"Agreed: {ordered.by} gets {what}." if agrees else f"Declined: {ordered.by} does not get {what}."
    )


def _one(visit: Visit, ordered: Ordered, url: str = "") -> Shown:
    line = _line(visit, ordered)
    watches = line.is_making and visit.query.get("watch") == "yes"
    return Shown("export.html", line.what, {"one": line, "url": url, "watches": watches, "percent": ordered.percent})


async def _list(visit: Visit, filled: Filled, wrong: Mapping[str, str] | None = None) -> Shown:
    viewer, today = visit.viewer, _today(visit)
    orders = await export_orders.newest(visit.db, visit.app.cipher, viewer.organization_id, _SHOWN)
    lines = [_line(visit, one) for one in orders]
    waiting = await export_orders.to_decide(
        visit.db, visit.app.cipher, viewer.organization_id, viewer.person_id, visit.now
    )
    others = await export_orders.other_admins(visit.db, viewer.organization_id, viewer.person_id, today)
    return Shown(
        "exports.html",
        "Exports",
        {
            "lines": lines,
            "waiting": [_line(visit, one) for one in waiting] if viewer.is_admin else [],
            "filled": filled,
            "wrong": dict.fromkeys(("what", "first", "last", "form", "with_names", "reason"), "") | {**(wrong or {})},
            "is_wrong": bool(wrong),
            "whats": _WHAT,
            "forms": list(FORMS.items()),
            "today": today,
            "is_only_admin": others == 0,
        },
        422 if wrong else 200,
    )


def _line(visit: Visit, ordered: Ordered) -> Line:
    is_own = ordered.person_id == visit.viewer.person_id
    is_over = ordered.is_over(visit.now)
    return Line(
        ordered=ordered,
        what=described(ordered.wish),
        state=state_in_words(ordered, visit.now, visit.viewer.organization_zone),
        is_own=is_own,
        is_making=ordered.state is ExportState.ORDERED and not is_over,
        is_ready=ordered.state is ExportState.READY and not is_over,
        may_decide=ordered.state is ExportState.WAITING and not is_over and not is_own and visit.viewer.is_admin,
    )


async def _found(visit: Visit, order_id: str) -> Ordered | None:
    try:
        known = UUID(order_id)
    except ValueError:
        return None
    return await export_orders.read(visit.db, visit.app.cipher, visit.viewer.organization_id, known)


def _as_filled(wish: Wish) -> Filled:
    return Filled(
        wish.what.value, wish.first.isoformat(), wish.last.isoformat(), form_name(wish), wish.with_names, wish.reason
    )


def _today(visit: Visit) -> date:
    return today_in(visit.viewer.organization_zone, visit.now)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _day(typed: str) -> Value:
    """The day; what is none stays as it was typed, and nothing is none at all."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return typed or None


PAGE = Page(
    path=PATH,
    needs=READERS,
    show=show,
    acts={"ask": ask, "agree": agree, "decline": decline},
    menu="Exports",
)
ONE = Page(path=f"{PATH}/{{order}}", needs=READERS, show=show_one, acts={"fetch": fetch}, under=PATH)

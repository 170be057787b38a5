"""Legal holds: on whom there is one, since when and by whom; setting one, and lifting it.

Why there is one is read by program admins alone, and never by whoever it is on. Who is held can't lift their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from starlette.datastructures import FormData

from bot.dashboard.audit_words import FORMER, THE_OPERATOR
from bot.dashboard.page import READERS, Moved, Page, Shown, Visit
from storage import audit_reading, holds
from storage.audit import OPERATOR
from storage.holds import Held, UnknownPerson

PATH = "legal-holds"
LONGEST_REASON = 500
PERSON, EVERYBODY = "person", "everybody"
OF = ((PERSON, "One person"), (EVERYBODY, "Everybody: the whole organization"))
_OVER_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says, as it was typed."""

    of: str = PERSON
    email: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A hold as the page shows it. `reason` is None where the viewer does not read it."""

    held: Held
    whom: str
    reason: str | None
    set_by: str
    released_by: str
    may_lift: bool


async def show(visit: Visit) -> Shown:
    return await _page(visit)


async def set_one(visit: Visit, form: FormData) -> Shown | Moved:
    typed = Typed(*(_text(form, name) for name in ("of", "email", "reason")))
    problems = _problems(typed)
    if problems:
        return await _page(visit, typed, problems)
    viewer = visit.viewer
    email = typed.email if typed.of == PERSON else None
    try:
        await holds.add(
            visit.db,
            visit.app.cipher,
            viewer.organization_id,
            email,
            typed.reason,
            actor=str(viewer.person_id),
            now=visit.now,
        )
    except UnknownPerson:
        return await _page(
            visit, typed, {"email": "Nobody here has this address. People and roles shows who there is."}
        )
    return Moved(PATH, f"The hold is on: nothing of {email or 'anybody'} is deleted from now on.")


async def lift(visit: Visit, form: FormData) -> Shown | Moved:
    viewer = visit.viewer
    hold_id = _id(_text(form, "hold"))
    found = [one for one in await holds.every(visit.db, visit.app.cipher, viewer.organization_id) if one.id == hold_id]
    if not found:
        return Moved(PATH, "There was nothing to lift (any more). Nothing was changed.")
    if found[0].person_id == viewer.person_id:
        return await _page(visit, refused="Another program admin, or the operator, has to lift a hold that is on you.")
    await holds.release(visit.db, viewer.organization_id, found[0].id, actor=str(viewer.person_id), now=visit.now)
    return Moved(
        PATH,
        "The hold is lifted. Where no other is on them, who asked to be erased meanwhile is erased within minutes, and "
        "what is too old goes in the next night.",
    )


async def _page(
    visit: Visit, typed: Typed | None = None, problems: Mapping[str, str] | None = None, refused: str = ""
) -> Shown:
    every = await holds.every(visit.db, visit.app.cipher, visit.viewer.organization_id, over=True)
    names = await audit_reading.names(visit.db, visit.viewer.organization_id, _people_of(every))
    lines = [_line(visit, one, names) for one in every]
    over = sorted((one for one in lines if one.held.released_at), key=_when_over, reverse=True)
    return Shown(
        "legal_holds.html",
        "Legal holds",
        {
            "on": [one for one in lines if not one.held.released_at],
            "over": over[:_OVER_SHOWN],
            "of": OF,
            "typed": typed or Typed(),
            "problems": dict.fromkeys(("of", "email", "reason"), "") | dict(problems or {}),
            "is_wrong": bool(problems),
            "refused": refused,
            "longest": LONGEST_REASON,
        },
        422 if problems or refused else 200,
    )


def _when_over(line: Line) -> str:
    return line.held.released_at.isoformat() if line.held.released_at else ""


def _line(visit: Visit, held: Held, names: Mapping[UUID, str]) -> Line:
    viewer = visit.viewer
    is_own = held.person_id == viewer.person_id
    whom = "everybody" if held.person_id is None else held.person or held.email or "(no name)"
    may_read = viewer.is_admin and not is_own
    return Line(
        held=held,
        whom=f"{whom} (you)" if is_own else whom,
        reason=(held.reason or "(sealed with a key that is lost)") if may_read else None,
        set_by=_actor(held.set_by, names),
        released_by=_actor(held.released_by or "", names),
        may_lift=viewer.is_admin and not is_own and held.released_at is None,
    )


def _actor(actor: str, names: Mapping[UUID, str]) -> str:
    known = _id(actor)
    if known is None:
        return THE_OPERATOR if actor == OPERATOR else actor
    return names.get(known) or FORMER


def _people_of(every: Iterable[Held]) -> set[UUID]:
    return {known for one in every for actor in (one.set_by, one.released_by) if (known := _id(actor or ""))}


def _problems(typed: Typed) -> dict[str, str]:
    found = {}
    if typed.of not in dict(OF):
        found["of"] = "Please choose one of these."
    if typed.of == PERSON and not typed.email:
        found["email"] = "Please write whose data is to be held."
    if typed.of == EVERYBODY and typed.email:
        found["email"] = "Please leave this empty, or choose one person: a hold on everybody names nobody."
    if not typed.reason:
        found["reason"] = "Please write why, so that whoever lifts it one day can tell."
    elif len(typed.reason) > LONGEST_REASON:
        found["reason"] = f"Please write at most {LONGEST_REASON} letters."
    return found


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""


def _id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None


PAGE = Page(PATH, READERS, show, {"set": set_one, "lift": lift}, menu="Legal holds")

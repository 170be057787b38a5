"""People and roles: who there is, and who is admin or auditor. Never what anybody logged, and never when.

The last admin stays one. Whoever gives up their own role as admin is asked once more, as nothing here brings it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from starlette.datastructures import FormData

from bot.dashboard.page import READERS, Moved, Page, Shown, Visit
from indicators.periods import today_in
from storage import people_listed, roles
from storage.people_listed import Among, ListedPerson
from storage.roles import LastAdmin, UnknownPerson
from storage.words import Role

PATH = "people"
PAGE_SIZE = 50
LONGEST_SEARCH = 100
AMONG: tuple[tuple[Among, str], ...] = (
    (Among.WORKING, "Who works here"),
    (Among.ROLES, "Admins and auditors"),
    (Among.LEFT, "Who has left"),
)
A_ROLE = {Role.ADMIN: "a program admin", Role.AUDITOR: "an auditor"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    typed: str
    among: Among
    number: int

    def href(self, number: int) -> str:
        given = {"q": self.typed, "among": "" if self.among is Among.WORKING else self.among.value}
        query = {name: value for name, value in given.items() if value} | ({"page": str(number)} if number > 1 else {})
        return f"{PATH}?{urlencode(query)}" if query else PATH


async def show(visit: Visit) -> Shown:
    return await _page(visit, _asked(visit))


async def change(visit: Visit, form: FormData) -> Shown | Moved:
    """Gives a role or takes it back."""
    asked = _asked(visit)
    person_id, role = _id(form.get("person")), _role(form.get("role"))
    is_held = form.get("give") == "yes"
    if person_id is None or role is None:
        return await _page(visit, asked, wrong="Please choose somebody of the list, and a role.")
    today = today_in(visit.viewer.organization_zone, visit.now)
    person = await people_listed.one(visit.db, visit.viewer.organization_id, person_id, today)
    if person is None:
        return await _page(visit, asked, wrong="This person is not there any more. Nothing was changed.")
    is_own = person_id == visit.viewer.person_id
    if is_own and role is Role.ADMIN and not is_held and form.get("sure") != "yes":
        return await _page(visit, asked, give_up=person)
    try:
        changed = await roles.change(
            visit.db,
            visit.viewer.organization_id,
            person_id,
            role,
            is_held=is_held,
            actor=str(visit.viewer.person_id),
            now=visit.now,
        )
    except LastAdmin:
        return await _page(
            visit, asked, wrong=f"{person.name} is the only program admin. Please make somebody else one first."
        )
    except UnknownPerson:
        return await _page(visit, asked, wrong=f"{person.name} has left, and can't be given a role.")
    return Moved(asked.href(asked.number), _said(person, role, is_held=is_held, changed=changed))


def _said(person: ListedPerson, role: Role, *, is_held: bool, changed: bool) -> str:
    if is_held:
        return f"{person.name} is {A_ROLE[role]} {'now' if changed else 'already'}."
    return f"{person.name} is {'no longer' if changed else 'not'} {A_ROLE[role]}."


async def _page(visit: Visit, asked: Asked, wrong: str = "", give_up: ListedPerson | None = None) -> Shown:
    today = today_in(visit.viewer.organization_zone, visit.now)
    found = await people_listed.search(
        visit.db,
        visit.viewer.organization_id,
        asked.typed,
        asked.among,
        today,
        skip=(asked.number - 1) * PAGE_SIZE,
        most=PAGE_SIZE,
    )
    first = (asked.number - 1) * PAGE_SIZE + 1
    return Shown(
        "people.html",
        "People and roles",
        {
            "found": found,
            "asked": asked,
            "here": f"/dashboard/{asked.href(asked.number)}",
            "among": [(one.value, label) for one, label in AMONG],
            "first": first,
            "last": first + len(found.people) - 1,
            "earlier": f"/dashboard/{asked.href(asked.number - 1)}" if asked.number > 1 else "",
            "later": f"/dashboard/{asked.href(asked.number + 1)}" if found.total > asked.number * PAGE_SIZE else "",
            "wrong": wrong,
            "give_up": give_up,
            "today": today,
            "fixed": {one.lower() for one in visit.app.settings.admins},
        },
        422 if wrong else 200,
    )


# reading


def _asked(visit: Visit) -> Asked:
    """What an address asks for that somebody mistyped is the first page of everybody who works here."""
    number = visit.query.get("page", "")
    return Asked(
        " ".join(visit.query.get("q", "")[:LONGEST_SEARCH].split()),
        {one.value: one for one in Among}.get(visit.query.get("among", ""), Among.WORKING),
        max(1, int(number)) if number.isascii() and number.isdigit() and len(number) <= 6 else 1,  # noqa: PLR2004
    )


def _id(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _role(value: object) -> Role | None:
    return {one.value: one for one in A_ROLE}.get(value) if isinstance(value, str) else None


PAGE = Page(path=PATH, needs=READERS, show=show, acts={"change": change}, menu="People and roles")

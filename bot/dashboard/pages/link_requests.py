"""Requests to be linked to the roster: who asks, who has the address they name, and what is in the way; yes or no.

A chat account is worth what its owner wrote in it. So the page shows what each side is known by, and where there is
something to lose it asks whether the admin spoke with the person of the roster.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.datastructures import FormData

from bot.dashboard.page import READERS, Moved, Page, Shown, Visit
from indicators.periods import today_in
from storage import linking, people_listed
from storage.linking_checks import Place, ToDecide
from storage.linking_words import Obstacle
from storage.people_listed import ListedPerson
from storage.words import Platform

PATH = "link-requests"
MOST = 50
PLATFORMS: Mapping[Platform, str] = {
    Platform.SLACK: "Slack",
    Platform.TEAMS: "Microsoft Teams",
    Platform.CONSOLE: "the local chat page",
}
OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.GONE: "It was decided or taken back meanwhile.",
    Obstacle.OWN: "It is your own: another program admin decides it.",
    Obstacle.UNKNOWN: "Nobody here has this address. Perhaps the next roster lists it.",
    Obstacle.ON_ROSTER: "The roster lists whoever asks by now, so there is nothing to link.",
    Obstacle.LEFT: "Whoever has this address has left.",
    Obstacle.HAS_ACCOUNT: "Whoever has this address has an account on the same workspace already.",
    Obstacle.HELD: "A legal hold is on one of them, or on everybody. It can be linked once that is lifted.",
    Obstacle.ERASURE: "One of them asked to be erased.",
    Obstacle.OTHER_KIND: "One of them is an example, and the other is not.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A request as the page shows it. `needs_word`: linking it opens what somebody has already."""

    id: UUID
    name: str
    own_email: str | None
    places: tuple[str, ...]
    email: str
    asked_at: datetime
    target: ListedPerson | None
    target_places: tuple[str, ...]
    obstacle: str
    is_own: bool
    warnings: tuple[str, ...]
    needs_word: bool


async def show(visit: Visit) -> Shown:
    return await _page(visit)


async def agree(visit: Visit, form: FormData) -> Shown | Moved:
    request_id, target_id = _id(form.get("request")), _id(form.get("target"))
    line = await _found(visit, request_id)
    if line is None or request_id is None or target_id is None:
        return Moved(PATH, f"{OBSTACLES[Obstacle.GONE]} Nothing was changed.")
    if not line.obstacle and line.needs_word and form.get("spoke") != "yes":
        return await _page(visit, unsure=request_id)
    viewer = visit.viewer
    obstacle = await linking.approve(
        visit.db,
        viewer.organization_id,
        request_id,
        target_id,
        viewer.person_id,
        today=today_in(viewer.organization_zone, visit.now),
        now=visit.now,
    )
    if obstacle is not None:
        return Moved(PATH, f"{OBSTACLES[obstacle]} Nothing was changed.")
    into = line.target.name if line.target else line.email
    return Moved(PATH, f"{line.name} is {into} now, and is told so. All that they logged went along.")


async def refuse(visit: Visit, form: FormData) -> Moved:
    viewer, request_id = visit.viewer, _id(form.get("request"))
    line = await _found(visit, request_id)
    if line is None or not await linking.refuse(visit.db, viewer.organization_id, line.id, viewer.person_id, visit.now):
        return Moved(PATH, "There was nothing that you could decide (any more). Nothing was changed.")
    return Moved(PATH, f"{line.name} is not linked, and is told so kindly: please talk to them if you can.")


async def _page(visit: Visit, unsure: UUID | None = None) -> Shown:
    values = {"lines": await _lines(visit), "unsure": unsure, "most": MOST}
    return Shown("link_requests.html", "Link requests", values, 422 if unsure else 200)


async def _lines(visit: Visit) -> list[Line]:
    viewer = visit.viewer
    today = today_in(viewer.organization_zone, visit.now)
    found = await linking.to_decide(visit.db, viewer.organization_id, viewer.person_id, today, visit.now, MOST)
    lines = []
    for one in found:
        target = None
        if one.target_id is not None:
            target = await people_listed.one(visit.db, viewer.organization_id, one.target_id, today)
        lines.append(_line(one, target))
    return lines


async def _found(visit: Visit, request_id: UUID | None) -> Line | None:
    return next((one for one in await _lines(visit) if one.id == request_id), None)


def _line(one: ToDecide, target: ListedPerson | None) -> Line:
    asking = one.asking
    has_role = target is not None and (target.is_admin or target.is_auditor)
    return Line(
        id=asking.request_id,
        name=asking.name or "(no name)",
        own_email=asking.own_email,
        places=tuple(map(_place, one.places)),
        email=asking.email,
        asked_at=asking.asked_at,
        target=target,
        target_places=tuple(map(_place, one.target_places)),
        obstacle=OBSTACLES[one.obstacle] if one.obstacle else "",
        is_own=one.obstacle is Obstacle.OWN,
        warnings=tuple(_warnings(one, target)),
        needs_word=has_role or bool(one.target_places),
    )


def _warnings(one: ToDecide, target: ListedPerson | None) -> list[str]:
    if target is None or one.obstacle is not None:
        return []
    told = []
    if target.is_admin or target.is_auditor:
        role = "a program admin" if target.is_admin else "an auditor"
        told.append(f"{target.name} is {role}: so is whoever is linked to them.")
    if one.target_places:
        told.append(f"{target.name} has an account already. Whoever is linked to them reads all that they wrote.")
    if one.asking.is_admin or one.asking.is_auditor:
        role = "a program admin" if one.asking.is_admin else "an auditor"
        told.append(f"Whoever asks is {role}, and stays one.")
    return told


def _place(place: Place) -> str:
    return f"{PLATFORMS[place.platform]}, {place.workspace} ({place.account})"


def _id(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


PAGE = Page(path=PATH, needs=READERS, show=show, acts={"agree": agree, "refuse": refuse}, menu="Link requests")

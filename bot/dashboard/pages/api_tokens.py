"""Tokens of the API: which there are, making one, ending one. A new token is shown once, on the page that made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from starlette.datastructures import FormData

from bot.api.edge import ROOT
from bot.dashboard.page import READERS, Missing, Moved, Page, Shown, Visit
from storage import api_tokens
from storage.api_tokens import LONGEST_NAME, MOST, State, TooMany
from storage.words import TokenScope

PATH = "api-tokens"
LIFETIMES = {
    "30": "30 days",
    "90": "90 days",
    "180": "half a year",
    "365": "a year",
}
"""For how many days a token may serve; none serves longer than a year."""
USUAL = "90"
SCOPES = {
    TokenScope.INDICATORS: "Indicators of the organization",
    TokenScope.TEAMS: "Teams and what is told of their weeks",
    TokenScope.EXPORTS: "The list of exports (not the files)",
}
STATES = {
    State.SERVES: "works",
    State.REVOKED: "revoked",
    State.EXPIRED: "expired",
    State.WITHOUT_ADMIN: "whoever made it has left",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says."""

    name: str = ""
    scopes: frozenset[TokenScope] = frozenset({TokenScope.INDICATORS})
    lifetime: str = USUAL


async def show(visit: Visit) -> Shown:
    return await _page(visit)


async def make(visit: Visit, form: FormData) -> Shown:
    """Shows the new token in the answer itself: it is kept nowhere, so no other page could."""
    typed = _read(form)
    problems = _problems(typed)
    if problems:
        return await _page(visit, typed, problems)
    viewer, lifetime = visit.viewer, timedelta(days=int(typed.lifetime))
    try:
        _id, token = await api_tokens.make(
            visit.db, viewer.organization_id, viewer.person_id, typed.name, typed.scopes, lifetime, visit.now
        )
    except TooMany:
        return await _page(
            visit, typed, {"name": f"There are {MOST} tokens that work, and there can't be more. Revoke one first."}
        )
    return await _page(visit, made=(typed.name, token))


async def revoke(visit: Visit, form: FormData) -> Moved | Missing:
    token_id = _id(form.get("token"))
    if token_id is None:
        return Missing()
    viewer = visit.viewer
    ended = await api_tokens.revoke(
        visit.db, viewer.organization_id, token_id, actor=str(viewer.person_id), now=visit.now
    )
    return Moved(PATH, "It is revoked, and opens nothing any more." if ended else "It had been revoked already.")


PAGE = Page(PATH, READERS, show, {"make": make, "revoke": revoke}, menu="API tokens")


async def _page(
    visit: Visit,
    typed: Typed | None = None,
    problems: dict[str, str] | None = None,
    made: tuple[str, str] | None = None,
) -> Shown:
    listed = await api_tokens.listed(visit.db, visit.viewer.organization_id, visit.now)
    own_url = visit.app.settings.own_url
    values = {
        "tokens": [
            {
                "token": one,
                "state": STATES[one.state],
                "serves": one.state is State.SERVES,
                "may_end": one.state in {State.SERVES, State.WITHOUT_ADMIN},
                "scopes": ", ".join(scope.value for scope in TokenScope if scope in one.scopes),
            }
            for one in listed
        ],
        "typed": typed or Typed(),
        "problems": dict.fromkeys(("name", "scope", "lifetime"), "") | (problems or {}),
        "is_wrong": bool(problems),
        "made_name": made[0] if made else "",
        "made": made[1] if made else "",
        "scopes": [(scope.value, label) for scope, label in SCOPES.items()],
        "lifetimes": list(LIFETIMES.items()),
        "longest_name": LONGEST_NAME,
        "root": f"{own_url}{ROOT}",
    }
    return Shown("api_tokens.html", "API tokens", values, 422 if problems else 200)


def _read(form: FormData) -> Typed:
    given = {value for value in form.getlist("scope") if isinstance(value, str)}
    name, lifetime = form.get("name"), form.get("lifetime")
    return Typed(
        name=" ".join(name.split()) if isinstance(name, str) else "",
        scopes=frozenset(one for one in TokenScope if one.value in given),
        lifetime=lifetime if isinstance(lifetime, str) else "",
    )


def _problems(typed: Typed) -> dict[str, str]:
    found = {}
    if not typed.name:
        found["name"] = "Please write what it is for, so that you know it again."
    elif len(typed.name) > LONGEST_NAME or not typed.name.isprintable():
        found["name"] = f"Please write a name of at most {LONGEST_NAME} letters."
    if not typed.scopes:
        found["scope"] = "Please choose at least one thing that it may read."
    if typed.lifetime not in LIFETIMES:
        found["lifetime"] = "Please choose one of these."
    return found


def _id(given: object) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None

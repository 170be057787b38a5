"""Makes a page of a template: the frame around it, its menu by role, and the headers that keep it to itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.dashboard.page import Page, Shown
from bot.dashboard.sessions import PATH, Entered
from nudges.day_words import MONTHS

HERE = Path(__file__).parent
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-frame-options": "DENY",
    "cache-control": "no-store",
    # Not `no-referrer`: with that, browsers send forms with the origin "null", and we want to see that it is ours.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu."""

    label: str
    href: str
    is_current: bool


class Frame:
    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = pages
        self._templates = _templates()

    def show(
        self, shown: Shown, entered: Entered | None = None, page: Page | None = None, said: str = ""
    ) -> HTMLResponse:
        """The page as a response. `entered` is None where nobody is signed in."""
        viewer = entered.viewer if entered else None
        own: Mapping[str, object] = {
            "title": shown.title,
            "viewer": viewer,
            "zone": viewer.organization_zone if viewer else "UTC",
            "csrf": entered.csrf if entered else "",
            "menu": self._menu(entered, page) if entered else (),
            "said": said,
        }
        html = self._templates.get_template(shown.template).render(**{**shown.values, **own})
        return HTMLResponse(html, shown.status, headers=HEADERS)

    def first_for(self, entered: Entered) -> Page | None:
        """The first page of the menu that the viewer may see."""
        return next((one for one in self._pages if one.menu and one.needs & entered.viewer.roles), None)

    def _menu(self, entered: Entered, page: Page | None) -> tuple[Item, ...]:
        current = {page.path, page.under} if page else set()
        return tuple(
            Item(one.menu, href(one.path), one.path in current)
            for one in self._pages
            if one.menu and one.needs & entered.viewer.roles
        )


@cache
def _templates() -> Environment:
    """Each is compiled once in a process, at its first use."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"day": day, "moment": moment, "count": count, "href": href}
    return templates


def href(path: str) -> str:
    """Where a page is: `path` is what follows /dashboard/, and may be empty."""
    return f"{PATH}/{path}" if path else PATH


def day(value: date) -> str:
    """ "4 March 2026"."""
    return f"{value.day} {MONTHS[value.month - 1].capitalize()} {value.year}"


def moment(value: datetime, zone: str) -> str:
    """ "4 March 2026, 10:00", where the organization is: `{{ at|moment(zone) }}`."""
    there = value.astimezone(ZoneInfo(zone))
    return f"{day(there)}, {there:%H:%M}"


def count(value: Any) -> str:
    """ "12,345"."""
    return f"{value:,}"

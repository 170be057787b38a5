"""The table of pages, in the order the menu shows them."""

from __future__ import annotations

from bot.dashboard.page import Page
from bot.dashboard.pages import (
    api_tokens,
    audit_trail,
    content,
    exports,
    indicator,
    legal_holds,
    link_requests,
    nudges,
    overview,
    people,
    roster,
    settings,
    team,
    teams,
)

PAGES: tuple[Page, ...] = (
    overview.PAGE,
    indicator.PAGE,
    teams.PAGE,
    team.PAGE,
    nudges.PAGE,
    content.PAGE,
    content.ONE,
    exports.PAGE,
    exports.ONE,
    audit_trail.PAGE,
    audit_trail.FILE,
    settings.PAGE,
    legal_holds.PAGE,
    people.PAGE,
    link_requests.PAGE,
    roster.PAGE,
    roster.PREVIEW,
    api_tokens.PAGE,
)

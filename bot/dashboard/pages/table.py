"""The table of pages, in the order the menu shows them."""

from __future__ import annotations

from bot.dashboard.page import Page
from bot.dashboard.pages import api_tokens, indicator, overview, people, settings, team, teams

PAGES: tuple[Page, ...] = (
    overview.PAGE,
    indicator.PAGE,
    teams.PAGE,
    team.PAGE,
    settings.PAGE,
    people.PAGE,
    api_tokens.PAGE,
)

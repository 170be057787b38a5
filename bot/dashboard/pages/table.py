"""The table of pages, in the order the menu shows them."""

from __future__ import annotations

from bot.dashboard.page import Page
from bot.dashboard.pages import settings

PAGES: tuple[Page, ...] = (settings.PAGE,)

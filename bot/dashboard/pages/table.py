"""The table of pages, in the order the menu shows them."""

from __future__ import annotations

from bot.dashboard.page import Page

PAGES: tuple[Page, ...] = ()

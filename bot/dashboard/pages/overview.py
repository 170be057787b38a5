"""The first page: every indicator as it was told last, its trend, the evidence, and what is not shown and why."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dashboard import figures, lines
from bot.dashboard.lines import Line
from bot.dashboard.page import READERS, Page, Shown, Visit
from indicators import overview
from indicators.definitions import REGISTRY
from indicators.overview import Overview
from indicators.registry import Indicator
from storage.words import Tier

ACTS = "actions_per_100"
MOST_BESIDE = 4


@dataclass(frozen=True, slots=True)
class Card:
    """An indicator: the number that heads it, and the others in a line each."""

    head: Line
    beside: tuple[Line, ...]
    left_out: int


async def show(visit: Visit) -> Shown:
    """Reads stored values alone: two queries, whatever was logged."""
    length = lines.length_asked(visit.query)
    told = await overview.read(visit.db, visit.viewer.organization_id, length)
    last = told.periods[-1] if told.periods else None
    k = last.k if last else visit.viewer.k
    cards = [] if told.is_empty else [_card(told, one) for one in REGISTRY.values()]
    return Shown(
        "overview.html",
        "Overview",
        {
            "lengths": lines.choices_of_length("overview", length),
            "length": length.value,
            "last": figures.days(last.period) if last else "",
            "cards": [one for one in cards if one.head.latest],
            "never": [one.head.indicator for one in cards if not one.head.latest],
            "tiers": [] if told.is_empty else [lines.line(told, REGISTRY[ACTS], tier.value) for tier in Tier],
            "missing": [one.head.indicator.name for one in cards if one.head.latest and not one.head.rows[0].is_shown],
            "why": figures.why_not_shown(k),
        },
    )


def _card(told: Overview, indicator: Indicator) -> Card:
    """Headed by its first number; where nothing was ever told of that, by the first of which something was.

    Evidence tiers have a table of their own.
    """
    tiers = {tier.value for tier in Tier} if indicator.id == ACTS else set()
    every = [lines.line(told, indicator, part.id) for part in indicator.parts if part.id not in tiers]
    head = next((one for one in every if one.latest), every[0])
    others = [one for one in every if one is not head]
    shown = others if len(others) <= MOST_BESIDE else [one for one in others if one.rows[0].is_shown]
    return Card(head, tuple(shown), len(others) - len(shown))


PAGE = Page("overview", READERS, show, menu="Overview", has_intervals=True)

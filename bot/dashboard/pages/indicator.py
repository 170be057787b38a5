"""One indicator: what it means, its numbers through time and told apart, and the rows of Table 1 that it serves."""

from __future__ import annotations

from bot.dashboard import bars, breakdown_cards, figures, lines
from bot.dashboard.lines import Choice
from bot.dashboard.page import READERS, Missing, Page, Shown, Visit
from indicators import breakdowns, overview, table_one
from indicators.definitions import REGISTRY
from indicators.handbook import UNITS
from indicators.periods import Length
from indicators.registry import Indicator


async def show(visit: Visit) -> Shown | Missing:
    """`?part=` is the number that is drawn and listed; the first where it names none. `?week=` is a day of the week
    that is told by department, location and level.
    """
    indicator = REGISTRY.get(visit.path["indicator"])
    if indicator is None:
        return Missing()
    length = lines.length_asked(visit.query)
    told = await overview.read(visit.db, visit.viewer.organization_id, length, indicators=[indicator.id])
    every = [lines.line(told, indicator, part.id) for part in indicator.parts]
    wanted = visit.query.get("part")
    chosen = next((one for one in every if one.part == wanted), None) or next(
        (one for one in every if one.latest), every[0]
    )
    path = f"indicators/{indicator.id}"
    k = told.periods[-1].k if told.periods else visit.viewer.k
    return Shown(
        "indicator.html",
        indicator.name,
        {
            "indicator": indicator,
            "lengths": lines.choices_of_length(path, length, f"&part={chosen.part}"),
            "parts": [
                Choice(one.name, f"/dashboard/{path}?period={length.value}&part={one.part}", one is chosen)
                for one in every
            ],
            "line": chosen,
            "every": every if told.periods else [],
            "broken_down": await breakdown_cards.week_of(visit, told, indicator, chosen.part),
            "can_be_broken_down": breakdowns.can_be_told(indicator.id, chosen.part),
            "others_broken_down": [one for one in every if breakdowns.can_be_told(indicator.id, one.part)],
            "weeks": f"/dashboard/{path}?period=week&part={chosen.part}#broken-down",
            "is_by_week": length is Length.WEEK,
            "most_bars": bars.MOST,
            "definition": indicator.part(chosen.part).formula,
            "units": {part.id: UNITS[part.unit] for part in indicator.parts},
            "names": {part.id: figures.part_name(indicator.id, part.id) for part in indicator.parts},
            "table_one": _rows_of_table_one(indicator),
            "table_one_title": table_one.TITLE,
            "doi": table_one.DOI,
            "smallest": max(k, indicator.minimum_contributors),
            "why": figures.why_not_shown(k),
        },
    )


def _rows_of_table_one(indicator: Indicator) -> list[tuple[str, str, str]]:
    return [
        (criterion.value, table_one.ROWS[criterion].methods, table_one.ROWS[criterion].sources)
        for criterion in indicator.criteria
    ]


PAGE = Page("indicators/{indicator}", READERS, show, under="overview", has_intervals=True)

"""Content: how each prompt and lesson is used, in steps of people; and its text. Never what anybody answered.

Numbers are those at the end of the last closed week, told by the rules of `indicators/told_deliveries.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.dashboard.page import READERS, Missing, Page, Shown, Visit
from handlers.wording import KINDS
from indicators.periods import today_in, week_of
from indicators.told_deliveries import Said, in_steps, share_right, step_of
from nudges.items import Item, Lesson, Prompt
from storage import closed_weeks, content_figures
from storage.content_figures import Used

PATH = "content"


@dataclass(frozen=True, slots=True)
class Row:
    """An item, and how it is used, in words."""

    id: str
    name: str
    kind: str
    sent: str
    answered: str
    not_for_me: str
    right: str


async def show(visit: Visit) -> Shown:
    used, until = await _used(visit)
    items = visit.app.library.items
    k = visit.viewer.k
    rows = {one.id: _row(one, used, k) for one in items.values()}
    return Shown(
        "content.html",
        "Content",
        {
            "lessons": [rows[one.id] for one in visit.app.library.lessons],
            "prompts": [rows[one.id] for one in visit.app.library.prompts],
            "until": until,
            "step": step_of(k),
        },
    )


async def show_one(visit: Visit) -> Shown | Missing:
    item = visit.app.library.items.get(visit.path["item"])
    if item is None:
        return Missing()
    used, until = await _used(visit)
    row = _row(item, used, visit.viewer.k)
    return Shown(
        "content_item.html",
        row.name,
        {
            "item": item,
            "is_lesson": isinstance(item, Lesson),
            "row": row,
            "until": until,
            "tags": [one.value.replace("_", " ") for one in (item.tags.setting, item.tags.sector, item.tags.seniority)],
            "situation": _paragraphs(item.situation) if isinstance(item, Lesson) else [],
            "helps": _paragraphs(item.helps) if isinstance(item, Lesson) else [],
        },
    )


async def _used(visit: Visit) -> tuple[Mapping[str, Used], datetime | None]:
    """What is true at the end of the last closed week, and when that was; nothing where none is closed."""
    zone = visit.viewer.organization_zone
    this_week = week_of(today_in(zone, visit.now))
    last = await closed_weeks.last_before(visit.db, visit.viewer.organization_id, this_week.first)
    if last is None:
        return {}, None
    end = week_of(last).end
    moment = datetime.combine(end, time(), ZoneInfo(zone)).astimezone(UTC)
    return await content_figures.used(visit.db, visit.viewer.organization_id, end, moment), moment


def _row(item: Item, used: Mapping[str, Used], k: int) -> Row:
    found = used.get(item.id, Used())
    return Row(
        item.id,
        item.question if isinstance(item, Prompt) else item.title,
        KINDS[item.tags.kind],
        _people(found.sent, k),
        _people(found.answered, k),
        _people(found.not_for_me, k),
        _right(found, k) if isinstance(item, Lesson) else "",
    )


def _people(number: int, k: int) -> str:
    shown = in_steps(number, k)
    return f"{shown:,} or more" if shown else f"fewer than {step_of(k)}"


def _right(found: Used, k: int) -> str:
    said, percent = share_right(found.first_right, found.quizzed, k)
    match said:
        case Said.NUMBER:
            return f"about {percent}%"
        case Said.NEARLY_ALL:
            return "nearly all"
        case _:
            return f"fewer than {step_of(k)} people"


def _paragraphs(text: str) -> list[str]:
    return [one.strip() for one in text.split("\n\n") if one.strip()]


PAGE = Page(path=PATH, needs=READERS, show=show, menu="Content")
ONE = Page(path=f"{PATH}/{{item}}", needs=READERS, show=show_one, under=PATH)

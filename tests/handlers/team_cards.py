"""A team with something to tell, and what is read from a team's card."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from handlers.request import Reply
from messages.blocks import Chart, Message, Table
from tests.handlers.closing import close_weeks
from tests.handlers.crowds import LAST_WEEK, act, crowd
from tests.walking import Walk

WEEK_BEFORE = LAST_WEEK - timedelta(weeks=1)


def table(reply: Reply, caption: str = "Week by week") -> dict[str, tuple[str, ...]]:
    """The rows of a table by their first cell."""
    assert isinstance(reply, Message)
    found = next(block for block in reply.blocks if isinstance(block, Table) and block.caption == caption)
    return {row[0]: row[1:] for row in found.rows}


def charts(reply: Reply) -> dict[str, dict[str, float]]:
    assert isinstance(reply, Message)
    return {
        block.title: dict(zip(block.categories, block.series[0].values, strict=True))
        for block in reply.blocks
        if isinstance(block, Chart)
    }


async def payments_of_20(walk: Walk, *, close: bool = True) -> list[UUID]:
    """Payments: dan, ana, ben, cleo and sixteen more; eight did something last week, seven the week before."""
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:8], LAST_WEEK)
    await act(walk, "payments", people[:4], LAST_WEEK)
    await act(walk, "payments", people[:7], WEEK_BEFORE)
    if close:
        await close_weeks(walk)
    return people

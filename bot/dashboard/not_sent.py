"""What the page of nudges tells of those that did not go out; the rules are in `indicators/told_deliveries.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from indicators import told_deliveries
from indicators.periods import DAY
from indicators.told_deliveries import Behind, Said
from storage import nudge_figures
from storage.database import Connection
from storage.words import DeliveryState, FailReason, LeftOut, SkipReason

STANDS_STILL = 2 * DAY
"""So long after a week is over, nothing of it is tried again, given up or skipped any more."""
Why = tuple[DeliveryState, str]
CHOSEN: frozenset[Why] = frozenset(
    {
        (DeliveryState.SKIPPED, SkipReason.STOPPED),
        (DeliveryState.SKIPPED, SkipReason.PAUSED),
        (DeliveryState.SKIPPED, LeftOut.NOT_WANTED),
        (DeliveryState.SKIPPED, LeftOut.TURNED_DOWN),
        (DeliveryState.SKIPPED, SkipReason.DAY_NOT_CHOSEN),
        (DeliveryState.SKIPPED, SkipReason.OUTSIDE_WINDOW),
        (DeliveryState.FAILED, FailReason.BLOCKED),
    }
)
"""What people bring about themselves."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a reason in a week; `count` where that is a number. Behind it is what is true."""

    said: Said
    count: int
    behind: Behind
    everybody: int


async def told(
    db: Connection, organization_id: UUID, smallest: Mapping[date, int], whys: Iterable[Why]
) -> dict[tuple[Why, date], Told]:
    """Of the weeks that begin on these days, each with its smallest group; of every one of these reasons.

    A week in which too few people had any nudge is not in it.
    """
    mondays = list(smallest)
    everybody = await nudge_figures.people(db, organization_id, mondays)
    found: dict[tuple[Why, date], Behind] = {
        ((one.state, one.reason), one.monday): Behind(one.count, one.people, one.largest)
        for one in await nudge_figures.not_sent(db, organization_id, mondays)
    }
    return {
        (why, monday): _told(why, found.get((why, monday), Behind()), everybody.get(monday, 0), k)
        for why in whys
        for monday, k in smallest.items()
        if told_deliveries.is_told_of(everybody.get(monday, 0), k)
    }


def _told(why: Why, behind: Behind, everybody: int, k: int) -> Told:
    said = told_deliveries.not_sent(behind, everybody, k, is_chosen=why in CHOSEN)
    return Told(said, behind.count if said is Said.NUMBER else 0, behind, everybody)

"""What must hold when the dust has settled, whatever happened before."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database, is_unavailable
from storage.models import Account, Delivery
from storage.words import DeliveryState
from tests.fakes.slack_crowd import Crowd

OPEN = (DeliveryState.PENDING, DeliveryState.SENDING)
PATIENCE = timedelta(minutes=8)
"""How long a scenario may take; far more than it needs."""
LOOK_SECONDS = 0.5
TOLD_EVERY = 10
States = Counter[tuple[str, str]]
"""How many deliveries there are of each state and reason."""
Check = Callable[[States], bool]


async def states(database: Database) -> States:
    """How many deliveries there are of each state, and for what reason."""
    async with database.begin() as db:
        found = await db.execute(select(Delivery.state, Delivery.reason))
        return Counter((state.value, reason or "") for state, reason in found)


async def until(true: Check, database: Database) -> States:
    """Looks at the states now and then until it is true. A database that is away is asked again."""
    found = told = States()
    looks = 0
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while True:
                try:
                    found = await states(database)
                except (SQLAlchemyError, OSError) as error:
                    if not is_unavailable(error):
                        raise
                else:
                    if true(found):
                        return found
                    if found != told and (looks := looks + 1) % TOLD_EVERY == 0:
                        told = found
                        _tell(found)
                await asyncio.sleep(LOOK_SECONDS)
    except TimeoutError:
        raise AssertionError(f"it did not come to an end: {dict(found)}") from None


def _tell(found: States) -> None:
    """Shown by `make chaos`, so that one sees it go on."""
    words = ", ".join(f"{count} {state} {reason}".rstrip() for (state, reason), count in sorted(found.items()))
    sys.stdout.write(f"  {datetime.now(UTC):%H:%M:%S}  {words}\n")
    sys.stdout.flush()


def nothing_is_open(due: int) -> Check:
    """Whether so many deliveries were made and every one has ended."""
    return lambda found: found.total() >= due and not any(state in OPEN for state, _reason in found)


async def check(database: Database, slack: Crowd, due: Collection[str]) -> Counter[str]:
    """Checks the promises of delivery for those who were due, by their channels; how many ended in each state."""
    posted = slack.told().posted
    async with database.begin() as db:
        rows = await db.execute(
            select(Account.external_id, Delivery.state, Delivery.id).join(
                Account,
                (Account.organization_id == Delivery.organization_id) & (Account.person_id == Delivery.person_id),
            )
        )
        ended = [(f"D{account[1:]}", state) for account, state, _id in rows]
    counts = Counter(state.value for _channel, state in ended)
    assert Counter(channel for channel, _state in ended) == Counter(due), "each who was due has one delivery"
    assert not set(counts) & set(OPEN), f"something is still open: {counts}"
    twice = {channel: times for channel, times in posted.items() if times > 1}
    assert not twice, f"{len(twice)} people were written to more than once"
    assert set(posted) <= set(due), "somebody was written to who was not due"
    for channel, state in ended:
        match state:
            case DeliveryState.SENT:
                assert posted[channel] == 1, "recorded as sent, and Slack has no such message"
            case DeliveryState.FAILED | DeliveryState.SKIPPED:
                assert posted[channel] == 0, f"recorded as {state}, and Slack has the message"
    return counts

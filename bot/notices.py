"""Sends notices: private messages about what somebody asked for, or may decide, as soon as there is something to tell.

As with nudges: claimed in one unit of work, sent with no transaction open, recorded in another; what gets lost on the
way stays lost. They are few, so one goes after the other. What answers their person goes at once; what comes unasked
waits for their hours, as nudges do.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from bot.upstander import Upstander
from handlers import told
from messages.blocks import Message
from nudges import chosen, hours, pace
from nudges.pace import Pace
from nudges.sender import Address, Delivered, Later, Lost, Outcome, Refused
from storage import deliveries_results, notices, reach
from storage.database import Connection
from storage.models.base import new_id
from storage.notices import Waiting
from storage.words import DeliveryState

log = structlog.get_logger("upstander.notices")

BATCH = 20
ONE_CALL = timedelta(seconds=30)
"""What must be left of a lease for one more call."""
ATTEMPTS = 8
SOON = timedelta(seconds=2)
"""When there is a next turn for what was too much at once."""
_PACE = Pace(pace.LIMITS)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A notice to send now."""

    waiting: Waiting
    to: Address
    message: Message = field(repr=False)


async def send(app: Upstander) -> int:
    """Sends what is ready; how many notices were claimed."""
    if not app.senders:
        return 0
    lease_id = new_id()
    async with app.database.begin() as db:
        lost = await notices.give_up_lost(db, app.clock())
        ready = await _claim(db, app, lease_id, app.clock())
    if lost:
        log.warning("notices_unknown", count=lost)
    until = app.clock() + notices.LEASE - ONE_CALL
    for one in ready:
        outcome = await _outcome(app, one) if app.clock() <= until else Later(0)
        async with app.database.begin() as db:
            await _record(db, one, outcome, lease_id, app.clock())
    return len(ready)


async def _claim(db: Connection, app: Upstander, lease_id: UUID, now: datetime) -> list[_Ready]:
    """Checks each again, and leases those that there is still something to tell about."""
    ready: list[_Ready] = []
    for one in await notices.ready(db, app.senders.keys(), now, BATCH):
        to = (one.organization_id, one.person_id)
        message = await told.to_send(db, app.cipher, to, one.about, one.subject_id, one.choices.zone, now)
        if message is None:
            await notices.end(db, one, DeliveryState.SKIPPED, now)
        elif (at := await _good_moment(db, app, one, now)) > now:
            await notices.put_off(db, one, at)
        elif not await _PACE.allows(db, address := _address(one), now):
            await notices.put_off(db, one, now + SOON)
        else:
            ready.append(_Ready(one, address, message))
    await notices.lease(db, [one.waiting for one in ready], lease_id, now)
    return ready


async def _good_moment(db: Connection, app: Upstander, one: Waiting, now: datetime) -> datetime:
    """When it may go. Waits for the person's hours what they do not wait for themselves."""
    at = hours.next_in(chosen.calendar(one.person_id, one.choices), now)
    if at > now and await told.is_awaited(db, app.cipher, one.organization_id, one.about, one.subject_id, now):
        return now
    return at


async def _outcome(app: Upstander, ready: _Ready) -> Outcome:
    try:
        async with asyncio.timeout(ONE_CALL.total_seconds()):
            return await app.senders[ready.to.platform].send(ready.to, ready.message)
    except TimeoutError:
        return Lost("timeout")
    except Exception as error:
        # A sender raises nothing that it knows of; whether this message went out, nobody knows.
        log.exception("sender_failed", platform=ready.to.platform.value)
        return Lost(type(error).__name__)


async def _record(db: Connection, ready: _Ready, outcome: Outcome, lease_id: UUID, now: datetime) -> None:
    waiting, to = ready.waiting, ready.to
    match outcome:
        case Delivered(direct_channel=channel):
            await notices.end(db, waiting, DeliveryState.SENT, now, lease_id)
            if channel is not None and channel != to.direct_channel:
                await deliveries_results.remember_channels(db, {(to.organization_id, to.account_id): channel})
        case Refused(reason=reason, unreachable=unreachable):
            log.warning("notice_refused", about=waiting.about.value, reason=reason.value)
            await notices.end(db, waiting, DeliveryState.FAILED, now, lease_id)
            if unreachable is not None:
                await reach.mark_unreachable(db, to.organization_id, {to.account_id: unreachable}, now)
        case Later() if waiting.attempts + 1 >= ATTEMPTS:
            log.warning("notice_given_up", about=waiting.about.value)
            await notices.end(db, waiting, DeliveryState.FAILED, now, lease_id)
        case Later(seconds=seconds, whole_workspace=whole_workspace):
            until = now + max(timedelta(seconds=seconds), SOON * (1 << waiting.attempts))
            await notices.put_off(db, waiting, until, lease_id)
            if whole_workspace:
                await _PACE.block(db, [(to, now + timedelta(seconds=seconds))], now)
        case Lost(word=word):
            log.warning("notice_unknown", about=waiting.about.value, error=word)
            await notices.end(db, waiting, DeliveryState.UNKNOWN, now, lease_id)


def _address(waiting: Waiting) -> Address:
    return Address(
        organization_id=waiting.organization_id,
        workspace_id=waiting.workspace_id,
        account_id=waiting.account_id,
        platform=waiting.platform,
        workspace=waiting.workspace,
        account=waiting.account,
        direct_channel=waiting.direct_channel,
        conversation=waiting.conversation,
    )

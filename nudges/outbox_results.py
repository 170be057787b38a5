"""What comes of sending: how each delivery ends, when it is tried again, and what else follows from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import assert_never
from uuid import UUID

from nudges import outbox_questions
from nudges.calendar import LATEST
from nudges.outbox import LEASE, Ends, Ready
from nudges.pace import Pace
from nudges.sender import Address, Delivered, Later, Lost, Outcome, Refused
from storage import deliveries_results, plans, reach, schedules, seen_items
from storage.database import Connection
from storage.deliveries import Key
from storage.deliveries_results import About, Ended
from storage.words import DeliveryState, FailReason, LeftOut, UnknownReason, Unreachable

ATTEMPTS = 8
"""So often a platform may put us off, over some twenty minutes; then we give up."""
FIRST_WAIT = timedelta(seconds=5)
TOO_LATE = LATEST + timedelta(hours=1)
"""What waits for longer is in nobody's window any more."""
LONGEST_LEASE = 10 * LEASE
SWEPT = 2_000
"""So many in one unit of work."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """We did not try: there was no time, or we were stopping."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a delivery, and when."""

    ready: Ready
    outcome: Outcome | NotSent
    at: datetime


async def record(db: Connection, pace: Pace, results: Sequence[Result], now: datetime) -> Ends:
    """Stores what came of a group, with all that follows; how many ended how.

    A result whose lease was lost meanwhile is dropped: that delivery has ended as unknown already.
    """
    held = {
        one.id: one
        for one in await deliveries_results.hold(db, [(one.ready.organization_id, one.ready.id) for one in results])
    }
    ours = [one for one in results if one.ready.id in held and held[one.ready.id].lease_id == one.ready.lease_id]
    ours.sort(key=lambda one: (one.ready.organization_id, one.ready.id))
    # After an erasure the person is nobody, of whom nothing is kept.
    erased = {one.ready.id for one in ours if held[one.ready.id].person_id != one.ready.person_id}
    ended = [_of_nobody(_ended(one)) if one.ready.id in erased else _ended(one) for one in ours]
    await deliveries_results.record(db, ended, now)
    theirs = [one for one in ours if one.ready.id not in erased]
    shown = [one.ready for one in theirs if isinstance(one.outcome, Delivered | Lost)]
    await _remember(db, [_about(one) for one in shown], now)
    await _remember_channels(db, theirs)
    await pace.block(
        db,
        [
            (one.ready.to, one.at + timedelta(seconds=one.outcome.seconds))
            for one in ours
            if isinstance(one.outcome, Later) and one.outcome.whole_workspace
        ],
        now,
    )
    ends: Ends = Counter((one.state, one.reason or "") for one in ended if one.state is not DeliveryState.PENDING)
    anew = {
        (one.organization_id, result.ready.person_id)
        for one, result in zip(ended, ours, strict=True)
        if one.state is DeliveryState.FAILED
    }
    await _mark(db, [(one.ready.to, one.outcome) for one in ours], now)
    await _plan_anew(db, anew, now)
    return ends


async def sweep(db: Connection, now: datetime) -> Ends:
    """Gives up what was lost and what nobody takes: one batch of each. How many ended how."""
    lost = await deliveries_results.give_up_lost(db, now, LONGEST_LEASE, SWEPT)
    await _remember(db, [one for one in lost if not one.is_erased], now)
    waiting = await deliveries_results.give_up_waiting(db, now, TOO_LATE, SWEPT)
    await _plan_anew(db, {(organization_id, person_id) for organization_id, person_id, _reason in waiting}, now)
    ends: Ends = Counter((DeliveryState.SKIPPED, reason.value) for _organization, _person, reason in waiting)
    if lost:
        ends[DeliveryState.UNKNOWN, UnknownReason.LEASE_LOST.value] = len(lost)
    return ends


def _ended(result: Result) -> Ended:
    ready = result.ready
    key = (ready.organization_id, ready.id)
    match result.outcome:
        case Delivered(message=message):
            return Ended(*key, DeliveryState.SENT, ready.attempts, sent_at=result.at, message=message)
        case Refused(reason=reason):
            return Ended(*key, DeliveryState.FAILED, ready.attempts, reason.value)
        case Later() if ready.attempts >= ATTEMPTS:
            return Ended(*key, DeliveryState.FAILED, ready.attempts, FailReason.GAVE_UP.value)
        case Later(seconds=seconds):
            again = result.at + max(timedelta(seconds=seconds), _wait(ready))
            return Ended(*key, DeliveryState.PENDING, ready.attempts, ready_at=again)
        case Lost():
            # It may have arrived just then: for the days and the pace it did.
            return Ended(*key, DeliveryState.UNKNOWN, ready.attempts, UnknownReason.NO_ANSWER.value, sent_at=result.at)
        case NotSent():
            return Ended(*key, DeliveryState.PENDING, ready.attempts - 1, ready_at=result.at)
        case other:
            assert_never(other)


def _of_nobody(ended: Ended) -> Ended:
    """Neither where the message is nor another try: there is nobody any more to whom it could go."""
    if ended.state is DeliveryState.PENDING:
        return replace(ended, state=DeliveryState.SKIPPED, reason=LeftOut.NOT_EMPLOYED.value, ready_at=None)
    return replace(ended, message=None)


def _wait(ready: Ready) -> timedelta:
    """Twice as long each time, and not for everybody as long."""
    spread = 1 + (ready.id.int % 1000) / 1000
    return FIRST_WAIT * (1 << ready.attempts - 1) * spread


def _about(ready: Ready) -> About:
    waiting = ready.waiting
    return About(
        ready.organization_id,
        ready.person_id,
        waiting.is_erased,
        ready.item,
        waiting.plan_id,
        waiting.day,
        ready.confirmation_id,
        ready.sponsorship_id,
    )


async def _remember(db: Connection, shown: Sequence[About], now: datetime) -> None:
    """What was shown, or may have been, and what was asked about."""
    await seen_items.mark_shown(
        db, {(one.organization_id, one.person_id, one.item, one.day) for one in shown if one.item is not None}
    )
    asked: dict[tuple[UUID, date], list[UUID]] = defaultdict(list)
    for one in shown:
        if one.plan_id is not None:
            asked[one.organization_id, one.day].append(one.plan_id)
    for (organization_id, day), theirs in sorted(asked.items()):
        await plans.mark_asked(db, organization_id, theirs, day, now)
    await outbox_questions.remember(db, shown, now)


async def _remember_channels(db: Connection, results: Sequence[Result]) -> None:
    """Where these people are written to."""
    channels: dict[Key, str] = {}
    for result in results:
        to = result.ready.to
        match result.outcome:
            case Delivered(direct_channel=str(channel)) if channel != to.direct_channel:
                channels[to.organization_id, to.account_id] = channel
    await deliveries_results.remember_channels(db, channels)


async def _mark(db: Connection, outcomes: Sequence[tuple[Address, Outcome | NotSent]], now: datetime) -> None:
    """Marks accounts that can't be reached any more. What else waits for these people finds out when it is its turn."""
    marked: dict[UUID, dict[UUID, Unreachable]] = defaultdict(dict)
    for to, outcome in outcomes:
        if isinstance(outcome, Refused) and outcome.unreachable is not None:
            marked[to.organization_id][to.account_id] = outcome.unreachable
    for organization_id, accounts in sorted(marked.items()):
        await reach.mark_unreachable(db, organization_id, accounts, now)


async def _plan_anew(db: Connection, people: set[Key], now: datetime) -> None:
    by_organization: Mapping[UUID, list[UUID]] = defaultdict(list)
    for organization_id, person_id in sorted(people):
        by_organization[organization_id].append(person_id)
    for organization_id, theirs in by_organization.items():
        await schedules.ask_to_plan(db, organization_id, theirs, now)

"""Sends what is in line, as steps of units of work: claim a batch, and record what came of it.

Claiming checks each delivery again, takes tokens of the pace, chooses what it says and gives it a lease, all in one
unit of work. Then the edge sends, with no transaction open. Whoever loses its lease can't record any more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from messages.blocks import Message
from nudges import lately, outbox_checks, outbox_content, outbox_digests
from nudges.library import Library
from nudges.pace import Pace
from nudges.sender import Address
from storage import deliveries_claim, deliveries_line, deliveries_results, schedules
from storage.database import Connection
from storage.deliveries import Key
from storage.deliveries_claim import Place, Waiting
from storage.deliveries_line import Sending
from storage.encryption import Cipher
from storage.words import DeliveryState, Platform

BATCH = 100
"""So many deliveries in one unit of work: few enough that a workspace's removal soon stops the rest."""
LEASE = timedelta(seconds=90)
"""How long whoever sends has for it: several times as long as a platform may take to answer."""
ONE_CALL = timedelta(seconds=30)
"""What must be left of a lease for one more call."""
SOON = timedelta(seconds=1)
"""When there is a next turn for what was too much at once."""
Ends = Counter[tuple[DeliveryState, str]]
"""How many deliveries ended in which state, and for which reason."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery to send now, by whoever claimed it."""

    organization_id: UUID
    id: UUID
    person_id: UUID
    waiting: Waiting
    to: Address
    message: Message = field(repr=False)
    item: str | None
    confirmation_id: UUID | None
    sponsorship_id: UUID | None
    lease_id: UUID
    claimed_at: datetime
    lease_until: datetime
    attempts: int

    def may_still_be_sent(self, now: datetime) -> bool:
        """Whether there is time for a call, by a clock that did not go back."""
        return self.claimed_at - timedelta(seconds=5) <= now <= self.lease_until - ONE_CALL


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch: what to send, how many were looked at, how many of them were skipped, and what could not be made."""

    ready: tuple[Ready, ...] = ()
    seen: int = 0
    ends: Ends = field(default_factory=Counter)
    broken: tuple[tuple[UUID, Exception], ...] = ()


@dataclass(frozen=True, slots=True)
class Outbox:
    """What claiming needs to know besides the database."""

    library: Library
    cipher: Cipher
    pace: Pace
    lease: timedelta = LEASE

    async def claim(
        self, db: Connection, platforms: Collection[Platform], now: datetime, lease_id: UUID, most: int = BATCH
    ) -> Claim:
        """Takes up to so many deliveries that are ready and go to these platforms."""
        waiting = await deliveries_claim.ready(db, platforms, now, most)
        if not waiting:
            return Claim()
        people = sorted({one.person for one in waiting})
        places = await deliveries_claim.places(db, people)
        past = await lately.of(db, people, now)
        batch = outbox_checks.sort_out(waiting, past, places, platforms, now)
        await deliveries_line.address(db, batch.elsewhere)
        fit, soon = outbox_digests.some(batch.fit)
        later = {**await self.pace.hold_up(db, fit, now), **{one.key: now + SOON for one in soon}}
        await deliveries_line.put_back(db, later)
        going = [one for one, _place in batch.fit if one.key not in later]
        content = await outbox_content.of(db, self.library, self.cipher, going, past, now)
        skipped: dict[Key, outbox_checks.Reason] = {**batch.skipped, **content.nothing}
        await self._skip(db, waiting, skipped, now)
        ready = [
            self._ready(one, place, content.made[one.key], lease_id, now)
            for one, place in batch.fit
            if one.key in content.made
        ]
        await deliveries_line.lease(
            db,
            [
                Sending(
                    one.organization_id,
                    one.id,
                    one.to.account_id,
                    one.item,
                    content.made[one.organization_id, one.id].why,
                    one.waiting.choices.zone,
                    one.attempts,
                    one.confirmation_id,
                    one.sponsorship_id,
                )
                for one in ready
            ],
            lease_id,
            now + self.lease,
        )
        ends = Counter((DeliveryState.SKIPPED, reason.value) for reason in skipped.values())
        return Claim(tuple(ready), len(waiting), ends, (*batch.broken, *content.broken))

    async def release(self, db: Connection, lease_id: UUID, now: datetime) -> int:
        """Puts a whole batch back into the line, of which nothing was sent."""
        return await deliveries_results.release(db, lease_id, now)

    async def _skip(
        self,
        db: Connection,
        waiting: Sequence[Waiting],
        skipped: Mapping[Key, outbox_checks.Reason],
        now: datetime,
    ) -> None:
        """Whoever gets nothing now is planned anew."""
        await deliveries_line.skip(db, dict(sorted(skipped.items())))
        people: dict[UUID, list[UUID]] = defaultdict(list)
        for one in waiting:
            if one.key in skipped:
                people[one.organization_id].append(one.person_id)
        for organization_id, theirs in sorted(people.items()):
            await schedules.ask_to_plan(db, organization_id, theirs, now)

    def _ready(self, waiting: Waiting, place: Place, made: outbox_content.Made, lease_id: UUID, now: datetime) -> Ready:
        to = Address(
            organization_id=waiting.organization_id,
            workspace_id=place.workspace_id,
            account_id=place.account_id,
            platform=place.platform,
            workspace=place.workspace,
            account=place.account,
            direct_channel=place.direct_channel,
            conversation=place.conversation,
        )
        return Ready(
            waiting.organization_id,
            waiting.id,
            waiting.person_id,
            waiting,
            to,
            made.message,
            made.item,
            made.confirmation_id,
            made.sponsorship_id,
            lease_id,
            now,
            now + self.lease,
            waiting.attempts + 1,
        )

"""Sends what is due: claims from the line, sends with no transaction open, and has it recorded in groups.

What decides is in `nudges/outbox.py`; here it meets the database, the platforms and the process's end.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import structlog

from bot.recorder import Recorder
from bot.upstander import Upstander
from nudges import pace
from nudges.outbox import BATCH, LEASE, ONE_CALL, Claim, Outbox, Ready
from nudges.outbox_results import NotSent, Result
from nudges.pace import Pace
from nudges.sender import Lost, Outcome, Refused
from storage.database import Uncertain
from storage.models.base import new_id
from storage.words import FailReason, Unreachable

log = structlog.get_logger("upstander.delivery")

CONCURRENCY = 32
"""So many messages are on their way at once."""
LOOK_SECONDS = 1.0
"""While messages are on their way, the line is looked at so often."""


@dataclass(slots=True)
class _Batch:
    """One claim on its way. `gone` are workspaces that turned out to be uninstalled."""

    claim: Claim
    gone: set[UUID] = field(default_factory=set)


class Courier:
    """Delivers for one process. `deliver` is a tick: it ends when nothing is ready, and all it sent is recorded."""

    def __init__(
        self,
        app: Upstander,
        *,
        limits: Pace | None = None,
        concurrency: int = CONCURRENCY,
        batch: int = BATCH,
        lease: timedelta = LEASE,
    ) -> None:
        self._app = app
        self._outbox = Outbox(app.library, app.cipher, limits or Pace(pace.LIMITS), lease)
        self._recorder = Recorder(app, self._outbox.pace)
        self._slots = asyncio.Semaphore(concurrency)
        self._batch = batch
        self._room = 2 * concurrency  # while the next batch is claimed, there is still something to send
        self._has_room = asyncio.Event()
        self._on_the_way: set[asyncio.Task[None]] = set()
        self._unsure: list[UUID] = []
        self._is_stopping = False

    def stop(self) -> None:
        """Claims nothing more. What is claimed and not yet on its way goes back into the line."""
        self._is_stopping = True
        self._has_room.set()
        # Who waits for a turn behind calls that hang learns of it now, and not too late.
        for _ in range(self._batch + self._room):
            self._slots.release()

    async def deliver(self, _app: object = None) -> int:
        """Sends until nothing is ready; how many were claimed."""
        if not self._app.senders:
            return 0
        await self._recorder.flush()
        claimed = 0
        try:
            while not self._is_stopping and not self._recorder.is_stuck:
                if len(self._on_the_way) > self._room:
                    self._has_room.clear()
                    await self._has_room.wait()
                    continue
                claim = await self._claim()
                claimed += len(claim.ready)
                self._start(claim)
                if claim.seen == self._batch:
                    continue
                if not self._on_the_way:
                    break
                await asyncio.wait(self._on_the_way, timeout=LOOK_SECONDS)
        except asyncio.CancelledError:  # the process has no more time to wait for answers
            for task in self._on_the_way:
                task.cancel()
            raise
        finally:
            if self._on_the_way:
                await asyncio.wait(self._on_the_way)
            await self._recorder.flush()
        return claimed

    async def _claim(self) -> Claim:
        await self._release_unsure()
        lease_id = new_id()
        try:
            async with self._app.database.begin() as db:
                claim = await self._outbox.claim(db, self._app.senders.keys(), self._app.clock(), lease_id, self._batch)
        except Uncertain:
            self._unsure.append(lease_id)
            raise
        self._app.metrics.count_deliveries(claim.ends)
        for delivery_id, error in claim.broken:
            log.error("nudge_not_made", delivery=str(delivery_id), exc_info=error)
        return claim

    async def _release_unsure(self) -> None:
        """Claims of which we do not know whether they were stored: nothing of them was sent, so they go back."""
        while self._unsure:
            async with self._app.database.begin() as db:
                await self._outbox.release(db, self._unsure[-1], self._app.clock())
            self._unsure.pop()

    def _start(self, claim: Claim) -> None:
        batch = _Batch(claim)
        for ready in claim.ready:
            task = asyncio.create_task(self._send(ready, batch))
            self._on_the_way.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._on_the_way.discard(task)
        if len(self._on_the_way) <= self._room:
            self._has_room.set()

    async def _send(self, ready: Ready, batch: _Batch) -> None:
        try:
            await self._slots.acquire()
        except asyncio.CancelledError:  # it waited for its turn: surely nothing was sent
            self._recorder.add(Result(ready, NotSent(), self._app.clock()))
            raise
        try:
            outcome = await self._outcome(ready, batch)
        finally:
            self._slots.release()
        self._recorder.add(Result(ready, outcome, self._app.clock()))

    async def _outcome(self, ready: Ready, batch: _Batch) -> Outcome | NotSent:
        if self._is_stopping or not ready.may_still_be_sent(self._app.clock()):
            return NotSent()
        if ready.to.workspace_id in batch.gone:
            return Refused(FailReason.NOT_INSTALLED, Unreachable.NOT_INSTALLED)
        try:
            async with asyncio.timeout(ONE_CALL.total_seconds()):
                outcome = await self._app.senders[ready.to.platform].send(ready.to, ready.message)
        except TimeoutError:
            return Lost("timeout")
        except asyncio.CancelledError:
            self._recorder.add(Result(ready, Lost("stopped"), self._app.clock()))
            raise
        except Exception as error:
            # A sender raises nothing that it knows of; whether this message went out, nobody knows.
            log.exception("sender_failed", platform=ready.to.platform.value)
            return Lost(type(error).__name__)
        if isinstance(outcome, Refused) and outcome.reason is FailReason.NOT_INSTALLED:
            batch.gone.add(ready.to.workspace_id)
        return outcome

"""Makes ordered exports, one at a time in each process: claims an order, writes its file into the database, and ends.

While it works it holds a lease. A process that dies leaves an order that another takes over when the lease has lapsed.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from bot.exporting.order import Made, Order, Progress, Sink
from bot.upstander import Upstander
from storage import export_files, export_making
from storage.database import is_unavailable
from storage.export_files import CHUNK, FileKey
from storage.export_making import File, Job, LeaseLost

log = structlog.get_logger("upstander.exports")

Make = Callable[[Upstander, Order, Sink, Progress], Awaitable[Made]]
HEARTBEAT_SECONDS = export_making.LEASE.total_seconds() / 6


async def make_next(app: Upstander, make: Make) -> int:
    """Makes the order that waits longest; 1 where there was one to claim."""
    async with app.database.begin() as db:
        claimed = await export_making.claim(db, app.cipher, app.clock())
    if claimed is None:
        return 0
    job, key = claimed
    try:
        await _make(app, job, key, make)
    except LeaseLost:
        log.warning("export_taken_over", export=str(job.id))
    except asyncio.CancelledError:  # the process ends: another need not wait until the lease has lapsed
        await _end(app, job, export_making.release)
        raise
    except Exception:
        log.exception("export_not_made", export=str(job.id), attempt=job.attempts)
        await _end(app, job, lambda db, job: export_making.give_back(db, job, app.clock()))
    return 1


class ChunkSink:
    """Takes the file's bytes, and stores them in pieces, each in a unit of work that also holds the lease."""

    def __init__(self, app: Upstander, job: Job, key: FileKey) -> None:
        self._app = app
        self._job = job
        self._key = key
        self._waiting = bytearray()
        self._pieces = 0
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    async def write(self, data: bytes) -> None:
        self._hash.update(data)
        self.size += len(data)
        self._waiting += data
        while len(self._waiting) >= CHUNK:
            piece = bytes(self._waiting[:CHUNK])
            del self._waiting[:CHUNK]
            await self._store(piece)

    async def close(self) -> None:
        """Stores what is left."""
        if self._waiting:
            await self._store(bytes(self._waiting))
            self._waiting.clear()

    async def _store(self, piece: bytes) -> None:
        job, number = self._job, self._pieces
        encrypted = self._key.encrypt(number, piece)
        async with self._app.database.begin() as db:
            await export_making.hold(db, job, self._app.clock())
            await export_files.keep(db, job.organization_id, job.id, number, encrypted)
        self._pieces += 1


async def _make(app: Upstander, job: Job, key: FileKey, make: Make) -> None:
    order = Order(
        organization_id=job.organization_id,
        what=job.what,
        first=job.first,
        last=job.last,
        form=job.form,
        with_names=job.with_names,
        with_bom=job.with_bom,
        id=job.id,
    )
    sink = ChunkSink(app, job, key)

    async def progress(done: int, of: int | None) -> None:
        async with app.database.begin() as db:
            await export_making.hold(db, job, app.clock(), rows=(done, of))

    async with _held(app, job):
        made = await make(app, order, sink, progress)
        await sink.close()
    async with app.database.begin() as db:
        await export_making.finish(db, job, File(made.rows, made.withheld, sink.size, sink.sha256), app.clock())
    log.info("export_made", export=str(job.id), rows=made.rows, bytes=sink.size)


@asynccontextmanager
async def _held(app: Upstander, job: Job) -> AsyncIterator[None]:
    """Goes on holding the lease, however long it takes to the first row."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            try:
                async with app.database.begin() as db:
                    await export_making.hold(db, job, app.clock())
            except LeaseLost:
                return  # the next piece or progress learns of it, and ends the making
            except Exception as error:
                if not is_unavailable(error):
                    raise
                log.warning("lease_not_renewed", export=str(job.id), exc_info=error)

    heart = asyncio.create_task(beat(), name="export_heartbeat")
    try:
        yield
    finally:
        heart.cancel()
        with suppress(asyncio.CancelledError):
            await heart


async def _end(app: Upstander, job: Job, how: Callable[..., Awaitable[None]]) -> None:
    """Gives the order out of hand. Where even that fails, its lease lapses by itself."""
    try:
        async with app.database.begin() as db:
            await how(db, job)
    except LeaseLost:
        log.warning("export_taken_over", export=str(job.id))
    except Exception as error:
        if not is_unavailable(error):
            raise
        log.warning("export_left_to_its_lease", export=str(job.id), exc_info=error)

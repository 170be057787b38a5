"""Work that goes on after a request was acknowledged. Kept by reference, and finished before the process ends."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger("upstander.background")


class Background:
    """The tasks of this process that nobody awaits."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Runs the work to its end. A failure is logged, since nobody else would see it."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background_work_failed", work=task.get_name(), exc_info=error)

    async def drain(self, seconds: float) -> None:
        """Waits for what is in flight, at most so long; what is not done then is cancelled and counted in the log."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self._tasks and (left := end - loop.time()) > 0:  # work may start more work
            await asyncio.wait(tuple(self._tasks), timeout=left)
        late = tuple(self._tasks)
        for task in late:
            task.cancel()
        if late:
            log.warning("background_work_cancelled", count=len(late))
            await asyncio.wait(late, timeout=1)  # its transactions roll back before the database is closed

    async def cancel(self) -> None:
        """Cuts short what is in flight."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=1)

"""Makes an export's archive. What reads and writes it, Arrow above all, loads with the first one, and beside the loop.

It takes some hundred milliseconds, in which nobody would get an answer, and memory that most processes never need.
"""

from __future__ import annotations

import asyncio
from importlib import import_module

from bot.exporting.order import Made, Order, Progress, Sink
from bot.upstander import Upstander


async def make(app: Upstander, order: Order, sink: Sink, progress: Progress) -> Made:
    """`archive.make`, once it is there."""
    archive = await asyncio.to_thread(import_module, "bot.exporting.archive")
    made: Made = await archive.make(app, order, sink, progress)
    return made

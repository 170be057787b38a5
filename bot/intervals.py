"""Has ready what computes intervals: it takes a second to load and much memory, so it loads where one is shown first,
and in a thread of its own, since everybody else would wait for it.
"""

from __future__ import annotations

import asyncio

from indicators import values


async def ready() -> None:
    """Before a unit of work begins that holds others up."""
    if not values.has_loaded_intervals():
        await asyncio.to_thread(values.load_intervals)

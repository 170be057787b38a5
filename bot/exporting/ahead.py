"""Goes through something one ahead: while one is worked on, the next is on its way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, TypeVar, cast

One = TypeVar("One")
_END: Any = object()


async def one_ahead(source: AsyncGenerator[One]) -> AsyncGenerator[One]:
    """The same, one ahead. Nothing is on its way any more once this is closed."""
    async with aclosing(source):
        coming = asyncio.create_task(_next(source), name="export_ahead")
        try:
            while (one := await coming) is not _END:
                coming = asyncio.create_task(_next(source), name="export_ahead")
                yield one
        finally:
            coming.cancel()
            # What is wrong with one that nobody wants any more is nobody's concern.
            await asyncio.gather(coming, return_exceptions=True)


async def _next(source: AsyncIterator[One]) -> One:
    return await anext(source, cast("One", _END))

"""A worker over the organization of the test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.sending import Worked
from tests.walking import Walk


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url)
    yield worked
    await worked.close()

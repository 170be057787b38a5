"""The API, too, loads what computes intervals beside the loop."""

from __future__ import annotations

import threading

import pytest

from tests.bot.api.conftest import Api
from tests.bot.api.telling import fill
from tests.loading import is_beside_the_loop, loaded_in

__all__ = ["loaded_in"]  # a fixture of its own file


@pytest.mark.parametrize("path", ["indicators/participation/values", "teams/{team}/weeks"])
async def test_it_loads_beside_the_loop(api: Api, loaded_in: list[threading.Thread], path: str) -> None:
    walk = api.walk
    async with walk.database.begin() as db:
        await fill(db, walk.organization_id, walk.teams.values(), walk.clock, 1)
    response = await api.get(path.format(team=walk.teams["payments"]), await api.token())
    assert response.status_code == 200
    assert is_beside_the_loop(loaded_in)

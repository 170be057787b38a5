"""Closes the week of `tests.bench.active` once, and prints the most memory (MiB) that this process held."""

from __future__ import annotations

import resource
import sys
from uuid import UUID

from bot import serve
from storage.database import Database
from tests.bench.active import Active
from tests.bench.closing import close_week


async def _close(large: Active) -> None:
    database = Database(large.address)
    await close_week(database, large)
    await database.close()


if __name__ == "__main__":
    address, organization_id = sys.argv[1:]
    serve.run(_close(Active(address, UUID(organization_id))))
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}\n")

"""Exports the activity log of `tests.bench.export_rows` once, and prints seconds, rows, and the most memory in MiB."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from uuid import UUID

from bot import serve
from bot.exporting import archive
from bot.exporting.order import Made, Order
from bot.settings import load
from bot.wiring import build
from storage.models.base import new_id
from storage.words import ExportForm, ExportWhat
from tests.bench.export_rows import FIRST, LAST, NOW
from tests.bench.masses import SECRET


class _ToFile:
    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    async def write(self, data: bytes) -> None:
        self._file.write(data)


async def _nobody_looks(done: int, total: int | None) -> None:
    pass


async def export(address: str, organization_id: UUID, path: Path) -> tuple[float, Made]:
    """As the maker does it."""
    app = build(load(database_url=address, secret_keys=(SECRET,)), lambda: NOW)
    order = Order(
        organization_id,
        ExportWhat.ACTIVITY,
        FIRST,
        LAST,
        ExportForm.CSV,
        with_names=False,
        with_bom=False,
        id=new_id(),
    )
    started = time.perf_counter()
    made = await archive.make(app, order, _ToFile(path), _nobody_looks)
    took = time.perf_counter() - started
    await app.database.close()
    return took, made


if __name__ == "__main__":
    address, organization_id, path = sys.argv[1:]
    took, made = serve.run(export(address, UUID(organization_id), Path(path)))
    sys.stdout.write(f"{took} {made.rows} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}\n")

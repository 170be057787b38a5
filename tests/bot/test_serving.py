"""The real program: it starts, serves, stops cleanly, and refuses to start where it could not work."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import stat
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli_run import _kept_key
from bot.serve import prepare
from bot.settings import CannotStart, load
from bot.wiring import build
from storage.models import AuditEvent, Person
from tests.clock import FrozenClock
from tests.fakes.slack import FakeSlack
from tests.serving import Program, running, serving
from tests.walking import Walk

KEY = "a-key-without-white-space-and-long-enough"
ANONYMOUS = {"UPSTANDER_SECRET_KEYS": KEY, "UPSTANDER_TEAMS_ALLOW_ANONYMOUS": "true"}


def get(address: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        slack.world.add_workspace()
        yield slack


def test_it_serves_and_stops_cleanly_on_sigterm(tmp_path: Path, database_url: str) -> None:
    with serving(tmp_path, {**ANONYMOUS, "UPSTANDER_DATABASE_URL": database_url}) as (address, program):
        assert get(f"{address}/healthz") == (200, '{"status":"alive"}')
        status, body = get(f"{address}/readyz")
        assert (status, json.loads(body)["checks"]["database"]) == (200, "ok")
        assert get(f"{address}/console")[0] == 404  # the page where one may be anybody is the demo's alone
        assert get(f"{address}/openapi.json")[0] == 404
    lines = [json.loads(line) for line in program.output]  # each of them JSON
    assert [line["event"] for line in lines][-1] == "stopping"
    assert {line["level"] for line in lines} == {"info"}
    assert any(line.get("route") == "other" and line["status"] == 404 and line["request_id"] for line in lines)


def test_an_embedded_database_is_made_and_brought_up_to_date(tmp_path: Path) -> None:
    with serving(tmp_path, ANONYMOUS) as (address, _):
        assert get(f"{address}/readyz")[0] == 200
    assert (tmp_path / "upstander.db").exists()


def test_a_server_without_migrations_is_not_touched(tmp_path: Path, postgresql_address: str) -> None:
    """Several of us, of different versions, may share it: an operator says when."""
    for command in ("serve", "worker"):
        with running(command, folder=tmp_path, env={**ANONYMOUS, "UPSTANDER_DATABASE_URL": postgresql_address}) as it:
            assert it.wait() == 1
            assert "run `upstander migrate` first" in it.said
            assert "Traceback" not in it.said


async def test_admins_that_the_settings_name_are_granted_at_the_start(
    walk: Walk, database_url: str, clock: FrozenClock
) -> None:
    app = build(
        load(database_url=database_url, secret_keys=(KEY,), admins=("Ben@example.com", "new@example.com")), clock
    )
    for _ in range(2):
        await prepare(app)
    await app.database.close()
    assert {one.name for one in await walk.rows(Person, Person.is_admin)} == {"Ada Novak", "Ben Okafor"}
    assert [one.event for one in await walk.rows(AuditEvent)] == ["role.granted"]


async def test_a_sqlite_that_is_too_old_is_said(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = build(load(database_url=sqlite_url, secret_keys=(KEY,)))
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 34, 1))
    with pytest.raises(CannotStart, match=r"3\.35 or newer"):
        await prepare(app)
    await app.database.close()


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with running("serve", "--port", port, folder=tmp_path, env=ANONYMOUS) as program:
            assert program.wait() == 1
    assert f"Cannot listen on 127.0.0.1, port {port} (Address already in use)" in program.said
    assert "Traceback" not in program.said


async def test_a_token_that_slack_refuses_is_said(tmp_path: Path, slack: FakeSlack) -> None:
    env = {
        "UPSTANDER_SECRET_KEYS": KEY,
        "UPSTANDER_SLACK_API_URL": slack.api_url,
        "UPSTANDER_SLACK_BOT_TOKEN": "xoxb-somebody-elses",
        "UPSTANDER_SLACK_SIGNING_SECRET": "s",
    }
    with running("serve", "--port", "0", folder=tmp_path, env=env) as program:
        await slack.until(lambda: program.process.poll() is not None or slack.calls)
        assert await in_thread(program) == 1
    assert "Slack refused UPSTANDER_SLACK_BOT_TOKEN" in program.said
    for never in ("Traceback", "somebody-elses"):
        assert never not in program.said


async def in_thread(program: Program) -> int:
    """Waits without holding up the stand-ins, which live in this process."""
    return await asyncio.to_thread(program.wait)


def test_the_worker_works_alone_and_stops_cleanly(tmp_path: Path, database_url: str) -> None:
    env = {**ANONYMOUS, "UPSTANDER_DATABASE_URL": database_url}
    with running("worker", folder=tmp_path, env=env) as program:
        program.wait_for(re.compile('"event":"working"'))
        assert program.stop() == 0
    assert '"event":"stopping"' in program.said


def test_the_demo_needs_nothing_and_keeps_its_key(tmp_path: Path) -> None:
    with serving(tmp_path, {}, "demo") as (address, program):
        assert get(f"{address}/readyz")[0] == 200
        assert "Upstander" in get(f"{address}/console")[1]
        assert get(f"{address}/console", host="demo.example.com")[0] in {400, 403, 404, 421}
    assert "Five things to try there" in program.said
    assert "{" not in program.said  # words, no JSON
    key = tmp_path / ".demo" / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_text()
    with serving(tmp_path, {}, "demo") as (address, _):
        assert get(f"{address}/readyz")[0] == 200
    assert key.read_text() == before


@pytest.mark.parametrize(
    ("arguments", "env"),
    [
        (("--host", "0.0.0.0"), {}),
        ((), {"UPSTANDER_HOST": "0.0.0.0"}),
        ((), {"UPSTANDER_PUBLIC_URL": "https://demo.example.com"}),
    ],
)
def test_the_demo_refuses_to_be_public(tmp_path: Path, arguments: tuple[str, ...], env: dict[str, str]) -> None:
    with running("demo", *arguments, folder=tmp_path, env=env) as program:
        assert program.wait() == 1
    assert "The demo" in program.said
    assert list(tmp_path.iterdir()) == []


def test_the_demos_key_is_made_once_and_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    key = _kept_key(file)
    assert len(key) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert _kept_key(file) == key

"""`upstander doctor` finds what is wrong with an installation and says what to do about it."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import uvicorn
from fastapi import FastAPI

from bot.doctor import Finding, State, examine
from bot.serve import listen
from bot.settings import PREFIX, load
from bot.web import web_app
from bot.wiring import build
from nudges import library
from storage import workspaces
from storage.database import Database
from storage.encryption import Cipher
from storage.words import Platform
from storage.workspaces import Installation
from tests.clock import FrozenClock
from tests.conftest import SECRET
from tests.fakes.line import line_to
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import APP_ID, PASSWORD, FakeTeams


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A complete installation without a platform's account, on a fresh SQLite file of the working folder."""
    for name in [one for one in os.environ if one.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    given(monkeypatch, SECRET_KEYS="a-key-without-white-space-and-long-enough", TEAMS_ALLOW_ANONYMOUS="true")


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        slack.world.add_workspace()
        slack.sockets.app_tokens.add("xapp-1")
        yield slack


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    teams = FakeTeams()
    await teams.start()
    yield teams
    await teams.stop()


@asynccontextmanager
async def listening(web: FastAPI) -> AsyncIterator[str]:
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(web, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"  # the kernel holds who calls before it accepts
    server.should_exit = True
    await task


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)


def given_slack(monkeypatch: pytest.MonkeyPatch, slack: FakeSlack, **values: str) -> None:
    monkeypatch.delenv(f"{PREFIX}TEAMS_ALLOW_ANONYMOUS")
    given(monkeypatch, SLACK_API_URL=slack.api_url, **values)


async def found(teams: FakeTeams | None = None) -> list[Finding]:
    return [one async for one in examine(teams.cloud if teams else None)]


def to_mend(findings: list[Finding]) -> list[str]:
    return [f"{one.about}: {one.words}" for one in findings if one.state is State.MEND]


def about(findings: list[Finding], what: str) -> list[tuple[str, str]]:
    return [(one.state.value, one.words) for one in findings if one.about == what]


async def test_nothing_is_found_where_all_is_well(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    given(monkeypatch, DATABASE_URL=database_url)
    findings = await found()
    assert {one.state for one in findings} == {State.OK}
    assert about(findings, "database") == [("ok", "answers")]
    assert about(findings, "secret keys") == [("ok", "open everything that was tried (0)")]


async def test_settings_that_are_wrong_are_all_told(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, PORT="many", SLACK_BOT_TOKN="xoxb-1")
    findings = await found()
    assert to_mend(findings) == ["settings: UPSTANDER_PORT must be a whole number from 0 to 65535."]
    assert about(findings, "settings")[0] == (
        "note",
        "UPSTANDER_SLACK_BOT_TOKN is no setting of this version; did you mean UPSTANDER_SLACK_BOT_TOKEN?",
    )


async def test_what_can_be_looked_at_without_a_key_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(f"{PREFIX}SECRET_KEYS")
    findings = await found()
    assert len(to_mend(findings)) == 1
    assert "SECRET_KEYS is missing" in to_mend(findings)[0]
    assert about(findings, "database") == [("ok", "answers")]


# content


async def test_content_of_ones_own_is_counted_with_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    [(_, ours)] = about(await found(), "content")
    assert re.fullmatch(r"\d+ prompts and \d+ lessons", ours)
    (tmp_path / "own" / "en").mkdir(parents=True)
    given(monkeypatch, CONTENT_DIR=str(tmp_path / "own"))
    assert about(await found(), "content") == [("ok", f"{ours} with those of {tmp_path / 'own'}")]


async def test_each_mistake_in_content_is_told_and_the_rest_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prompts = tmp_path / "own" / "en" / "prompts"
    prompts.mkdir(parents=True)
    (prompts / "ours.yaml").write_text("- id: One\n- id: two\n  retired: true\n")
    given(monkeypatch, CONTENT_DIR=str(tmp_path / "own"))
    findings = await found()
    problems = [words for state, words in about(findings, "content") if state == "mend"]
    assert any(one.startswith(f"{prompts / 'ours.yaml'}, line 1: ") for one in problems)
    assert any("it retires “two”, which does not exist" in one for one in problems)
    assert about(findings, "database") == [("ok", "answers")]


async def test_a_folder_of_content_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, CONTENT_DIR=str(tmp_path / "gone"))
    [problem] = to_mend(await found())
    assert problem.startswith(f"content: {tmp_path / 'gone'}: there is no such folder")


async def test_a_folder_of_content_that_can_not_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def shut(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    given(monkeypatch, CONTENT_DIR=str(tmp_path))
    monkeypatch.setattr("bot.doctor.library", SimpleNamespace(load=shut, BUILT_IN=library.BUILT_IN))
    assert f"content: {tmp_path} can't be read (Permission denied)" in to_mend(await found())


# database


async def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, postgresql_url: str) -> None:
    async with line_to(postgresql_url) as line:
        line.down = True
        given(monkeypatch, DATABASE_URL=line.url)
        [problem] = to_mend(await found())
    assert problem.startswith("database: does not answer")
    assert "check UPSTANDER_DATABASE_URL" in problem


async def test_a_server_without_migrations_needs_them_and_a_file_gets_them(
    monkeypatch: pytest.MonkeyPatch, postgresql_address: str
) -> None:
    assert about(await found(), "migrations") == [("note", "`upstander serve` brings the SQLite file up to date")]
    given(monkeypatch, DATABASE_URL=postgresql_address)
    assert to_mend(await found()) == ["migrations: run `upstander migrate`"]


async def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, DATABASE_URL=f"sqlite:///{tmp_path}/gone/upstander.db")
    assert to_mend(await found()) == [
        f"database: this user may not write to {tmp_path}/gone, where the SQLite file belongs"
    ]


async def test_a_clock_that_is_wrong(monkeypatch: pytest.MonkeyPatch, postgresql_url: str, clock: FrozenClock) -> None:
    given(monkeypatch, DATABASE_URL=postgresql_url)
    monkeypatch.setattr("bot.doctor.build", lambda settings: build(settings, clock))
    [problem] = to_mend(await found())
    assert problem.startswith("clock: the database's clock and ours are")
    assert problem.endswith("set both by NTP, or leases and dates go wrong")


async def test_a_key_that_was_lost(
    monkeypatch: pytest.MonkeyPatch, database: Database, database_url: str, clock: FrozenClock
) -> None:
    older = Cipher(["the-key-of-last-year-which-is-long-enough"])
    async with database.begin() as db:
        organization = await workspaces.found(db, workspaces.OWN, "Example", clock())
        new = Installation(Platform.SLACK, "T1", "Example", bot_token="xoxb-1")
        await workspaces.install(db, older, organization, new, clock())
    given(monkeypatch, DATABASE_URL=database_url)
    [problem] = to_mend(await found())
    assert problem.startswith("secret keys: 1 of 1 sealed values open with no key")
    given(monkeypatch, SECRET_KEYS=f"{'n' * 40},the-key-of-last-year-which-is-long-enough")
    assert to_mend(await found()) == []
    [(state, words)] = about(await found(), "secret keys")
    assert (state, words.partition(":")[0]) == ("note", "1 of 1 sealed values that were tried need an older key")


# Slack


async def test_slack_by_token_and_socket(monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> None:
    given_slack(monkeypatch, slack, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")
    findings = await found()
    assert to_mend(findings) == []
    assert about(findings, "slack") == [("ok", "the bot token works"), ("ok", "Socket Mode opens")]
    assert about(findings, "public address") == [("ok", "not needed")]


async def test_a_bot_token_that_slack_refuses(monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> None:
    given_slack(monkeypatch, slack, SLACK_BOT_TOKEN="xoxb-other", SLACK_APP_TOKEN="xapp-1")
    assert to_mend(await found()) == [
        "slack: refuses UPSTANDER_SLACK_BOT_TOKEN (invalid_auth): copy it again from your app's page"
    ]


async def test_an_app_token_that_slack_refuses(monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> None:
    given_slack(monkeypatch, slack, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-other")
    assert to_mend(await found()) == [
        "slack: refuses UPSTANDER_SLACK_APP_TOKEN (invalid_auth): copy it again from your app's page"
    ]


async def test_scopes_that_are_missing(monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> None:
    slack.world.workspaces["T1"].scopes = "commands,chat:write"
    given_slack(monkeypatch, slack, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")
    [problem] = to_mend(await found())
    assert problem.startswith("slack: the app lacks im:write, users:read, users:read.email: take over")


async def test_slack_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> None:
    for _ in range(5):
        slack.fails("auth.test", 503)
    given_slack(monkeypatch, slack, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")
    [problem] = to_mend(await found())
    assert problem.startswith("slack: does not answer")
    assert slack.api_url in problem


async def test_slack_for_many_workspaces(monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> None:
    given_slack(
        monkeypatch,
        slack,
        SLACK_CLIENT_ID="1",
        SLACK_CLIENT_SECRET="s",
        SLACK_SIGNING_SECRET="s",
        PUBLIC_URL="http://127.0.0.1:1",
    )
    findings = await found()
    assert to_mend(findings) == []
    assert about(findings, "slack") == [("note", "client id and secret show themselves at the first install")]


# Teams


def given_teams(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD, public_url: str = "") -> None:
    monkeypatch.delenv(f"{PREFIX}TEAMS_ALLOW_ANONYMOUS")
    given(
        monkeypatch,
        TEAMS_APP_ID=APP_ID,
        TEAMS_APP_PASSWORD=password,
        TEAMS_TENANT_IDS="00000000-0000-4000-8000-000000000002",
        PUBLIC_URL=public_url,
    )


async def test_teams_credentials_that_work(monkeypatch: pytest.MonkeyPatch, teams: FakeTeams) -> None:
    given_teams(monkeypatch, public_url="http://127.0.0.1:1")
    findings = await found(teams)
    assert to_mend(findings) == []
    assert about(findings, "teams") == [("ok", "app id and password work")]


async def test_a_teams_password_that_is_wrong(monkeypatch: pytest.MonkeyPatch, teams: FakeTeams) -> None:
    given_teams(monkeypatch, "an old one", "http://127.0.0.1:1")
    [problem] = to_mend(await found(teams))
    assert problem.startswith("teams: the sign-in service refuses UPSTANDER_TEAMS_APP_ID")


async def test_a_sign_in_service_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, teams: FakeTeams) -> None:
    given_teams(monkeypatch, public_url="http://127.0.0.1:1")
    teams.login.fails(503)
    [problem] = to_mend(await found(teams))
    assert problem.startswith("teams: the sign-in service does not answer")


# the public address


async def test_teams_needs_a_public_address(monkeypatch: pytest.MonkeyPatch, teams: FakeTeams) -> None:
    given_teams(monkeypatch)
    [problem] = to_mend(await found(teams))
    assert problem.startswith("public address: UPSTANDER_PUBLIC_URL is not set")


async def test_slack_over_http_is_better_off_with_one(monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> None:
    given_slack(monkeypatch, slack, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s")
    [(state, words)] = about(await found(), "public address")
    assert (state, words.partition(":")[0]) == ("note", "UPSTANDER_PUBLIC_URL is not set")


async def test_a_public_address_has_no_path(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, PUBLIC_URL="https://example.com/upstander")
    [problem] = to_mend(await found())
    assert problem == "public address: UPSTANDER_PUBLIC_URL has a path; the addresses of ours begin at the root"


async def test_a_public_address_that_leads_to_us_or_to_somebody_else(
    monkeypatch: pytest.MonkeyPatch, slack: FakeSlack, sqlite_url: str
) -> None:
    app = build(load(database_url=sqlite_url, secret_keys=(SECRET,)))
    async with listening(web_app(app, [])) as address:
        given(monkeypatch, PUBLIC_URL=address)
        assert about(await found(), "public address") == [("ok", f"{address} leads to Upstander")]
    given(monkeypatch, PUBLIC_URL=slack.url)
    assert about(await found(), "public address") == [("note", f"{slack.url} answers, but it is not Upstander (yet)")]
    given(monkeypatch, PUBLIC_URL=address)
    [(state, words)] = about(await found(), "public address")
    assert (state, "does not answer from here" in words) == ("note", True)

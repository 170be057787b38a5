"""Sending nudges on Teams: what becomes of each, and that nothing is posted twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from bot import wiring
from bot.settings import Settings
from bot.teams.sender import TeamsSender
from bot.teams.wire import Reference
from bot.upstander import Upstander
from messages.blocks import Button, Buttons, Message, Text
from nudges.sender import Address, Delivered, Later, Lost, Outcome, Refused
from storage.words import FailReason, Platform, Unreachable
from tests.bot.teams.conftest import StartWorld, World
from tests.clock import FrozenClock
from tests.conftest import SECRET
from tests.fakes.teams import APP_ID, PASSWORD, FakeTeams
from tests.fakes.teams_world import TENANT, FakePerson

NUDGE = Message(
    "A thought for today", (Text("Who spoke *less* than usual?"), Buttons((Button("Snooze", "snooze", "1"),)))
)
BLOCKED = Refused(FailReason.BLOCKED, Unreachable.BLOCKED)
GONE = Refused(FailReason.ACCOUNT_GONE, Unreachable.ACCOUNT_GONE)


@dataclass
class Run:
    """A sender, the stand-in for Teams, and Ana, who has added the bot."""

    sender: TeamsSender
    app: Upstander
    teams: FakeTeams
    ana: FakePerson

    @property
    def to(self) -> Address:
        return address(self.teams, self.ana)

    @property
    def written(self) -> list[dict[str, Any]]:
        return self.teams.private(self.ana).written

    @property
    def posts(self) -> int:
        return sum(one.startswith("POST") for one in self.teams.calls)

    async def send(self) -> Outcome:
        return await self.sender.send(self.to, NUDGE)


def address(teams: FakeTeams, person: FakePerson) -> Address:
    kept = Reference(teams.service_url, TENANT, teams.private(person).id, teams.bot, person.user).as_dict()
    return Address(UUID(int=1), UUID(int=2), UUID(int=3), Platform.TEAMS, TENANT, person.account, conversation=kept)


@asynccontextmanager
async def sending(
    teams: FakeTeams, url: str, clock: FrozenClock, password: str = PASSWORD, **settings: Any
) -> AsyncIterator[Run]:
    given = {"teams_app_id": APP_ID, "teams_app_password": password, "teams_tenant_ids": (TENANT,), **settings}
    app = wiring.build(Settings(database_url=url, secret_keys=(SECRET,), **given), clock)
    sender = TeamsSender(app, cloud=teams.cloud)
    await sender.start()
    yield Run(sender, app, teams, teams.person("Ana Lima"))
    await sender.stop()
    await app.database.close()


@pytest.fixture
async def run(teams: FakeTeams, sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Run]:
    async with sending(teams, sqlite_url, clock) as run:
        yield run


async def test_it_arrives_as_a_card_and_its_id_comes_back(run: Run) -> None:
    outcome = await run.send()
    (written,) = run.written
    assert outcome == Delivered({"conversation": run.teams.private(run.ana).id, "activity": written["id"]})
    assert written["summary"] == "A thought for today"
    assert written["attachments"][0]["content"]["type"] == "AdaptiveCard"


@pytest.mark.parametrize("kept", [None, {}, {"conversation": "a:1"}])
async def test_who_has_no_private_chat_is_not_called(run: Run, kept: dict[str, object] | None) -> None:
    assert await run.sender.send(replace(run.to, conversation=kept), NUDGE) == BLOCKED
    assert run.teams.calls == []


async def test_who_removed_the_bot_is_blocked(run: Run) -> None:
    to = run.to
    run.teams.installed.discard(run.ana.account)
    assert await run.sender.send(to, NUDGE) == BLOCKED


async def test_a_chat_that_is_gone(run: Run) -> None:
    to = run.to
    run.teams.uninstall(run.ana)
    assert await run.sender.send(to, NUDGE) == GONE


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, "BadArgument", Refused(FailReason.REFUSED)),
        (401, "Unauthorized", Later(5)),
        (401, "BotNotRegistered", Later(300, whole_workspace=True)),
        (403, "BotDisabledByAdmin", BLOCKED),
        (403, "ConversationBlockedByUser", BLOCKED),
        (403, "InvalidBotApiHost", Refused(FailReason.REFUSED)),
        (404, "ConversationNotFound", GONE),
        (408, "RequestTimeout", Lost("http_408")),
        (412, "PreconditionFailed", Later(5)),
        (413, "MessageSizeTooBig", Refused(FailReason.REFUSED)),
        (429, "Throttled", Later(5, whole_workspace=True)),
        (500, "ServiceError", Lost("http_500")),
        (502, "ServiceError", Lost("http_502")),
        (503, "", Lost("http_503")),
        (504, "", Lost("http_504")),
    ],
)
async def test_what_teams_says(run: Run, status: int, code: str, outcome: Outcome) -> None:
    body = json.dumps({"error": {"code": code, "message": "…"}}) if code else "<html>busy"
    run.teams.connector.fails(status, body=body)
    assert await run.send() == outcome
    assert run.posts == 1, "it is not tried again here"
    assert run.written == []


@pytest.mark.parametrize("body", ['["busy"]', '{"error": "busy"}', '{"error": {"code": 7}}', "", "null"])
async def test_a_refusal_without_a_code_is_told_by_its_status(run: Run, body: str) -> None:
    run.teams.connector.fails(403, body=body)
    assert await run.send() == BLOCKED


@pytest.mark.parametrize("body", ['["done"]', '"done"', "<html>", ""])
async def test_an_answer_that_nobody_understands_is_a_yes_all_the_same(run: Run, body: str) -> None:
    run.teams.connector.fails(201, body=body)
    assert await run.send() == Delivered({"conversation": run.teams.private(run.ana).id, "activity": ""})


async def test_teams_is_given_the_pause_it_asks_for(run: Run) -> None:
    run.teams.connector.fails(429, retry_after="17")
    assert await run.send() == Later(17, whole_workspace=True)


@pytest.mark.parametrize("after", [True, False])
async def test_a_lost_answer_is_lost_and_not_asked_for_again(run: Run, *, after: bool) -> None:
    run.teams.connector.drops(after=after)
    assert await run.send() == Lost("no_answer")
    assert run.posts == 1
    assert len(run.written) == (1 if after else 0)
    count = run.app.metrics.registry.get_sample_value
    assert count("upstander_platform_errors_total", {"platform": "teams", "kind": "lost_answer"}) == 1


async def test_a_token_that_teams_no_longer_takes_is_renewed_for_the_next_try(run: Run) -> None:
    assert isinstance(await run.send(), Delivered)
    run.teams.issued.clear()
    assert await run.send() == Later(5)
    assert isinstance(await run.send(), Delivered)
    assert len(run.written) == 2


async def test_a_wrong_secret_marks_nobody(teams: FakeTeams, sqlite_url: str, clock: FrozenClock) -> None:
    async with sending(teams, sqlite_url, clock, password="wrong") as run:
        assert await run.send() == Later(300, whole_workspace=True)
    assert run.posts == 0


async def test_a_sign_in_service_that_is_away_is_asked_again_later(run: Run) -> None:
    run.teams.login.fails(503)
    run.teams.login.drops()
    assert await run.send() == Later(5)
    assert await run.send() == Later(5)
    assert isinstance(await run.send(), Delivered)


async def test_nobody_there_is_tried_later(run: Run) -> None:
    to = run.to
    await run.send()  # it has its token
    kept = {**(to.conversation or {}), "service_url": "http://127.0.0.1:9/"}
    assert await run.sender.send(replace(to, conversation=kept), NUDGE) == Later(5)


async def test_an_address_that_is_never_called_is_told_to_the_operator(run: Run) -> None:
    kept = {**(run.to.conversation or {}), "service_url": "http://example.com/"}
    with capture_logs() as logs:
        assert await run.sender.send(replace(run.to, conversation=kept), NUDGE) == Refused(FailReason.REFUSED)
    assert [(one["event"], one["kind"]) for one in logs] == [("nudge_refused", "address")]


async def test_before_the_start_and_after_the_stop_nothing_is_lost(run: Run) -> None:
    sender = TeamsSender(run.app, cloud=run.teams.cloud)
    assert await sender.send(run.to, NUDGE) == Later(5)
    await sender.start()
    await sender.stop()
    assert await sender.send(run.to, NUDGE) == Later(5)
    assert run.posts == 0


async def test_a_local_client_without_credentials_gets_its_nudges(start_world: StartWorld) -> None:
    world = await start_world(stand_in={"anonymous": True})
    sender = TeamsSender(world.app, cloud=world.teams.cloud)
    await sender.start()
    ana = world.teams.person("Ana Lima")
    assert isinstance(await sender.send(address(world.teams, ana), NUDGE), Delivered)
    await sender.stop()


async def test_the_edge_beside_it_keeps_its_own_keys(world: World) -> None:
    sender = TeamsSender(world.app, cloud=world.teams.cloud)
    await sender.start()
    await sender.stop()
    ana = world.newcomer()
    assert (await ana.ask("help")).text
    await world.settled()

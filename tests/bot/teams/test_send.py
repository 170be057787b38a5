"""Calling Teams: signed, patient where it was refused, never twice where the answer was lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.teams.sdk import Connector
from bot.teams.wire import Cloud, Reference, SendError
from tests.bot.teams.conftest import StartWorld, World
from tests.clock import FrozenClock
from tests.fakes.teams import APP_ID, PASSWORD, FakeTeams
from tests.fakes.teams_world import TENANT

HELLO = {"type": "message", "text": "hello"}


@asynccontextmanager
async def connected(
    teams: FakeTeams, clock: FrozenClock, *, password: str = PASSWORD, cloud: Cloud | None = None
) -> AsyncIterator[tuple[Connector, list[float]]]:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    connector = Connector(APP_ID, password, [TENANT], clock=clock, cloud=cloud or teams.cloud, pause=pause)
    await connector.open()
    yield connector, pauses
    await connector.close()


def chat_with_ana(teams: FakeTeams) -> Reference:
    ana = teams.person("Ana Lima")
    return Reference(teams.service_url, TENANT, teams.private(ana).id, teams.bot, ana.user)


async def test_a_message_arrives_and_its_id_comes_back(teams: FakeTeams, clock: FrozenClock) -> None:
    to = chat_with_ana(teams)
    async with connected(teams, clock) as (connector, _pauses):
        sent = await connector.send(to, HELLO)
    (written,) = teams.conversations[to.conversation].written
    assert written["id"] == sent
    assert written["text"] == "hello"


async def test_the_token_is_asked_for_once_and_again_before_it_expires(teams: FakeTeams, clock: FrozenClock) -> None:
    to = chat_with_ana(teams)
    async with connected(teams, clock) as (connector, _pauses):
        await asyncio.gather(*(connector.send(to, HELLO) for _ in range(5)))
        assert teams.calls.count("login") == 1
        clock.move(timedelta(minutes=58))
        await connector.send(to, HELLO)
        assert teams.calls.count("login") == 2


async def test_a_bot_of_a_single_tenant_signs_in_at_home(clock: FrozenClock, start_world: StartWorld) -> None:
    world = await start_world(stand_in={"home": TENANT})
    to = chat_with_ana(world.teams)
    await world.edge.connector.send(to, HELLO)
    assert world.teams.calls.count("login") == 2
    clock.move(timedelta(hours=2))
    await world.edge.connector.send(to, HELLO)
    assert world.teams.calls.count("login") == 3


async def test_a_wrong_password_is_permanent_and_asked_about_once(teams: FakeTeams, clock: FrozenClock) -> None:
    async with connected(teams, clock, password="wrong") as (connector, pauses):
        with pytest.raises(SendError) as refused:
            await connector.send(chat_with_ana(teams), HELLO)
    assert refused.value.permanent
    assert refused.value.kind == "sign_in"
    assert teams.calls.count("login") == 1
    assert pauses == []


async def test_a_sign_in_service_that_is_away_is_tried_again(teams: FakeTeams, clock: FrozenClock) -> None:
    teams.login.fails(503)
    teams.login.drops()
    async with connected(teams, clock) as (connector, pauses):
        await connector.send(chat_with_ana(teams), HELLO)
    assert len(pauses) == 2


async def test_a_token_that_teams_no_longer_takes_is_renewed_next_time(teams: FakeTeams, clock: FrozenClock) -> None:
    to = chat_with_ana(teams)
    async with connected(teams, clock) as (connector, _pauses):
        await connector.send(to, HELLO)
        teams.issued.clear()
        with pytest.raises(SendError):
            await connector.send(to, HELLO)
        await connector.send(to, HELLO)
    assert len(teams.conversations[to.conversation].written) == 2


async def test_a_busy_teams_is_given_the_time_it_asks_for(teams: FakeTeams, clock: FrozenClock) -> None:
    to = chat_with_ana(teams)
    teams.connector.fails(429, retry_after="7")
    async with connected(teams, clock) as (connector, pauses):
        await connector.send(to, HELLO)
    assert len(teams.conversations[to.conversation].written) == 1
    assert len(pauses) == 1
    assert 7 <= pauses[0] <= 8.75


@pytest.mark.parametrize("status", [412, 429, 500, 502, 503, 504])
async def test_what_was_refused_for_now_is_tried_again_ever_later(
    status: int, teams: FakeTeams, clock: FrozenClock
) -> None:
    to = chat_with_ana(teams)
    teams.connector.fails(status, times=3)
    async with connected(teams, clock) as (connector, pauses):
        await connector.send(to, HELLO)
    assert len(teams.conversations[to.conversation].written) == 1
    assert pauses == sorted(pauses)
    assert len(pauses) == 3


async def test_it_is_given_up_in_the_end(teams: FakeTeams, clock: FrozenClock) -> None:
    teams.connector.fails(503, times=9)
    async with connected(teams, clock) as (connector, pauses):
        with pytest.raises(SendError) as refused:
            await connector.send(chat_with_ana(teams), HELLO)
    assert (refused.value.status, refused.value.permanent, refused.value.unknown) == (503, False, False)
    assert len(pauses) == 3


async def test_a_lost_answer_is_never_sent_twice(teams: FakeTeams, clock: FrozenClock) -> None:
    to = chat_with_ana(teams)
    teams.connector.drops(after=True)
    async with connected(teams, clock) as (connector, pauses):
        with pytest.raises(SendError) as lost:
            await connector.send(to, HELLO)
    assert lost.value.unknown
    assert pauses == []
    assert len(teams.conversations[to.conversation].written) == 1


async def test_a_connection_that_broke_may_have_delivered(teams: FakeTeams, clock: FrozenClock) -> None:
    to = chat_with_ana(teams)
    teams.connector.drops()
    async with connected(teams, clock) as (connector, _pauses):
        with pytest.raises(SendError) as lost:
            await connector.send(to, HELLO)
    assert lost.value.unknown
    assert not teams.conversations[to.conversation].written


async def test_where_nobody_listens_nothing_was_sent(teams: FakeTeams, clock: FrozenClock) -> None:
    nowhere = Reference("http://127.0.0.1:1/", TENANT, "a:1", teams.bot, "29:1")
    async with connected(teams, clock) as (connector, pauses):
        with pytest.raises(SendError) as refused:
            await connector.send(nowhere, HELLO)
    assert (refused.value.kind, refused.value.unknown) == ("unreachable", False)
    assert len(pauses) == 3


async def test_someone_who_removed_the_bot_is_gone(teams: FakeTeams, clock: FrozenClock) -> None:
    ana = teams.person("Ana Lima")
    to = Reference(teams.service_url, TENANT, teams.private(ana).id, teams.bot, ana.user)
    teams.uninstall(ana)
    async with connected(teams, clock) as (connector, pauses):
        with pytest.raises(SendError) as gone:
            await connector.send(to, HELLO)
        assert gone.value.is_gone
        with pytest.raises(SendError) as refused:
            await connector.open_private(teams.service_url, TENANT, teams.bot, ana.user)
    assert refused.value.is_gone
    assert pauses == []


async def test_a_private_chat_is_opened_by_either_id(teams: FakeTeams, clock: FrozenClock) -> None:
    ana = teams.person("Ana Lima")
    async with connected(teams, clock) as (connector, _pauses):
        for identifier in (ana.user, ana.account):
            opened = await connector.open_private(teams.service_url, TENANT, teams.bot, identifier)
            assert opened.conversation == teams.private(ana).id
    assert not teams.private(ana).written


async def test_a_question_is_asked_again_where_its_answer_was_lost(teams: FakeTeams, clock: FrozenClock) -> None:
    ana = teams.person("Ana Lima")
    teams.connector.drops(after=True)
    teams.connector.drops(after=True)
    async with connected(teams, clock) as (connector, _pauses):
        member = await connector.member(teams.service_url, teams.private(ana).id, ana.user)
    assert member is not None
    assert member["email"] == "ana@example.com"


async def test_nobody_of_that_name(teams: FakeTeams, clock: FrozenClock) -> None:
    ana = teams.person("Ana Lima")
    async with connected(teams, clock) as (connector, _pauses):
        assert await connector.member(teams.service_url, teams.private(ana).id, "29:nobody") is None
        assert await connector.member(teams.service_url, "19:elsewhere", ana.user) is None


@pytest.mark.parametrize("address", ["http://example.com/", "ftp://127.0.0.1/", "https://", "https://{0}/", "//x"])
async def test_addresses_that_are_never_called(address: str, teams: FakeTeams, clock: FrozenClock) -> None:
    async with connected(teams, clock) as (connector, _pauses):
        with pytest.raises(SendError) as refused:
            await connector.send(Reference(address, TENANT, "a:1", teams.bot, "29:1"), HELLO)
    assert refused.value.kind == "address"
    assert teams.calls == []


async def test_a_slow_sign_in_service_stops_no_other_request(world: World) -> None:
    ana = world.newcomer()
    world.teams.login.hangs()
    await ana.say("help")
    await world.teams.login.reached.wait()

    assert (await world.http.get("/teams/about")).status_code == 200
    assert (await ana.post(ana.activity("typing"))).status_code == 200

    world.teams.login.released.set()
    assert "Upstander" not in (await ana.answer()).content
    await world.settled()


async def test_a_slow_connector_is_waited_for_apart(world: World) -> None:
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro")
    await ana.ask("help")
    await ben.ask("help")
    world.teams.connector.hangs()
    await ana.say("help")
    await world.teams.connector.reached.wait()
    assert (await ben.ask("help")).text
    world.teams.connector.released.set()
    await world.settled()


def test_what_is_kept_of_a_conversation_comes_back_or_is_none_of_ours() -> None:
    reference = Reference("https://smba.example.com/", "tenant", "a:1", "28:bot", "29:me")
    assert Reference.from_dict(reference.as_dict()) == reference
    for other in (None, {}, {"service_url": "x"}, {**reference.as_dict(), "user": 7}):
        odd: Any = other
        assert Reference.from_dict(odd) is None

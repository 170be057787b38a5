"""The road as one unit of work: what was answered is stored, what was not stored is said, and nothing comes twice."""

from __future__ import annotations

import asyncio
from io import StringIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import road as road_module
from bot.road import Incoming, NotInstalled, Trouble
from handlers.command import Services
from handlers.request import Place, Reply, Request, Words
from messages.blocks import Message
from storage import actions
from storage.database import Uncertain
from storage.models import Account, Action, AuditEvent, InboundKey, Person
from storage.words import Kind, Platform, Visibility
from tests.walking import Walk, words_of


async def log_one(request: Request, services: Services) -> Reply:
    """A handler that stores an action."""
    asker = request.asker
    new = actions.NewAction(
        actor_id=asker.person_id,
        actor_gender=asker.gender,
        team_id=asker.team_id,
        kind=Kind.LEARN,
        occurred_on=request.today,
        visibility=Visibility.PROGRAM,
        platform=request.platform,
    )
    await actions.log(services.db, services.cipher, asker.organization_id, new, request.now)
    return Message("Logged.", ())


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request logs one action, whatever was asked."""
    monkeypatch.setattr(road_module, "answer", log_one)


def incoming(key: str | None = None, account: str = "U-BEN", workspace: str = "T1") -> Incoming:
    return Incoming(Platform.SLACK, workspace, account, Words(("learn",)), Place.DIRECT, key)


@pytest.mark.usefixtures("stores")
async def test_what_is_answered_is_stored(walk: Walk) -> None:
    reply = await walk.road.walk(incoming("k1"))
    assert isinstance(reply, Message)
    assert len(await walk.rows(Action)) == 1


@pytest.mark.usefixtures("stores")
async def test_a_repeated_delivery_is_answered_with_nothing_and_stores_nothing(walk: Walk) -> None:
    await walk.road.walk(incoming("k1"))
    assert await walk.road.walk(incoming("k1")) is None
    assert await walk.road.walk(incoming("k2")) is not None
    assert len(await walk.rows(Action)) == 2


@pytest.mark.usefixtures("stores")
async def test_the_same_delivery_twice_at_once_is_one(walk: Walk) -> None:
    replies = await asyncio.gather(*(walk.road.walk(incoming("k1")) for _ in range(6)))
    assert sum(reply is not None for reply in replies) == 1
    assert len(await walk.rows(Action)) == 1


ERRORS = st.sampled_from(
    [
        ValueError("what a person typed"),
        KeyError("x"),
        RuntimeError("x"),
        OSError("x"),
        TimeoutError(),
        Uncertain(),
        asyncio.CancelledError(),
        KeyboardInterrupt(),
        SystemExit(3),
        GeneratorExit(),
    ]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(error=ERRORS)
async def test_whatever_a_handler_raises_nothing_is_committed(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    tries = 0

    async def store_and_fail(request: Request, services: Services) -> Reply:
        nonlocal tries
        tries += 1
        await log_one(request, services)
        raise error

    monkeypatch.setattr(road_module, "answer", store_and_fail)
    if isinstance(error, Exception):
        reply = await walk.road.walk(incoming("k1"))
        assert isinstance(reply, Trouble)
        assert "what a person typed" not in words_of(reply)
    else:
        with pytest.raises(type(error)):
            await walk.road.walk(incoming("k1"))
    assert tries in {1, 2}
    assert await walk.rows(Action) == []
    assert await walk.rows(InboundKey) == []  # the platform may send it again, and then it counts


@pytest.mark.parametrize("steps", range(1, 9))
async def test_a_request_cancelled_anywhere_leaves_all_or_nothing(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr(road_module, "answer", log_one)
    task = asyncio.create_task(walk.road.walk(incoming("k1")))
    for _ in range(steps * 3):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    stored, keys = await walk.rows(Action), await walk.rows(InboundKey)
    assert len(stored) == len(keys)
    # And the connection that it used is as good as new, or gone.
    assert await walk.road.walk(incoming("k2")) is not None
    assert len(await walk.rows(Action)) == len(stored) + 1


async def test_a_code_leads_from_the_reply_to_the_log(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, logged: StringIO
) -> None:
    async def fail(request: Request, services: Services) -> Reply:
        raise ValueError("her caching idea")

    monkeypatch.setattr(road_module, "answer", fail)
    reply = await walk.road.walk(incoming("k1"))
    assert isinstance(reply, Trouble)
    code = reply.fallback.rpartition("(")[2].rstrip(")")
    assert code in logged.getvalue()
    assert "ValueError" in logged.getvalue()
    assert "caching" not in logged.getvalue()


async def test_nobody_of_an_unknown_workspace_gets_in(walk: Walk) -> None:
    with pytest.raises(NotInstalled):
        await walk.road.walk(incoming("k1", workspace="T-NOT-OURS"))
    assert await walk.rows(InboundKey) == []


async def test_admins_of_the_settings_become_admins_with_their_first_message(walk: Walk) -> None:
    walk.road._admins = frozenset({"pia@example.com"})
    walk.directory.knows("U-PIA", "Pia", email="Pia@Example.com")
    walk.directory.knows("U-PAT", "Pat", email="pat@example.com")
    await walk.road.walk(incoming("k1", account="U-PIA"))
    await walk.road.walk(incoming("k2", account="U-PAT"))
    people: list[Any] = await walk.rows(Person, Person.is_admin.is_(True))
    assert {one.name for one in people} == {"Ada Novak", "Pia"}
    granted = await walk.rows(AuditEvent, AuditEvent.event == "role.granted")
    assert [one.details["person"] for one in granted] == [str(one.id) for one in people if one.name == "Pia"]
    assert len(await walk.rows(Account, Account.external_id == "U-PAT")) == 1

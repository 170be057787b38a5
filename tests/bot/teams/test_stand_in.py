"""What we write is addressed to whom it goes, and the stand-in for Teams would not take it otherwise."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.teams.wire import Reference
from tests.bot.teams.conftest import World
from tests.bot.teams.test_send import HELLO, connected
from tests.clock import FrozenClock
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_world import TENANT, FakeConversation, FakePerson


def in_(chat: FakeConversation, teams: FakeTeams, person: FakePerson) -> Reference:
    return Reference(teams.service_url, TENANT, chat.id, teams.bot, person.user)


def addresses(written: dict[str, Any]) -> dict[str, Any]:
    return {name: written.get(name) for name in ("channelId", "from", "recipient", "conversation")}


@pytest.mark.parametrize("kind", ["personal", "channel", "groupChat"])
async def test_what_is_sent_and_what_takes_its_place_names_us_them_and_the_conversation(
    kind: str, teams: FakeTeams, clock: FrozenClock
) -> None:
    ana, ben = teams.person("Ana Lima"), teams.person("Ben Okoro")
    chat = teams.private(ana) if kind == "personal" else teams.channel(ana, ben, kind=kind)
    async with connected(teams, clock) as (connector, _pauses):
        sent = await connector.send(in_(chat, teams, ana), HELLO)
        (first,) = chat.written
        await connector.update(in_(chat, teams, ana), sent, HELLO | {"text": "changed"})
        (second,) = chat.written
    expected = {
        "channelId": "msteams",
        "from": {"id": teams.bot},
        "recipient": {"id": ana.user},
        "conversation": {"id": chat.id, "tenantId": TENANT},
    }
    assert [addresses(first), addresses(second), second["text"]] == [expected, expected, "changed"]


ANA = "00000000-0000-4000-9000-000000000001"
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "somebody else": ({"recipient": {"id": "29:000000000002"}}, "recipient"),
    "the directory's id": ({"recipient": {"id": ANA}}, "recipient"),
    "nobody": ({"recipient": None}, "recipient"),
    "not from us": ({"from": {"id": "29:000000000001"}}, "not from the bot"),
    "from nobody": ({"from": None}, "not from the bot"),
    "another conversation": ({"conversation": {"id": "a:1", "tenantId": TENANT}}, "not of this conversation"),
    "no conversation": ({"conversation": None}, "not of this conversation"),
    "misspelled": ({"conversation": {"id": f"a:{ANA}", "tenantID": TENANT}}, "not of this conversation"),
    "another channel": ({"channelId": "webchat"}, "webchat"),
}


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize(("wrong", "said"), WRONG.values(), ids=WRONG)
async def test_the_stand_in_takes_nothing_that_is_addressed_wrongly(
    method: str, wrong: dict[str, Any], said: str, world: World
) -> None:
    teams, ana = world.teams, world.teams.person("Ana Lima")
    teams.person("Ben Okoro")
    chat = teams.private(ana)
    sent = await world.edge.connector.send(in_(chat, teams, ana), HELLO)
    await chat.next()
    assert chat.id == f"a:{ANA}"
    (right,) = chat.written
    address = f"{teams.service_url}v3/conversations/{chat.id}/activities" + (f"/{sent}" if method == "PUT" else "")
    headers = {"Authorization": f"Bearer {next(iter(teams.issued))}"}
    async with aiohttp.ClientSession() as http:
        answer = await http.request(method, address, json={**right, **wrong}, headers=headers)
    assert answer.status == 400
    assert len(chat.written) == 1
    assert [said in one for one in teams.broken] == [True]
    with pytest.raises(AssertionError, match="refused"):
        await chat.next()  # who waits for it reads why it does not come
    teams.broken.clear()


@pytest.mark.parametrize("misspelled", [False, True])
async def test_a_chat_is_opened_with_the_tenant_by_its_name(
    misspelled: bool, teams: FakeTeams, clock: FrozenClock
) -> None:
    ana = teams.person("Ana Lima")
    async with connected(teams, clock) as (connector, _pauses):
        opened = await connector.open_private(teams.service_url, TENANT, teams.bot, ana.user)
        assert opened.conversation == teams.private(ana).id
        name = "tenantID" if misspelled else "tenantId"
        wanted = {
            "bot": {"id": teams.bot},
            "members": [{"id": ana.user}],
            name: TENANT,
            "channelData": {"tenant": {"id": TENANT}},
        }
        headers = {"Authorization": f"Bearer {next(iter(teams.issued))}"}
        async with aiohttp.ClientSession() as http:
            answer = await http.post(f"{teams.service_url}v3/conversations", json=wanted, headers=headers)
    assert answer.status == (400 if misspelled else 201)

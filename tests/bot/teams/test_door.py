"""Who gets in at /api/messages, and who does not."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.bot.teams.conftest import StartWorld, World
from tests.clock import FrozenClock
from tests.fakes.teams import APP_ID, ISSUER, FakeTeams, signing_key

OTHER_TENANT = "99999999-0000-4000-8000-000000000009"
PAST = 1_700_000_000


def signed_with_the_public_key(teams: FakeTeams) -> str:
    """The oldest trick: the published key as the secret of a symmetric signature."""
    secret = signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = {"iss": ISSUER, "aud": APP_ID, "serviceurl": teams.service_url}
    parts = [_encoded(part) for part in ({"alg": "HS256", "typ": "JWT", "kid": "key-0"}, claims)]
    signature = hmac.digest(secret, ".".join(parts).encode(), "sha256")
    return f"Bearer {'.'.join(parts)}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _encoded(part: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def of_the_emulator(teams: FakeTeams) -> str:
    return teams.header(
        iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", ver="1.0", appid=APP_ID, aud=APP_ID
    )


def of_another_bot(teams: FakeTeams) -> str:
    return teams.header(
        iss="https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0", ver="2.0", azp="other"
    )


FORGERIES: dict[str, Callable[[FakeTeams], str]] = {
    "none": lambda teams: "",
    "garbage": lambda teams: "Bearer garbage",
    "only a scheme": lambda teams: "Bearer",
    "another scheme": lambda teams: teams.header().replace("Bearer", "Basic"),
    "more than a token": lambda teams: f"{teams.header()} more",
    "three dots": lambda teams: "Bearer a.b.c",
    "without signature": lambda teams: teams.header(algorithm="none"),
    "cut signature": lambda teams: teams.header()[:-8],
    "another key": lambda teams: teams.header(key=signing_key(7)),
    "an unknown key": lambda teams: teams.header(key=signing_key(7), key_id="key-7"),
    "the public key": signed_with_the_public_key,
    "another audience": lambda teams: teams.header(aud="99999999-0000-4000-8000-000000000000"),
    "no audience": lambda teams: teams.header(aud=None),
    "another issuer": lambda teams: teams.header(iss="https://example.com"),
    "no issuer": lambda teams: teams.header(iss=None),
    "expired": lambda teams: teams.header(nbf=PAST, exp=PAST + 60),
    "not yet valid": lambda teams: teams.header(nbf=4_000_000_000, exp=4_000_000_060),
    "another address": lambda teams: teams.header(serviceurl="https://smba.trafficmanager.net/emea/"),
    "no address": lambda teams: teams.header(serviceurl=None),
    "the emulator": of_the_emulator,
    "another bot": of_another_bot,
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_forged_requests_are_refused_and_counted(forgery: str, world: World) -> None:
    ana = world.newcomer()

    response = await ana.post(ana.activity("message", text="log"), header=FORGERIES[forgery](world.teams))
    await world.settled()

    assert response.status_code == 401
    assert world.refused("no_token") + world.refused("token") == 1
    assert not ana.chat.written


async def test_a_genuine_request_is_let_in(world: World) -> None:
    ana = world.newcomer()
    response = await ana.post(ana.activity("message", text="help"))
    await world.settled()
    assert response.status_code == 202
    assert len(ana.chat.written) == 1


async def test_another_tenant_is_refused_and_counted(world: World) -> None:
    stranger = world.newcomer("Eve", tenant=OTHER_TENANT)
    response = await stranger.post(stranger.activity("message", text="log"))
    assert response.status_code == 403
    assert world.refused("tenant") == 1


@pytest.mark.parametrize("channel_data", [None, {}, {"tenant": {}}, {"tenant": "x"}, {"tenant": {"id": ["x"]}}, "x"])
async def test_no_tenant_is_refused(channel_data: object, world: World) -> None:
    ana = world.newcomer()
    response = await ana.post(ana.activity("message", text="log", channelData=channel_data))
    assert response.status_code == 403
    assert world.refused("tenant") == 1


@pytest.mark.parametrize("channel", ["directline", "webchat", "emulator", ""])
async def test_other_channels_are_refused(channel: str, world: World) -> None:
    ana = world.newcomer()
    response = await ana.post(ana.activity("message", text="log", channelId=channel))
    assert response.status_code in (401, 403)
    assert world.refused("channel") + world.refused("token") == 1


async def test_someone_without_an_account_is_refused(world: World) -> None:
    ana = world.newcomer()
    activity = ana.activity("message", text="log") | {"from": {"id": "29:anonymous"}}
    response = await ana.post(activity)
    assert response.status_code == 403
    assert world.refused("account") == 1


@pytest.mark.parametrize("body", [b"", b"text", b"[]", b"null", b"1", b'"x"', b"{", b"\xff"])
async def test_what_is_no_json_object_is_a_bad_request(body: bytes, world: World) -> None:
    headers = {"Content-Type": "application/json", "Authorization": world.teams.header()}
    response = await world.http.post("/api/messages", content=body, headers=headers)
    assert response.status_code == 400
    assert world.refused("not_json") == 1


async def test_what_a_web_page_may_send_anywhere_is_a_bad_request(world: World) -> None:
    ana = world.newcomer()
    headers = {"Authorization": world.teams.header(), "Content-Type": "text/plain"}
    response = await world.http.post("/api/messages", json=ana.activity("message", text="log"), headers=headers)
    assert response.status_code == 400


@pytest.mark.parametrize("missing", ["type", "conversation", "from", "recipient"])
async def test_what_is_no_activity_is_a_bad_request(missing: str, world: World) -> None:
    ana = world.newcomer()
    activity = ana.activity("message", text="log")
    del activity[missing]
    response = await ana.post(activity)
    assert response.status_code == 400
    assert world.refused("not_an_activity") == 1


async def test_only_post_is_answered(world: World) -> None:
    assert (await world.http.head("/api/messages")).status_code == 405
    assert (await world.http.get("/api/messages")).status_code == 405


async def test_what_we_do_not_know_is_ignored(world: World) -> None:
    ana = world.newcomer()
    assert (await ana.post(ana.activity("messageReaction"))).status_code == 200
    assert (await ana.post(ana.activity("invoke", name="signin/verifyState"))).status_code == 501


async def test_keys_are_fetched_once(world: World) -> None:
    ana = world.newcomer()
    for _ in range(3):
        await ana.post(ana.activity("typing"))
    assert world.teams.calls.count("keys") == 1


async def test_new_keys_of_microsoft_are_taken_without_a_days_wait(world: World, clock: FrozenClock) -> None:
    ana = world.newcomer()
    await ana.post(ana.activity("typing"))
    world.teams.key_number = 1
    clock.move(timedelta(minutes=2))
    assert (await ana.post(ana.activity("typing"))).status_code == 200


async def test_made_up_key_ids_do_not_make_us_ask_again_and_again(world: World) -> None:
    ana = world.newcomer()
    for number in range(5):
        forged = world.teams.header(key=signing_key(7), key_id=f"made-up-{number}")
        assert (await ana.post(ana.activity("typing"), header=forged)).status_code == 401
    assert world.teams.calls.count("keys") == 1


async def test_a_slow_sign_in_service_stops_nobody_else(world: World) -> None:
    ana = world.newcomer()
    world.teams.keys.hangs()
    waiting = asyncio.create_task(ana.post(ana.activity("typing")))
    await world.teams.keys.reached.wait()

    assert (await world.http.get("/teams/about")).status_code == 200
    assert not waiting.done()

    world.teams.keys.released.set()
    assert (await waiting).status_code == 200


async def test_known_keys_do_while_the_sign_in_service_is_away(world: World, clock: FrozenClock) -> None:
    ana = world.newcomer()
    await ana.post(ana.activity("typing"))
    world.teams.keys.fails(503, times=9)
    clock.move(timedelta(days=2))
    assert (await ana.post(ana.activity("typing"))).status_code == 200
    clock.move(timedelta(days=2))
    assert (await ana.post(ana.activity("typing"))).status_code == 401
    assert world.refused("keys_unavailable") == 1


async def test_without_keys_nobody_gets_in_until_they_are_there(world: World, clock: FrozenClock) -> None:
    ana = world.newcomer()
    world.teams.keys.fails(500)
    assert (await ana.post(ana.activity("typing"))).status_code == 401
    clock.move(timedelta(minutes=2))
    assert (await ana.post(ana.activity("typing"))).status_code == 200


# a local client without credentials


async def test_a_local_client_needs_no_token_and_gets_none(start_world: StartWorld) -> None:
    world = await start_world(stand_in={"anonymous": True})
    ana = world.newcomer()
    assert (await ana.post(ana.activity("message", text="help"))).status_code == 202
    await world.settled()
    assert len(ana.chat.written) == 1
    assert "login" not in world.teams.calls


async def test_a_local_client_may_be_held_to_a_tenant(start_world: StartWorld) -> None:
    world = await start_world(stand_in={"anonymous": True}, teams_tenant_ids=(OTHER_TENANT,))
    ana = world.newcomer()
    assert (await ana.post(ana.activity("message", text="help"))).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "https://smba.trafficmanager.net/emea/",
        "http://169.254.169.254/latest/",
        "http://127.0.0.1.example.com/",
        "http://user@127.0.0.1/",
        "file:///etc/passwd",
        "http://127.0.0.1:1/{0}",
        "",
        17,
    ],
)
async def test_a_local_client_cannot_send_us_elsewhere(address: Any, start_world: StartWorld) -> None:
    world = await start_world(stand_in={"anonymous": True})
    ana = world.newcomer()
    response = await ana.post(ana.activity("message", text="help", serviceUrl=address))
    assert response.status_code == 401
    assert world.refused("address") == 1


async def test_nobody_else_is_a_local_client(start_world: StartWorld) -> None:
    world = await start_world(stand_in={"anonymous": True}, peer="192.0.2.7")
    ana = world.newcomer()
    assert (await ana.post(ana.activity("message", text="help"))).status_code == 401
    assert world.refused("not_local") == 1


async def test_a_name_pointed_at_this_machine_is_not_local(start_world: StartWorld) -> None:
    world = await start_world(stand_in={"anonymous": True})
    ana = world.newcomer()
    response = await world.http.post(
        "/api/messages", json=ana.activity("message", text="help"), headers={"Host": "rebound.example.com"}
    )
    assert response.status_code == 401


async def test_the_page_that_teams_links_tells_of_privacy_and_terms(world: World) -> None:
    page = await world.http.get("/teams/about")
    assert 'id="privacy"' in page.text
    assert 'id="terms"' in page.text
    assert "script" not in page.headers["content-security-policy"]

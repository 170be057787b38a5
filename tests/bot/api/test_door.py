"""Who gets into the API: by a token in the header, for what it reads, while it serves, and no faster than it may."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import httpx
import pytest
from sqlalchemy import select

from bot.api.door import MISSES, RATE
from storage import api_tokens, audit, erasure, roles
from storage.models import ApiToken, AuditEvent
from storage.words import Gender, Role, TokenScope
from tests.bot.api.conftest import Api

PATHS = {
    "organization": TokenScope.INDICATORS,
    "indicators": TokenScope.INDICATORS,
    "indicators/participation": TokenScope.INDICATORS,
    "indicators/participation/values": TokenScope.INDICATORS,
    "teams": TokenScope.TEAMS,
    "exports": TokenScope.EXPORTS,
}


def is_problem(response: httpx.Response, status: int, name: str) -> bool:
    assert response.headers["content-type"] == "application/problem+json", response.text
    told = response.json()
    assert response.status_code == told["status"], told
    return (told["status"], told["type"]) == (status, f"/api/v1/openapi.json#/x-problems/{name}")


@pytest.mark.parametrize("path", PATHS)
async def test_nobody_reads_without_a_token(api: Api, path: str) -> None:
    response = await api.get(path)
    assert is_problem(response, 401, "token_missing")
    assert response.headers["www-authenticate"].startswith("Bearer ")
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("path", "scope"), PATHS.items())
async def test_a_token_reads_what_it_was_made_for_and_nothing_else(api: Api, path: str, scope: TokenScope) -> None:
    fit = await api.token(scopes=[scope])
    assert (await api.get(path, fit)).status_code == 200
    unfit = await api.token(scopes=[one for one in TokenScope if one is not scope])
    response = await api.get(path, unfit)
    assert is_problem(response, 403, "scope_missing")
    assert f'scope="{scope}"' in response.headers["www-authenticate"]


async def test_a_token_serves_in_the_header_alone(api: Api) -> None:
    token = await api.token()
    assert is_problem(await api.get("organization", None, access_token=token), 401, "token_missing")
    for headers in ({"cookie": f"token={token}"}, {"x-api-key": token}, {"authorization": f"Basic {token}"}):
        response = await api.client.get("/api/v1/organization", headers=headers)
        assert is_problem(response, 401, "token_missing"), headers
    lower = await api.client.get("/api/v1/organization", headers={"authorization": f"bearer {token}"})
    assert lower.status_code == 200


async def test_what_is_not_quite_the_token_opens_nothing(api: Api) -> None:
    token = await api.token()
    other = api_tokens.new_token()
    for wrong in (token[:-1], token + "x", token.swapcase(), other, "upst_" + "0" * 46, "x", "", "ö" * 5):
        headers = [(b"authorization", f"Bearer {wrong}".encode())]
        response = await api.client.get("/api/v1/organization", headers=headers)
        assert response.status_code == 401, wrong
        assert response.headers["content-type"] == "application/problem+json"


async def test_a_token_ends_when_it_was_to_end(api: Api) -> None:
    token = await api.token(lifetime=timedelta(days=30))
    api.walk.clock.move(timedelta(days=30) - timedelta(seconds=1))
    assert (await api.get("organization", token)).status_code == 200
    api.walk.clock.move(timedelta(seconds=1))
    assert is_problem(await api.get("organization", token), 401, "token_not_valid")


async def test_a_revoked_token_opens_nothing_from_the_next_request_on(api: Api) -> None:
    token, walk = await api.token(), api.walk
    assert (await api.get("organization", token)).status_code == 200
    async with walk.database.begin() as db:
        (one,) = await api_tokens.listed(db, walk.organization_id, walk.clock())
        assert await api_tokens.revoke(db, walk.organization_id, one.id, actor="operator", now=walk.clock())
        assert not await api_tokens.revoke(db, walk.organization_id, one.id, actor="operator", now=walk.clock())
    assert is_problem(await api.get("organization", token), 401, "token_not_valid")


async def test_a_token_dies_with_its_makers_role_and_stays_dead(api: Api) -> None:
    await api.walk.add_person("amy", "Amy Ito", Gender.UNDISCLOSED, email="amy@example.com", is_admin=True)
    token, walk = await api.token("amy"), api.walk
    assert (await api.get("organization", token)).status_code == 200
    async with walk.database.begin() as db:
        await roles.revoke(
            db, walk.organization_id, "amy@example.com", Role.ADMIN, actor=audit.OPERATOR, now=walk.clock()
        )
    assert is_problem(await api.get("organization", token), 401, "token_not_valid")
    async with walk.database.begin() as db:
        await roles.grant(
            db, walk.organization_id, "amy@example.com", Role.ADMIN, actor=audit.OPERATOR, now=walk.clock()
        )
    assert is_problem(await api.get("organization", token), 401, "token_not_valid")


async def test_a_token_ends_with_its_makers_last_day(api: Api) -> None:
    await api.walk.add_person("amy", "Amy Ito", Gender.UNDISCLOSED, is_admin=True)
    token = await api.token("amy")
    today = api.walk.clock().date()
    await api.walk.set_person("amy", left_on=today + timedelta(days=1))
    assert (await api.get("organization", token)).status_code == 200
    await api.walk.set_person("amy", left_on=today)
    assert is_problem(await api.get("organization", token), 401, "token_not_valid")


async def test_an_erased_admins_token_is_gone(api: Api) -> None:
    token, walk = await api.token(), api.walk
    async with walk.database.begin() as db:
        now = walk.clock()
        await erasure.erase(db, walk.organization_id, walk.people["ada"], today=now.date(), now=now)
    assert is_problem(await api.get("organization", token), 401, "token_not_valid")


async def test_a_token_reads_its_own_organization_alone(api: Api) -> None:
    other = await api.walk.another_organization()
    await other.set_person("zoe", is_admin=True)
    token = await api.token("zoe", walk=other)
    assert (await api.get("organization", token)).json()["name"] == "Other"
    assert (await api.get("teams", token)).json()["items"] == []
    team = api.walk.teams["payments"]
    assert is_problem(await api.get(f"teams/{team}/weeks", token), 404, "not_found")


async def test_only_a_hash_is_kept_and_nothing_of_it_is_logged(api: Api, logged: StringIO) -> None:
    token = await api.token()
    await api.get("organization", token)
    await api.get("organization", api_tokens.new_token())
    async with api.walk.database.begin() as db:
        rows = (await db.execute(select(ApiToken.token_hash, ApiToken.name))).all()
        events = (await db.execute(select(AuditEvent.event, AuditEvent.details))).all()
    assert token not in repr(rows) + repr(events) + logged.getvalue()
    assert "upst_" not in logged.getvalue()
    assert [one.event for one in events if one.event.startswith("token.")] == ["token.made"]


async def test_the_day_of_use_is_kept_and_no_more(api: Api) -> None:
    token, walk = await api.token(), api.walk

    async def used() -> object:
        async with walk.database.begin() as db:
            (one,) = await api_tokens.listed(db, walk.organization_id, walk.clock())
        return one.used_on

    assert await used() is None
    await api.get("organization", token)
    assert await used() == walk.clock().date()
    walk.clock.move(timedelta(days=2))
    await api.get("organization", token)
    assert await used() == walk.clock().date()


# pace


async def test_who_asks_too_fast_waits_and_nobody_else_does(api: Api) -> None:
    token, other = await api.token(), await api.token()
    statuses = [(await api.get("indicators", token)).status_code for _ in range(RATE.at_once)]
    assert set(statuses) == {200}
    refused = await api.get("indicators", token)
    assert is_problem(refused, 429, "too_many")
    assert int(refused.headers["retry-after"]) >= 1
    assert (await api.get("indicators", other)).status_code == 200
    api.walk.clock.move(timedelta(seconds=int(refused.headers["retry-after"])))
    after = [(await api.get("indicators", token)).status_code for _ in range(int(RATE.a_second) + 1)]
    assert after == [200] * int(RATE.a_second) + [429]


async def test_what_is_refused_counts_too(api: Api) -> None:
    token = await api.token(scopes=[TokenScope.TEAMS])
    statuses = [(await api.get("organization", token)).status_code for _ in range(RATE.at_once + 1)]
    assert statuses == [403] * RATE.at_once + [429]


async def test_who_guesses_is_slowed_down_and_holds_up_nobody_who_was_here(api: Api) -> None:
    here, newcomer = await api.token(), await api.token()
    assert (await api.get("indicators", here)).status_code == 200
    guesses = [(await api.get("indicators", api_tokens.new_token())).status_code for _ in range(MISSES.at_once + 1)]
    assert guesses == [401] * MISSES.at_once + [429]
    assert (await api.get("indicators", here)).status_code == 200
    assert (await api.get("indicators", newcomer)).status_code == 429
    api.walk.clock.move(timedelta(seconds=1))
    assert (await api.get("indicators", newcomer)).status_code == 200

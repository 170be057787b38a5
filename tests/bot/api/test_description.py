"""What the API says of itself, and how it answers what it does not have."""

from __future__ import annotations

from io import StringIO

import pytest

from bot.api import problems
from bot.api.asked import MOST
from tests.bot.api.conftest import Api
from tests.bot.api.test_door import is_problem

PROBLEM = "application/problem+json"


async def test_it_describes_itself_to_everybody(api: Api) -> None:
    response = await api.get("openapi.json")
    assert response.status_code == 200
    told = response.json()
    assert told["openapi"].startswith("3.1")
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert set(told["x-problems"]) == {one.name for one in problems.KINDS}
    for path, methods in told["paths"].items():
        assert set(methods) == {"get"}, path
        operation = methods["get"]
        assert operation["security"] == [{"token": []}], path
        assert operation["summary"], path
        assert {int(one) for one in operation["responses"]} >= {200, 304, 401, 403, 404, 405, 422, 429, 500, 503}
        for status, response_told in operation["responses"].items():
            kinds = set(response_told.get("content", {}))
            assert kinds == ({"application/json"} if status == "200" else set() if status == "304" else {PROBLEM})


async def test_nothing_in_the_description_lets_anything_else_out(api: Api) -> None:
    schemas = (await api.get("openapi.json")).json()["components"]["schemas"]
    loose = [name for name, one in schemas.items() if one["type"] == "object" and one.get("additionalProperties", True)]
    assert loose == []
    names = {name.lower() for one in schemas.values() for name in one.get("properties", {})}
    assert not names & {"numerator", "denominator", "contributors", "largest", "why", "person", "email", "person_id"}


async def test_the_rest_of_the_web_server_stays_shut(api: Api) -> None:
    for path in ("/openapi.json", "/docs", "/redoc", "/api/v1/docs"):
        assert (await api.client.get(path)).status_code == 404


@pytest.mark.parametrize(
    "path", ["", "nothing", "organization/", "indicators/nothing", "indicators/nothing/values", "a%0Ab"]
)
async def test_what_is_not_there_is_a_problem_in_words(api: Api, path: str) -> None:
    assert is_problem(await api.get(path, await api.token()), 404, "not_found")
    bare = await api.client.get("/api/v1", headers={"accept": "text/html"})
    assert is_problem(bare, 404, "not_found")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_it_only_reads(api: Api, method: str) -> None:
    token = await api.token()
    response = await api.client.request(
        method, "/api/v1/organization", headers={"authorization": f"Bearer {token}"}, json={}
    )
    assert is_problem(response, 405, "not_allowed")
    assert response.headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("path", "query", "field", "words"),
    [
        ("teams", {"limit": 0}, "limit", f"Write a whole number from 1 to {MOST}."),
        ("teams", {"limit": MOST + 1}, "limit", f"Write a whole number from 1 to {MOST}."),
        ("teams", {"limits": 1}, "limits", "There is no such parameter here."),
        ("teams", {"cursor": "x"}, "cursor", "Give what the answer before had as `next`, as it is."),
        ("teams", {"cursor": "<script>"}, "cursor", "Give what the answer before had as `next`, as it is."),
        ("teams/x/weeks", {}, "team_id", "Give the id of a team, as /api/v1/teams lists them."),
        ("indicators/X!/values", {}, "indicator_id", "Give the id of an indicator, as /api/v1/indicators lists them."),
        ("indicators/sponsors/values", {"period": "day"}, "period", "Choose one of week, month, quarter, year."),
        ("indicators/sponsors/values", {"from_": "2026-02-30"}, "from", "Write a date like 2026-03-02."),
        ("indicators/sponsors/values", {"to": "0"}, "to", "Write a date like 2026-03-02."),
        (
            "indicators/sponsors/values",
            {"from_": "2026-03-02", "to": "2026-03-01"},
            "to",
            "Give a day that is not before `from`.",
        ),
    ],
)
async def test_what_cannot_be_used_is_told_with_what_would_do(
    api: Api, path: str, query: dict[str, object], field: str, words: str
) -> None:
    response = await api.get(path, await api.token(), **query)
    assert is_problem(response, 422, "not_valid")
    assert response.json()["errors"] == [{"field": field, "problem": words}]
    assert "script" not in response.text


async def test_dates_at_the_end_of_time_are_dates(api: Api) -> None:
    token = await api.token()
    query = {"from_": "0001-01-01", "to": "9999-12-31"}
    for period in ("week", "month", "quarter", "year"):
        response = await api.get("indicators/sponsors/values", token, period=period, **query)
        assert response.json() == {"items": [], "next": None}


async def test_an_outage_is_told_as_one(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    token = await api.token()

    def gone(*_args: object, **_more: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("storage.database.Database.begin", gone)
    response = await api.get("organization", token)
    assert is_problem(response, 503, "unavailable")
    assert response.headers["retry-after"] == "30"


async def test_a_mistake_of_ours_is_told_as_one_with_a_code(
    api: Api, monkeypatch: pytest.MonkeyPatch, logged: StringIO
) -> None:
    def fails(*_args: object) -> None:
        raise LookupError("her caching idea")

    monkeypatch.setattr("storage.api_lists.about", fails)
    response = await api.get("organization", await api.token())
    assert is_problem(response, 500, "failed")
    assert "caching" not in response.text
    assert response.json()["code"] in logged.getvalue()


async def test_who_has_the_answer_already_need_not_read_it_again(api: Api) -> None:
    token = await api.token()
    first = await api.get("organization", token)
    headers = {"authorization": f"Bearer {token}", "if-none-match": first.headers["etag"]}
    again = await api.client.get("/api/v1/organization", headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    await api.walk.set_organization(name="Another name")
    changed = await api.client.get("/api/v1/organization", headers=headers)
    assert changed.json()["name"] == "Another name"
    unknown = await api.client.get("/api/v1/organization", headers={"if-none-match": first.headers["etag"]})
    assert is_problem(unknown, 401, "token_missing")

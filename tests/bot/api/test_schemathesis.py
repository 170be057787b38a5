"""Schemathesis attacks the API by its own description: right and wrong requests, with a token and without.

In process, on each database, and the same requests in every run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS
from schemathesis.config import ChecksConfig, PositiveDataAcceptanceConfig, ProjectConfig, ProjectsConfig
from schemathesis.config import SchemathesisConfig as Config
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.edge import ApiEdge, application
from bot.settings import load
from bot.web import web_app
from bot.wiring import build
from storage import api_tokens
from storage.words import TokenScope
from tests.bot.api.telling import fill
from tests.conftest import SECRET
from tests.walking import Walk


class RunningClock:
    """Every look at it is a second later, so that the pace holds nobody up."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


class Stand:
    """Whichever application is under attack, on an event loop of its own: its connections belong to that."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        self.loop = asyncio.new_event_loop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http", "no lifespan here"
        assert self.app is not None
        asked, answered = await receive(), list[Message]()

        async def again() -> Message:
            return asked

        async def keep(message: Message) -> None:
            answered.append(message)

        future = asyncio.run_coroutine_threadsafe(_serve(self.app, scope, again, keep), self.loop)
        await asyncio.wrap_future(future)
        for message in answered:
            await send(message)


async def _serve(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


STAND = Stand()


def _attacked() -> Any:
    """The description, which is the same on each database, with what is answered as it should be."""
    # A cursor that we never made is well-formed and refused all the same; so is a span that ends before it begins.
    refusals = PositiveDataAcceptanceConfig(expected_statuses=["200", "304", "401", "404", "422"])
    project = ProjectConfig(checks=ChecksConfig(positive_data_acceptance=refusals))
    config = Config(seed=1, projects=ProjectsConfig(default=project))
    description = application(build(load(database_url="sqlite:///never-opened.db", secret_keys=(SECRET,)))).openapi()
    found = schemathesis.openapi.from_dict(description, config=config)
    found.app = STAND
    return found


ATTACKED = _attacked()


@pytest.fixture
async def filled(walk: Walk) -> str:
    """Some of everything; and a token that reads it."""
    async with walk.database.begin() as db:
        await fill(db, walk.organization_id, walk.teams.values(), walk.clock, seed=1)
        lifetime = timedelta(days=300)
        _id, token = await api_tokens.make(
            db, walk.organization_id, walk.people["ada"], "Tests", set(TokenScope), lifetime, walk.clock()
        )
    return token


@pytest.fixture
def stand(filled: str, walk: Walk, database_url: str) -> Iterator[Stand]:
    """The API, ready to be attacked."""
    app = build(load(database_url=database_url, secret_keys=(SECRET,)), RunningClock(walk.clock()))
    STAND.app = web_app(app, [ApiEdge(app)])
    thread = Thread(target=STAND.loop.run_forever, daemon=True)
    thread.start()
    yield STAND
    asyncio.run_coroutine_threadsafe(app.database.close(), STAND.loop).result(10)
    STAND.loop.call_soon_threadsafe(STAND.loop.stop)
    thread.join(10)
    STAND.app = None


MANNER = settings(
    max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@ATTACKED.parametrize()  # type: ignore[untyped-decorator]
@MANNER
def test_with_a_token_it_does_what_it_says(case: Any, stand: Stand, filled: str, walk: Walk) -> None:
    if _is_id(case.path_parameters.get("team_id")):  # else no team that is asked for would ever be there
        case.path_parameters["team_id"] = str(walk.teams["payments"])
    bearer = f"Bearer {filled}"
    response = case.call_and_validate(headers={"Authorization": bearer})
    if response.request.headers.get("Authorization") == bearer:  # some cases are about leaving it out
        assert response.status_code in {200, 304, 404, 405, 422}


@ATTACKED.parametrize()  # type: ignore[untyped-decorator]
@MANNER
def test_without_one_it_tells_nothing(case: Any, stand: Stand) -> None:
    response = case.call_and_validate()
    assert response.status_code in {401, 404, 405, 422, 429}


def test_everything_is_checked() -> None:
    names = {one.__name__ for one in CHECKS.get_all()}
    assert names >= {
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "ignored_auth",
        "unsupported_method",
    }


def _is_id(given: object) -> bool:
    try:
        return UUID(str(given)).int % 2 == 1
    except ValueError:
        return False

"""The door for Teams: `/api/messages`. Lets in who may, answers at once, and leaves the work to `turn.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson
import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from bot.awaited import Looks
from bot.teams import activity as activities
from bot.teams import translate
from bot.teams.about import ABOUT, about
from bot.teams.activity import Activity, Unreadable
from bot.teams.addresses import is_from_here
from bot.teams.calls import Pause
from bot.teams.directory import TeamsDirectory
from bot.teams.graph import Graph
from bot.teams.sdk import Connector
from bot.teams.turn import Turns
from bot.teams.wire import MICROSOFT, Cloud, Unauthenticated
from bot.upstander import Upstander
from storage.words import Platform

log = structlog.get_logger("upstander.teams")

CHANNEL = "msteams"
PATIENCE = 9.0
"""Teams gives up on an invoke after about fifteen seconds (some clients after ten)."""
DRAIN_SECONDS = 8.0


class Refused(Exception):
    """The request is not let in. `reason` is a word for the metrics."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class TeamsEdge:
    """`Edge` of Teams. `cloud`, `pause`, `patience` and `looks` are for tests."""

    def __init__(
        self,
        app: Upstander,
        *,
        cloud: Cloud = MICROSOFT,
        pause: Pause = asyncio.sleep,
        patience: float = PATIENCE,
        looks: Looks | None = None,
    ) -> None:
        settings = app.settings
        self._app = app
        self._anonymous = settings.teams_allow_anonymous
        self._tenants = frozenset(one.casefold() for one in settings.teams_tenant_ids)
        self._connector = Connector(
            settings.teams_app_id,
            settings.teams_app_password,
            settings.teams_tenant_ids,
            clock=app.clock,
            cloud=cloud,
            anonymous=self._anonymous,
            pause=pause,
        )
        app_id, password = settings.teams_app_id, settings.teams_app_password
        graph = None if self._anonymous else Graph(self._connector.http, cloud, app_id, password, app.clock, pause)
        directory = TeamsDirectory(self._connector, graph)
        app.directories[Platform.TEAMS] = directory
        self._turns = Turns(app, self._connector, directory, patience, looks or Looks())

    @property
    def connector(self) -> Connector:
        """The way to call Teams, for whoever sends unasked or checks the credentials."""
        return self._connector

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/api/messages", self._receive, methods=["POST"], include_in_schema=False)
        router.add_api_route(ABOUT, about, methods=["GET"], include_in_schema=False)
        return router

    async def start(self) -> None:
        await self._connector.open()

    async def stop(self) -> None:
        """Answers on their way are finished first: they need the connector."""
        await self._turns.stop()
        await self._app.background.drain(DRAIN_SECONDS)
        await self._connector.close()

    async def _receive(self, request: Request) -> Response:
        try:
            activity = await self._let_in(request)
        except Refused as refused:
            self._app.metrics.refused.labels(Platform.TEAMS.value, refused.reason).inc()
            log.warning("refused", reason=refused.reason)
            return Response(status_code=refused.status)
        if activity.type == activities.INVOKE:
            return await self._invoke(activity)
        if not activity.account:  # Teams itself tells of something that happened to a team
            return Response(status_code=200)
        match activity.type:
            case activities.MESSAGE:
                work = self._turns.message(activity)
            case activities.INSTALLATION:
                work = self._turns.installation(activity)
            case activities.CONVERSATION:
                work = self._turns.conversation(activity)
            case _:
                return Response(status_code=200)
        self._app.background.start(work, f"teams_{activity.type}")
        return Response(status_code=202)

    async def _let_in(self, request: Request) -> Activity:
        """The activity, from Teams itself and from a tenant of ours."""
        if self._anonymous:
            peer = request.client.host if request.client is not None else None
            if not is_from_here(peer, request.headers.get("host")):
                raise Refused(401, "not_local")
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if content_type != "application/json":  # a web page cannot send this elsewhere without being asked first
            raise Refused(400, "not_json")
        body = _json_object(await request.body())
        try:
            await self._connector.authenticate(request.headers.get("authorization"), body)
        except Unauthenticated as error:
            raise Refused(401, error.reason) from error
        try:
            activity = activities.read(body)
        except Unreadable:
            raise Refused(400, "not_an_activity") from None
        if activity.channel != CHANNEL:  # web chat and Direct Line let their users choose whom and where they are
            raise Refused(403, "channel")
        if not activity.tenant or not (activity.tenant.casefold() in self._tenants or self._any_tenant):
            raise Refused(403, "tenant")
        if not activity.account and activity.type in (activities.MESSAGE, activities.INVOKE):
            raise Refused(403, "account")
        return activity

    @property
    def _any_tenant(self) -> bool:
        """A local client without credentials brings a tenant of its own invention."""
        return self._anonymous and not self._tenants

    async def _invoke(self, activity: Activity) -> Response:
        match activity.name:
            case translate.CARD_ACTION:
                return JSONResponse(await self._turns.card(activity))
            case translate.FETCH_DIALOG | translate.SUBMIT_DIALOG:
                return JSONResponse(await self._turns.dialog(activity))
            case _:
                return Response(status_code=501)


def _json_object(body: bytes) -> Mapping[str, Any]:
    try:
        held = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused(400, "not_json") from None
    if not isinstance(held, dict):
        raise Refused(400, "not_json")
    return held

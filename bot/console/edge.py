"""The console: the local chat page and the few addresses behind it. They walk the same road as Slack and Teams."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import AwareDatetime, BaseModel, Field

from bot.awaited import Awaited, Looks
from bot.console import arrivals, typed
from bot.console.controls import Controls, Step
from bot.console.guard import COOKIE, Guard, Refused, refuse_public
from bot.console.people import OTHERS, ConsoleDirectory, Somebody, somebody
from bot.console.sender import ConsoleSender
from bot.console.shown import shown
from bot.console.travel import Traveller
from bot.look import Files
from bot.road import Incoming
from bot.upstander import Upstander
from bot.values import decode
from handlers.request import Asked, Change, Home, Mention, Place, Press, Shortcut, Submission
from handlers.table import COMMANDS
from storage import console_people
from storage.example import WORKSPACE
from storage.words import Platform

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

Account = Annotated[str, Field(pattern=r"^[a-z0-9._-]{1,80}$")]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
Name = Annotated[str, Field(max_length=200)]
Held = Annotated[str, Field(max_length=20_000)]


class Ask(BaseModel):
    """Who asks, and a key that is made once for each thing asked: sent twice, it acts once."""

    account: Account
    key: Key


class Said(Ask):
    text: Held


class Pressed(Ask):
    """`waits`: whether somebody waits for the answer, or the page looks by itself."""

    action: Name
    subject: Name = ""
    waits: bool = True


class Filled(Ask):
    form: Name
    subject: Name = ""
    values: dict[Name, Held | list[Held] | None] = Field(default_factory=dict, max_length=100)


class Chosen(Ask):
    about: Account | None = None


class Moved(Ask):
    by: Step


class _Route(APIRoute):
    """Answers a refusal with its sentence, which the page shows."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_or_refuse(request: Request) -> Response:
            try:
                return await handle(request)
            except Refused as refused:
                return JSONResponse({"detail": str(refused)}, 403)

        return handle_or_refuse


class ConsoleEdge:
    """Switched on by `upstander demo` only. Raises SettingsError where others could reach it.

    `traveller` moves the clock that the app was built with.
    """

    def __init__(self, app: Upstander, traveller: Traveller, looks: Looks | None = None) -> None:
        refuse_public(app.settings)
        self._app = app
        self._awaited = Awaited(app.road, looks or Looks())
        self._guard = Guard(app.cipher, app.metrics)
        self._files = Files(HERE / "static")
        templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
        self._page = templates.get_template("console.html")
        self._controls = Controls(app, traveller)
        app.directories[Platform.CONSOLE] = ConsoleDirectory()
        app.senders[Platform.CONSOLE] = ConsoleSender()

    async def start(self) -> None:
        """Nothing runs beside the page."""

    async def stop(self) -> None:
        """Nothing runs beside the page."""

    def router(self) -> APIRouter:
        looks = [Depends(self._guard.check)]
        acts = [Depends(self._guard.check_own_page)]
        router = APIRouter(prefix="/console", route_class=_Route)
        router.add_api_route("", self.page, methods=["GET"], dependencies=looks, response_class=HTMLResponse)
        router.add_api_route("/static/{name}", self.file, methods=["GET"], dependencies=looks)
        router.add_api_route("/people", self.people, methods=["GET"], dependencies=looks)
        router.add_api_route("/nudges", self.nudges, methods=["GET"], dependencies=looks)
        for name, answer in (
            ("say", self.say),
            ("press", self.press),
            ("submit", self.submit),
            ("change", self.change),
            ("shortcut", self.shortcut),
            ("home", self.home),
            ("nudges", self.send_one),
            ("clock", self.move_clock),
        ):
            router.add_api_route(f"/{name}", answer, methods=["POST"], dependencies=acts)
        return router

    # what a browser loads

    async def page(self, request: Request) -> HTMLResponse:
        visit = self._guard.welcome(request.cookies.get(COOKIE))
        html = self._page.render(token=visit.token)
        response = HTMLResponse(html, headers={"content-security-policy": POLICY, "cache-control": "no-store"})
        response.set_cookie(COOKIE, visit.cookie, path="/console", httponly=True, samesite="strict")
        return response

    async def file(self, name: str) -> Response:
        served = self._files.serve(name)
        if served is None:
            raise HTTPException(404)
        return served

    async def people(self) -> JSONResponse:
        """Whom one can be, whom else one can mention, and the commands that the message box suggests."""
        return JSONResponse(
            {
                "people": [one.as_json() for one in await self._everybody()],
                "others": [one.as_json() for one in OTHERS],
                "commands": [
                    {"name": one.name, "summary": one.summary, "needs": sorted(one.needs)} for one in COMMANDS
                ],
            }
        )

    async def nudges(self, account: Account, since: AwareDatetime | None = None) -> JSONResponse:
        """What arrived for somebody, asked for every other second."""
        return JSONResponse(await arrivals.told(self._app, account, since))

    # the demo's own controls

    async def send_one(self, ask: Ask) -> JSONResponse:
        return JSONResponse({"said": await self._controls.send_one(ask.account)})

    async def move_clock(self, moved: Moved) -> JSONResponse:
        return JSONResponse({"said": await self._controls.move(moved.account, moved.by)})

    # what a person does

    async def say(self, said: Said) -> JSONResponse:
        everybody = await self._everybody()
        accounts = {one.account for one in (*everybody, *OTHERS)}
        return await self._walk(said, typed.words(said.text, accounts), everybody)

    async def press(self, pressed: Pressed) -> JSONResponse:
        return await self._walk(pressed, Press(pressed.action, pressed.subject), waits=pressed.waits)

    async def submit(self, filled: Filled) -> JSONResponse:
        return await self._walk(filled, Submission(filled.form, filled.subject, decode(filled.values)))

    async def change(self, filled: Filled) -> JSONResponse:
        return await self._walk(filled, Change(filled.form, filled.subject, decode(filled.values)))

    async def shortcut(self, chosen: Chosen) -> JSONResponse:
        return await self._walk(chosen, Shortcut(Mention(chosen.about) if chosen.about else None))

    async def home(self, ask: Ask) -> JSONResponse:
        return await self._walk(ask, Home())

    async def _walk(
        self, ask: Ask, asked: Asked, everybody: list[Somebody] | None = None, *, waits: bool = True
    ) -> JSONResponse:
        if ask.account not in {one.account for one in everybody or await self._everybody()}:
            raise Refused("There is nobody of that name here (any more). Please choose somebody else.")
        incoming = Incoming(
            platform=Platform.CONSOLE,
            workspace=WORKSPACE,
            account=ask.account,
            asked=asked,
            place=Place.DIRECT,
            key=f"{ask.account}:{ask.key}",
        )
        reply = await self._app.road.walk(incoming)
        if waits:
            reply = await self._awaited.soon(incoming, reply)
        content: dict[str, Any] = {"kind": "repeated"} if reply is None else shown(reply, asked, within=ask.key)
        return JSONResponse(content)

    async def _everybody(self) -> list[Somebody]:
        async with self._app.database.begin() as db:
            return [somebody(one) for one in await console_people.listed(db, self._app.clock().date())]

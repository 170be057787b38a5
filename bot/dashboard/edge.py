"""The dashboard's addresses. Every request for a page comes through `_serve`: who asks, may they, what is shown.

A page is read in one unit of work. A form is read only once it is known who sends it, and acted on in a unit of work
of its own, which looks again who they are.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import structlog
from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot import intervals
from bot import pages as plain
from bot.dashboard import words
from bot.dashboard.entrance import Entrance
from bot.dashboard.frame import HEADERS, HERE, Frame, href
from bot.dashboard.guard import is_own_page, own_origin
from bot.dashboard.page import Download, Missing, Moved, Page, Shown, TakenBack, Visit
from bot.dashboard.pages.table import PAGES
from bot.dashboard.sessions import Entered, Sessions
from bot.look import Files
from bot.upstander import Upstander
from storage.database import Connection, is_unavailable

log = structlog.get_logger("upstander.dashboard")
Answer = Callable[[Request], Awaitable[Response]]

_MOST_FIELDS = 500
_MOST_FILES = 1
_RETRY_SECONDS = "30"


class DashboardEdge:
    """Pages of admins and auditors."""

    def __init__(self, app: Upstander, pages: Sequence[Page] = PAGES) -> None:
        self._app = app
        self._pages = pages
        self._frame = Frame(pages)
        self._sessions = Sessions(app)
        self._origin = own_origin(app.settings)
        self._entrance = Entrance(app, self._sessions, self._frame, self._origin)
        self._files = Files(HERE / "static")

    async def start(self) -> None:
        """Nothing runs beside the pages."""

    async def stop(self) -> None:
        """Nothing runs beside the pages."""

    def larger(self) -> dict[str, int]:
        """Pages that take files."""
        return {href(page.path): page.largest_body for page in self._pages if page.largest_body}

    def router(self) -> APIRouter:
        router = APIRouter()

        def add(path: str, answer: Answer, *methods: str) -> None:
            async def answer_by_name(request: Request) -> Response:
                request.scope["route"] = route  # logs and metrics tell the route, never the address: it may be a token
                return await self._or_say(answer, request)

            route = Route(href(path), answer_by_name, methods=list(methods), include_in_schema=False)
            router.routes.append(route)

        add("static/{name}", self._file, "GET")
        add("open/{token}", self._entrance.open, "GET", "POST")
        add("sign-out", self._entrance.sign_out, "POST")
        # What is named stands before what takes any name: /exports/new is no export called "new".
        for page in sorted(self._pages, key=lambda one: "{" in one.path):
            add(page.path, self._answer(page), "GET", *(("POST",) if page.acts else ()))
        if not any(page.path == "" for page in self._pages):
            add("", self._first_page, "GET")
        return router

    def _answer(self, page: Page) -> Answer:
        async def answer(request: Request) -> Response:
            return await self._serve(page, request)

        return answer

    async def _serve(self, page: Page, request: Request) -> Response:
        entered = await self._sessions.enter(request, self._app.clock())
        if entered is None:
            return self._signed_out(request)
        if not page.needs & entered.viewer.roles:
            return self._refuse("role", words.not_open(page), entered)
        if request.method == "POST":
            return await self._act(page, request, entered)
        if page.has_intervals:
            await intervals.ready()
        async with self._app.database.begin() as db:
            outcome = await page.show(self._visit(request, db, entered))
        return self._respond(page, request, entered, outcome)

    async def _act(self, page: Page, request: Request, entered: Entered) -> Response:
        if not entered.viewer.is_admin:
            return self._refuse("role", words.reads_only(), entered)
        if not is_own_page(request, self._origin):
            return self._refuse("origin", words.not_ours(), entered)
        try:
            form = await request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS)
        except (HTTPException, MultiPartException, ClientDisconnect):
            return self._frame.show(words.unreadable(), entered)
        try:
            return await self._act_on(page, request, entered, form)
        finally:
            await form.close()

    async def _act_on(self, page: Page, request: Request, entered: Entered, form: FormData) -> Response:
        if not entered.is_own_form(form.get("csrf")):
            return self._refuse("csrf", words.not_ours(), entered)
        act = page.acts.get(str(form.get("act", "")))
        if act is None:
            return self._refuse("act", words.not_ours(), entered)
        try:
            async with self._app.database.begin() as db:
                again = await self._sessions.look_again(db, entered, self._app.clock())
                if again is None:
                    return self._signed_out(request)
                if not again.viewer.is_admin or not page.needs & again.viewer.roles:
                    return self._refuse("role", words.reads_only(), again)
                outcome = await act(self._visit(request, db, again), form)
        except TakenBack as taken_back:
            outcome = taken_back.outcome
        return self._respond(page, request, entered, outcome)

    def _visit(self, request: Request, db: Connection, entered: Entered) -> Visit:
        path = {name: str(value) for name, value in request.path_params.items()}
        return Visit(self._app, db, entered.viewer, self._app.clock(), path, dict(request.query_params))

    def _respond(
        self, page: Page, request: Request, entered: Entered, outcome: Shown | Moved | Download | Missing
    ) -> Response:
        match outcome:
            case Moved(to, said):
                response: Response = RedirectResponse(href(to), 303, headers=HEADERS)
                if said:
                    self._sessions.say_next(response, entered, said)
                return response
            case Download(name, media_type, parts):
                headers = {**HEADERS, "content-disposition": f'attachment; filename="{name}"'}
                return StreamingResponse(parts, media_type=media_type, headers=headers)
            case Missing():
                return self._frame.show(words.missing(), entered, page)
            case Shown():
                said = self._sessions.said(request, entered)
                response = self._frame.show(outcome, entered, page, said)
                if said:
                    self._sessions.has_said(response)
                return response

    async def _first_page(self, request: Request) -> Response:
        """/dashboard itself, where no page is there."""
        entered = await self._sessions.enter(request, self._app.clock())
        if entered is None:
            return self._signed_out(request)
        first = self._frame.first_for(entered)
        if first is None:
            return self._frame.show(words.missing(), entered)
        return RedirectResponse(href(first.path), 303, headers=HEADERS)

    def _signed_out(self, request: Request) -> Response:
        response = self._frame.show(words.signed_out())
        if self._sessions.token_of(request):
            self._app.metrics.refused.labels("dashboard", "session").inc()
            self._sessions.forget(response)
        return response

    def _refuse(self, reason: str, shown: Shown, entered: Entered) -> Response:
        self._app.metrics.refused.labels("dashboard", reason).inc()
        return self._frame.show(shown, entered)

    async def _file(self, request: Request) -> Response:
        return self._files.serve(request.path_params["name"]) or self._frame.show(words.missing())

    async def _or_say(self, answer: Answer, request: Request) -> Response:
        """The answer; or that the database is away."""
        try:
            return await answer(request)
        except Exception as error:
            if not is_unavailable(error):
                raise
            code = plain.new_code()
            log.error("not_served", error=type(error).__name__, code=code)
            response = self._frame.show(words.unavailable(code))
            response.headers["retry-after"] = _RETRY_SECONDS
            return response

"""The way in and out: a link that opens once, and signing out.

A link is opened by a button on the page it leads to, not by the page itself: chat programs look at links in messages
to show what is behind them, and must not use one up.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from bot.dashboard import words
from bot.dashboard.frame import HEADERS, Frame
from bot.dashboard.guard import is_own_page
from bot.dashboard.page import Shown
from bot.dashboard.sessions import PATH, Entered, Sessions
from bot.upstander import Upstander
from storage import audit, dashboard_sessions, login_links


class Entrance:
    def __init__(self, app: Upstander, sessions: Sessions, frame: Frame, origin: str) -> None:
        self._app = app
        self._sessions = sessions
        self._frame = frame
        self._origin = origin

    async def open(self, request: Request) -> Response:
        """Shows whom a link is for; its button, pressed, signs them in."""
        token, now = str(request.path_params["token"]), self._app.clock()
        entered = await self._sessions.enter(request, now)
        async with self._app.database.begin() as db:
            link = await login_links.find(db, token, now)
        if link is None:
            return self._refuse("link", words.dead_link())
        if entered is not None and entered.viewer.person_id != link.person_id:
            # Whoever made them press it may want them to go on under another name.
            return self._refuse("other_person", words.somebody_elses(entered.viewer.name, link.name), entered)
        if request.method != "POST":
            return self._frame.show(Shown("welcome.html", "Open the dashboard", {"name": link.name}))
        if not is_own_page(request, self._origin):
            return self._refuse("origin", words.not_ours())
        return await self._sign_in(token, entered)

    async def _sign_in(self, token: str, before: Entered | None) -> Response:
        """A new session, whatever the browser held before."""
        now = self._app.clock()
        async with self._app.database.begin() as db:
            link = await login_links.find(db, token, now, to_use=True)
            if link is None or not await login_links.use_up(db, link):
                return self._refuse("link", words.dead_link())
            session_id, session_token = await dashboard_sessions.begin(db, link.organization_id, link.person_id, now)
            session = await dashboard_sessions.find(db, session_token, now)
            if session is None or not session.roles:
                if session is not None:
                    await dashboard_sessions.end(db, session)
                return self._refuse("no_role", words.no_role())
            if before is not None:
                await dashboard_sessions.end(db, before.session)
            await audit.record(
                db,
                link.organization_id,
                actor=str(link.person_id),
                event="dashboard.signed_in",
                details={"link": link.id, "session": session_id},
                now=now,
            )
        response = RedirectResponse(PATH, 303, headers=HEADERS)
        self._sessions.keep(response, session_token)
        return response

    async def sign_out(self, request: Request) -> Response:
        """Ends the session on the server, and takes the cookie back."""
        now = self._app.clock()
        entered = await self._sessions.enter(request, now)
        if entered is not None:
            if not is_own_page(request, self._origin):
                return self._refuse("origin", words.not_ours(), entered)
            try:
                form = await request.form(max_files=0, max_fields=5)
            except (HTTPException, MultiPartException, ClientDisconnect):
                return self._refuse("csrf", words.unreadable(), entered)
            if not entered.is_own_form(form.get("csrf")):
                return self._refuse("csrf", words.not_ours(), entered)
            async with self._app.database.begin() as db:
                await self._sessions.end(db, entered.session, now, why="asked for")
        response = self._frame.show(words.signed_out(just_now=True))
        self._sessions.forget(response)
        return response

    def _refuse(self, reason: str, shown: Shown, entered: Entered | None = None) -> Response:
        self._app.metrics.refused.labels("dashboard", reason).inc()
        return self._frame.show(shown, entered)

"""Who is behind a browser: the session in its cookie, and the proof that a form is ours.

The cookie's token is kept by the browser alone; the database has its hash. What a form carries against forgery is
made from the token, so that it is of use with this very session only.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.dashboard.page import Viewer
from bot.settings import Settings, is_loopback
from bot.upstander import Upstander
from storage import audit, dashboard_sessions
from storage.dashboard_sessions import LONGEST, SignedIn
from storage.database import Connection
from storage.encryption import Purpose, same

PATH = "/dashboard"
_NAME = "upstander"
_SAID = "upstander_said"
_LONGEST_TOKEN = 100
_SAID_SECONDS = 60
_LONGEST_SAID = 1000


@dataclass(frozen=True, slots=True)
class Entered:
    """A request of somebody who is signed in, with one role at least."""

    viewer: Viewer
    session: SignedIn
    token: str

    @property
    def csrf(self) -> str:
        """What every form of this session carries, and no other page can know."""
        return hmac.digest(self.token.encode(), b"a form of the dashboard", "sha256").hex()

    def is_own_form(self, given: object) -> bool:
        return isinstance(given, str) and same(given, self.csrf)


class Sessions:
    """Reads, makes and ends them. Each method that takes `db` leaves the committing to the edge."""

    def __init__(self, app: Upstander) -> None:
        self._app = app
        self._is_secure = is_secure(app.settings)
        self._prefix = "__Secure-" if self._is_secure else ""

    async def enter(self, request: Request, now: datetime) -> Entered | None:
        """Who asks, with the roles they have now; None for nobody, and for whoever has no role (any more)."""
        token = self.token_of(request)
        if not token:
            return None
        async with self._app.database.begin() as db:
            found = await dashboard_sessions.find(db, token, now)
            if found is not None and not found.roles:
                await self.end(db, found, now, why="no role")
                self._app.metrics.refused.labels("dashboard", "no_role").inc()
                return None
            if found is not None:
                await dashboard_sessions.note_use(db, found, now)
        return None if found is None else Entered(viewer_of(found), found, token)

    async def look_again(self, db: Connection, entered: Entered, now: datetime) -> Entered | None:
        """The same, in the unit of work that is about to do something: roles may have changed meanwhile."""
        found = await dashboard_sessions.find(db, entered.token, now)
        return Entered(viewer_of(found), found, entered.token) if found is not None and found.roles else None

    async def end(self, db: Connection, session: SignedIn, now: datetime, *, why: str) -> None:
        """Ends the session in the database, and says so in the audit trail; once."""
        if await dashboard_sessions.end(db, session):
            await audit.record(
                db,
                session.organization_id,
                actor=str(session.person_id),
                event="dashboard.signed_out",
                details={"session": session.id, "why": why},
                now=now,
            )

    # cookies

    def token_of(self, request: Request) -> str:
        """What the browser holds; empty for nothing of ours."""
        token = request.cookies.get(self._prefix + _NAME, "")
        return token if len(token) <= _LONGEST_TOKEN else ""

    def keep(self, response: Response, token: str) -> None:
        """Gives the session to the browser."""
        self._set(response, _NAME, token, int(LONGEST.total_seconds()))

    def forget(self, response: Response) -> None:
        for name in (_NAME, _SAID):
            self._set(response, name, "", 0)

    def say_next(self, response: Response, entered: Entered, said: str) -> None:
        """Keeps a sentence for the page the browser goes on to: sealed, for this session alone."""
        text = json.dumps([str(entered.session.id), said[:_LONGEST_SAID]])
        self._set(response, _SAID, self._app.cipher.seal(text, Purpose.LINK), _SAID_SECONDS)

    def said(self, request: Request, entered: Entered) -> str:
        """The sentence that was kept, if any."""
        sealed = request.cookies.get(self._prefix + _SAID, "")
        text = self._app.cipher.open(sealed, Purpose.LINK) if sealed.isascii() and sealed else None
        if text is None:
            return ""
        session, said = json.loads(text)
        return str(said) if session == str(entered.session.id) else ""

    def has_said(self, response: Response) -> None:
        """The sentence was shown."""
        self._set(response, _SAID, "", 0)

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            self._prefix + name,
            value,
            max_age=seconds,
            path=PATH,
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )


def is_secure(settings: Settings) -> bool:
    """Whether browsers may send our cookies by https only: always, but on this machine's own address."""
    address = urlsplit(settings.own_url)
    return address.scheme == "https" or not is_loopback(address.hostname or "")


def viewer_of(session: SignedIn) -> Viewer:
    return Viewer(
        organization_id=session.organization_id,
        organization_name=session.organization_name,
        organization_zone=session.organization_zone,
        k=session.k,
        person_id=session.person_id,
        name=session.name,
        roles=session.roles,
        session_id=session.id,
    )

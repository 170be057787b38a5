"""Serves the files of exports by their links: a page with a link to the file, and the file, in parts where asked for.

The page is there because chat programs fetch every link they see; fetching it uses nothing up. What is served, by
which bytes, and whether it came to its end is in the audit trail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import datetime

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot import pages
from bot.byte_ranges import Part, Unsatisfiable, asked_for
from bot.dashboard.sessions import is_secure
from bot.upstander import Upstander
from handlers.export_words import NEW_LINK, described
from storage import export_files, export_links
from storage.database import is_unavailable
from storage.export_files import CHUNK, FileKey, LostFile
from storage.export_links import Fetched
from storage.export_orders import Wish

log = structlog.get_logger("upstander.exports")

PATH = "/exports/orders"
_HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
}
_COOKIE = "upstander_export"
_OVER = "This link does not work (any more)"


def router(app: Upstander) -> APIRouter:
    """`/exports/orders/{token}`, and the file behind it. The token is 256 random bits, and its person an admin yet."""
    routes = APIRouter()

    @routes.api_route(f"{PATH}/{{token}}", methods=["GET", "HEAD"], include_in_schema=False)
    async def landing(request: Request, token: str) -> Response:
        return await _or_unavailable(request, _landing(app, request, token))

    @routes.api_route(f"{PATH}/{{token}}/file", methods=["GET", "HEAD"], include_in_schema=False)
    async def file(request: Request, token: str) -> Response:
        return await _or_unavailable(request, _file(app, request, token))

    return routes


async def _landing(app: Upstander, request: Request, token: str) -> Response:
    async with app.database.begin() as db:
        fetched = await export_links.find(db, token, app.clock())
    if fetched is None:
        return _say(request, 404, _OVER, f"Its time is over, or it never was one. {NEW_LINK}")
    if fetched.is_completed:
        return _fetched_before(request)
    wish = Wish(fetched.what, fetched.first, fetched.last, fetched.form, with_names=fetched.with_names)
    sentence = f"{described(wish)}: {fetched.rows:,} rows, {_size(fetched.size)}. The link fetches it once."
    return _say(request, 200, "Your export is ready", sentence, ("Download the file", f"{PATH}/{token}/file"))


async def _file(app: Upstander, request: Request, token: str) -> Response:
    now = app.clock()
    async with app.database.begin() as db:
        fetched = await export_links.find(db, token, now)
        if fetched is None:
            return _say(request, 404, _OVER, f"Its time is over, or it never was one. {NEW_LINK}")
        etag = f'"{fetched.sha256}"'
        try:
            part = asked_for(request.headers, fetched.size, etag)
        except Unsatisfiable:
            response = _say(request, 416, "There is no such part", "The file ends before it. Please begin anew.")
            response.headers["content-range"] = f"bytes */{fetched.size}"
            return response
        if fetched.is_completed and not part.goes_on:
            return _fetched_before(request)
        is_known = part.goes_on or fetched.is_held_by(request.cookies.get(_COOKIE, ""))
        if fetched.holder_hash is not None and not is_known:
            return _begun_elsewhere(request)
        headers = _headers_of(fetched, part, etag)
        status = 206 if part.is_partial else 200
        if request.method == "HEAD":
            return Response(None, status, headers)
        try:
            key = FileKey.opened(app.cipher, fetched.order_id, fetched.key_sealed)
            await export_files.read(db, fetched.organization_id, fetched.order_id, part.first // CHUNK)
        except LostFile:
            log.exception("export_lost", export=str(fetched.order_id))
            return _say(request, 410, "The file is lost", "It can't be opened any more. Please export it again.")
        secret = None
        if fetched.holder_hash is None and (secret := await export_links.hold(db, fetched)) is None:
            return _begun_elsewhere(request)
        await export_links.begun(db, fetched, part.first, now)
    response = FileResponse(app, fetched, key, part, status, headers)
    if secret is not None:
        seconds = int((fetched.expires_at - now).total_seconds())
        response.set_cookie(
            _COOKIE,
            secret,
            max_age=seconds,
            path=f"{PATH}/{token}",
            secure=is_secure(app.settings),
            httponly=True,
            samesite="lax",
        )
    return response


class FileResponse(Response):
    """Hands the file over piece by piece, as fast as it is taken, and notes how far that went."""

    def __init__(
        self, app: Upstander, fetched: Fetched, key: FileKey, part: Part, status: int, headers: dict[str, str]
    ) -> None:
        super().__init__(None, status, headers)
        self._app = app
        self._fetched = fetched
        self._key = key
        self._part = part
        self._sent = 0

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_until_gone(receive), name="export_reader")
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await self._send_pieces(send, gone)
        finally:
            gone.cancel()
            # Not awaited: the reader may be gone, and with them the time of this task.
            self._app.background.start(self._note(self._app.clock()), "export_download_ended")

    async def _send_pieces(self, send: Send, gone: asyncio.Task[None]) -> None:
        at, end = self._part.first, self._part.last + 1
        while at < end:
            number, offset = divmod(at, CHUNK)
            piece = (await self._piece(number))[offset : offset + end - at]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            # A server tells of a cut connection by the way that we read, once this task gives it a turn.
            await asyncio.sleep(0)
            if gone.done():
                return
            at += len(piece)
            self._sent += len(piece)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _piece(self, number: int) -> bytes:
        fetched = self._fetched
        async with self._app.database.begin() as db:
            encrypted = await export_files.read(db, fetched.organization_id, fetched.order_id, number)
        return await asyncio.to_thread(self._key.decrypt, number, encrypted)

    async def _note(self, now: datetime) -> None:
        async with self._app.database.begin() as db:
            await export_links.ended(db, self._fetched, self._part.first, self._sent, now)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _headers_of(fetched: Fetched, part: Part, etag: str) -> dict[str, str]:
    name = f"upstander-{fetched.what}-{fetched.first}-{fetched.last}-{fetched.form}.zip"
    headers = {
        **_HEADERS,
        "content-security-policy": "default-src 'none'; sandbox",
        "content-type": "application/zip",
        "content-disposition": f'attachment; filename="{name}"',
        "content-length": str(part.length),
        "accept-ranges": "bytes",
        "etag": etag,
    }
    if part.is_partial:
        headers["content-range"] = f"bytes {part.first}-{part.last}/{fetched.size}"
    return headers


def _fetched_before(request: Request) -> Response:
    return _say(request, 410, "This link was used", f"The file was fetched with it. {NEW_LINK}")


def _begun_elsewhere(request: Request) -> Response:
    who = "Another browser began to fetch the file with it. Was that not you? An auditor finds it in the audit trail."
    sentence = f"{who} {NEW_LINK}"
    return _say(request, 403, "This link is in use", sentence)


def _say(request: Request, status: int, title: str, sentence: str, link: tuple[str, str] | None = None) -> Response:
    response = pages.page(request.scope, status, title, sentence, None, link)
    response.headers.update(_HEADERS)
    return response


async def _or_unavailable(request: Request, answer: Awaitable[Response]) -> Response:
    try:
        return await answer
    except Exception as error:
        if not is_unavailable(error):
            raise
        code = pages.new_code()
        log.error("not_served", error=type(error).__name__, code=code)
        sentence = "I could not read the file just now. Please try again in a minute. If it keeps happening,"
        response = pages.page(request.scope, 503, "Please try again in a minute", sentence, code)
        response.headers["retry-after"] = "30"
        return response


def _size(size: int) -> str:
    """ "812 bytes", "64 KB", "3.4 MB"."""
    if size < 1000:  # noqa: PLR2004
        return f"{size} bytes"
    return f"{size / 1000:.0f} KB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"  # noqa: PLR2004

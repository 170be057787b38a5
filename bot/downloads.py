"""Serves downloads by expiring links: everything held about a person, as JSON, to whoever holds that person's link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot import pages
from bot.upstander import Upstander
from storage import audit, exports, own_record
from storage.database import is_unavailable

log = structlog.get_logger("upstander.downloads")

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; sandbox",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}


def router(app: Upstander) -> APIRouter:
    """`/exports/{token}`. The token is the whole right to it: 256 random bits, for fifteen minutes."""
    routes = APIRouter()

    @routes.get("/exports/{token}", include_in_schema=False)
    async def download(request: Request, token: str) -> Response:
        now = app.clock()
        try:
            record = await _fetch(app, token, now)
        except Exception as error:
            if not is_unavailable(error):
                raise
            return _unavailable(request, error)
        if record is None:
            return _not_there(request)
        return Response(
            own_record.to_json(record),
            media_type="application/json",
            headers={
                **_HEADERS,
                "content-disposition": f'attachment; filename="upstander-own-record-{now.date()}.json"',
            },
        )

    return routes


async def _fetch(app: Upstander, token: str, now: datetime) -> dict[str, Any] | None:
    """The record behind a token that serves now, noted in the audit trail."""
    async with app.database.begin() as db:
        offered = await exports.open_with(db, token, now)
        if offered is None:
            return None
        await audit.record(
            db,
            offered.organization_id,
            actor=str(offered.person_id),
            event="own_record.downloaded",
            details={"export": offered.id},
            now=now,
        )
        return await own_record.collect(db, app.cipher, offered.organization_id, offered.person_id, now)


def _not_there(request: Request) -> Response:
    """The same answer to a link that never was and to one that is over."""
    sentence = "Links like this work for 15 minutes. Write “/ally privacy export” to the bot for a new one."
    response = pages.page(request.scope, 404, "This link does not work (any more)", sentence, None)
    response.headers.update({name: value for name, value in _HEADERS.items() if name != "content-security-policy"})
    return response


def _unavailable(request: Request, error: Exception) -> Response:
    code = pages.new_code()
    log.error("not_served", error=type(error).__name__, code=code)
    sentence = "I could not read your record just now. Please try again in a minute. If it keeps happening,"
    response = pages.page(request.scope, 503, "Please try again in a minute", sentence, code)
    response.headers["retry-after"] = "30"
    return response

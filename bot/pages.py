"""The few plain pages of the web server itself: nothing here, not allowed, too large, failed. Each with a code."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from storage.models.base import new_id

_STYLE = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem;color:#1d1c1d}"
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'"


def new_code() -> str:
    """A short code that a person can read to an administrator, who finds it in the logs."""
    return new_id().hex[-8:].upper()


def failed(scope: Scope, code: str) -> Response:
    """A fault of ours."""
    return page(scope, 500, "Something went wrong on our side", "Please try again. If it keeps happening,", code)


def too_large(scope: Scope, largest: int) -> Response:
    sentence = f"Upstander takes up to {largest // 1024 // 1024} MB here."
    return page(scope, 413, "That is too large", sentence, None)


def refused(scope: Scope, status: int, code: str) -> Response:
    """What the web framework refuses by itself: no such page, the wrong method."""
    match status:
        case 404:
            return page(scope, 404, "There is nothing here", "Please check the address. If it should work,", code)
        case 405:
            return page(scope, 405, "That does not work here", "This address is for programs. If it should work,", code)
        case _:
            return page(scope, status, "That did not work", "If it should,", code)


def page(
    scope: Scope, status: int, title: str, sentence: str, code: str | None, link: tuple[str, str] | None = None
) -> Response:
    """As a page for a browser, as JSON for a program. With a code, the sentence goes on to say what it is for.

    `link`: the words and the address of the one thing to do next.
    """
    whole = f"{sentence} give your administrator this code: {code}" if code else sentence
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return JSONResponse({"error": title, "detail": whole, **({"code": code} if code else {})}, status)
    onward = f'<p><a href="{escape(link[1])}" rel="nofollow">{escape(link[0])}</a></p>' if link else ""
    html = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<main><h1>{escape(title)}</h1><p>{escape(whole)}</p>{onward}</main></html>"
    )
    return HTMLResponse(html, status, headers={"content-security-policy": _POLICY})

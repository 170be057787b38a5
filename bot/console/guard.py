"""Keeps the local chat page local: whoever reaches it may be anybody, so only this machine's own browser may.

Three walls, each enough by itself against one attack: the address we listen on, the name we were called by (a foreign
site whose name points to this machine has another), and for whatever changes something the page that asks (a foreign
site has another origin, no cookie of ours and no token).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request
from itsdangerous import BadSignature, URLSafeSerializer

from bot.metrics import Metrics
from bot.settings import PREFIX, Settings, SettingsError, is_loopback
from storage.encryption import Cipher, same

COOKIE = "upstander_console"
TOKEN_HEADER = "x-upstander-token"  # noqa: S105 - the name of a header


def refuse_public(settings: Settings) -> None:
    """Raises SettingsError where anybody but this machine would reach the page."""
    problems = []
    if not is_loopback(settings.host):
        problems.append(f"it would listen on {settings.host} (use --host 127.0.0.1, or unset {PREFIX}HOST)")
    if settings.public_url and not is_loopback(urlsplit(settings.public_url).hostname or ""):
        problems.append(f"it would be reached as {settings.public_url} (unset {PREFIX}PUBLIC_URL)")
    if problems:
        reasons = "; ".join(problems)
        raise SettingsError(
            "The local chat page lets everybody who reaches it be anybody, so it works on this machine's own address "
            f"only. Not started: {reasons}."
        )


class Refused(Exception):
    """Whoever asks may not; the text says why, for the person."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser gets with the page, to show again with whatever it asks for."""

    cookie: str
    token: str


class Guard:
    """Lets a request pass, or raises what refuses it and counts why."""

    def __init__(self, cipher: Cipher, metrics: Metrics) -> None:
        self._serializer = URLSafeSerializer(list(cipher.signing_keys()), salt="console")
        self._metrics = metrics

    def welcome(self, cookie: str | None) -> Visit:
        """A cookie, kept where the browser has a true one, and the token that goes with it."""
        if cookie is None or self._token_of(cookie) is None:
            cookie = str(self._serializer.dumps(secrets.token_urlsafe(16)))
        return Visit(cookie, str(self._token_of(cookie)))

    def check(self, request: Request) -> None:
        """For every request: it comes from this machine and calls us by this machine's name."""
        if request.client is not None and not is_loopback(request.client.host):
            raise self._refusal("not_local", "The local chat page answers this machine only.")
        if not is_loopback(_host_of(request.headers.get("host", ""))):
            raise self._refusal("host", "The local chat page answers to localhost and 127.0.0.1 only.")

    def check_own_page(self, request: Request) -> None:
        """For whatever changes something: our own page asks."""
        self.check(request)
        if request.headers.get("origin") != f"{request.url.scheme}://{request.headers['host']}":
            raise self._refusal("origin", "Another page asked for this; only the chat page itself may.")
        expected = self._token_of(request.cookies.get(COOKIE, ""))
        if expected is None or not same(request.headers.get(TOKEN_HEADER, ""), expected):
            raise self._refusal("token", "This page is out of date. Please load it anew.")

    def _token_of(self, cookie: str) -> str | None:
        """Bound to the cookie and to our key, and no use without both."""
        try:
            visit = self._serializer.loads(cookie)
        except BadSignature:
            return None
        return str(self._serializer.dumps(["token", visit]))

    def _refusal(self, reason: str, sentence: str) -> Refused:
        self._metrics.refused.labels("console", reason).inc()
        return Refused(sentence)


def _host_of(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""

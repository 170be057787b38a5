"""The `state` that travels through Slack's install pages: signed by us, good for ten minutes, good once."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, TimestampSigner
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.road import Clock
from bot.slack.client import library_logger
from storage.encryption import Cipher

LIFE = timedelta(minutes=10)


class States(AsyncOAuthStateStore):
    """Nothing is stored of a state until it is used. Another process would take it a second time, but never from
    another browser (Bolt's cookie), and Slack takes the code that comes with it once only.
    """

    def __init__(self, cipher: Cipher, clock: Clock) -> None:
        self._signer = _Signer(cipher, clock)
        self._clock = clock
        self._used: dict[str, datetime] = {}

    @property
    def logger(self) -> logging.Logger:
        return library_logger()

    async def async_issue(self, *_args: Any, **_kwargs: Any) -> str:
        return self._signer.sign(secrets.token_urlsafe(24)).decode()

    async def async_consume(self, state: str) -> bool:
        try:
            nonce = self._signer.unsign(state, max_age=int(LIFE.total_seconds())).decode()
        except BadSignature:
            return False
        now = self._clock()
        self._used = {one: ends for one, ends in self._used.items() if ends >= now}
        if nonce in self._used:
            return False
        self._used[nonce] = now + LIFE
        return True


class _Signer(TimestampSigner):
    """Signs by our clock."""

    def __init__(self, cipher: Cipher, clock: Clock) -> None:
        super().__init__(cipher.signing_keys(), salt="slack-install")
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock().timestamp())

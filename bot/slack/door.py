"""Turns away at the door what Slack did not sign.

It uses the verifier that Bolt uses; Bolt itself fails where a time is no number or a body no text.
"""

from __future__ import annotations

import time

from slack_sdk.signature import SignatureVerifier
from starlette.datastructures import Headers

from bot.metrics import Metrics

FRESH_SECONDS = 300


class Door:
    """Counts each refusal by its reason."""

    def __init__(self, signing_secret: str, metrics: Metrics) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._metrics = metrics

    def refuses(self, headers: Headers, body: bytes) -> bool:
        """Whether the request is not Slack's, or too old to be let in again."""
        reason = self._reason(headers.get("x-slack-request-timestamp"), headers.get("x-slack-signature"), body)
        if reason is not None:
            self.count(reason)
        return reason is not None

    def count(self, reason: str) -> None:
        self._metrics.refused.labels("slack", reason).inc()

    def _reason(self, timestamp: str | None, signature: str | None, body: bytes) -> str | None:
        if not timestamp or not signature:
            return "unsigned"
        if not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > 12:  # noqa: PLR2004
            return "bad_timestamp"
        if abs(time.time() - int(timestamp)) > FRESH_SECONDS:
            return "stale"
        try:
            is_signed = self._verifier.is_valid(body, timestamp, signature)
        except (UnicodeDecodeError, TypeError):  # a body that is no text, a signature that is not ASCII
            is_signed = False
        return None if is_signed else "forged"

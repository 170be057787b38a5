"""`/ally amplify …` over HTTP, signed and committed, against a bare Bolt app: requests a second and the tail."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

SIGNING_SECRET = "bench signing secret"
PEOPLE = 2000
_numbers = itertools.count(1)


def requests(count: int, port: int, team: str = "T1") -> Sequence[bytes]:
    """So many signed slash commands, each of its own text and trigger, from many people about many colleagues."""
    return tuple(itertools.islice(_commands(port, team), count))


def _commands(port: int, team: str) -> Iterator[bytes]:
    verifier = SignatureVerifier(SIGNING_SECRET)
    timestamp = str(int(time.time()))
    for number in _numbers:
        actor, colleague = number % PEOPLE, (number * 7 + 1) % PEOPLE
        if actor == colleague:
            continue
        text = (
            f"amplify <@U{colleague:05d}|colleague> in the roadmap meeting: "
            f"her caching idea number {number} was passed over, I brought it back to her"
        )
        body = urlencode(
            {
                "command": "/ally",
                "text": text,
                "team_id": team,
                "team_domain": "bench",
                "channel_id": "C1",
                "channel_name": "general",
                "user_id": f"U{actor:05d}",
                "user_name": "someone",
                "api_app_id": "A1",
                "trigger_id": f"{number}.{timestamp}.bench",
                "response_url": "https://hooks.slack.com/commands/T1/1/bench",
            }
        ).encode()
        signature = verifier.generate_signature(timestamp=timestamp, body=body)
        head = (
            f"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: {signature}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body

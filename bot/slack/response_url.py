"""The address that Slack gives with a command or a press, for answering later: five times, for half an hour."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from bot.road import Clock

USES = 5
LIFE = timedelta(minutes=30)
_HOSTS = ("slack.com", "slack-gov.com")


class ResponseUrl:
    """One such address. It counts its uses, and names no host but Slack's own: a payload must not send us elsewhere."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = url
        self._clock = clock
        self._ends = clock() + LIFE
        self._left = USES

    @property
    def left(self) -> int:
        """How often it serves yet."""
        return self._left

    def take(self, api_url: str) -> str | None:
        """The address, used once more; None where it is used up, too old or not Slack's (or the stand-in's)."""
        if self._left == 0 or self._clock() > self._ends or not _is_slacks(self._url, api_url):
            return None
        self._left -= 1
        return self._url


def _is_slacks(url: str, api_url: str) -> bool:
    try:
        asked, api = urlsplit(url), urlsplit(api_url)
        if (asked.scheme, asked.hostname, asked.port) == (api.scheme, api.hostname, api.port):
            return True
        host = asked.hostname or ""
        return (
            asked.scheme == "https" and asked.port in {None, 443} and host.endswith(tuple(f".{one}" for one in _HOSTS))
        )
    except ValueError:
        return False

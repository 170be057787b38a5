"""Who asks on Slack, the ways to answer them, and how long each of them may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.awaited import Looks
from bot.road import Incoming
from bot.slack.response_url import ResponseUrl
from handlers.dispatch import may_open_form


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for an answer before something else is done."""

    form: float = 0.8
    """Before a form's place is taken by one that says "one moment": Slack opens forms within three seconds only."""
    acknowledgement: float = 1.2
    """Before the request is acknowledged without an answer."""
    travel: float = 0.4
    """What an acknowledgement takes to arrive: a change of its modal sent sooner would be overwritten by it."""
    looks: Looks = field(default_factory=Looks)
    """At what is done in a moment. All of that is after the acknowledgement."""


class Ack(Protocol):
    """Bolt's `ack`."""

    async def __call__(self, *args: Any, **kwargs: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asked, and the ways to answer: a modal by the trigger, a message by the address (a shortcut has none)."""

    incoming: Incoming
    trigger: str
    to: ResponseUrl | None = None
    replaces: bool = False
    marker: str | None = None

    @property
    def takes_modal(self) -> bool:
        return self.to is None or may_open_form(self.incoming.asked)

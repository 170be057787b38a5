"""What a platform does for us when a nudge is to be sent, and what can come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from messages.blocks import Message
from storage.words import FailReason, Platform, Unreachable


@dataclass(frozen=True, slots=True)
class Address:
    """Where one person is written to. `workspace` and `account` are the platform's own ids.

    `direct_channel` and `conversation` are what the account remembers of it, if anything.
    """

    organization_id: UUID
    workspace_id: UUID
    account_id: UUID
    platform: Platform
    workspace: str
    account: str
    direct_channel: str | None = None
    conversation: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform took it. `message` is what it calls the message; `direct_channel` is worth remembering."""

    message: Mapping[str, object]
    direct_channel: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform said no, and would say it again. `unreachable`: so it is for everything sent to that account.

    With `NOT_INSTALLED`, so it is for everybody on that workspace.
    """

    reason: FailReason
    unreachable: Unreachable | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """The platform surely did nothing. It may be tried again after so many seconds.

    `whole_workspace`: the platform asks for a pause for everything sent to the workspace.
    """

    seconds: float
    whole_workspace: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """Whether it arrived is not known, so it must not be tried again. `word` is for logs: the kind of error."""

    word: str


Outcome = Delivered | Refused | Later | Lost


class Sender(Protocol):
    """One platform. `send` raises nothing for what a platform or a network does: it is all in the outcome."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, to: Address, message: Message) -> Outcome: ...

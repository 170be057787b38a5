"""Sends nudges to the local chat page. Nothing leaves the machine: the page asks for what was sent and shows it."""

from __future__ import annotations

from messages.blocks import Message
from nudges.sender import Address, Delivered, Outcome


class ConsoleSender:
    """A `nudges.sender.Sender` for which every nudge arrives."""

    async def start(self) -> None:
        """Nothing is kept open."""

    async def stop(self) -> None:
        """Nothing is kept open."""

    async def send(self, to: Address, message: Message) -> Outcome:  # noqa: ARG002 - the protocol's signature
        return Delivered(message={})

"""Something that is done in a moment: an edge may wait for it, and show how it comes along."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.request import Press
from messages.blocks import Message


@dataclass(frozen=True, slots=True)
class Pending(Message):
    """How far it is, and what an edge presses by itself to learn how far it is now.

    `again` while the person who asked waits for the answer; `later` when the answer is out and may be read or not, so
    that nothing may be used up by it.
    """

    again: Press
    later: Press

"""A message as what `chat.postMessage` and `response_url` take."""

from __future__ import annotations

from messages.blocks import Message
from messages.fitting import fit_message
from messages.payload import Json
from messages.slack.blocks import BlockWriter
from messages.slack.size import MESSAGE, fits
from messages.slack.texts import notification

_NOTIFICATION = 3000


def message(shown: Message, *, charts: bool = True) -> Json:
    """`text` for notifications and `blocks`. With `charts=False`, charts are told in numbers alone."""

    def render(smaller: Message) -> list[Json]:
        return BlockWriter(draws_charts=charts).write(smaller.blocks)

    blocks = fit_message(shown, render, lambda rendered: fits(rendered, MESSAGE))
    return {"text": notification(shown.fallback, _NOTIFICATION), "blocks": blocks}

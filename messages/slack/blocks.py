"""Each block of a message as blocks of Slack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from messages import charts
from messages.blocks import (
    Block,
    Buttons,
    Chart,
    Divider,
    Field,
    Fields,
    Heading,
    Image,
    Note,
    Span,
    Table,
    Text,
    strong,
)
from messages.links import can_fetch
from messages.payload import Json
from messages.plain import is_blank, one_line
from messages.slack import drawing, texts
from messages.slack.buttons import ButtonRow
from messages.tables import cell, fixed_width

_HEADER, _CONTEXT, _ALT = 150, 2000, 2000


class BlockWriter:
    """Writes one message: it counts what may occur only so often in it."""

    def __init__(self, *, draws_charts: bool) -> None:
        self._buttons = ButtonRow()
        self._charts_left = drawing.MOST_CHARTS if draws_charts else 0

    def write(self, blocks: Iterable[Block]) -> list[Json]:
        """All the blocks; at least one, since Slack refuses a message or a view of none."""
        written = [one for block in blocks for one in self._block(block)]
        while written and written[-1]["type"] == "divider":
            written.pop()
        return written or [_context(texts.BLANK)]

    def _block(self, block: Block) -> Iterator[Json]:
        match block:
            case Heading(text):
                if not is_blank(text):
                    yield {"type": "header", "text": texts.plain(text, _HEADER)}
            case Text(spans=spans):
                yield from texts.rich_text(spans)
            case Fields(items):
                yield from texts.rich_text(_fields(items))
            case Note(text):
                if not is_blank(text):
                    yield _context(text)
            case Divider():
                yield {"type": "divider"}
            case Buttons(items):
                yield from self._buttons.write(items)
            case Table():
                yield from _table(block)
            case Chart():
                yield from self._chart(block)
            case Image(url, alt):
                yield _image(url, alt)
            case other:
                assert_never(other)

    def _chart(self, chart: Chart) -> Iterator[Json]:
        if self._charts_left and drawing.can_draw(chart):
            self._charts_left -= 1
            yield drawing.draw(chart)
        yield from _table(charts.as_table(chart))


def _context(text: str) -> Json:
    return {"type": "context", "elements": [texts.paragraph(text, _CONTEXT)]}


def _fields(items: tuple[Field, ...]) -> Iterator[Span]:
    shown = [item for item in items if not (is_blank(item.label) and is_blank(item.value))]
    for at, item in enumerate(shown):
        if at:
            yield Span("\n")
        if not is_blank(item.label):
            yield strong(f"{one_line(item.label)}: ")
        yield Span(cell(item.value) if is_blank(item.value) else item.value)


def _table(table: Table) -> Iterator[Json]:
    if not is_blank(table.caption):
        yield from texts.rich_text([strong(table.caption)])
    if table.columns:
        yield from texts.preformatted(fixed_width(table))


def _image(url: str, alt: str) -> Json:
    """Slack refuses the whole message where it cannot load a picture: one on loopback is told in words."""
    if not can_fetch(url):
        return _context(alt)
    return {"type": "image", "image_url": url, "alt_text": texts.plain(alt, _ALT)["text"]}

"""Each block of a message as elements of an Adaptive Card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
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
from messages.limits import shorten
from messages.links import can_fetch
from messages.payload import Json
from messages.plain import is_blank, one_line
from messages.tables import BLANK, numeric_columns
from messages.teams import drawing, texts
from messages.teams.buttons import ButtonSets

_MOST_ALT = 2000
QUIET: Json = {"isSubtle": True, "size": "Small"}


def elements(blocks: Iterable[Block]) -> list[Json]:
    """All the blocks as a card's body. A divider is a line above the element that follows it."""
    buttons = ButtonSets()
    body: list[Json] = []
    divided = False
    for block in blocks:
        if isinstance(block, Divider):
            divided = bool(body)
            continue
        for element in _block(block, buttons):
            body.append({**element, "separator": True, "spacing": "Medium"} if divided else element)
            divided = False
    return body


def note(text: str) -> Iterator[Json]:
    """A small, quiet line."""
    return texts.paragraph([Span(text)], **QUIET)


def _block(block: Block, buttons: ButtonSets) -> Iterator[Json]:
    match block:
        case Heading(text):
            if not is_blank(text):
                yield texts.heading(text)
        case Text(spans=spans):
            yield from texts.paragraph(spans)
        case Fields(items):
            yield from _together(texts.paragraph(_field(item)) for item in items)
        case Note(text):
            yield from note(text)
        case Divider():
            return
        case Buttons(items):
            yield from buttons.write(items)
        case Table():
            yield from _table(block)
        case Chart():
            yield from _chart(block)
        case Image(url, alt):
            yield from _image(url, alt)
        case other:
            assert_never(other)


def _field(item: Field) -> Iterator[Span]:
    if is_blank(item.label) and is_blank(item.value):
        return
    if not is_blank(item.label):
        yield strong(f"{one_line(item.label)}: ")
    yield Span(BLANK if is_blank(item.value) else item.value)


def _image(url: str, alt: str) -> Iterator[Json]:
    if can_fetch(url):
        yield {"type": "Image", "url": url, "altText": shorten(one_line(alt), _MOST_ALT) or BLANK}
    else:
        yield from note(alt)


def _together(lines: Iterable[Iterator[Json]]) -> Iterator[Json]:
    """The lines close under each other."""
    for at, line in enumerate(chain.from_iterable(lines)):
        yield {**line, "spacing": "None"} if at else line


def _table(table: Table) -> Iterator[Json]:
    if not is_blank(table.caption):
        yield from texts.paragraph([strong(one_line(table.caption))])
    if not table.columns:
        return
    numeric = numeric_columns(table)
    yield {
        "type": "Table",
        "showGridLines": False,
        "columns": [
            {"width": 1, "horizontalCellContentAlignment": "Right" if is_number else "Left"} for is_number in numeric
        ],
        "rows": [
            _row(table.columns, numeric, is_header=True),
            *(_row(row, numeric, is_header=False) for row in table.rows),
        ],
    }


def _row(cells: tuple[str, ...], numeric: tuple[bool, ...], *, is_header: bool) -> Json:
    written = []
    for text, is_number in zip(cells, numeric, strict=True):
        element = texts.cell(text, strong=is_header)
        if is_number:
            element["horizontalAlignment"] = "Right"
        written.append({"type": "TableCell", "items": [element]})
    return {"type": "TableRow", "cells": written}


def _chart(chart: Chart) -> Iterator[Json]:
    if not is_blank(chart.title):
        yield from texts.paragraph([strong(charts.title(chart))])
    yield drawing.draw(chart)
    yield from _together(
        texts.paragraph([Span(f"{category}: " if category else ""), Span(values)], **QUIET)
        for category, values in charts.lines(chart)
    )

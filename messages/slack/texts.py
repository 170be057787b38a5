"""Slack's text objects. Only kinds without markup are used: `plain_text` and `rich_text`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from messages.blocks import Span
from messages.limits import length, shorten, split
from messages.payload import Json
from messages.plain import clean, is_blank, one_line, without_markup

BLANK = "…"
SECTION = 3000


def plain(text: str, limit: int) -> Json:
    """A line of plain text. Slack refuses an empty one. No `:emoji:` in it, for a person may have typed it."""
    shown = BLANK if is_blank(text) else one_line(text)
    return {"type": "plain_text", "text": shorten(shown, limit), "emoji": False}


def paragraph(text: str, limit: int) -> Json:
    """Plain text that keeps its line breaks."""
    shown = BLANK if is_blank(text) else clean(text)
    return {"type": "plain_text", "text": shorten(shown, limit), "emoji": False}


def rich_text(spans: Iterable[Span]) -> Iterator[Json]:
    """The spans as blocks of rich text, each short enough; none where there is nothing to see."""
    for piece in _pieces(spans):
        if not all(is_blank(span.text) for span in piece):
            elements = [_run(span) for span in piece]
            yield {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def preformatted(lines: Iterable[str]) -> Iterator[Json]:
    """The lines in a fixed-width font, in as many blocks as they need."""
    for text in _chunks(lines):
        run = {"type": "text", "text": text}
        yield {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [run]}]}


def notification(text: str, limit: int) -> str:
    """A message's top-level text: the one place where Slack reads markup, so that there is none left in it."""
    return _escape(without_markup(shorten(BLANK if is_blank(text) else text, limit)))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _run(span: Span) -> Json:
    run: Json = {"type": "text", "text": span.text}
    if span.strong or span.emphasis:
        run["style"] = {name: True for name, is_set in (("bold", span.strong), ("italic", span.emphasis)) if is_set}
    return run


def _pieces(spans: Iterable[Span]) -> Iterator[list[Span]]:
    piece: list[Span] = []
    room = SECTION
    for span in spans:
        text = clean(span.text)
        if (size := length(text)) <= room:  # as nearly always
            if text:
                piece.append(span if text == span.text else Span(text, span.strong, span.emphasis))
                room -= size
            continue
        while text:
            if length(text) <= room:
                part = text
            elif piece and room < SECTION // 2:
                part = ""
            else:
                part = next(split(text, room))
            if part:
                piece.append(Span(part, span.strong, span.emphasis))
                text = text[len(part) :]
                room -= length(part)
            if text:
                yield piece
                piece, room = [], SECTION
    if piece:
        yield piece


def _chunks(lines: Iterable[str]) -> Iterator[str]:
    chunk: list[str] = []
    used = 0
    for line in lines:
        shown = shorten(line, SECTION)
        if chunk and used + length(shown) + 1 > SECTION:
            yield "\n".join(chunk)
            chunk, used = [], 0
        chunk.append(shown)
        used += length(shown) + 1
    if chunk:
        yield "\n".join(chunk)

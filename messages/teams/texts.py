"""Text in Adaptive Cards: `RichTextBlock` reads no Markdown, a `TextBlock` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from messages import tables
from messages.blocks import Span
from messages.limits import shorten
from messages.payload import Json
from messages.plain import clean, is_blank, one_line, without_functions, without_markup

BLANK = "…"
_HEADING = 150


def paragraph(spans: Iterable[Span], **look: object) -> Iterator[Json]:
    """A `RichTextBlock` for each line: a line break inside one is not shown by every client."""
    first = True
    for line in _lines(spans):
        if all(is_blank(span.text) for span in line):
            continue
        block: Json = {"type": "RichTextBlock", "inlines": [_run(span, look) for span in line if span.text]}
        yield block if first else {**block, "spacing": "None"}
        first = False


def heading(text: str) -> Json:
    """A heading. Only a `TextBlock` can be one to a screen reader, and it reads Markdown: only where none could be."""
    shown = shorten(BLANK if is_blank(text) else one_line(text), _HEADING)
    look: Json = {"size": "Medium", "weight": "Bolder"}
    if without_markup(shown) == shown:
        return {"type": "TextBlock", "text": shown, "style": "heading", "wrap": True, **look}
    return {"type": "RichTextBlock", "inlines": [_run(Span(shown), look)]}


def cell(text: str, *, strong: bool = False) -> Json:
    """One line of a table."""
    return {"type": "RichTextBlock", "inlines": [_run(Span(tables.cell(text), strong=strong), {})]}


def label(text: str, limit: int) -> str:
    """A title of a button, a choice or an input, and what is told about an input: some clients read Markdown there.

    Shortened first: what is cut off could have been what kept the rest from acting.
    """
    return without_markup(shorten(BLANK if is_blank(text) else one_line(text), limit))


def _run(span: Span, look: Json) -> Json:
    run: Json = {"type": "TextRun", "text": without_functions(span.text), **look}
    if span.strong:
        run["weight"] = "Bolder"
    if span.emphasis:
        run["italic"] = True
    return run


def _lines(spans: Iterable[Span]) -> Iterator[list[Span]]:
    line: list[Span] = []
    for span in spans:
        first, *rest = clean(span.text).split("\n")
        line.append(replace(span, text=first))
        for text in rest:
            yield line
            line = [replace(span, text=text)]
    yield line

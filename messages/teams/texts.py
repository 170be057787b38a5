"""Text in Adaptive Cards: `RichTextBlock` reads no Markdown, a `TextBlock` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from messages.blocks import Span
from messages.payload import Json
from messages.plain import clean, is_blank, one_line, without_functions, without_markup
from messages.tables import BLANK


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
    shown = one_line(text)
    look: Json = {"size": "Medium", "weight": "Bolder"}
    if without_markup(shown) == shown:
        return {"type": "TextBlock", "text": shown, "style": "heading", "wrap": True, **look}
    return {"type": "RichTextBlock", "inlines": [_run(Span(shown), look)]}


def cell(text: str, *, strong: bool = False) -> Json:
    """One line of a table."""
    shown = BLANK if is_blank(text) else one_line(text)
    return {"type": "RichTextBlock", "inlines": [_run(Span(shown, strong=strong), {})]}


def label(text: str) -> str:
    """A title of a button, a choice or an input, and what is told about an input: some clients read Markdown there."""
    return "…" if is_blank(text) else without_markup(one_line(text))


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

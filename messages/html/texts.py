"""Escaped text."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from messages.blocks import Span
from messages.plain import clean, one_line

BREAK = Markup("<br>")
NOTHING = Markup("")


def line(text: str) -> Markup:
    """The clean text, escaped, with its line breaks."""
    return BREAK.join(clean(text).split("\n"))


def words(text: str) -> Markup:
    """The text in one line, escaped: for where a line break has no place."""
    return Markup("{}").format(one_line(text))


def spans(runs: Iterable[Span]) -> Markup:
    """Runs of text in their styles."""
    return NOTHING.join(_span(run) for run in runs)


def _span(run: Span) -> Markup:
    shown = line(run.text)
    if run.emphasis:
        shown = Markup("<em>{}</em>").format(shown)
    if run.strong:
        shown = Markup("<strong>{}</strong>").format(shown)
    return shown


def attribute(name: str, value: str) -> Markup:
    """One attribute with a space before it. Names are ours, never typed."""
    return Markup(' {}="{}"').format(name, clean(value))


def flag(name: str, *, is_set: bool) -> Markup:
    """An attribute without a value."""
    return Markup(" {}").format(name) if is_set else NOTHING

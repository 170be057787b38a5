"""A message as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from markupsafe import Markup

from messages import charts
from messages.blocks import (
    Block,
    Button,
    Buttons,
    Chart,
    Divider,
    Fields,
    Heading,
    Image,
    LinkButton,
    Message,
    Note,
    Table,
    Text,
)
from messages.html import drawing, texts
from messages.links import can_open
from messages.plain import is_blank
from messages.tables import cell, numeric_columns

_NEWLINE = Markup("\n")


def message(shown: Message) -> str:
    """One `article`. Its buttons say by `data-action` and `data-subject` what a press asks for."""
    return str(Markup('<article class="message">\n{}\n</article>').format(blocks(shown.blocks)))


def blocks(shown: Iterable[Block]) -> Markup:
    """The blocks, a line each."""
    return _NEWLINE.join(written for block in shown if (written := _block(block)))


def _block(block: Block) -> Markup:
    match block:
        case Heading(text):
            return texts.NOTHING if is_blank(text) else Markup("<h2>{}</h2>").format(texts.words(text))
        case Text(spans=spans):
            return texts.NOTHING if is_blank(block.plain) else Markup("<p>{}</p>").format(texts.spans(spans))
        case Fields():
            return _fields(block)
        case Note(text):
            return texts.NOTHING if is_blank(text) else Markup('<p class="note">{}</p>').format(texts.line(text))
        case Divider():
            return Markup("<hr>")
        case Buttons(items):
            return Markup('<div class="buttons">{}</div>').format(_NEWLINE.join(_button(item) for item in items))
        case Table():
            return _table(block)
        case Chart():
            return _chart(block)
        case Image(url, alt):
            if not can_open(url):
                return Markup('<p class="note">{}</p>').format(texts.line(alt))
            return Markup('<img class="picture"{}{}>').format(texts.attribute("src", url), texts.attribute("alt", alt))
        case other:
            assert_never(other)


def _fields(fields: Fields) -> Markup:
    rows = _NEWLINE.join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(texts.words(item.label), texts.line(item.value))
        for item in fields.items
    )
    return Markup('<dl class="fields">{}</dl>').format(rows) if fields.items else texts.NOTHING


def _button(item: Button | LinkButton) -> Markup:
    look = texts.attribute("class", f"button {item.style}")
    match item:
        case Button(label, action, subject, confirm=confirm):
            asked = texts.NOTHING
            if confirm is not None:
                parts = {"title": confirm.title, "text": confirm.text, "yes": confirm.yes, "no": confirm.no}
                asked = texts.NOTHING.join(texts.attribute(f"data-confirm-{key}", text) for key, text in parts.items())
            about = texts.attribute("data-action", action) + texts.attribute("data-subject", subject)
            return Markup('<button type="button"{}{}{}>{}</button>').format(look, about, asked, texts.words(label))
        case LinkButton(label, url):
            if not can_open(url):
                return Markup("<span>{}</span>").format(texts.words(label))
            return Markup('<a{}{} target="_blank" rel="noopener noreferrer">{}</a>').format(
                look, texts.attribute("href", url), texts.words(label)
            )
        case other:
            assert_never(other)


def _table(table: Table) -> Markup:
    if not table.columns:
        return texts.NOTHING
    numeric = [Markup(' class="number"') if is_number else texts.NOTHING for is_number in numeric_columns(table)]
    heads = texts.NOTHING.join(map(_head, table.columns, numeric))
    rows = _NEWLINE.join(_row(row, numeric) for row in table.rows)
    return Markup(
        '<div class="table" role="region" tabindex="0"{}>\n<table>\n<caption>{}</caption>\n'
        "<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>\n</div>"
    ).format(texts.attribute("aria-label", cell(table.caption)), texts.words(table.caption), heads, rows)


def _head(text: str, look: Markup) -> Markup:
    """A header; an empty one would be none to a screen reader."""
    if is_blank(text):
        return Markup("<td></td>")
    return Markup('<th scope="col"{}>{}</th>').format(look, texts.words(text))


def _row(row: tuple[str, ...], numeric: list[Markup]) -> Markup:
    first, *rest = [
        Markup("<{}{}>{}</{}>").format(tag, look, texts.words(cell(text)), tag.split()[0])
        for text, look, tag in zip(row, numeric, [Markup('th scope="row"'), *[Markup("td")] * len(row)], strict=False)
    ]
    return Markup("<tr>{}{}</tr>").format(first, texts.NOTHING.join(rest))


def _chart(chart: Chart) -> Markup:
    """The drawing, and its numbers a click away for those who see it; a screen reader hears of them first."""
    return Markup(
        '<figure class="chart">\n<figcaption>{}</figcaption>\n{}\n'
        "<details>\n<summary>The numbers</summary>\n{}\n</details>\n</figure>"
    ).format(texts.words(charts.title(chart)), drawing.draw(chart), _table(charts.as_table(chart)))

"""Makes a message or a form smaller, step by step, until a platform takes it as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar, assert_never

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
    Message,
    Note,
    Span,
    Table,
    Text,
)
from messages.forms import Choice, DateInput, Form, Input, MultiChoice, Option, PersonPicker, TextInput, Toggle
from messages.limits import length, shorten

Rendered = TypeVar("Rendered")
MORE = "There is more than fits here."


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that may stay of each part. `value` is what a person typed into a form: it goes last."""

    text: int
    rows: int
    columns: int
    blocks: int
    value: int
    draws_charts: bool


_STEPS = (
    Caps(text=2000, rows=100, columns=12, blocks=60, value=3000, draws_charts=True),
    Caps(text=1000, rows=50, columns=12, blocks=45, value=3000, draws_charts=True),
    Caps(text=500, rows=26, columns=8, blocks=40, value=3000, draws_charts=True),
    Caps(text=250, rows=20, columns=8, blocks=30, value=3000, draws_charts=False),
    Caps(text=120, rows=12, columns=6, blocks=25, value=3000, draws_charts=False),
    Caps(text=60, rows=8, columns=5, blocks=20, value=2000, draws_charts=False),
    Caps(text=40, rows=5, columns=4, blocks=16, value=1000, draws_charts=False),
    Caps(text=24, rows=3, columns=3, blocks=12, value=400, draws_charts=False),
    Caps(text=12, rows=2, columns=2, blocks=8, value=100, draws_charts=False),
)


def fit_message(message: Message, render: Callable[[Message], Rendered], fits: Callable[[Rendered], bool]) -> Rendered:
    """The message as rendered, with as little left out as makes it fit."""
    rendered = render(message)
    for caps in _STEPS:
        if fits(rendered):
            break
        rendered = render(_smaller_message(message, caps))
    return rendered


def fit_form(form: Form, render: Callable[[Form], Rendered], fits: Callable[[Rendered], bool]) -> Rendered:
    """The form as rendered, with words of ours shortened before any of the person's."""
    rendered = render(form)
    for caps in _STEPS:
        if fits(rendered):
            break
        rendered = render(_smaller_form(form, caps))
    return rendered


def _smaller_message(message: Message, caps: Caps) -> Message:
    """Buttons stay longest: without them a person is stuck."""
    room = caps.blocks - min(sum(isinstance(block, Buttons) for block in message.blocks), caps.blocks // 2)
    buttons = caps.blocks // 2
    kept: list[Block] = []
    left_out = False
    for block in message.blocks:
        if isinstance(block, Buttons) and buttons:
            buttons -= 1
        elif not isinstance(block, Buttons) and room:
            room -= 1
        else:
            left_out = True
            continue
        kept.extend(_smaller_block(block, caps))
    if left_out:
        kept.append(Note(MORE))
    return Message(message.fallback, tuple(kept))


def _smaller_block(block: Block, caps: Caps) -> Iterator[Block]:
    match block:
        case Heading(text):
            yield Heading(shorten(text, caps.text))
        case Text(spans=spans):
            yield Text(*_smaller_spans(spans, caps.text))
        case Fields(items):
            yield from _smaller_fields(items, caps)
        case Note(text):
            yield Note(shorten(text, caps.text))
        case Table():
            yield from _smaller_table(block, caps)
        case Chart():
            if caps.draws_charts:
                yield block
            else:
                yield from _smaller_table(charts.as_table(block), caps)
        case Buttons(items):
            yield Buttons(items[: max(caps.blocks // 2, 5)])
        case Image(url, alt):
            yield Image(url, shorten(alt, caps.text))
        case Divider():
            yield block
        case other:
            assert_never(other)


def _smaller_fields(items: tuple[Field, ...], caps: Caps) -> Iterator[Block]:
    kept = items[: caps.rows]
    yield Fields(tuple(Field(shorten(one.label, caps.text), shorten(one.value, caps.text)) for one in kept))
    if len(kept) < len(items):
        yield Note(MORE)


def _smaller_table(table: Table, caps: Caps) -> Iterator[Block]:
    yield Table(
        shorten(table.caption, caps.text),
        tuple(shorten(text, caps.text) for text in table.columns[: caps.columns]),
        tuple(tuple(shorten(text, caps.text) for text in row[: caps.columns]) for row in table.rows[: caps.rows]),
    )
    if len(table.rows) > caps.rows or len(table.columns) > caps.columns:
        yield Note(MORE)


def _smaller_spans(spans: tuple[Span, ...], room: int) -> Iterator[Span]:
    for span in spans:
        if room <= 0:
            return
        kept = replace(span, text=shorten(span.text, max(room, 2)))
        room -= length(kept.text)
        yield kept


def _smaller_form(form: Form, caps: Caps) -> Form:
    intro: list[Text | Note] = []
    for block in form.intro[: caps.blocks]:
        match block:
            case Text(spans=spans):
                intro.append(Text(*_smaller_spans(spans, caps.text)))
            case Note(text):
                intro.append(Note(shorten(text, caps.text)))
            case other:
                assert_never(other)
    return replace(form, inputs=tuple(_smaller_input(one, caps) for one in form.inputs), intro=tuple(intro))


def _smaller_input(shown: Input, caps: Caps) -> Input:
    label, hint = shorten(shown.label, caps.text), shorten(shown.hint, caps.text)
    match shown:
        case TextInput():
            placeholder = shorten(shown.placeholder, caps.text)
            value = shorten(shown.value, caps.value)
            return replace(shown, label=label, hint=hint, placeholder=placeholder, value=value)
        case Choice() | MultiChoice():
            options = tuple(Option(one.value, shorten(one.label, caps.text)) for one in shown.options)
            return replace(shown, label=label, hint=hint, options=options)
        case PersonPicker():
            return replace(shown, label=label, hint=hint, value_label=shorten(shown.value_label, caps.text))
        case DateInput() | Toggle():
            return replace(shown, label=label, hint=hint)
        case other:
            assert_never(other)

"""Any text, any message, any form: what the renderers must bear."""

from __future__ import annotations

from datetime import date
from itertools import cycle, islice

from hypothesis import strategies as st

from messages.blocks import (
    Button,
    Buttons,
    Chart,
    ChartKind,
    Confirm,
    Divider,
    Field,
    Fields,
    Heading,
    Image,
    LinkButton,
    Message,
    Note,
    Series,
    Span,
    Style,
    Table,
    Text,
)
from messages.forms import Choice, DateInput, Form, MultiChoice, Option, PersonPicker, TextInput, Toggle

HOSTILE = (
    "<!channel>", "<!here|here>", "<@U123>", "<#C123|general>", "<https://evil.example|bank>", "&lt;!channel&gt;",
    "*bold*", "_it_", "~gone~", "`code`", "```\nblock\n```", "> quoted", "# heading", "- item", "1. item", "1) item",
    "[x](http://y.example)", "![x](http://y.example/z.png)", "[x]: http://y.example", "[x][y]", "<http://y.example>",
    "https://evil.example", "www.evil.example", "evil.example", "ana@evil.example", "<at>Ana</at>", "@channel",
    "{{DATE(2026-03-04T10:00:00Z, SHORT)}}", "{{TIME(2026-03-04T10:00:00Z)}}", "${name}", "&amp;", "&#42;", "\\*x\\*",
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onclick='x", "</textarea><b>",
    "javascript:alert(1)", ":tada:", "\u202eevil\u202c", "\u200f", "\u2066x", "\u0000", "\u0007\u001b[31m", "\ud800",
    "\ufeff", "\r\n", "\u2028", "👩‍👩‍👧‍👦", "🇩🇪🇫🇷", "👍🏽", "e\u0301\u0302\u0303", "研究開発", "مرحبا", "שלום",
    "नमस्ते", "ไทย", "", " ", "\u200b", "\n\n",
    "| a | b |", "***", "---", "===", "a\n===", "+ x", "__x__", "**x**", "~~x~~", "<b>x</b>", "http:// x", "a_b_c",
)  # fmt: skip

_pieces = st.one_of(
    st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=()), max_size=12), st.text("ab *_`[]()<>{}&\n")
)
_short = st.lists(_pieces, max_size=6).map("".join)
_long = st.tuples(_short.filter(bool), st.integers(1, 400)).map(lambda made: (made[0] * made[1])[:4000])
any_text = st.one_of(_short, _short, _short, _long)

_ids = st.text("abcdefghijklmnop0123456789-", min_size=1, max_size=36)
_urls = st.one_of(
    st.sampled_from(
        [
            "https://upstander.example.com/x?a=1&b=2",
            "http://127.0.0.1:8000/exports/a",
            "javascript:alert(1)",
            "https://",
        ]
    ),
    any_text,
)
_spans = st.builds(Span, any_text, st.booleans(), st.booleans())
_styles = st.sampled_from(Style)
_confirms = st.builds(Confirm, any_text, any_text, any_text, any_text)
_buttons = st.one_of(
    st.builds(Button, any_text, _ids, st.one_of(st.just(""), _ids), _styles, st.one_of(st.none(), _confirms)),
    st.builds(LinkButton, any_text, _urls, _styles),
)


def _tables_of(columns: int) -> st.SearchStrategy[Table]:
    row = st.tuples(*[any_text] * columns)
    return st.builds(Table, any_text, row, st.lists(row, max_size=12).map(tuple))


_values = st.one_of(st.integers(0, 500), st.floats(-1e6, 1e6), st.floats(-1e14, 1e14))


def _charts_of(labels: tuple[list[str], list[str]]) -> st.SearchStrategy[Chart]:
    categories, names = labels
    values = st.lists(_values, min_size=1, max_size=4).map(lambda some: tuple(islice(cycle(some), len(categories))))
    series = st.tuples(*[st.builds(Series, st.just(name), values) for name in names])
    return st.builds(Chart, st.sampled_from(ChartKind), any_text, st.just(tuple(categories)), series, any_text)


def _labels(most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(any_text, min_size=1, max_size=most, unique=True)


any_block = st.one_of(
    st.builds(Heading, any_text),
    st.lists(_spans, max_size=5).map(lambda spans: Text(*spans)),
    st.lists(st.builds(Field, any_text, any_text), max_size=12).map(lambda items: Fields(tuple(items))),
    st.builds(Note, any_text),
    st.just(Divider()),
    st.one_of(st.lists(_buttons, max_size=4), st.lists(_buttons, max_size=30)).map(lambda items: Buttons(tuple(items))),
    st.integers(1, 6).flatmap(_tables_of),
    st.tuples(_labels(25), _labels(14)).flatmap(_charts_of),
    st.builds(Image, _urls, any_text),
)
_few_blocks = st.lists(any_block, max_size=6)
any_message = st.builds(
    Message, any_text, st.one_of(*[_few_blocks] * 7, st.lists(any_block, min_size=45, max_size=60)).map(tuple)
)

_options = st.lists(st.builds(Option, _ids, any_text), min_size=1, max_size=12, unique_by=lambda option: option.value)
_days = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))


def _choice(
    name: str, label: str, options: list[Option], at: int, hint: str, optional: bool, refreshes: bool
) -> Choice:
    chosen = options[at].value if 0 <= at < len(options) else ""
    return Choice(name, label, tuple(options), chosen, hint, optional, refreshes)


def _multi_choice(name: str, label: str, options: list[Option], chosen: int, hint: str, optional: bool) -> MultiChoice:
    values = tuple(option.value for option in options[: min(chosen, 10)])
    return MultiChoice(name, label, tuple(options[:10]), values, hint, optional)


_flags = st.booleans()
_accounts = st.one_of(st.sampled_from(["", "U123ABC", "W9", "29:1abc"]), _ids)
_inputs = st.one_of(
    st.builds(TextInput, _ids, any_text, any_text, any_text, any_text, _flags, _flags, st.integers(1, 4000)),
    st.builds(_choice, _ids, any_text, _options, st.integers(-1, 120), any_text, _flags, _flags),
    st.builds(_multi_choice, _ids, any_text, _options, st.integers(0, 10), any_text, _flags),
    st.builds(PersonPicker, _ids, any_text, _accounts, any_text, any_text, _flags),
    st.builds(DateInput, _ids, any_text, _days, _days, _days, any_text, _flags),
    st.builds(Toggle, _ids, any_text, _flags, any_text),
)
any_form = st.builds(
    Form,
    _ids,
    any_text,
    any_text,
    st.lists(_inputs, min_size=1, max_size=12, unique_by=lambda one: one.name).map(tuple),
    _ids,
    st.lists(st.one_of(_spans.map(Text), st.builds(Note, any_text)), max_size=3).map(tuple),
)

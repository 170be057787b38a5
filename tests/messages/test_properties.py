"""Whatever a message or a form is made of, each platform takes it, and nothing in it acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings

from messages import html, slack, teams
from messages.blocks import Message
from messages.forms import Form, FormErrors
from messages.plain import clean, without_markup
from tests.fakes import slack_limits, teams_limits
from tests.messages.samples import EVERYTHING, LOG
from tests.messages.strategies import any_form, any_message, any_text

_MARKDOWN = ("title", "label", "placeholder", "errorMessage", "fallbackText")
Json = dict[str, Any]
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
_often = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
_seldom = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


@_often
@given(any_message)
def test_any_message_fits_slack(shown: Message) -> None:
    slack_limits.check_message(slack.message(shown))
    plain = slack.message(shown, charts=False)
    slack_limits.check_message(plain)
    assert all(block["type"] != "data_visualization" for block in plain["blocks"])


@_often
@given(any_message, any_text)
def test_any_message_fits_a_view_of_slack(shown: Message, title: str) -> None:
    slack_limits.check_view(slack.home(shown))
    slack_limits.check_view(slack.message_modal(shown, title=title))
    slack_limits.check_view(slack.waiting_modal(title))


@_often
@given(any_form, any_text)
def test_any_form_fits_slack(form: Form, error: str) -> None:
    view = slack.modal(form)
    slack_limits.check_view(view)
    wrong = FormErrors({**{one.name: error for one in form.inputs[::2]}, "elsewhere": error}, form)
    told = slack.errors(wrong)
    assert told.keys() <= {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    assert all(0 < len(text) <= 1000 for text in told.values())


@_often
@given(any_message)
def test_any_message_fits_teams(shown: Message) -> None:
    card = teams.card(shown)
    assert teams_limits.problems_of_card(card, against_schema=False) == []
    assert_inert(card)


@_often
@given(any_form, any_text)
def test_any_form_fits_teams(form: Form, error: str) -> None:
    errors = {**{one.name: error for one in form.inputs[::2]}, "elsewhere": error}
    for card in (teams.form_card(form, errors), teams.form_card(form, in_dialog=True)):
        assert teams_limits.problems_of_card(card, against_schema=False) == []
        assert_inert(card)


@_seldom
@given(any_message, any_form)
def test_any_card_is_one_by_the_official_schema(shown: Message, form: Form) -> None:
    teams_limits.check_card(teams.card(shown))
    teams_limits.check_card(teams.form_card(form, {form.inputs[0].name: "Please look again."}))


@_often
@given(any_message)
def test_any_message_is_inert_html(shown: Message) -> None:
    Page(html.message(shown)).check()


@_often
@given(any_form, any_text)
def test_any_form_is_inert_html(form: Form, error: str) -> None:
    page = Page(html.form(form, {**{one.name: error for one in form.inputs}, "elsewhere": error}, within="7"))
    page.check()
    assert len(page.ids) == len(set(page.ids)), "an id occurs twice"
    assert page.pointed <= set(page.ids), "a label, a hint or an error points nowhere"


@_often
@given(any_text)
def test_text_without_markup_looks_the_same(text: str) -> None:
    inert = without_markup(text)
    seen = inert.replace("\u2060", "").translate(str.maketrans("∗ˍ∼ˋ", "*_~`"))
    assert seen == clean(text).replace("\u2060", "").translate(str.maketrans("∗ˍ∼ˋ", "*_~`"))
    for acting in (
        r"\]\(",
        r"\]\[",
        r"<[^\s\u2060]",
        "://",
        r"\{\{",
        r"&#?\w",
        r"\w\.[^\W\d]",
        r"(?m)^(# |>|- |1\.)",
        r"[*_~`]",
    ):
        assert not re.search(acting, inert), acting
    assert without_markup(inert) == inert


def test_every_platform_shows_all_of_an_ordinary_message() -> None:
    for shown in (slack.message(EVERYTHING), teams.card(EVERYTHING), html.message(EVERYTHING)):
        for words in (
            "Your last twelve weeks",
            "Ana Díaz",
            "In a meeting",
            "16.5",
            "62.5%",
            "fewer than five",
            "Undo it",
        ):
            assert words in str(shown), words
    for shown in (slack.modal(LOG), teams.form_card(LOG), html.form(LOG)):
        for words in ("What did you do?", "On a call", "2026-03-04", "A log is not a report.", "Keep it private"):
            assert words in str(shown), words


def assert_inert(card: Json) -> None:
    """Where Adaptive Cards read Markdown, there is none."""
    for text in _read_as_markdown(card):
        assert without_markup(text) == text, text


def _read_as_markdown(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _read_as_markdown(child)
    elif isinstance(node, dict):
        if node.get("type") == "TextBlock":
            yield node["text"]
        is_chart = str(node.get("type")).startswith("Chart.")
        if not is_chart:
            yield from (node[key] for key in _MARKDOWN if key in node)
        for child in node.values():
            yield from _read_as_markdown(child)


class Page(HTMLParser):
    """Reads HTML of ours as a browser would, and knows what of it could act."""

    TAGS: ClassVar = {
        "article", "h2", "p", "strong", "em", "br", "dl", "div", "dt", "dd", "hr", "button", "a", "span", "table",
        "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "svg", "title", "desc", "line", "text",
        "polyline", "circle", "rect", "details", "summary", "img", "form", "label", "select", "option", "input",
        "textarea", "fieldset", "legend", "ul", "li",
    }  # fmt: skip

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.pointed: set[str] = set()
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def check(self) -> None:
        assert not self.problems
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.TAGS:
            self.problems.append(f"<{tag}>")
        if tag not in {"br", "hr", "input", "img", "line", "polyline", "circle", "rect"}:
            self.open.append(tag)
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"line", "polyline", "circle", "rect"}:
            return
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes something else")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in {"style", "srcdoc", "formaction", "action"}:
            self.problems.append(f"{name}={value}")
        if name in {"href", "src"} and not re.match(r"https?://[^\s]+$|#", value):
            self.problems.append(f"{tag} {name}={value}")
        if name == "id":
            self.ids.append(value)
        if name in {"for", "aria-describedby"}:
            self.pointed.update(value.split())
        if name == "href" and value.startswith("#"):
            self.pointed.add(value[1:])


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><b onclick="x">', "<br>"])
def test_the_reader_of_pages_notices_what_acts(text: str) -> None:
    page = Page(f"<p>{text}</p>")
    assert page.problems or page.open or text == "<br>"

"""What the web gets: words in their places, tied together for screen readers."""

from __future__ import annotations

from datetime import date

from messages import html
from messages.blocks import (
    Button,
    Buttons,
    Chart,
    ChartKind,
    Confirm,
    Fields,
    Image,
    LinkButton,
    Message,
    Series,
    Style,
    Table,
    Text,
    emphasis,
    strong,
)
from messages.forms import Choice, DateInput, Form, Option, PersonPicker, TextInput, Toggle
from tests.messages.test_properties import Page


def page(*shown: object) -> str:
    text = html.message(Message("Hello", tuple(shown)))  # type: ignore[arg-type]
    Page(text).check()
    return text


def test_text_keeps_its_styles_and_lines() -> None:
    assert "<p>A <strong>bold</strong><br>and <em>&lt;b&gt;</em></p>" in page(
        Text("A ", strong("bold"), "\nand ", emphasis("<b>"))
    )


def test_a_button_carries_its_action_and_its_question() -> None:
    undo = Button("Undo", "undo", "1", Style.DANGER, Confirm("Undo this?", "It is withdrawn.", "Undo", 'Keep "it"'))
    assert (
        '<button type="button" class="button danger" data-action="undo" data-subject="1" '
        'data-confirm-title="Undo this?" data-confirm-text="It is withdrawn." '
        'data-confirm-yes="Undo" data-confirm-no="Keep &#34;it&#34;">Undo</button>'
    ) in page(Buttons((undo,)))


def test_only_the_web_opens() -> None:
    text = page(Buttons((LinkButton("Open", "https://a.example/?a=1&b=2"), LinkButton("No", "javascript:alert(1)"))))
    assert 'href="https://a.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">Open</a>' in text
    assert "javascript" not in text
    assert "<span>No</span>" in text
    assert "<img" not in page(Image("javascript:alert(1)", "Two people"))


def test_a_table_has_a_caption_and_headers_of_both_kinds() -> None:
    text = page(Table("Teams", ("Team", "People"), (("Platform", "12"),)))
    assert "<caption>Teams</caption>" in text
    assert '<th scope="col">Team</th><th scope="col" class="number">People</th>' in text
    assert '<tr><th scope="row">Platform</th><td class="number">12</td></tr>' in text
    assert page(Table("", (), ()), Fields(())) == '<article class="message">\n\n</article>'


def test_a_chart_is_drawn_and_told() -> None:
    text = page(
        Chart(ChartKind.BAR, "Share", ("a", "b"), (Series("n", (-1, 2)), Series("m", (3, 0))), "%"),
        Chart(ChartKind.LINE, "Nothing", ("a",), (Series("n", (0,)),)),
        Chart(ChartKind.LINE, "Little", tuple(map(str, range(30))), (Series("n", (0.01,) * 30),)),
    )
    assert 'aria-label="Share. a: n -1%, m 3%; b: n 2%, m 0%"' in text
    assert text.count('class="bar series-0"') == 2
    assert text.count('class="line series-0"') == 2
    assert ">0.01<" in text, "ticks of a small scale are told apart"
    assert text.count('class="category"') == 2 + 1 + 10
    assert '<th scope="row">a</th><td class="number">-1%</td><td class="number">3%</td>' in text


def test_what_is_wrong_is_told_at_once_and_at_its_input() -> None:
    form = Form(
        "log", "Log", "Log it", (TextInput("note", "Note", "kept <b>", "A hint."), Toggle("private", "Private")), "s"
    )
    text = html.form(form, {"note": "Too <short>.", "elsewhere": "Please look again."}, within="m7")
    found = Page(text)
    found.check()
    assert found.pointed <= set(found.ids)
    assert '<form data-form="log" data-subject="s" novalidate>' in text
    assert '<div class="errors" role="alert" tabindex="-1">' in text
    assert '<li><a href="#m7-log-text:note">Too &lt;short&gt;.</a></li>\n<li>Please look again.</li>' in text
    assert 'aria-describedby="m7-log-text:note-hint m7-log-text:note-error" aria-invalid="true"' in text
    assert 'value="kept &lt;b&gt;"' in text


def test_inputs_are_what_a_browser_knows() -> None:
    days = DateInput("d", "When?", date(2026, 3, 4), date(2026, 1, 3), date(2026, 3, 4))
    kind = Choice("k", "Kind", (Option("a", "A"), Option("b", "B")), refreshes=True)
    place = Choice("p", "Place", (Option("a", "A"), Option("b", "B")), "b")
    note = TextInput("n", "Note", "\nfirst", multiline=True, optional=True)
    text = html.form(Form("log", "Log", "Log it", (days, kind, place, note)))
    Page(text).check()
    assert (
        'type="date" id="log-date:d" name="date:d" required value="2026-03-04" min="2026-01-03" max="2026-03-04"'
        in text
    )
    assert (
        '<select id="log-choice:k" name="choice:k" required data-refreshes>\n'
        '<option value="" selected>Please choose</option>' in text
    )
    assert '<input type="radio" name="choice:p" value="b" checked> B' in text
    assert ">\n\nfirst</textarea>" in text
    assert '<span class="optional">(optional)</span>' in text


def test_a_person_is_picked_from_those_offered_and_whoever_was_picked_stays() -> None:
    people = (Option("U1", "Ana"), Option("U2", "Ben"))
    picker = PersonPicker("who", "For whom?", "U9", "Zoe", optional=False)
    text = html.form(Form("log", "Log", "Log it", (picker,)), people=people)
    assert '<option value="U9" selected>Zoe</option>\n<option value="U1">Ana</option>' in text
    text = html.form(Form("log", "Log", "Log it", (PersonPicker("who", "For whom?"),)), people=people)
    assert '<option value="" selected>Nobody in particular</option>' in text

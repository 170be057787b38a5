"""What Teams gets: cards within its limits, with nothing lost that fits."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from messages import teams
from messages.blocks import (
    Button,
    Buttons,
    Chart,
    ChartKind,
    Confirm,
    Divider,
    Heading,
    Image,
    LinkButton,
    Message,
    Series,
    Style,
    Table,
    Text,
)
from messages.forms import Choice, DateInput, Form, Option, PersonPicker, TextInput
from tests.fakes import teams_limits

Json = dict[str, Any]


def body(*shown: Any) -> list[Json]:
    card = teams.card(Message("Hello", tuple(shown)))
    teams_limits.check_card(card)
    made: list[Json] = card["body"]
    return made


def form_body(form: Form, errors: dict[str, str] | None = None, *, in_dialog: bool = False) -> list[Json]:
    card = teams.form_card(form, errors or {}, in_dialog=in_dialog)
    teams_limits.check_card(card)
    made: list[Json] = card["body"]
    return made


def runs(element: Json) -> str:
    return "".join(run["text"] for run in element["inlines"])


def test_lines_stay_lines() -> None:
    made = body(Text("one\ntwo\n\nthree"))
    assert [runs(element) for element in made] == ["one", "two", "three"]
    assert [element.get("spacing") for element in made] == [None, "None", "None"]


def test_a_heading_is_one_to_screen_readers_unless_markdown_could_act_in_it() -> None:
    plain, typed = body(Heading("12 weeks, by kind"), Heading("*Ana* [here](http://x)"))
    assert (plain["type"], plain["style"]) == ("TextBlock", "heading")
    assert (typed["type"], runs(typed)) == ("RichTextBlock", "*Ana* [here](http://x)")


def test_a_divider_is_a_line_above_what_follows() -> None:
    made = body(Divider(), Text("a"), Divider(), Divider(), Text("b"), Divider())
    assert [element.get("separator", False) for element in made] == [False, True]


def test_a_button_that_asks_first_shows_its_question_and_takes_no_for_an_answer() -> None:
    undo = Button("Undo", "undo", "1", Style.DANGER, Confirm("Undo this?", "It is withdrawn.", "Undo it", "Keep it"))
    row, question = body(Buttons((Button("Edit", "edit", "1", Style.PRIMARY), undo)))
    edit, asks = row["actions"]
    assert edit == {
        "type": "Action.Execute",
        "title": "Edit",
        "verb": "press",
        "data": {"action": "edit", "subject": "1"},
        "associatedInputs": "none",
        "style": "positive",
    }
    assert asks["type"] == "Action.ToggleVisibility"
    assert asks["targetElements"] == [question["id"]]
    assert question["isVisible"] is False
    yes, no = question["items"][-1]["actions"]
    assert (yes["title"], yes["data"], yes["style"]) == ("Undo it", {"action": "undo", "subject": "1"}, "destructive")
    assert (no["title"], no["targetElements"]) == ("Keep it", [question["id"]])


def test_teams_shows_six_buttons_in_a_row_and_opens_only_the_web() -> None:
    many = Buttons((*(Button(str(n), "a") for n in range(7)), LinkButton("x", "javascript:alert(1)")))
    assert [len(row["actions"]) for row in body(many)] == [6, 1]


def test_charts_are_drawn_and_told() -> None:
    single = Chart(ChartKind.BAR, "Share", ("a", "b"), (Series("n", (1, 2)),), "%")
    several = Chart(ChartKind.BAR, "Share", ("a", "b"), (Series("n", (1, 2)), Series("m", (3, 4))))
    line = Chart(ChartKind.LINE, "", ("a", ""), (Series("n", (1, 2)),))
    made = body(single, several, line)
    drawn = [element["type"] for element in made if element["type"].startswith("Chart.")]
    assert drawn == ["Chart.VerticalBar", "Chart.VerticalBar.Grouped", "Chart.Line"]
    told = [runs(element) for element in made if element["type"] == "RichTextBlock"]
    assert told == ["Share", "a: 1%", "b: 2%", "Share", "a: n 1, m 3", "b: n 2, m 4", "a: 1", "2"]
    assert teams.card(Message("x", (line,)))["msteams"] == {"width": "Full"}


def test_tables_have_a_row_of_headers_and_numbers_on_the_right() -> None:
    caption, table = body(Table("Teams", ("Team", "People"), (("Platform", "12"),)))
    assert runs(caption) == "Teams"
    assert [column["horizontalCellContentAlignment"] for column in table["columns"]] == ["Left", "Right"]
    assert len(table["rows"]) == 2
    assert body(Table("", (), ())) != []


def test_a_picture_that_teams_cannot_load_is_told() -> None:
    made = body(Image("http://127.0.0.1/x.png", "Two people"), Image("https://a.example/x.png", ""))
    assert runs(made[0]) == "Two people"
    assert made[1]["altText"]


def test_a_card_that_is_too_large_is_shortened_and_keeps_its_buttons() -> None:
    card = teams.card(Message("x", (*[Text("研究開発 " * 200)] * 30, Buttons((Button("Undo", "undo", "1"),)))))
    teams_limits.check_card(card)
    assert len(json.dumps(card)) < 24_000
    assert any(element["type"] == "ActionSet" for element in card["body"])


def test_a_form_insists_by_itself_only_where_it_never_changes() -> None:
    note = TextInput("note", "Note")
    kind = Choice("kind", "Kind", (Option("a", "A"), Option("b", "B")), "a", refreshes=True)
    fixed, actions = form_body(Form("f", "Form", "Send", (note,)))[1:]
    assert (fixed["isRequired"], fixed["errorMessage"]) == (True, "Please write something here.")
    assert [action["verb"] for action in actions["actions"]] == ["submit"]
    changing = form_body(Form("f", "Form", "Send", (kind, note), "s"))
    assert all("isRequired" not in element for element in changing)
    assert [(action["verb"], action["data"]) for action in changing[-1]["actions"]] == [
        ("submit", {"form": "f", "subject": "s"}),
        ("change", {"form": "f", "subject": "s"}),
    ]


def test_a_dialog_submits_with_its_verb_in_the_data() -> None:
    action = form_body(Form("f", "Form", "Send", (TextInput("note", "Note"),), "s"), in_dialog=True)[-1]["actions"][0]
    assert action["type"] == "Action.Submit"
    assert action["data"] == {"form": "f", "subject": "s", "verb": "submit"}


def test_what_is_wrong_stands_above_its_input_and_what_was_typed_stays() -> None:
    form = Form("f", "Form", "Send", (TextInput("a", "A", "kept"), TextInput("b", "B")))
    made = form_body(form, {"b": "*Too* short.", "elsewhere": "Please look again."})
    assert [element.get("id") or runs(element) for element in made[1:-1]] == [
        "Please look again.",
        "text:a",
        "*Too* short.",
        "text:b",
    ]
    assert made[2]["value"] == "kept"
    assert made[3]["inlines"][0]["color"] == "Attention"


def test_dates_have_bounds_and_people_are_looked_up() -> None:
    day = DateInput("d", "When?", date(2026, 3, 4), date(2026, 1, 3), date(2026, 3, 4))
    person = PersonPicker("p", "For whom?", "29:1", "Ana Díaz")
    when, who = form_body(Form("f", "Form", "Send", (day, person)))[1:-1]
    assert (when["value"], when["min"], when["max"]) == ("2026-03-04", "2026-01-03", "2026-03-04")
    assert when["errorMessage"] == "Please choose a day from 2026-01-03 up to 2026-03-04."
    assert who["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
    assert (who["choices"], who["value"]) == ([{"title": "Ana Díaz", "value": "29:1"}], "29:1")
    assert who["label"] == "For whom? (optional)"

"""What Slack gets: within its limits, with nothing lost that fits."""

from __future__ import annotations

from typing import Any

from messages import slack
from messages.blocks import (
    Button,
    Buttons,
    Chart,
    ChartKind,
    Divider,
    Heading,
    Image,
    LinkButton,
    Message,
    Note,
    Series,
    Table,
    Text,
    strong,
)
from messages.forms import Choice, DateInput, Form, FormErrors, MultiChoice, Option, PersonPicker, TextInput, Toggle
from tests.fakes import slack_limits

Json = dict[str, Any]
CHART = Chart(ChartKind.BAR, "Actions", ("a", "b"), (Series("n", (1, 2)),))


def blocks(*shown: Any, charts: bool = True) -> list[Json]:
    payload = slack.message(Message("Hello", tuple(shown)), charts=charts)
    slack_limits.check_message(payload)
    made: list[Json] = payload["blocks"]
    return made


def texts(node: Any) -> str:
    if isinstance(node, list):
        return "".join(map(texts, node))
    if isinstance(node, dict):
        return str(node["text"]) if isinstance(node.get("text"), str) else "".join(map(texts, node.values()))
    return ""


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(f"v{number}", f"Choice {number}") for number in range(count))


def element(shown: Any) -> Json:
    view = slack.modal(Form("f", "Form", "Send", (shown,)))
    slack_limits.check_view(view)
    made: Json = view["blocks"][0]
    return made


def test_the_notification_says_nothing_that_acts() -> None:
    payload = slack.message(Message("<!channel> *look* & https://evil.example", ()))
    assert payload["text"] == "&lt;\u2060!channel&gt; ∗look∗ &amp; https:\u2060//evil.\u2060example"


def test_long_text_is_split_and_none_of_it_lost() -> None:
    text = "A sentence of some length. " * 200
    made = blocks(Text("First. ", strong(text)))
    assert len(made) == 2
    assert texts(made) == f"First. {text}"


def test_a_message_that_is_too_long_as_a_whole_is_shortened_but_keeps_its_buttons() -> None:
    made = blocks(*[Text("word " * 300)] * 60, Buttons((Button("Undo", "undo", "1"),)))
    assert len(made) <= 50
    assert made[-1]["type"] == "context"
    assert "more than fits" in texts(made[-1])
    assert made[-2]["elements"][0]["text"]["text"] == "Undo"


def test_at_most_two_charts_are_drawn_and_all_are_told() -> None:
    made = blocks(*[CHART] * 3)
    assert [block["type"] for block in made].count("data_visualization") == 2
    assert texts(made).count("\nb  2") == 3
    assert all(block["type"] != "data_visualization" for block in blocks(CHART, charts=False))


def test_a_chart_too_large_to_draw_is_told_in_numbers() -> None:
    wide = Chart(ChartKind.LINE, "Days", tuple(map(str, range(21))), (Series("n", tuple(range(21))),))
    assert all(block["type"] != "data_visualization" for block in blocks(wide))
    assert "\n20  20" in texts(blocks(wide))


def test_shortened_labels_of_a_chart_stay_distinct() -> None:
    names = ("Platform engineering Berlin", "Platform engineering Bern")
    chart = blocks(Chart(ChartKind.LINE, "Teams", names, (Series("n", (1.0, 2.5)),)))[0]["chart"]
    assert len(set(chart["axis_config"]["categories"])) == 2
    assert [point["value"] for point in chart["series"][0]["data"]] == [1, 2.5]


def test_what_is_empty_makes_no_block() -> None:
    assert [block["type"] for block in blocks(Heading(" "), Text(""), Note("\u200b"), Divider(), Buttons(()))] == [
        "context"
    ]
    assert [block["type"] for block in blocks(Text("a"), Divider())] == ["rich_text"]
    assert blocks(Table("", (), ()))[0]["type"] == "context"


def test_a_picture_that_slack_cannot_load_is_told() -> None:
    made = blocks(Image("http://127.0.0.1/x.png", "Two people"), Image("https://a.example/x.png", "Two people"))
    assert [block["type"] for block in made] == ["context", "image"]


def test_buttons_differ_in_their_ids_and_only_open_the_web() -> None:
    row = Buttons((Button("Undo", "undo", "1"), Button("Undo", "undo", "2"), LinkButton("x", "javascript:alert(1)")))
    made = blocks(row, Buttons((LinkButton("Open", "https://a.example"),)))
    assert [one["action_id"] for block in made for one in block["elements"]] == ["undo#0", "undo#1", "opens_address#2"]
    assert len(blocks(Buttons(tuple(Button(str(n), "a") for n in range(30))))) == 2


def test_choices_take_the_element_that_holds_them() -> None:
    assert element(Choice("c", "C", options(5)))["element"]["type"] == "radio_buttons"
    assert element(Choice("c", "C", options(6)))["element"]["type"] == "static_select"
    refreshing = element(Choice("c", "C", options(3), "v1", refreshes=True))
    assert refreshing["element"]["type"] == "static_select"
    assert refreshing["dispatch_action"] is True
    assert refreshing["element"]["initial_option"]["value"] == "v1"
    assert element(MultiChoice("c", "C", options(10), ("v9",)))["element"]["type"] == "checkboxes"
    assert element(MultiChoice("c", "C", options(11), ("v9", "v10")))["element"]["type"] == "multi_static_select"


def test_a_chosen_option_is_never_left_out() -> None:
    made = element(Choice("c", "C", options(130), "v120"))["element"]
    assert len(made["options"]) == 100
    assert made["initial_option"]["value"] == "v120"


def test_inputs_keep_what_they_hold() -> None:
    typed = element(TextInput("note", "Note", "too long " * 10, max_length=20))["element"]
    assert typed["initial_value"] == "too long " * 10
    assert typed["max_length"] == 90
    assert element(PersonPicker("p", "For whom?", "U0ANA"))["element"]["initial_user"] == "U0ANA"
    assert "initial_user" not in element(PersonPicker("p", "For whom?", "29:teams-account"))["element"]
    assert "initial_date" not in element(DateInput("d", "When?"))["element"]
    assert element(Toggle("t", "Private", value=True))["element"]["initial_options"][0]["value"] == "true"
    assert element(Toggle("t", "Private"))["optional"] is True


def test_a_form_of_nothing_and_a_long_title_still_open() -> None:
    view = slack.modal(Form("f", "A title that is much too long for a modal", "Send", ()))
    slack_limits.check_view(view)
    assert len(view["title"]["text"]) <= 24
    slack_limits.check_view(slack.waiting_modal("Upstander"))


def test_errors_that_belong_to_no_input_are_told_at_the_first() -> None:
    form = Form("f", "Form", "Send", (TextInput("a", "A"), TextInput("b", "B")))
    told = slack.errors(FormErrors({"": "Please look\nagain.", "a": "Too short.", "b": ""}, form))
    assert told == {"text:a": "Please look again. Too short.", "text:b": "…"}
    assert slack.errors(FormErrors({"x": "Wrong."}, Form("f", "Form", "Send", ()))) == {}

"""The checkers of limits notice what the platforms would refuse: a blind checker would prove nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from messages import slack, teams
from tests.fakes import slack_limits, teams_limits
from tests.messages.samples import EVERYTHING, LOG

Json = dict[str, Any]
Change = Callable[[Json], Any]


def block(payload: Json, kind: str) -> Json:
    found: Json = next(one for one in payload["blocks"] if one["type"] == kind)
    return found


def field(payload: Json, identifier: str) -> Json:
    found: Json = next(one for one in payload["blocks"] if one.get("block_id") == identifier)
    return found


def element(card: Json, kind: str) -> Json:
    found: Json = next(one for one in card["body"] if one["type"] == kind)
    return found


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda it: it.update(text="<!channel>"), "unescaped mention"),
        (lambda it: it.update(text="a & b"), "unescaped &"),
        (lambda it: it.update(text=" "), "text: empty"),
        (lambda it: it.pop("text"), "text: missing"),
        (lambda it: it["blocks"].extend([{"type": "divider"}] * 50), "allowed are 1 to 50"),
        (lambda it: it["blocks"].append({"type": "marquee"}), "unknown block"),
        (
            lambda it: it["blocks"].append({"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}}),
            "unknown block",
        ),
        (lambda it: it["blocks"].append(deepcopy(block(it, "actions"))), "occurs twice"),
        (lambda it: it["blocks"].extend([deepcopy(block(it, "data_visualization"))]), "3 charts"),
        (lambda it: block(it, "header")["text"].update(text="x" * 151), "151 characters, at most 150"),
        (lambda it: block(it, "header")["text"].update(text=""), "empty"),
        (lambda it: block(it, "header")["text"].update(type="mrkdwn"), "not plain_text"),
        (lambda it: block(it, "context").update(elements=[]), "allowed are 1 to 10"),
        (lambda it: block(it, "actions")["elements"][0].pop("action_id"), "no action_id"),
        (lambda it: block(it, "actions")["elements"][0].update(value="x" * 2001), "at most 2000"),
        (lambda it: block(it, "actions")["elements"][0].update(style="loud"), "style"),
        (lambda it: block(it, "actions")["elements"][1]["confirm"]["deny"].update(text="x" * 31), "at most 30"),
        (lambda it: block(it, "actions")["elements"][2].update(url="javascript:alert(1)"), "not an address"),
        (lambda it: block(it, "image").update(image_url="http://127.0.0.1/x.png"), "not an address"),
        (lambda it: block(it, "rich_text")["elements"][0]["elements"][0].update(type="link"), "acts"),
        (lambda it: block(it, "rich_text")["elements"][0]["elements"][0].update(text="\x00"), "control character"),
        (lambda it: block(it, "data_visualization")["chart"]["axis_config"].update(categories=["a", "a"]), "alike"),
        (lambda it: block(it, "data_visualization")["chart"]["series"][0].update(name="x" * 21), "at most 20"),
        (lambda it: block(it, "data_visualization")["chart"]["series"][0]["data"].pop(), "not the categories"),
        (lambda it: block(it, "rich_text").update(block_id="x" * 256), "at most 255"),
    ],
)
def test_a_wrong_message_is_noticed(change: Change, problem: str) -> None:
    payload = slack.message(EVERYTHING)
    assert slack_limits.message_problems(payload) == []
    change(payload)
    with pytest.raises(AssertionError, match=problem):
        slack_limits.check_message(payload)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda it: it.update(type="dialog"), "neither modal nor home"),
        (lambda it: it.update(colour="red"), "unknown property"),
        (lambda it: it["title"].update(text="x" * 25), "25 characters, at most 24"),
        (lambda it: it.pop("submit"), "submit: required"),
        (lambda it: it.update(private_metadata="x" * 3001), "at most 3000"),
        (lambda it: it["blocks"].extend([{"type": "divider"}] * 100), "allowed are 1 to 100"),
        (lambda it: it["blocks"].append(deepcopy(it["blocks"][-1])), "occurs twice"),
        (lambda it: field(it, "text:note").pop("block_id"), "without block_id"),
        (lambda it: field(it, "text:note")["element"].update(max_length=3001), "max_length"),
        (lambda it: field(it, "text:note")["element"].update(initial_value="x" * 501), "at most 500"),
        (lambda it: field(it, "date:on")["element"].update(initial_date="tomorrow"), "initial_date"),
        (lambda it: field(it, "person:colleague")["element"].update(initial_user="ana"), "initial_user"),
        (lambda it: field(it, "choice:kind")["element"]["initial_option"].update(value="x"), "not one of the options"),
        (lambda it: field(it, "choice:kind")["element"]["options"][0]["text"].update(text="x" * 76), "at most 75"),
        (lambda it: field(it, "choice:setting")["element"].update(options=[]), "allowed are 1 to 10"),
        (lambda it: field(it, "multi:how")["element"].update(initial_options=[]), "empty"),
        (lambda it: field(it, "multi:how")["element"].update(type="slider"), "unknown element"),
        (lambda it: it["blocks"].extend(slack.message(EVERYTHING)["blocks"][4:5]), "a chart outside"),
    ],
)
def test_a_wrong_view_is_noticed(change: Change, problem: str) -> None:
    view = json.loads(json.dumps(slack.modal(LOG)))
    assert slack_limits.view_problems(view) == []
    change(view)
    with pytest.raises(AssertionError, match=problem):
        slack_limits.check_view(view)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda it: it.update(type="Card"), "not an AdaptiveCard"),
        (lambda it: it.update(version="1.6"), "version"),
        (lambda it: it.update(body=[]), "body: empty"),
        (lambda it: it.update(fallbackText=""), "fallbackText"),
        (lambda it: it["body"].append({"type": "Marquee"}), "unknown element"),
        (lambda it: it["body"].append({"type": "Image"}), "card.body"),
        (lambda it: element(it, "TextBlock").update(text="{{DATE(2026-03-04T10:00:00Z)}}"), "date function"),
        (lambda it: element(it, "TextBlock").pop("wrap"), "does not wrap"),
        (lambda it: element(it, "TextBlock").update(text="x" * 30_000), "at most 28672"),
        (lambda it: element(it, "Chart.Line").pop("fallback"), "no fallback"),
        (lambda it: element(it, "Chart.Line")["data"][0]["values"].append({"x": "1 Jan", "y": 1}), "share a category"),
        (lambda it: element(it, "Table")["rows"][0]["cells"].pop(), "rows of"),
        (lambda it: element(it, "ActionSet")["actions"].extend(element(it, "ActionSet")["actions"] * 2), "9 actions"),
        (lambda it: element(it, "ActionSet")["actions"][0].update(verb="jump"), "verb"),
        (lambda it: element(it, "ActionSet")["actions"][0].update(title=""), "title: empty"),
        (lambda it: element(it, "ActionSet")["actions"][2].update(url="javascript:alert(1)"), "url"),
        (lambda it: element(it, "Container").update(id="elsewhere"), "toggles what is not there"),
    ],
)
def test_a_wrong_card_is_noticed(change: Change, problem: str) -> None:
    card = teams.card(EVERYTHING)
    assert teams_limits.problems_of_card(card) == []
    change(card)
    with pytest.raises(AssertionError, match=problem):
        teams_limits.check_card(card)


@pytest.mark.parametrize(
    ("identifier", "change", "problem"),
    [
        ("text:title", {"id": "title"}, "id: 'title'"),
        ("text:title", {"label": ""}, "no label"),
        ("text:title", {"isRequired": True}, "without an errorMessage"),
        ("text:title", {"value": "x" * 3001}, "longer than maxLength"),
        ("choice:kind", {"value": "gone"}, "not one of the choices"),
        ("choice:setting", {"choices": []}, "no choices"),
        ("text:title", {"id": "text:note"}, "occurs twice"),
    ],
)
def test_a_wrong_form_card_is_noticed(identifier: str, change: Json, problem: str) -> None:
    card = teams.form_card(LOG)
    next(one for one in card["body"] if one.get("id") == identifier).update(change)
    assert any(problem in told for told in teams_limits.problems_of_card(card))

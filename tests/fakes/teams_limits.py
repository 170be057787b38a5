"""What Teams refuses or would show wrongly in a card: the official schema of Adaptive Cards 1.5, and Teams's own rules.

Charts and the people picker are Teams's extras, which the schema does not know: they are checked here by hand, and the
schema sees a plain element in their place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft6Validator
from jsonschema.exceptions import best_match

Json = Mapping[str, Any]
Problems = Iterator[str]

MOST_BYTES = 28 * 1024
MOST_ACTIONS = 6
_FUNCTION = re.compile(r"\{\{(DATE|TIME)\(")
_CHARTS = {"Chart.Line", "Chart.VerticalBar", "Chart.VerticalBar.Grouped"}
_KNOWN = {
    "AdaptiveCard", "TextBlock", "RichTextBlock", "TextRun", "Container", "ActionSet", "Image", "Table", "TableRow",
    "TableCell", "Input.Text", "Input.ChoiceSet", "Input.Date", "Input.Toggle", "Action.Execute", "Action.Submit",
    "Action.OpenUrl", "Action.ToggleVisibility", *_CHARTS,
}  # fmt: skip


def check_card(card: object) -> None:
    """Raises AssertionError where Teams would not show the card as it is meant."""
    problems = problems_of_card(card)
    assert not problems, "\n".join(problems)


def problems_of_card(card: object, *, against_schema: bool = True) -> list[str]:
    """What is wrong with a card; nothing, where Teams would show it. The schema takes its time."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["card: not an AdaptiveCard"]
    problems = list(_card(card))
    problems.extend(problem for where, node in _nodes(card, "card") for problem in _node(node, where))
    problems.extend(_ids(card))
    if not against_schema:
        return problems
    wrong = best_match(_validator().iter_errors(standard(card)))
    if wrong is not None:
        problems.append(f"card.{'.'.join(map(str, wrong.absolute_path))}: {wrong.message[:500]}")
    return problems


def _card(card: Json) -> Problems:
    if card.get("version") != "1.5":
        yield f"card.version: {card.get('version')!r}"
    if not card.get("body"):
        yield "card.body: empty"
    size = len(json.dumps(card))
    if size > MOST_BYTES:
        yield f"card: {size} bytes, at most {MOST_BYTES}"
    if not str(card.get("fallbackText", "")).strip():
        yield "card.fallbackText: empty"


def _node(node: Json, where: str) -> Problems:
    kind = node["type"]
    if kind not in _KNOWN:
        yield f"{where}: unknown element {kind!r}"
    if kind in _CHARTS:
        yield from _chart(node, where)
    if kind in {"TextRun", "TextBlock"} and not str(node.get("text", "")):
        yield f"{where}.text: empty"
    if kind == "TextBlock" and node.get("wrap") is not True:
        yield f"{where}: does not wrap"
    if kind.startswith("Action."):
        yield from _action(node, where)
    if kind.startswith("Input."):
        yield from _input(node, where)
    if kind == "ActionSet" and not 1 <= len(node.get("actions", ())) <= MOST_ACTIONS:
        yield f"{where}: {len(node.get('actions', ()))} actions, Teams shows 1 to {MOST_ACTIONS}"
    if kind == "Table":
        widths = {len(row.get("cells", ())) for row in node.get("rows", ())}
        if widths != {len(node.get("columns", ()))}:
            yield f"{where}: rows of {sorted(widths)} cells in {len(node.get('columns', ()))} columns"
    for key, value in node.items():
        if isinstance(value, str) and _FUNCTION.search(value) and key != "value":
            yield f"{where}.{key}: a date function"


def _action(node: Json, where: str) -> Problems:
    if not str(node.get("title", "")).strip():
        yield f"{where}.title: empty"
    if node["type"] == "Action.Execute" and node.get("verb") not in {"press", "submit", "change"}:
        yield f"{where}.verb: {node.get('verb')!r}"
    if node["type"] == "Action.Execute" and not isinstance(node.get("data"), dict):
        yield f"{where}.data: no object, so that inputs cannot be merged into it"
    if node["type"] == "Action.OpenUrl" and not str(node.get("url", "")).startswith(("https://", "http://")):
        yield f"{where}.url: {node.get('url')!r}"
    if node.get("style", "default") not in {"default", "positive", "destructive"}:
        yield f"{where}.style: {node['style']!r}"


def _input(node: Json, where: str) -> Problems:
    if not re.fullmatch(r"(text|choice|multi|person|date|toggle):.+", str(node.get("id", ""))):
        yield f"{where}.id: {node.get('id')!r}"
    if not str(node.get("label" if node["type"] != "Input.Toggle" else "title", "")).strip():
        yield f"{where}: no label"
    if node.get("isRequired") and not node.get("errorMessage"):
        yield f"{where}: required without an errorMessage"
    if node["type"] == "Input.ChoiceSet":
        values = [choice.get("value") for choice in node.get("choices", ())]
        if not values and "choices.data" not in node:
            yield f"{where}: no choices"
        if len(set(values)) != len(values):
            yield f"{where}: two choices share a value"
        for chosen in str(node.get("value", "")).split(",") if node.get("value") else ():
            if chosen not in values:
                yield f"{where}.value: {chosen!r} is not one of the choices"
    if node["type"] == "Input.Text" and len(str(node.get("value", ""))) > node.get("maxLength", 0):
        yield f"{where}.value: longer than maxLength"


def _chart(node: Json, where: str) -> Problems:
    if "fallback" not in node:
        yield f"{where}: no fallback, so that a host without charts shows nothing of the card"
    extra = node.keys() - {"type", "fallback", "title", "data", "xAxisTitle", "yAxisTitle", "separator", "spacing"}
    if extra or not node.get("data"):
        yield f"{where}: {sorted(extra)}, data {node.get('data')!r}"
    groups = [node["data"]] if node["type"] == "Chart.VerticalBar" else [one.get("values") for one in node["data"]]
    for points in groups:
        if not points or any(point.keys() != {"x", "y"} or not str(point["x"]) for point in points):
            yield f"{where}.data: {points!r}"
        elif len({point["x"] for point in points}) != len(points):
            yield f"{where}.data: two points share a category"
    if node["type"] != "Chart.VerticalBar":
        legends = [one.get("legend") for one in node["data"]]
        if not all(legends) or len(set(legends)) != len(legends):
            yield f"{where}: legends {legends!r}"


def _ids(card: Json) -> Problems:
    ids = [str(node["id"]) for _, node in _nodes(card, "card") if "id" in node]
    for identifier in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"card: the id {identifier!r} occurs twice"
    for where, node in _nodes(card, "card"):
        if node["type"] == "Action.ToggleVisibility" and not set(node.get("targetElements", ())) <= set(ids):
            yield f"{where}: toggles what is not there"


def _nodes(node: object, where: str) -> Iterator[tuple[str, Json]]:
    """Every element and action, with its place. What an action sends (`data`) is none of them."""
    if isinstance(node, list):
        for at, child in enumerate(node):
            yield from _nodes(child, f"{where}[{at}]")
    elif isinstance(node, dict):
        if isinstance(node.get("type"), str) and "Data.Query" not in node["type"]:
            yield where, node
        is_chart = node.get("type") in _CHARTS
        for key, child in node.items():
            if key != "data" and not is_chart:
                yield from _nodes(child, f"{where}.{key}")


def standard(node: Any) -> Any:
    """A copy that schema 1.5 can judge."""
    if isinstance(node, list):
        return [standard(child) for child in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") in _CHARTS:
        return {"type": "TextBlock", "text": "a chart"}
    is_card = node.get("type") == "AdaptiveCard"
    skipped = {"choices.data"} | ({"msteams"} if is_card else set())
    copy = {key: child if key == "data" else standard(child) for key, child in node.items() if key not in skipped}
    if "choices.data" in node and not copy.get("choices"):
        copy["choices"] = [{"title": "somebody", "value": "somebody"}]
    return copy


@lru_cache
def _validator() -> Draft6Validator:
    text = files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text(encoding="utf-8")
    return Draft6Validator(json.loads(text))

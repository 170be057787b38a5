"""What Slack refuses: every limit of Block Kit that our messages and views could meet, told by name.

Lengths count UTF-16 units, the strictest way. What a block or an element may hold is closed: an unknown property or
kind is a problem too, so that nothing new slips through unchecked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from tests.fakes.slack_elements import button, input_block
from tests.fakes.slack_texts import (
    Json,
    Problems,
    address,
    count,
    fitting,
    is_number,
    labels,
    length,
    only,
    plain,
    some,
)

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_TEXT = 40_000
MOST_MESSAGE = 12_000  # of all text in the blocks of a message: Slack's undocumented `msg_blocks_too_long`
MOST_VIEW_BYTES = 250_000
MOST_CHARTS = 2
_ID = 255
_MENTIONS = re.compile(r"<[^<>\s][^<>]*>")
_ESCAPES = re.compile(r"&(?!(?:amp|lt|gt);)")
_VIEW_KEYS = {
    "modal": {
        "type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close",
        "notify_on_close", "external_id",
    },
    "home": {"type", "blocks", "private_metadata", "callback_id", "external_id"},
}  # fmt: skip


def check_message(payload: Json) -> None:
    """Raises AssertionError where Slack would refuse the message."""
    problems = message_problems(payload)
    assert not problems, "\n".join(problems)


def check_view(view: Json) -> None:
    """Raises AssertionError where Slack would refuse the view."""
    problems = view_problems(view)
    assert not problems, "\n".join(problems)


def message_problems(payload: Json) -> list[str]:
    """What is wrong with the `text` and the `blocks` of a message; nothing, where Slack would show it."""
    text, blocks = payload.get("text"), payload.get("blocks")
    problems = [] if blocks is None else list(_blocks(blocks, "message"))
    if text is None and not blocks:
        problems.append("message: neither text nor blocks (no_text)")
    if text is not None:
        problems.extend(_text_of_message(text))
    elif blocks:
        problems.append("text: missing, so that a notification says nothing")
    if isinstance(blocks, list) and sum(map(length, _shown(blocks))) > MOST_MESSAGE:
        problems.append(f"blocks: more than {MOST_MESSAGE} characters together (msg_blocks_too_long)")
    return problems


def view_problems(view: Json) -> list[str]:
    """What is wrong with a modal or a Home."""
    kind = view.get("type")
    if kind not in _VIEW_KEYS:
        return [f"view: type {kind!r} is neither modal nor home"]
    problems = [f"view: unknown property {key!r}" for key in view.keys() - _VIEW_KEYS[kind]]
    problems.extend(_blocks(view.get("blocks"), kind))
    if kind == "modal":
        problems.extend(plain(view.get("title"), "title", 24))
        problems.extend(problem for key in ("submit", "close") if key in view for problem in plain(view[key], key, 24))
        has_input = any(isinstance(one, dict) and one.get("type") == "input" for one in view.get("blocks") or ())
        if has_input and "submit" not in view:
            problems.append("submit: required where there is an input")
    problems.extend(fitting(view.get("private_metadata", ""), "private_metadata", 3000))
    problems.extend(
        problem for key in ("callback_id", "external_id") if key in view for problem in some(view[key], key, _ID)
    )
    if len(json.dumps(view, ensure_ascii=False).encode("utf-8", "surrogatepass")) > MOST_VIEW_BYTES:
        problems.append(f"view: more than {MOST_VIEW_BYTES} bytes (view_too_large)")
    return problems


def _text_of_message(text: object) -> Problems:
    yield from some(text, "text", MOST_TEXT)
    if isinstance(text, str):
        if _MENTIONS.search(text):
            yield "text: an unescaped mention, link or command"
        if _ESCAPES.search(text) or "<" in text or ">" in text:
            yield "text: an unescaped &, < or >"


def _blocks(blocks: object, surface: str) -> Problems:
    if not isinstance(blocks, list):
        yield "blocks: not a list"
        return
    if not 1 <= len(blocks) <= MOST_BLOCKS[surface]:
        yield f"blocks: {len(blocks)}, allowed are 1 to {MOST_BLOCKS[surface]}"
    ids: set[str] = set()
    actions: set[str] = set()
    for at, block in enumerate(blocks):
        where = f"blocks[{at}]"
        kind = block.get("type") if isinstance(block, dict) else None
        rule = _BLOCKS.get(kind) if isinstance(kind, str) else None
        if rule is None:
            yield f"{where}: unknown block {kind!r}"
            continue
        if kind == "input" and surface == "message":
            yield f"{where}: an input in a message"
        if kind == "data_visualization" and surface != "message":
            yield f"{where}: a chart outside of a message"
        yield from rule(block, where)
        if "block_id" in block:
            yield from some(block["block_id"], f"{where}.block_id", _ID)
            if block["block_id"] in ids:
                yield f"{where}.block_id: {block['block_id']!r} occurs twice"
            ids.add(block["block_id"])
        for action in _action_ids(block):
            yield from some(action, f"{where}.action_id", _ID)
            if action in actions:
                yield f"{where}: the action_id {action!r} occurs twice"
            actions.add(action)
    drawn = sum(isinstance(one, dict) and one.get("type") == "data_visualization" for one in blocks)
    if drawn > MOST_CHARTS:
        yield f"blocks: {drawn} charts, at most {MOST_CHARTS}"


def _header(block: Json, where: str) -> Problems:
    yield from only(block, where, "text")
    yield from plain(block.get("text"), f"{where}.text", 150)


def _context(block: Json, where: str) -> Problems:
    yield from only(block, where, "elements")
    elements = block.get("elements")
    yield from count(elements, f"{where}.elements", 1, 10)
    for at, element in enumerate(elements or ()):
        yield from plain(element, f"{where}.elements[{at}]", 3000)


def _divider(block: Json, where: str) -> Problems:
    yield from only(block, where)


def _image(block: Json, where: str) -> Problems:
    yield from only(block, where, "image_url", "alt_text")
    yield from address(block.get("image_url"), f"{where}.image_url", schemes={"https"})
    yield from some(block.get("alt_text"), f"{where}.alt_text", 2000)


def _rich_text(block: Json, where: str) -> Problems:
    yield from only(block, where, "elements")
    elements = block.get("elements")
    yield from count(elements, f"{where}.elements", 1, 100)
    for at, element in enumerate(elements or ()):
        here = f"{where}.elements[{at}]"
        if element.get("type") not in {"rich_text_section", "rich_text_preformatted"}:
            yield f"{here}: unknown kind {element.get('type')!r}"
        yield from only(element, here, "elements")
        runs = element.get("elements")
        yield from count(runs, f"{here}.elements", 1, 1000)
        for number, run in enumerate(runs or ()):
            yield from _run(run, f"{here}.elements[{number}]", element.get("type"))


def _run(run: Json, where: str, within: object) -> Problems:
    if run.get("type") != "text":
        yield f"{where}: {run.get('type')!r} acts, only text does not"
    yield from only(run, where, *([] if within == "rich_text_preformatted" else ["style"]), "text")
    yield from some(run.get("text"), f"{where}.text", 3000, may_be_blank=True)
    style = run.get("style", {})
    if not isinstance(style, dict) or not style.keys() <= {"bold", "italic"} or ("style" in run and not style):
        yield f"{where}.style: {style!r}"


def _actions(block: Json, where: str) -> Problems:
    yield from only(block, where, "elements")
    elements = block.get("elements")
    yield from count(elements, f"{where}.elements", 1, 25)
    for at, element in enumerate(elements or ()):
        yield from button(element, f"{where}.elements[{at}]")


def _chart(block: Json, where: str) -> Problems:
    yield from only(block, where, "title", "chart")
    yield from some(block.get("title"), f"{where}.title", 50)
    chart = block.get("chart", {})
    if chart.get("type") not in {"line", "bar"}:
        yield f"{where}.chart.type: {chart.get('type')!r}"
    yield from only(chart, f"{where}.chart", "series", "axis_config")
    axis = chart.get("axis_config", {})
    categories = axis.get("categories")
    yield from count(categories, f"{where}.categories", 1, 20)
    yield from labels(categories or (), f"{where}.categories")
    for key in axis.keys() - {"categories"}:
        yield from some(axis[key], f"{where}.{key}", 50)
    if not axis.keys() <= {"categories", "x_label", "y_label"}:
        yield f"{where}.axis_config: {sorted(axis)}"
    series = chart.get("series")
    yield from count(series, f"{where}.series", 1, 12)
    yield from labels([one.get("name") for one in series or ()], f"{where}.series")
    for one in series or ():
        points = one.get("data", [])
        if [point.get("label") for point in points] != categories:
            yield f"{where}.series {one.get('name')!r}: its labels are not the categories"
        if not all(is_number(point.get("value")) for point in points):
            yield f"{where}.series {one.get('name')!r}: a value that is no finite number"


_BLOCKS: Mapping[str, Callable[[Json, str], Problems]] = {
    "header": _header,
    "context": _context,
    "divider": _divider,
    "image": _image,
    "rich_text": _rich_text,
    "actions": _actions,
    "data_visualization": _chart,
    "input": input_block,
}


def _action_ids(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if "action_id" in node:
            yield node["action_id"]
        for child in node.values():
            yield from _action_ids(child)
    elif isinstance(node, list):
        for child in node:
            yield from _action_ids(child)


def _shown(node: object, key: str = "") -> Iterator[str]:
    """Every string that a person would read."""
    if isinstance(node, str) and key not in {"type", "action_id", "block_id", "value", "url", "image_url"}:
        yield node
    elif isinstance(node, dict):
        for name, child in node.items():
            yield from _shown(child, name)
    elif isinstance(node, list):
        for child in node:
            yield from _shown(child, key)

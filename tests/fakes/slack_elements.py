"""What Slack refuses in what people press and fill in: buttons and inputs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from tests.fakes.slack_texts import Json, Problems, address, count, only, plain, some


def input_block(block: Json, where: str) -> Problems:
    yield from only(block, where, "label", "element", "optional", "hint", "dispatch_action")
    yield from plain(block.get("label"), f"{where}.label", 2000)
    if "hint" in block:
        yield from plain(block["hint"], f"{where}.hint", 2000)
    for key in ("optional", "dispatch_action"):
        if not isinstance(block.get(key, True), bool):
            yield f"{where}.{key}: not a boolean"
    if "block_id" not in block:
        yield f"{where}: an input without block_id"
    element = block.get("element", {})
    rule = _ELEMENTS.get(element.get("type"))
    if rule is None:
        yield f"{where}.element: unknown element {element.get('type')!r}"
        return
    if "action_id" not in element:
        yield f"{where}.element: no action_id"
    if "placeholder" in element:
        yield from plain(element["placeholder"], f"{where}.placeholder", 150)
    yield from rule(element, f"{where}.element")


def _typed(element: Json, where: str) -> Problems:
    yield from only(element, where, "action_id", "placeholder", "multiline", "initial_value", "max_length")
    most = element.get("max_length", 3000)
    if not isinstance(most, int) or not 1 <= most <= 3000:
        yield f"{where}.max_length: {most!r}"
    elif "initial_value" in element:
        yield from some(element["initial_value"], f"{where}.initial_value", most, may_be_blank=True)


def _users(element: Json, where: str) -> Problems:
    yield from only(element, where, "action_id", "placeholder", "initial_user")
    if not re.fullmatch(r"[UW][A-Z0-9]+", element.get("initial_user", "U1")):
        yield f"{where}.initial_user: {element['initial_user']!r}"


def _day(element: Json, where: str) -> Problems:
    yield from only(element, where, "action_id", "placeholder", "initial_date")
    if "initial_date" in element:
        try:
            date.fromisoformat(element["initial_date"])
        except ValueError:
            yield f"{where}.initial_date: {element['initial_date']!r}"


def _one_of(most: int) -> Callable[[Json, str], Problems]:
    def rule(element: Json, where: str) -> Problems:
        yield from only(element, where, "action_id", "placeholder", "options", "initial_option")
        yield from _options(element, where, most)
        if "initial_option" in element and element["initial_option"] not in element.get("options", ()):
            yield f"{where}.initial_option: not one of the options"

    return rule


def _several_of(most: int) -> Callable[[Json, str], Problems]:
    def rule(element: Json, where: str) -> Problems:
        yield from only(element, where, "action_id", "placeholder", "options", "initial_options")
        yield from _options(element, where, most)
        chosen = element.get("initial_options", [None])
        if not chosen:
            yield f"{where}.initial_options: empty"
        if "initial_options" in element and any(one not in element.get("options", ()) for one in chosen):
            yield f"{where}.initial_options: not of the options"

    return rule


def _options(element: Json, where: str, most: int) -> Problems:
    options = element.get("options")
    yield from count(options, f"{where}.options", 1, most)
    for at, option in enumerate(options or ()):
        here = f"{where}.options[{at}]"
        yield from plain(option.get("text"), f"{here}.text", 75)
        yield from some(option.get("value"), f"{here}.value", 150)
        if option.keys() != {"text", "value"}:
            yield f"{here}: {sorted(option)}"
    values = [option.get("value") for option in options or ()]
    if len(set(values)) != len(values):
        yield f"{where}.options: two share a value"


def button(element: Json, where: str) -> Problems:
    if element.get("type") != "button":
        yield f"{where}: unknown element {element.get('type')!r}"
    yield from only(element, where, "text", "action_id", "value", "url", "style", "confirm")
    yield from plain(element.get("text"), f"{where}.text", 75)
    if "action_id" not in element:
        yield f"{where}: no action_id"
    if "value" in element:
        yield from some(element["value"], f"{where}.value", 2000)
    if "url" in element:
        yield from address(element["url"], f"{where}.url", schemes={"http", "https"})
    if element.get("style", "primary") not in {"primary", "danger"}:
        yield f"{where}.style: {element['style']!r}"
    if "confirm" in element:
        yield from _confirm(element["confirm"], f"{where}.confirm")


def _confirm(confirm: Json, where: str) -> Problems:
    for key, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        yield from plain(confirm.get(key), f"{where}.{key}", most)
    extra = confirm.keys() - {"title", "text", "confirm", "deny", "style"}
    if extra or confirm.get("style", "primary") not in {"primary", "danger"}:
        yield f"{where}: {sorted(extra)} {confirm.get('style')!r}"


_ELEMENTS: Mapping[object, Callable[[Json, str], Problems]] = {
    "plain_text_input": _typed,
    "users_select": _users,
    "datepicker": _day,
    "radio_buttons": _one_of(10),
    "static_select": _one_of(100),
    "checkboxes": _several_of(10),
    "multi_static_select": _several_of(100),
}

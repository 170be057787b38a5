"""Checks that every part of Block Kit shares: texts, counts, labels, addresses. Each tells what is wrong, and where.

Lengths count UTF-16 units, the strictest way.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

Json = Mapping[str, Any]
Problems = Iterator[str]


def only(node: Json, where: str, *known: str) -> Problems:
    """Nothing but these properties."""
    for key in sorted(node.keys() - {"type", "block_id", *known}):
        yield f"{where}: unknown property {key!r}"


def plain(node: object, where: str, most: int) -> Problems:
    """A text object in which no markup acts."""
    if not isinstance(node, dict) or node.get("type") != "plain_text":
        yield f"{where}: not plain_text"
        return
    if node.keys() - {"type", "text", "emoji"} or not isinstance(node.get("emoji", False), bool):
        yield f"{where}: {sorted(node)}"
    yield from some(node.get("text"), where, most)


def some(text: object, where: str, most: int, *, may_be_blank: bool = False) -> Problems:
    """A string of at least one character to see, and at most `most`."""
    if not isinstance(text, str):
        yield f"{where}: not a string"
    elif not text or not (may_be_blank or text.strip()):
        yield f"{where}: empty"
    else:
        yield from fitting(text, where, most)


def fitting(text: str, where: str, most: int) -> Problems:
    """At most so long, and of characters that can travel."""
    if length(text) > most:
        yield f"{where}: {length(text)} characters, at most {most}"
    if re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", text):
        yield f"{where}: a control character or half of a pair"


def count(items: object, where: str, least: int, most: int) -> Problems:
    """A list of so many."""
    if not isinstance(items, list) or not least <= len(items) <= most:
        shown = len(items) if isinstance(items, list) else items
        yield f"{where}: {shown!r}, allowed are {least} to {most}"


def labels(shown: Any, where: str) -> Problems:
    """Short names of a chart, all different."""
    for label in shown:
        yield from some(label, where, 20)
    if len(set(shown)) != len(shown):
        yield f"{where}: two are alike"


def address(url: object, where: str, *, schemes: set[str]) -> Problems:
    """A whole address of one of the schemes."""
    yield from some(url, where, 3000)
    if isinstance(url, str) and (urlsplit(url).scheme not in schemes or not urlsplit(url).hostname):
        yield f"{where}: not an address of {sorted(schemes)}"


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def length(text: str) -> int:
    return len(text) + sum(one > "\uffff" for one in text)

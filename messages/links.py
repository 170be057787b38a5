"""A `Link` reply as a message, and which addresses a button may open."""

from __future__ import annotations

from urllib.parse import urlsplit

from messages.blocks import Block, Buttons, LinkButton, Message, Note, Style, Text
from messages.forms import Link

_LONGEST = 3000


def as_message(link: Link) -> Message:
    """What it is, the button that opens it, and what to know about it."""
    blocks: list[Block] = [
        Text(link.text),
        Buttons((LinkButton(link.label, link.url, Style.PRIMARY),)),
    ]
    if link.note:
        blocks.append(Note(link.note))
    return Message(link.text, tuple(blocks))


def can_open(url: str) -> bool:
    """Whether the address is one of the web, whole, and no longer than platforms take."""
    if len(url) > _LONGEST or not url.isascii() or any(one.isspace() or not one.isprintable() for one in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def can_fetch(url: str) -> bool:
    """Whether a platform can load a picture from the address: they all want https."""
    return can_open(url) and url.startswith("https://")

"""How much Slack takes as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from messages.limits import length
from messages.payload import Json


@dataclass(frozen=True, slots=True)
class Size:
    blocks: int
    characters: int


# Slack documents 50 and 100 blocks. A message of more than about 12,000 characters is refused as well
# (`msg_blocks_too_long`, undocumented, counted by Slack with something added for each block), a view of 250 kB.
MESSAGE = Size(blocks=50, characters=9_000)
VIEW = Size(blocks=100, characters=40_000)


def fits(blocks: list[Json], size: Size) -> bool:
    """Whether the blocks are few and short enough."""
    if len(blocks) > size.blocks:
        return False
    # As JSON in UTF-8 it is never shorter, and most messages are small: then nothing needs to be counted.
    return len(orjson.dumps(blocks)) <= size.characters or _characters(blocks) <= size.characters


def _characters(node: object) -> int:
    if isinstance(node, str):
        return length(node)
    if isinstance(node, list):
        return sum([_characters(one) for one in node])
    if isinstance(node, dict):
        return sum([_characters(one) for one in node.values()])
    return 0

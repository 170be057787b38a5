"""Reads the text of a lesson: what stands under its two headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nudges import texts
from nudges.problems import Notes, quote

SITUATION, HELPS = "Situation", "What helps"


def read(lines: Sequence[str], start: int, notes: Notes) -> tuple[str, str]:
    """The texts under the two headings of a lesson."""
    found: dict[str, list[str]] = {}
    begins: dict[str, int] = {}
    at = ""
    for number, line in enumerate(lines[start:], start + 1):
        if heading := re.fullmatch(r"##\s+(.*?)\s*", line):
            at = heading[1]
            if at not in {SITUATION, HELPS}:
                notes.add(number, f"there is a heading {quote(at)}", f"there are two: {SITUATION}, {HELPS}")
            elif at in found:
                notes.add(number, f"the heading {quote(at)} is there twice", "put what belongs together under one")
            found.setdefault(at, [])
            begins[at] = number
        elif line.strip() and not at:
            notes.add(number, "there is text before the first heading", f"begin with “## {SITUATION}”")
            at = SITUATION
            found[at] = []
        elif at:
            for wrong, right in texts.problems(line, texts.LONGEST_LESSON):
                notes.add(number, f"the line {wrong}", right)
            found[at].append(line.strip())
    for needed in (SITUATION, HELPS):
        if not any(found.get(needed, ())):
            notes.add(
                begins.get(needed, len(lines)),
                f"there is nothing under “## {needed}”",
                f"write it, under the line “## {needed}”",
            )
    return _paragraphs(found.get(SITUATION, ())), _paragraphs(found.get(HELPS, ()))


def _paragraphs(lines: Sequence[str]) -> str:
    """Joins the lines of a paragraph; an empty line parts paragraphs, and a list item stays a line."""
    joined = re.sub(r"(?<!\n)\n(?!\n|- )", " ", "\n".join(lines).strip())
    return re.sub(r"\n{3,}", "\n\n", joined)

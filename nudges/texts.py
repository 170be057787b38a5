"""What a text of content may be: short enough for chat, plain, and of the form its place asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nudges.items import BLANK

LONGEST_ID = 60
LONGEST_TITLE = 80
LONGEST_QUESTION = 240
LONGEST_ANSWER = 75
"""What Slack shows of a choice."""
LONGEST_WHY = 280
LONGEST_PLAN = 200
LONGEST_SOURCE = 160
LONGEST_LESSON = 900
"""The title, the situation, what helps and the plan together."""

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MARKUP = re.compile(r"\*\*|__|`|\]\(|</?[A-Za-z]|^#", re.MULTILINE)
_IF_THEN = {"en": (re.compile(r"If\b"), re.compile(r"\bthen\b"), "If …, then I will …")}
"""By language: how a plan begins, what has to follow, and an example. Other languages are only asked for a blank."""

Finding = tuple[str, str]
"""What is wrong with a text, and what would be right."""


def problems(text: str, limit: int) -> Iterator[Finding]:
    """What no text may have."""
    if len(text) > limit:
        yield f"has {len(text)} characters", f"shorten it to {limit}"
    if markup := _MARKUP.search(text):
        yield f"has markup in it (“{markup[0]}”)", "write plain words: chat would show the signs"


def one_question(text: str) -> Iterator[Finding]:
    """What is wrong with a text that has to ask one thing. `？` and `؟` are question marks, too."""
    if text and (len(re.findall("[?？؟]", text)) != 1 or text[-1] not in "?？؟"):
        yield "does not end with its one question", "ask one thing, and put the question last"


def if_then(plan: str, language: str) -> Iterator[Finding]:
    """What is wrong with a plan that a person completes."""
    if plan and BLANK not in plan:
        yield "leaves nothing to fill in", f"put “{BLANK}” where a person writes their own words"
    if plan and language in _IF_THEN:
        begins, follows, example = _IF_THEN[language]
        if not begins.match(plan) or not follows.search(plan):
            yield "is not an if-then plan", f"write it as “{example}”"

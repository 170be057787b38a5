"""Writes small folders of content, and reads what is said to be wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from nudges.library import load
from nudges.problems import ContentErrors

PROMPT = """\
- id: a-prompt
  kind: amplify
  setting: meeting
  source: Raj 2024, 4.2
  question: Whose idea got lost?
"""
LESSON = """\
---
title: A lesson
kind: sponsor
sector: finance
setting: review
seniority: leader
source: Raj 2024, 3.1
work: Smith & Johnson 2020, as cited there
quiz:
  question: What helps?
  answers:
    - text: This
      why: Nearly.
    - text: That
      why: Yes.
      best: true
    - text: "No"
      why: Not quite.
plan: If … happens, then I will …
---

## Situation

Somebody is
passed over.

## What helps

Say so:
- kindly
- early

Why: it is fair.
"""
P, L = "en/prompts/p.yaml", "en/lessons/a-lesson.md"


def written(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def wrong(folder: Path, own: Path | None = None, language: str = "en") -> list[str]:
    """What is wrong, a line each, with paths as from the folder."""
    with pytest.raises(ContentErrors) as caught:
        load(folder, language, own)
    return [str(one).replace(f"{folder}/", "").replace(f"{own}/", "own/") for one in caught.value.problems]

"""docs/content.md: what it shows is content, and what it says of the fields and limits is so."""

from __future__ import annotations

import re
from pathlib import Path

from nudges import choice, reading, repetition, texts, tracks
from nudges.items import Lesson, Prompt
from nudges.library import BUILT_IN, load
from storage.words import Kind, Sector, Seniority, Setting
from tests.nudges.writing import written

DOCS = (Path(__file__).parents[2] / "docs" / "content.md").read_text(encoding="utf-8")


def test_the_example_can_be_loaded_as_it_stands(tmp_path: Path) -> None:
    files = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", DOCS, re.DOTALL))
    assert len(files) == 2
    before, after = load(BUILT_IN, "en"), load(BUILT_IN, "en", written(tmp_path, files))
    assert after.items.keys() - before.items.keys() == {"night-shift-handover", "hand-over-with-names"}
    assert before.items.keys() - after.items.keys() == {"evenings-with-clients"}
    assert isinstance(after.items["night-shift-handover"], Prompt)
    lesson = after.items["hand-over-with-names"]
    assert isinstance(lesson, Lesson)
    assert lesson.quiz.best.text == "Say at the handover whose note it was"


def test_every_word_of_the_tags_is_told() -> None:
    for field, words in (("kind", Kind), ("setting", Setting), ("sector", Sector), ("seniority", Seniority)):
        line = next(one for one in DOCS.splitlines() if one.startswith(f"| `{field}` |"))
        cells = line.split("|")
        assert set(re.findall(r"`(\w+)`", cells[2])) == {word.value for word in words}


def test_every_track_is_told_with_its_kinds() -> None:
    for track in tracks.TRACKS:
        line = next(one for one in DOCS.splitlines() if one.startswith(f"| {track.name} |"))
        assert set(re.findall(r"`(\w+)`", line)) == {kind.value for kind in track.kinds}


def test_the_limits_are_told() -> None:
    for limit, said in (
        (texts.LONGEST_QUESTION, "at most {} characters"),
        (texts.LONGEST_TITLE, "`title`: at most {} characters"),
        (texts.LONGEST_LESSON, "together: at most {},"),
        (texts.LONGEST_ANSWER, "at most {} characters (more"),
        (texts.LONGEST_WHY, "`why` at most {}."),
        (choice.SIMILAR_RESTS.days, "rests for {} days"),
    ):
        assert said.format(limit) in DOCS, said
    assert (reading.LEAST_ANSWERS, reading.MOST_ANSWERS) == (3, 4)
    assert (repetition.AFTER_MISS.days, repetition.AFTER_RIGHT.days) == (7, 21)

"""Bad content is told with the file, the line and the mend; an organization's own content goes over what is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from nudges.items import Lesson, Prompt
from nudges.library import BUILT_IN, load
from nudges.problems import ContentErrors
from storage.words import Kind, Sector, Seniority, Setting

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


def test_what_a_file_says_is_what_is_there(tmp_path: Path) -> None:
    library = load(written(tmp_path, {P: PROMPT, L: LESSON}), "en")
    (prompt,), (lesson,) = library.prompts, library.lessons
    assert (prompt.id, prompt.question) == ("a-prompt", "Whose idea got lost?")
    assert (prompt.tags.kind, prompt.tags.setting) == (Kind.AMPLIFY, Setting.MEETING)
    assert (prompt.tags.sector, prompt.tags.seniority) == (Sector.GENERAL, Seniority.ANYONE)
    assert prompt.source.words == "Raj 2024, 4.2"
    assert (lesson.id, lesson.title, lesson.plan) == ("a-lesson", "A lesson", "If … happens, then I will …")
    assert (lesson.tags.sector, lesson.tags.seniority) == (Sector.FINANCE, Seniority.LEADER)
    assert lesson.source.words == "Raj 2024, 3.1; Smith & Johnson 2020, as cited there"
    assert lesson.situation == "Somebody is passed over."
    assert lesson.helps == "Say so:\n- kindly\n- early\n\nWhy: it is fair."
    assert [one.text for one in lesson.quiz.answers] == ["This", "That", "No"]
    assert lesson.quiz.best.text == "That"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "kind: amplify",
            "kind: amplifi",
            "line 2: “amplifi” is no kind; did you mean “amplify”? It is one of amplify, ",
        ),
        ("setting: meeting", "setting: zoo", "line 3: “zoo” is no setting; it is one of meeting, review, hiring, chat"),
        ("  setting: meeting\n", "", "line 1: this prompt has no setting; add “setting: …” to it"),
        ("  source: Raj 2024, 4.2\n", "", "line 1: this prompt has no source; add “source: …” to it"),
        ("source: Raj 2024, 4.2", "source:", "line 4: this prompt has no source; add “source: …” to it"),
        (
            "source: Raj 2024, 4.2",
            "source: [a, b]",
            "line 4: “source” is not a text; write it as “source: …” on one line",
        ),
        ("  question:", "  qestion:", "line 5: this prompt has an unknown field “qestion”; did you mean “question”?"),
        ("  question:", "  zzz: 1\n  question:", "line 5: this prompt has an unknown field “zzz”; there is id, kind, "),
        ("  kind:", "  id: b\n  kind:", "line 2: “id” is there twice; keep one of them"),
        ("a-prompt", "A prompt", "line 1: “A prompt” can't be an id; use a-z, 0-9 and hyphens, as in give-credit"),
        ("lost?", "lost", "line 5: “question” does not end with its one question; ask one thing, and put the question"),
        ("lost?", "lost? And why?", "line 5: “question” does not end with its one question; ask one thing"),
        ("Whose idea", "Whose " + 240 * "x", "line 5: “question” has 256 characters; shorten it to 240"),
        ("Whose idea", "Whose **idea**", "line 5: “question” has markup in it (“**”); write plain words"),
        ("Whose idea", "Note: whose", "line 5: this is not YAML (mapping values are not allowed here); indent with"),
        ("  kind", "\tkind", "line 2: this is not YAML (found character '\\t' that cannot start any token); indent"),
        (
            "kind",
            "retired: yes\n  kind",
            "line 2: “retired” is neither true nor false; write “retired: true”, or leave it",
        ),
        (PROMPT, "", "line 1: there is nothing in it; write something, or remove the file"),
        (PROMPT, "a: b", "line 1: this is not a list of prompts; begin each of them with “- ”"),
        (
            PROMPT,
            "- just words",
            "line 1: this prompt has no fields; write each field as “name: value” on a line of its own",
        ),
        (PROMPT, 2000 * "[", "line 1: this is nested too deeply; keep to the form in docs/content.md"),
        (PROMPT, "- ? [a]\n  : b", "line 1: this prompt has an unknown field “”; there is id, kind, "),
        ("lost", "lo\x07st", "line 5: there is a control character (U+0007); take it out"),
        ("lost", "lo\uffffst", "line 5: there is a control character (U+FFFF); take it out"),
        (PROMPT, PROMPT + PROMPT, "line 6: the id “a-prompt” is there already: p.yaml, line 1; choose another id"),
        (
            PROMPT,
            PROMPT.replace("a-prompt", "a-lesson"),
            "p.yaml, line 1: the id “a-lesson” is there already: a-lesson.md",
        ),
    ],
)
def test_a_bad_prompt_is_told_with_its_line_and_the_mend(tmp_path: Path, old: str, new: str, expected: str) -> None:
    found = wrong(written(tmp_path, {P: PROMPT.replace(old, new), L: LESSON}))
    assert [one for one in found if expected in one and one.startswith(P)], found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("---\n", "", "line 1: the fields above the text are missing; put them between two lines of “---”, the first"),
        (
            "---\n\n##",
            "\n##",
            "line 1: the fields above the text are missing; put them between two lines of “---”, the first",
        ),
        (
            "title: A",
            "title: B: A",
            "line 2: this is not YAML (mapping values are not allowed here); indent with spaces",
        ),
        ("title: A lesson\n", "", "line 2: the lesson has no title; add “title: …” to it"),
        ("kind: sponsor", "kind: Sponsor", "line 3: “Sponsor” is no kind; did you mean “sponsor”? It is one of "),
        ("sector: finance", "sector: farming", "line 4: “farming” is no sector; it is one of general, engineering, "),
        ("seniority: leader", "seniority: boss", "line 6: “boss” is no seniority; it is one of anyone, junior, senior"),
        ("source: Raj 2024, 3.1\n", "", "line 2: the lesson has no source; add “source: …” to it"),
        ("title", "titel", "line 2: the lesson has an unknown field “titel”; did you mean “title”?"),
        ("      best: true\n", "", "line 12: no answer is the best; mark exactly one with “best: true”"),
        (
            "Not quite.",
            "Well.\n      best: true",
            "line 12: 2 answers are the best; mark exactly one with “best: true”",
        ),
        ("best: true", "best: maybe", "line 16: “best” is neither true nor false; write “best: true”, or leave it out"),
        ('    - text: "No"\n      why: Not quite.\n', "", "line 12: there are 2 answers; give 3 or 4"),
        ("      why: Nearly.\n", "", "line 12: this answer has no why; add “why: …” to it"),
        ("This", 76 * "x", "line 12: “text” has 76 characters; shorten it to 75"),
        ('"No"', "this", "line 12: two answers are the same; make them differ"),
        (
            "      why: Nearly.",
            "      why: Nearly.\n      hint: a",
            "line 14: this answer has an unknown field “hint”; ",
        ),
        ("What helps?", "Guess", "line 10: “question” does not end with its one question; ask one thing, and put "),
        ("  question: What helps?\n", "", "line 10: the quiz has no question; add “question: …” to it"),
        ("  answers:", "  replies:", "line 10: the quiz has no answers; add “answers:” and a list to it"),
        (
            "  answers:",
            "  answers: some\n  others:",
            "line 11: this is not a list of answers; begin each of them with “- ”",
        ),
        ("quiz:", "quiz: none\nquizz:", "line 9: the quiz has no fields; write each field as “name: value” on a line"),
        ("quiz:", "test:", "line 2: the lesson has no quiz; add “quiz:” to it"),
        ("If … happens, then", "When … happens,", "line 19: “plan” is not an if-then plan; write it as “If …, then I"),
        ("happens, then I", "happens, I", "line 19: “plan” is not an if-then plan; write it as “If …, then I will …”"),
        (
            "If … happens, then I will …",
            "If it is so, then I act",
            "line 19: “plan” leaves nothing to fill in; put “…”",
        ),
        ("## Situation", "## Scene", "line 22: there is a heading “Scene”; there are two: Situation, What helps"),
        ("## Situation", "Hello", "line 22: there is text before the first heading; begin with “## Situation”"),
        ("## What helps", "## Situation", "line 27: the heading “Situation” is there twice; put what belongs together"),
        ("## What helps", "", "line 33: there is nothing under “## What helps”; write it, under the line"),
        (
            "Somebody is\npassed over.\n",
            "",
            "line 22: there is nothing under “## Situation”; write it, under the line “## Situation”",
        ),
        ("passed over", "[passed](over)", "line 25: the line has markup in it (“](”); write plain words: chat would"),
        ("passed over", "### over", "line 25: the line has markup in it (“#”); write plain words: chat would"),
        (
            "passed over",
            835 * "x",
            "line 1: title, situation, what helps and plan have 925 characters together; take out 25",
        ),
        (LESSON, "---\n---\n", "line 2: there is nothing in it; write something, or remove the file"),
        (LESSON, "---\nwords\n---\n", "line 2: the lesson has no fields; write each field as “name: value” on a line"),
        ("it is", "it\x1b is", "line 33: there is a control character (U+001B); take it out"),
    ],
)
def test_a_bad_lesson_is_told_with_its_line_and_the_mend(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in LESSON
    text = LESSON.replace(old, new, 1)
    found = wrong(written(tmp_path, {P: PROMPT, L: text}))
    assert [one for one in found if expected in one and one.startswith(L)], found


def test_all_is_told_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    bad = PROMPT.replace("amplify", "zzz").replace("lost?", "lost")
    files = {P: bad, "en/prompts/q.yml": PROMPT.replace("  source: Raj 2024, 4.2\n", ""), L: LESSON.replace("…", "")}
    assert [one.split(":")[0] for one in wrong(written(tmp_path, files))] == [
        f"{L}, line 19",
        f"{P}, line 2",
        f"{P}, line 5",
        "en/prompts/q.yml, line 1",
    ]


def test_files_that_can_not_be_content_are_told(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        P: PROMPT,
        L: LESSON,
        "en/prompts/.hidden": "left alone",
        "en/prompts/latin.yaml": "- id: é".encode("latin-1"),
        "en/prompts/notes.txt": "x",
        "en/lessons/Give Credit.md": LESSON,
        "en/lessons/latin.md": "é".encode("latin-1"),
        "en/lesson/x.md": LESSON,
        "prompts/p.yaml": PROMPT,
    }
    assert wrong(written(tmp_path, files)) == [
        "en/lesson: this is neither prompts/ nor lessons/; rename or remove it",
        "en/lessons/Give Credit.md: “Give Credit” can't be the name of a lesson; "
        "use a-z, 0-9 and hyphens, as in give-credit.md",
        "en/lessons/latin.md: this is not UTF-8; save it as UTF-8",
        "en/prompts/latin.yaml: this is not UTF-8; save it as UTF-8",
        "en/prompts/notes.txt: this is no file of prompts/; its name has to end in .yaml or .yml",
        "prompts: this is not in a language's folder; move it into en/",
    ]


def test_a_file_that_can_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, {P: PROMPT, L: LESSON})

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    refused = "this can't be read (Permission denied); let the program read it"
    assert wrong(tmp_path) == [f"{L}: {refused}", f"{P}: {refused}"]


def test_a_folder_or_language_that_is_not_there_is_told(tmp_path: Path) -> None:
    there = "there is no such folder; make it, with prompts and lessons in it"
    assert wrong(tmp_path / "none") == [f"{tmp_path}/none: {there}"]
    assert wrong(written(tmp_path, {P: PROMPT, L: LESSON}), language="tlh") == [f"tlh: {there}"]


def test_other_languages_may_ask_and_plan_in_their_own_words(tmp_path: Path) -> None:
    files = {
        "ar/prompts/p.yaml": PROMPT.replace("lost?", "lost؟"),
        "ar/lessons/l.md": LESSON.replace("If … happens, then I will …", "… …"),
    }
    assert load(written(tmp_path, files), "ar").lessons[0].plan == "… …"


def test_own_content_replaces_adds_and_retires(tmp_path: Path) -> None:
    folder = written(tmp_path / "folder", {P: PROMPT + PROMPT.replace("a-prompt", "b-prompt"), L: LESSON})
    own = written(
        tmp_path / "own",
        {
            "en/prompts/ours.yaml": PROMPT.replace("Whose idea", "Whose name")
            + "- id: b-prompt\n  retired: true\n"
            + PROMPT.replace("a-prompt", "c-prompt"),
            "en/lessons/a-lesson.md": "---\nretired: true\n---\n",
            "en/lessons/our-lesson.md": LESSON,
        },
    )
    library = load(folder, "en", own)
    assert list(library.items) == ["a-prompt", "c-prompt", "our-lesson"]
    replaced = library.items["a-prompt"]
    assert isinstance(replaced, Prompt)
    assert replaced.question == "Whose name got lost?"
    assert isinstance(library.items["our-lesson"], Lesson)
    assert list(load(folder, "en").items) == ["a-lesson", "a-prompt", "b-prompt"]


def test_own_content_may_be_in_other_languages_only(tmp_path: Path) -> None:
    folder = written(tmp_path / "folder", {P: PROMPT, L: LESSON})
    own = written(tmp_path / "own", {"de/prompts/p.yaml": PROMPT})
    assert load(folder, "en", own) == load(folder, "en")


def test_what_is_wrong_in_both_folders_is_told_together(tmp_path: Path) -> None:
    folder = written(tmp_path / "folder", {P: PROMPT.replace("lost?", "lost"), L: LESSON})
    own = written(
        tmp_path / "own",
        {
            "en/prompts/ours.yaml": "- id: a-lesso\n  retired: true\n- id: zzz\n  retired: true\n"
            + PROMPT.replace("a-prompt", "a-lesson"),
            "en/prompts/worse.yaml": "- id: A\n  retired: true\n",
        },
    )
    assert wrong(folder, own) == [
        f"{P}, line 5: “question” does not end with its one question; ask one thing, and put the question last",
        "own/en/prompts/ours.yaml, line 1: it retires “a-lesso”, which does not exist; did you mean “a-lesson”?",
        "own/en/prompts/ours.yaml, line 3: it retires “zzz”, which does not exist; take it out",
        "own/en/prompts/ours.yaml, line 5: “a-lesson” is a lesson already; choose another id",
        "own/en/prompts/worse.yaml, line 1: “A” can't be an id; use a-z, 0-9 and hyphens, as in give-credit",
    ]
    own = written(tmp_path / "other", {"en/lessons/a-prompt.md": LESSON})
    folder = written(tmp_path / "good", {P: PROMPT, L: LESSON})
    assert wrong(folder, own) == [
        "own/en/lessons/a-prompt.md, line 1: “a-prompt” is a prompt already; choose another id"
    ]


def test_something_of_each_sort_has_to_be_left(tmp_path: Path) -> None:
    folder = written(tmp_path / "folder", {P: PROMPT, L: LESSON})
    own = written(tmp_path / "own", {"en/lessons/a-lesson.md": "---\nretired: true\n---\n"})
    assert wrong(folder, own) == [f"{own}: no lesson is left; keep at least one"]
    assert wrong(written(tmp_path / "half", {P: PROMPT})) == [f"{tmp_path}/half: no lesson is left; keep at least one"]


def test_the_content_that_comes_with_upstander_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(BUILT_IN, "en").prompts

"""What a folder of content says is what is there; an organization's own goes over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nudges.items import Lesson, Prompt
from nudges.library import BUILT_IN, load
from storage.words import Kind, Sector, Seniority, Setting
from tests.nudges.writing import LESSON, PROMPT, L, P, written, wrong


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
    no_name = "“Give Credit” can't be the name of a lesson; use a-z, 0-9 and hyphens, as in give-credit.md"
    assert wrong(written(tmp_path, files)) == [
        "en/lesson: this is neither prompts/ nor lessons/; rename or remove it",
        f"en/lessons/Give Credit.md: {no_name}",
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

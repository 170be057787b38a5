"""Bad content is told with the file, the line and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nudges.writing import LESSON, PROMPT, L, P, written, wrong


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

"""Makes items of files: prompts of YAML, a lesson of Markdown with YAML above it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nudges import record, sections, texts
from nudges.items import Answer, Item, Lesson, Prompt, Quiz, Source, Tags
from nudges.problems import Notes, quote
from nudges.record import Record
from storage.words import Kind, Sector, Seniority, Setting

FENCE = "---"
LEAST_ANSWERS, MOST_ANSWERS = 3, 4


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says of one id: the item, or None where it is retired. `line` is for problems found later."""

    id: str
    item: Item | None
    line: int


def prompts(path: Path, notes: Notes) -> Sequence[Entry]:
    """The prompts of a file; the problematic ones are noted and left out."""
    text = _read(path, notes)
    root = record.parse(text, notes) if text is not None else None
    found = record.records(root, notes, "prompt") if root is not None else ()
    return [entry for one in found if (entry := _prompt(one, notes)) is not None]


def lesson(path: Path, notes: Notes, language: str) -> Entry | None:
    """The lesson of a file, named by it; None, with notes, where anything is wrong."""
    if not texts.ID.fullmatch(path.stem):
        notes.add(
            0, f"{quote(path.stem)} can't be the name of a lesson", "use a-z, 0-9 and hyphens, as in give-credit.md"
        )
    text = _read(path, notes)
    lines = text.splitlines() if text is not None else []
    if text is None:
        return None
    if not lines or lines[0].rstrip() != FENCE or FENCE not in (one.rstrip() for one in lines[1:]):
        notes.add(
            1, "the fields above the text are missing", f"put them between two lines of “{FENCE}”, the first at the top"
        )
        return None
    end = next(number for number, one in enumerate(lines[1:], 1) if one.rstrip() == FENCE)
    notes.above = 1
    root = record.parse("\n".join(lines[1:end]), notes)
    if root is None:
        return None
    front = Record(root, notes, "the lesson")
    if not front.is_readable:
        return None
    if front.flag("retired"):
        return Entry(path.stem, None, 1)
    before = len(notes.problems)
    item = _lesson(path.stem, front, sections.read(lines, end + 1, notes), notes, language)
    return Entry(path.stem, item, 1) if item is not None and len(notes.problems) == before else None


def _read(path: Path, notes: Notes) -> str | None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        notes.add(0, "this is not UTF-8", "save it as UTF-8")
        return None
    except OSError as problem:
        notes.add(0, f"this can't be read ({problem.strerror})", "let the program read it")
        return None
    for number, line in enumerate(text.splitlines(), 1):
        if strange := [one for one in line if _is_control(one)]:
            notes.add(number, f"there is a control character (U+{ord(strange[0]):04X})", "take it out")
            return None
    return text


def _is_control(one: str) -> bool:
    """What neither YAML nor a chat takes."""
    return (unicodedata.category(one) in {"Cc", "Cs"} and one != "\t") or one in "\ufffe\uffff"


def _prompt(one: Record, notes: Notes) -> Entry | None:
    before = len(notes.problems)
    name = one.text("id", texts.LONGEST_ID)
    if name and not texts.ID.fullmatch(name):
        notes.add(one.at("id"), f"{quote(name)} can't be an id", "use a-z, 0-9 and hyphens, as in give-credit")
    if one.flag("retired"):
        return Entry(name, None, one.line) if len(notes.problems) == before else None
    question = one.text("question", texts.LONGEST_QUESTION)
    for wrong, right in texts.one_question(question):
        notes.add(one.at("question"), f"“question” {wrong}", right)
    tags, source = _tags(one), _source(one)
    one.close()
    if tags is None or len(notes.problems) > before:
        return None
    return Entry(name, Prompt(name, question, tags, source), one.line)


def _lesson(name: str, front: Record, body: tuple[str, str], notes: Notes, language: str) -> Lesson | None:
    title = front.text("title", texts.LONGEST_TITLE)
    plan = front.text("plan", texts.LONGEST_PLAN)
    for wrong, right in texts.if_then(plan, language):
        notes.add(front.at("plan"), f"“plan” {wrong}", right)
    tags, source, quiz = _tags(front), _source(front), _quiz(front.record("quiz"), notes)
    front.close()
    situation, helps = body
    if (length := sum(map(len, (title, situation, helps, plan)))) > texts.LONGEST_LESSON:
        notes.add(
            1,
            f"title, situation, what helps and plan have {length} characters together",
            f"take out {length - texts.LONGEST_LESSON}: a chat message is short",
        )
    if tags is None or quiz is None:
        return None
    return Lesson(name, title, situation, helps, quiz, plan, tags, source)


def _tags(one: Record) -> Tags | None:
    kind = one.word("kind", Kind)
    sector = one.word("sector", Sector, Sector.GENERAL)
    setting = one.word("setting", Setting)
    seniority = one.word("seniority", Seniority, Seniority.ANYONE)
    if kind is None or sector is None or setting is None or seniority is None:
        return None
    return Tags(kind, sector, setting, seniority)


def _source(one: Record) -> Source:
    return Source(one.text("source", texts.LONGEST_SOURCE), one.text("work", texts.LONGEST_SOURCE, needed=False))


def _quiz(one: Record | None, notes: Notes) -> Quiz | None:
    if one is None:
        return None
    question = one.text("question", texts.LONGEST_QUESTION)
    for wrong, right in texts.one_question(question):
        notes.add(one.at("question"), f"“question” {wrong}", right)
    answers = [_answer(each) for each in one.records("answers", "answer")]
    one.close()
    if one.has("answers"):
        line = one.at("answers")
        if not LEAST_ANSWERS <= len(answers) <= MOST_ANSWERS:
            notes.add(line, f"there are {len(answers)} answers", f"give {LEAST_ANSWERS} or {MOST_ANSWERS}")
        if (best := sum(each.is_best for each in answers)) != 1:
            wrong = f"{best} answers are the best" if best else "no answer is the best"
            notes.add(line, wrong, "mark exactly one with “best: true”")
        if len({each.text.casefold() for each in answers}) < len(answers):
            notes.add(line, "two answers are the same", "make them differ")
    return Quiz(question, tuple(answers))


def _answer(one: Record) -> Answer:
    answer = Answer(one.text("text", texts.LONGEST_ANSWER), one.text("why", texts.LONGEST_WHY), one.flag("best"))
    one.close()
    return answer

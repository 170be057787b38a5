"""The content items: a prompt to reflect on, and a lesson with its quiz and its if-then plan."""

from __future__ import annotations

from dataclasses import dataclass

from storage.words import Kind, Sector, Seniority, Setting

BLANK = "…"
"""What a person fills in, in a plan."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What an item is about and for whom; there is no tag for gender, on purpose."""

    kind: Kind
    sector: Sector
    setting: Setting
    seniority: Seniority


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item comes from, and the work it relies on beyond that, if any, with how much of it was read."""

    name: str
    work: str = ""

    @property
    def words(self) -> str:
        return f"{self.name}; {self.work}" if self.work else self.name


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to think about."""

    id: str
    question: str
    tags: Tags
    source: Source


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a quiz; `why` is shown to whoever chose it, so it is kind to wrong ones, too."""

    text: str
    why: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class Quiz:
    """One question with three or four answers, one of which is the best."""

    question: str
    answers: tuple[Answer, ...]

    @property
    def best(self) -> Answer:
        return next(one for one in self.answers if one.is_best)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A micro-training. Paragraphs of `situation` and `helps` are parted by an empty line, list items by a new one."""

    id: str
    title: str
    situation: str
    helps: str
    quiz: Quiz
    plan: str
    tags: Tags
    source: Source


Item = Prompt | Lesson

"""The cards of what we send: a question to think about, a lesson with its quiz, and "did the moment come?".

A card's buttons carry a subject: the delivery's id, or, where the person asked for the card themselves, the item's id.
`handlers/nudge_subject.py` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from messages.blocks import Block, Button, Buttons, Divider, Heading, Message, Note, Style, Text, emphasis, strong
from nudges.day_words import plain
from nudges.items import Item, Lesson, Prompt, Quiz

LETTERS = "ABCD"
"""What the answers of a quiz are called, in their order; a quiz has four at most."""
LOST_PLAN = "The words of this plan were sealed with a key that is lost, so I can't show them. You may remember them."
_PARAGRAPHS = "\n\n"


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told beside an item.

    `met_on`: when the person met this lesson's question before. `why`: why this one, where it is told already.
    `progress`: how far they are in its track. `asked_for`: they asked for it themselves, so it can't come later.
    """

    met_on: date | None = None
    why: str = ""
    progress: str = ""
    asked_for: bool = False


NOTHING = Beside()


def of_item(item: Item, subject: str, beside: Beside = NOTHING) -> Message:
    """The card of a prompt, or a lesson's first one."""
    match item:
        case Prompt():
            return Message(item.question, tuple(_prompt(item, subject, beside)))
        case Lesson():
            return Message(f"A short lesson: {item.title}", tuple(_lesson(item, subject, beside)))
        case other:
            assert_never(other)


def of_follow_up(text: str | None, subject: str) -> Message:
    """Asks, once, about a plan; `text` is None where it can't be read any more."""
    return Message(
        "You made a plan. Did the moment come?",
        (
            Text("A while ago you made a plan:"),
            plan_words(text),
            Text(strong("Did the moment come?"), " Any answer is fine, and so is none: I ask once."),
            Buttons(
                (
                    Button("Yes, it came", "follow_up.came", subject, Style.PRIMARY),
                    Button("Not yet", "follow_up.not_yet", subject),
                    Button("Drop the plan", "follow_up.drop", subject),
                )
            ),
        ),
    )


def plan_words(text: str | None) -> Text | Note:
    """A plan as its author wrote it."""
    return Note(LOST_PLAN) if text is None else Text(emphasis(text))


def name_of(item: Item) -> str:
    """What an item is called: a prompt by its question."""
    return item.question if isinstance(item, Prompt) else item.title


def source(item: Item) -> Note:
    return Note(f"Source: {item.source.words}")


def _prompt(prompt: Prompt, subject: str, beside: Beside) -> Iterator[Block]:
    yield Text("A question to think about, if you like:")
    yield Text(strong(prompt.question))
    yield source(prompt)
    yield from _notes(beside)
    yield Buttons(
        (
            Button("Answer", "nudge.answer", subject, Style.PRIMARY),
            Button("Log an action", "nudge.log", subject),
            *_aside(subject, "Another one", beside),
        )
    )


def _lesson(lesson: Lesson, subject: str, beside: Beside) -> Iterator[Block]:
    yield Heading(lesson.title)
    if beside.met_on is not None:
        yield Note(f"You met this one on {plain(beside.met_on)}.")
    yield from map(Text, lesson.situation.split(_PARAGRAPHS))
    yield Text(strong("What helps"))
    yield from map(Text, lesson.helps.split(_PARAGRAPHS))
    yield source(lesson)
    yield Divider()
    yield from _quiz(lesson.quiz, subject)
    yield from _notes(beside)
    learned = (Button("Log something I learned", "nudge.log_learning", subject),) if beside.asked_for else ()
    yield Buttons((*_aside(subject, "Another lesson", beside), *learned))


def _quiz(quiz: Quiz, subject: str) -> Sequence[Block]:
    """The question, its answers, and a button for each: on a button, an answer's words would be cut."""
    lettered = list(zip(LETTERS, quiz.answers, strict=False))
    return (
        Text(strong(quiz.question)),
        Text("\n".join(f"{letter}: {answer.text}" for letter, answer in lettered)),
        Buttons(tuple(Button(letter, f"quiz.{letter.lower()}", subject) for letter, _answer in lettered)),
    )


def _notes(beside: Beside) -> Iterator[Note]:
    if beside.why:
        yield Note(f"Why this one? {beside.why}")
    if beside.progress:
        yield Note(f"{beside.progress}.")


def _aside(subject: str, another: str, beside: Beside) -> Iterator[Button]:
    if beside.asked_for:
        yield Button(another, "nudge.another", subject)
    else:
        yield Button("Later", "nudge.later", subject)
    yield Button("Not for me", "nudge.not_for_me", subject)
    if not beside.why:
        yield Button("Why this one?", "nudge.why", subject)

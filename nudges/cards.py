"""The cards of what we send: a question to think about, a lesson with its quiz, and "did the moment come?".

A card's buttons carry a subject: the delivery's id, or, where the person asked for the card themselves, the item's id.
`handlers/nudge_subject.py` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from messages.blocks import Block, Button, Buttons, Divider, Heading, Message, Note, Style, Text, emphasis, strong
from nudges.day_words import plain
from nudges.items import Item, Lesson, Prompt, Quiz

LETTERS = "ABCD"
"""What the answers of a quiz are called, in their order; a quiz has four at most."""
PARAGRAPHS = "\n\n"
LOST_PLAN = "Your plan's words were sealed with a key that is lost, so I can't show them. You may remember them."


def of_item(item: Item, subject: str, *, met_on: date | None = None, asked_for: bool = False) -> Message:
    """The card of a prompt, or a lesson's first one.

    `met_on`: when the person met this lesson's quiz before. `asked_for`: there is no nudge to put off.
    """
    match item:
        case Prompt():
            return Message(
                item.question,
                (
                    Text("A question to think about, if you like:"),
                    Text(strong(item.question)),
                    source(item),
                    Buttons(prompt_buttons(subject, asked_for=asked_for)),
                ),
            )
        case Lesson():
            return Message(
                f"A short lesson: {item.title}",
                (
                    Heading(item.title),
                    *([Note(f"You met this one on {plain(met_on)}.")] if met_on else ()),
                    *told(item),
                    Divider(),
                    *asked(item.quiz, subject),
                    Buttons(_aside(subject, "Another lesson", "nudge.another", asked_for=asked_for)),
                ),
            )
        case other:
            assert_never(other)


def prompt_buttons(subject: str, *, asked_for: bool = False) -> tuple[Button, ...]:
    """What can be done with a question: five at most."""
    return (
        Button("Answer", "nudge.answer", subject, Style.PRIMARY),
        Button("Log an action", "nudge.log", subject),
        *_aside(subject, "Another one", "nudge.another", asked_for=asked_for),
    )


def of_follow_up(text: str | None, subject: str) -> Message:
    """Asks, once, about a plan; `text` is None where it can't be read any more."""
    return Message(
        "You made a plan. Did the moment come?",
        (
            Text("A while ago you made a plan:"),
            *plan_words(text),
            Text(strong("Did the moment come?"), " Any answer is fine, and none is, too. I won't ask again by myself."),
            Buttons(
                (
                    Button("Yes, it came", "follow_up.came", subject, Style.PRIMARY),
                    Button("Not yet", "follow_up.not_yet", subject),
                    Button("Drop the plan", "follow_up.drop", subject),
                )
            ),
        ),
    )


def plan_words(text: str | None) -> tuple[Text | Note]:
    """A plan as its author wrote it."""
    return (Note(LOST_PLAN),) if text is None else (Text(emphasis(text)),)


def source(item: Item) -> Note:
    return Note(f"Source: {item.source.words}")


def told(lesson: Lesson) -> Iterator[Block]:
    """What a lesson tells, before it asks."""
    yield from map(Text, lesson.situation.split(PARAGRAPHS))
    yield Text(strong("What helps"))
    yield from map(Text, lesson.helps.split(PARAGRAPHS))
    yield source(lesson)


def asked(quiz: Quiz, subject: str) -> Sequence[Block]:
    """The question, its answers, and a button for each: on a button, an answer's words would be cut."""
    lettered = list(zip(LETTERS, quiz.answers, strict=False))
    return (
        Text(strong(quiz.question)),
        Text("\n".join(f"{letter}: {answer.text}" for letter, answer in lettered)),
        Buttons(tuple(Button(letter, f"quiz.{letter.lower()}", subject) for letter, _answer in lettered)),
    )


def _aside(subject: str, another: str, action: str, *, asked_for: bool) -> tuple[Button, ...]:
    return (
        Button(another, action, subject) if asked_for else Button("Later", "nudge.later", subject),
        Button("Not for me", "nudge.not_for_me", subject),
        Button("Why this one?", "nudge.why", subject),
    )

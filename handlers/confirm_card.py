"""The cards about answering what a colleague logged: the question, the thanks, and why there is nothing to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from messages.blocks import Block, Button, Buttons, Divider, Heading, Message, Note, Text, strong
from nudges.check_in_cards import NOBODY, sentence
from nudges.check_in_cards import question as ask
from nudges.day_words import plain
from nudges.figures import in_words
from storage.confirmations import Question
from storage.words import ConfirmationAnswer, ConfirmationPart

ANSWERS: Mapping[ConfirmationAnswer, str] = {
    ConfirmationAnswer.YES: "yes",
    ConfirmationAnswer.SOMEWHAT: "somewhat",
    ConfirmationAnswer.NO: "no",
    ConfirmationAnswer.NOT_LIKE_THAT: "it didn't happen like that",
    ConfirmationAnswer.DECLINED: "nothing either way",
}


def question(about: Question) -> Message:
    """The question by itself, to answer or to answer anew."""
    return Message(sentence(about), tuple(ask(about, str(about.id))))


def waiting(questions: Sequence[Question], *, more: bool) -> Message:
    """What waits for an answer, each with its buttons."""
    blocks: list[Block] = [Heading("What colleagues ask you")]
    for at, one in enumerate(questions):
        blocks += [*([Divider()] if at else []), *ask(one, str(one.id))]
    if more:
        blocks.append(Note("There are more; they come up as you answer these."))
    blocks.append(Note(_PRIVATE))
    return Message(f"{_number(len(questions))} for you to answer, if you like.", tuple(blocks))


def nothing_waits() -> Message:
    return Message(
        "No question waits for you.",
        (
            Text(strong("No question waits for you.")),
            Text(
                "When a colleague logs something that they did for you, I may ask you in private whether it helped: "
                "at most once a week, and you need not answer."
            ),
            Note("“/ally settings don't ask me” ends these questions."),
        ),
    )


def thanks(about: Question, answer: ConfirmationAnswer, k: int, *, asks_for_later: bool) -> Message:
    """The answer is kept. `asks_for_later`: whether we may ask what came of it is still to be said."""
    first = _first_words(about, answer)
    blocks: list[Block] = [Text(strong(first), f" You said: {ANSWERS[answer]}.")]
    if answer is ConfirmationAnswer.DECLINED:
        blocks = [Text(strong(first), " It counts neither for nor against, and nobody learns of it.")]
    else:
        blocks.append(Note(_told_to_nobody(about, k)))
    change = Button("Change my answer", "confirm.open", str(about.id))
    if asks_for_later:
        blocks.append(Text("May I ask you in some months what came of it? Your answer stays as private as this one."))
        blocks.append(
            Buttons(
                (
                    Button("Yes, you may", "confirm.agree", str(about.id)),
                    Button("No, thanks", "confirm.disagree", str(about.id)),
                    change,
                )
            )
        )
    else:
        blocks.append(Buttons((change,)))
    return Message(first, tuple(blocks))


def final(about: Question, answered_on: date) -> Message:
    """It was answered more than a day ago."""
    said = ANSWERS[about.answer] if about.answer is not None else "nothing yet"
    sentence = f"You answered this one on {plain(answered_on)}: {said}."
    return Message(
        sentence,
        (
            Text(sentence),
            Note("An answer can be changed for a day; from then on it stands."),
        ),
    )


def nothing_to_answer(about: Question) -> Message:
    """What it was about does not count any more, or its author is gone."""
    if not about.is_author_there:
        sentence = "Whoever logged this is not here any more, so there is nothing left to answer."
    else:
        sentence = f"{_name(about)} has taken this back or changed it since, so there is nothing left to answer."
    kept = "What you had answered stays yours." if about.answer is not None else "Nothing was kept."
    return Message(sentence, (Text(sentence), Note(kept)))


def never_again(*, was_so: bool) -> Message:
    first = "I don't ask you already." if was_so else "That's fine: I won't ask you any more."
    return Message(
        first,
        (
            Text(strong(first), " Nobody learns of it, and what colleagues do for you still counts."),
            Note("“/ally settings ask me” takes it back. To not be named at all: “/ally settings don't log me”."),
            Buttons((Button("Ask me after all", "confirm.ask_again"),)),
        ),
    )


def asked_again() -> Message:
    sentence = "I may ask you again now and then: at most once a week, and you need not answer."
    return Message(sentence, (Text(sentence), Buttons((Button("What waits for me", "confirm"),))))


def agreed(*, is_agreed: bool) -> Message:
    if is_agreed:
        sentence = "Thank you. I'll ask you in private, some months from now, what came of it."
        note = "Whoever put you forward isn't told what you say. “/ally settings don't ask me” ends all such questions."
    else:
        sentence = "That's fine: I won't ask what came of it."
        note = "Nobody learns of it."
    return Message(sentence, (Text(sentence), Note(note)))


_PRIVATE = "Answering is up to you. What you say is private: whoever logged it is told totals only, never an answer."


def _name(about: Question) -> str:
    return about.author or NOBODY


def _first_words(about: Question, answer: ConfirmationAnswer) -> str:
    match answer:
        case ConfirmationAnswer.YES | ConfirmationAnswer.SOMEWHAT if about.part is ConfirmationPart.BENEFICIARY:
            return "Thank you. Good to know that it helped."
        case ConfirmationAnswer.DECLINED:
            return "That's fine."
        case _:
            return "Thank you for telling me."


def _told_to_nobody(about: Question, k: int) -> str:
    return (
        f"{_name(about)} isn't told what you said: only a total, once at least {in_words(k)} different colleagues "
        "have confirmed something. You can change your answer for a day."
    )


def _number(questions: int) -> str:
    return "One question" if questions == 1 else f"{in_words(questions).capitalize()} questions"

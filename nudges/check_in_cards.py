"""The cards of check-ins: whether something helped, whether somebody saw it, and what came of a nomination.

What a colleague is told is who logged it, what kind of act it was, where and when: never a note, nor anybody else's
name. Their buttons carry the id of the confirmation or of the sponsorship.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

from messages.blocks import Block, Button, Buttons, Message, Note, Text, strong
from nudges.day_words import plain
from storage.questions import AboutSponsorship
from storage.words import ConfirmationPart, Kind, Opportunity, Setting

NOBODY = "A colleague"
"""Who has no name here."""
FOR_YOU: Mapping[Kind, str] = {
    Kind.AMPLIFY: "credited an idea of yours",
    Kind.SPONSOR: "put you forward for an opportunity",
    Kind.MENTOR: "gave you time or advice",
    Kind.INTERVENE: "stepped in when something biased happened",
    Kind.ADVOCATE: "spoke up for something fairer, with you in mind",
    Kind.INCLUDE: "brought you in",
    Kind.RECOGNIZE: "named your work where it counts",
    Kind.LEARN: "learned something with you in mind",
}
"""What somebody did for whoever reads it. Without a pronoun for either of them: none is known."""
SEEN: Mapping[Kind, str] = {
    Kind.AMPLIFY: "repeated a colleague's idea and credited them",
    Kind.SPONSOR: "put a colleague forward for an opportunity",
    Kind.MENTOR: "gave a colleague time or advice",
    Kind.INTERVENE: "stepped in when something biased happened",
    Kind.ADVOCATE: "spoke up for a fairer rule, process or decision",
    Kind.INCLUDE: "brought in someone who was left out",
    Kind.RECOGNIZE: "named a colleague's work where it counts",
    Kind.LEARN: "took time to learn to be a better ally",
}
"""The same for a witness. It names nobody but the author."""
PLACES: Mapping[Setting, str] = {
    Setting.MEETING: "in a meeting",
    Setting.REVIEW: "in a review",
    Setting.HIRING: "in hiring",
    Setting.CHAT: "in chat",
    Setting.REMOTE: "on a call",
}
_OTHERWISE = Button("It didn't happen like that", "confirm.otherwise")
_NEVER = Button("Don't ask me", "confirm.never")
ANSWERS: Mapping[ConfirmationPart, tuple[Button, ...]] = {
    ConfirmationPart.BENEFICIARY: (
        Button("Yes", "confirm.yes"),
        Button("Somewhat", "confirm.somewhat"),
        Button("No", "confirm.no"),
        _OTHERWISE,
        Button("I'd rather not say", "confirm.skip"),
        _NEVER,
    ),
    ConfirmationPart.WITNESS: (
        Button("Yes, I saw it", "confirm.yes"),
        _OTHERWISE,
        Button("I wasn't there", "confirm.absent"),
        _NEVER,
    ),
}
_OPPORTUNITIES: Mapping[Opportunity, str] = {
    Opportunity.ROLE: "a role",
    Opportunity.PROJECT: "a project",
    Opportunity.PROMOTION: "a promotion",
    Opportunity.AWARD: "an award",
    Opportunity.TALK: "a talk",
    Opportunity.VISIBILITY: "work that is seen",
    Opportunity.OTHER: "an opportunity",
}
_GOT_IT: Mapping[Opportunity, str] = {
    Opportunity.ROLE: "Got the role",
    Opportunity.PROJECT: "Got the project",
    Opportunity.PROMOTION: "Got the promotion",
    Opportunity.AWARD: "Got the award",
    Opportunity.TALK: "Gave the talk",
    Opportunity.VISIBILITY: "Got it",
    Opportunity.OTHER: "Got it",
}


class Act(Protocol):
    """What a colleague may know of an action that they are asked about."""

    @property
    def part(self) -> ConfirmationPart: ...
    @property
    def author(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def setting(self) -> Setting | None: ...
    @property
    def occurred_on(self) -> date: ...


def of_action(one: Act, subject: str) -> Message:
    """Asks a colleague about an action; the subject is the confirmation's id."""
    return Message(sentence(one), (*question(one, subject), Note(_private(one.author))))


def of_sponsorship(one: AboutSponsorship) -> Message:
    """Asks what came of a nomination: whoever nominated, or whoever was put forward and agreed to be asked."""
    return _of_sponsor(one) if one.of_sponsor else _of_beneficiary(one)


def question(one: Act, subject: str) -> Iterator[Block]:
    """The question and its answers. None of them stands out: we ask, we do not lead."""
    yield Text(sentence(one))
    yield Buttons(tuple(Button(answer.label, answer.action, subject) for answer in ANSWERS[one.part]))


def sentence(one: Act) -> str:
    """ "Ben Okafor logged that they credited an idea of yours, in a meeting, on 3 March 2026. Did that help?" """
    is_witness = one.part is ConfirmationPart.WITNESS
    deed = (SEEN if is_witness else FOR_YOU)[one.kind]
    place = PLACES.get(one.setting) if one.setting else None
    where = f", {place}" if place else ""
    asks = "They say that you were there. Did you see it?" if is_witness else "Did that help?"
    return f"{one.author or NOBODY} logged that they {deed}{where}, on {plain(one.occurred_on)}. {asks}"


def _private(author: str) -> str:
    return f"No answer is fine, too. What you say is private: {author or NOBODY.lower()} is told totals only."


def _of_sponsor(one: AboutSponsorship) -> Message:
    what = _OPPORTUNITIES[one.opportunity]
    put = f"On {plain(one.nominated_on)} you put {one.colleague or NOBODY.lower()} forward for {what}."
    answers = (
        ("Still open", "open"),
        (_GOT_IT[one.opportunity], "got_it"),
        ("Got something else", "other"),
        ("Not this time", "not_now"),
        ("I stopped", "stopped"),
    )
    note = "Any answer is fine, and so is none. It counts in groups only. /ally sponsorships has them all."
    return _asks("What happened?", put, answers, one, note)


def _of_beneficiary(one: AboutSponsorship) -> Message:
    sponsor = one.colleague or NOBODY
    put = f"On {plain(one.nominated_on)} {sponsor} put you forward for an opportunity. You said that I may ask."
    answers = (
        ("Still open", "open"),
        ("Got it", "got_it"),
        ("Got something else", "other"),
        ("Not this time", "not_now"),
        ("Don't ask me about this one", "silence"),
    )
    note = (
        f"No answer is fine, too. It counts in groups only; {one.colleague or NOBODY.lower()} isn't told what you say."
    )
    return _asks("What came of it?", put, answers, one, note)


def _asks(asked: str, told: str, answers: tuple[tuple[str, str], ...], one: AboutSponsorship, note: str) -> Message:
    buttons = tuple(Button(label, f"sponsorship.{answer}", str(one.id)) for label, answer in answers)
    return Message(f"{told} {asked}", (Text(told), Text(strong(asked)), Buttons(buttons), Note(note)))

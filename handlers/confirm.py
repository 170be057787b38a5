"""`confirm`: what colleagues logged for me, or want me to witness, and my private answer. Nobody else may give it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from handlers import confirm_card, confirm_waiting, nudge_subject
from handlers.command import Command, OnPress, Services
from handlers.errors import say
from handlers.own_action import parsed
from handlers.request import Press, Reply, Request, Words
from messages.blocks import Message
from storage import confirmations, nudge_answers, preferences, sponsorships
from storage.confirmations import Question
from storage.counts import HELPED
from storage.preferences import Changes
from storage.words import ConfirmationAnswer, ConfirmationPart

CHANGEABLE = timedelta(days=1)
"""How long an answer may be changed."""
PAGE = 5


async def answer(request: Request, _words: Words, services: Services) -> Reply:
    """What waits for an answer. Whoever asks for it need not wait for the question to come to them."""
    found, more = await confirm_waiting.latest(request, services, PAGE)
    return confirm_card.waiting(found, more=more) if found else confirm_card.nothing_waits()


async def show(request: Request, _press: Press, services: Services) -> Reply:
    return await answer(request, Words(()), services)


async def reopen(request: Request, press: Press, services: Services) -> Reply:
    """The question again, while its answer may be changed."""
    about = await _mine(request, press.subject, services)
    if about is None:
        return _gone()
    return _refusal(about) or (_final(request, about) if _is_final(request, about) else confirm_card.question(about))


async def never(request: Request, press: Press, services: Services) -> Reply:
    """No more questions to me. What is unanswered stays so, and says nothing."""
    asker = request.asker
    about = await _mine(request, press.subject, services)
    chosen = await preferences.chosen(services.db, asker.organization_id, asker.person_id)
    await preferences.save(services.db, asker.organization_id, asker.person_id, Changes(ask_me=False))
    if about is not None and about.answer is None:
        await _give(request, about, ConfirmationAnswer.DECLINED, services)
    await nudge_subject.plan_anew(request, services)
    return confirm_card.never_again(was_so=not chosen.ask_me)


async def ask_again(request: Request, _press: Press, services: Services) -> Reply:
    asker = request.asker
    await preferences.save(services.db, asker.organization_id, asker.person_id, Changes(ask_me=True))
    await nudge_subject.plan_anew(request, services)
    return confirm_card.asked_again()


async def agree(request: Request, press: Press, services: Services) -> Reply:
    return await _agree(request, press, services, is_agreed=True)


async def disagree(request: Request, press: Press, services: Services) -> Reply:
    return await _agree(request, press, services, is_agreed=False)


def _says(given: ConfirmationAnswer) -> OnPress:
    async def on_press(request: Request, press: Press, services: Services) -> Reply:
        about = await _mine(request, press.subject, services)
        if about is None:
            return _gone()
        if refusal := _refusal(about):
            return refusal
        if not await _give(request, about, given, services):
            about = await _mine(request, press.subject, services) or about  # a second press may have been first
            if about.answer is not given:
                return _final(request, about)
        return confirm_card.thanks(
            about, given, request.asker.k, asks_for_later=_may_be_asked_later(about) and given in HELPED
        )

    return on_press


async def _agree(request: Request, press: Press, services: Services, *, is_agreed: bool) -> Reply:
    about = await _mine(request, press.subject, services)
    if about is None or about.sponsorship_id is None:
        return _gone()
    if refusal := _refusal(about):
        return refusal
    asker = request.asker
    await sponsorships.agree(
        services.db, asker.organization_id, asker.person_id, about.sponsorship_id, agreed=is_agreed
    )
    return confirm_card.agreed(is_agreed=is_agreed)


async def _mine(request: Request, subject: str, services: Services) -> Question | None:
    """The question, if it was put to the asker. Whatever they press on it, the nudge that brought it is answered."""
    confirmation_id, asker = parsed(subject), request.asker
    if confirmation_id is None:
        return None
    found = await confirmations.find(services.db, asker.organization_id, asker.person_id, confirmation_id)
    if found is not None and await nudge_answers.answered_about(
        services.db, asker.organization_id, asker.person_id, confirmation_id, request.now
    ):
        await nudge_subject.plan_anew(request, services)
    return found


async def _give(request: Request, about: Question, given: ConfirmationAnswer, services: Services) -> bool:
    asker = request.asker
    return await confirmations.give(
        services.db,
        asker.organization_id,
        asker.person_id,
        about.id,
        given,
        request.now,
        final_before=request.now - CHANGEABLE,
    )


def _refusal(about: Question) -> Message | None:
    return None if about.counts and about.is_author_there else confirm_card.nothing_to_answer(about)


def _is_final(request: Request, about: Question) -> bool:
    is_said = about.answer is not None and about.answer is not ConfirmationAnswer.DECLINED
    return is_said and about.answered_at is not None and about.answered_at <= request.now - CHANGEABLE


def _final(request: Request, about: Question) -> Message:
    at = about.answered_at or request.now
    return confirm_card.final(about, at.astimezone(ZoneInfo(request.asker.zone)).date())


def _may_be_asked_later(about: Question) -> bool:
    return about.part is ConfirmationPart.BENEFICIARY and about.sponsorship_id is not None and about.agreed is None


def _gone() -> Message:
    return say("I can't find that question any more. /ally confirm shows what waits for your answer.")


COMMAND = Command(
    name="confirm",
    summary="what colleagues logged for you: say in private whether it helped",
    examples=("confirm",),
    answer=answer,
    aliases=("questions", "answer", "answers", "confirmations", "confirmation"),
    presses={
        "confirm": show,
        "confirm.open": reopen,
        "confirm.yes": _says(ConfirmationAnswer.YES),
        "confirm.somewhat": _says(ConfirmationAnswer.SOMEWHAT),
        "confirm.no": _says(ConfirmationAnswer.NO),
        "confirm.otherwise": _says(ConfirmationAnswer.NOT_LIKE_THAT),
        "confirm.skip": _says(ConfirmationAnswer.DECLINED),
        "confirm.absent": _says(ConfirmationAnswer.DECLINED),
        "confirm.never": never,
        "confirm.ask_again": ask_again,
        "confirm.agree": agree,
        "confirm.disagree": disagree,
    },
    details=(
        "Answering is up to you. Whoever logged it is told totals only, never an answer. "
        "“settings don't ask me” ends these questions."
    ),
)

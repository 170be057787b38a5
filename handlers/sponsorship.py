"""`sponsorships`: whom I put forward and what came of it; and the answers to "what happened?", mine or as put forward.

A sponsorship is asked about by its sponsor's button or by its beneficiary's: each says what they know, in private.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from handlers import nudge_subject, sponsorship_card
from handlers.command import Command, OnPress, Services
from handlers.errors import say
from handlers.own_action import parsed
from handlers.request import Press, Reply, Request, Submission, Value, Words
from messages.blocks import Message
from messages.forms import FormErrors
from nudges import check_ins
from nudges.day_words import plain
from storage import nudge_answers, sponsorships
from storage.sponsorships import OfMe, OwnSponsorship
from storage.words import SponsorshipOutcome, SponsorshipState


async def answer(request: Request, _words: Words, services: Services) -> Reply:
    asker = request.asker
    found = await sponsorships.of_sponsor(services.db, services.cipher, asker.organization_id, asker.person_id)
    return sponsorship_card.listed(found)


async def show(request: Request, _press: Press, services: Services) -> Reply:
    return await answer(request, Words(()), services)


async def edit(request: Request, press: Press, services: Services) -> Reply:
    found = await _sponsored(request, press.subject, services)
    return _gone() if found is None else sponsorship_card.update_form(request.today, found)


async def submit(request: Request, submission: Submission, services: Services) -> Reply:
    found = await _sponsored(request, submission.subject, services)
    if found is None:
        return _gone()
    how, on = submission.values.get("outcome"), submission.values.get("concluded_on")
    held = how if isinstance(how, str) else ""
    if held in _WAYS_OPEN:
        return await _leave_open(request, found, _WAYS_OPEN[held], services)
    outcome = SponsorshipOutcome(held) if held in set(SponsorshipOutcome) else None
    wrong = {
        "outcome": "" if outcome else "Please choose one of these.",
        "concluded_on": _wrong_day(request, found, on),
    }
    if outcome is None or not isinstance(on, date) or wrong["concluded_on"]:
        form = sponsorship_card.update_form(request.today, found, held, on if isinstance(on, date) else None)
        return FormErrors({name: why for name, why in wrong.items() if why}, form)
    return await _conclude(request, found, outcome, on, services)


async def still_open(request: Request, press: Press, services: Services) -> Reply:
    """Nothing has come of it yet. A chance that they got stays one."""
    if (found := await _sponsored(request, press.subject, services)) is not None:
        state = SponsorshipState.NOMINATED if found.state is SponsorshipState.OUTCOME else found.state
        return await _leave_open(request, found, state, services)
    if (of_me := await _of_me(request, press.subject, services)) is not None:
        return await _beneficiary_says(request, of_me, None, services)
    return _gone()


async def silence(request: Request, press: Press, services: Services) -> Reply:
    """Its beneficiary does not want to be asked about it any more."""
    of_me = await _of_me(request, press.subject, services)
    if of_me is None:
        return _gone()
    asker = request.asker
    await sponsorships.agree(services.db, asker.organization_id, asker.person_id, of_me.id, agreed=False)
    await nudge_subject.plan_anew(request, services)
    return sponsorship_card.silenced()


def _says(outcome: SponsorshipOutcome) -> OnPress:
    async def on_press(request: Request, press: Press, services: Services) -> Reply:
        if (found := await _sponsored(request, press.subject, services)) is not None:
            is_said = found.outcome is outcome and found.concluded_on is not None
            on = found.concluded_on if is_said and found.concluded_on else request.today  # a second press moves no day
            return await _conclude(request, found, outcome, max(on, found.nominated_on), services)
        of_me = await _of_me(request, press.subject, services)
        if of_me is None:
            return _gone()
        return await _beneficiary_says(request, of_me, outcome, services)

    return on_press


async def _conclude(
    request: Request, one: OwnSponsorship, outcome: SponsorshipOutcome, on: date, services: Services
) -> Reply:
    asker = request.asker
    await sponsorships.conclude(services.db, asker.organization_id, asker.person_id, one.id, outcome, on)
    await nudge_subject.plan_anew(request, services)
    return sponsorship_card.concluded(one, outcome, on)


async def _leave_open(request: Request, one: OwnSponsorship, state: SponsorshipState, services: Services) -> Reply:
    asker = request.asker
    ask_on = check_ins.next_check_in(one.nominated_on, request.today)
    await sponsorships.leave_open(services.db, asker.organization_id, asker.person_id, one.id, state, ask_on)
    await nudge_subject.plan_anew(request, services)
    held = nudge_subject.held_back(await nudge_subject.choices(request, services), request)
    return sponsorship_card.still_open(one, state, ask_on, held)


async def _beneficiary_says(
    request: Request, of_me: OfMe, outcome: SponsorshipOutcome | None, services: Services
) -> Reply:
    if outcome is SponsorshipOutcome.STOPPED:  # that is the sponsor's to say
        return _gone()
    asker = request.asker
    on = max(request.today, of_me.nominated_on)
    if outcome is None or of_me.outcome is not outcome:  # a second press moves no day
        await sponsorships.beneficiary_says(services.db, asker.organization_id, asker.person_id, of_me.id, outcome, on)
    return sponsorship_card.beneficiary_said(of_me, outcome)


async def _sponsored(request: Request, subject: str, services: Services) -> OwnSponsorship | None:
    """The sponsorship, if the asker is its sponsor."""
    sponsorship_id, asker = parsed(subject), request.asker
    if sponsorship_id is None:
        return None
    found = await sponsorships.one_of_mine(
        services.db, services.cipher, asker.organization_id, asker.person_id, sponsorship_id
    )
    if found is not None:
        await _is_answered(request, found.id, services)
    return found


async def _of_me(request: Request, subject: str, services: Services) -> OfMe | None:
    """The sponsorship, if the asker was put forward by it, and agreed to be asked."""
    sponsorship_id, asker = parsed(subject), request.asker
    if sponsorship_id is None:
        return None
    found = await sponsorships.of_me(services.db, asker.organization_id, asker.person_id, sponsorship_id)
    if found is None or not found.agreed:
        return None
    await _is_answered(request, found.id, services)
    return found


async def _is_answered(request: Request, sponsorship_id: UUID, services: Services) -> None:
    """The nudge that asked, if one did, counts as answered."""
    asker = request.asker
    if await nudge_answers.answered_about(
        services.db, asker.organization_id, asker.person_id, sponsorship_id, request.now
    ):
        await nudge_subject.plan_anew(request, services)


def _wrong_day(request: Request, one: OwnSponsorship, on: Value) -> str:
    if isinstance(on, date):
        if on > request.today:
            return "That day is still to come. Pick today or a day before it."
        if on < one.nominated_on:
            return f"That is before you put them forward. Pick {plain(one.nominated_on)} or a day after it."
        return ""
    if isinstance(on, str) and on:
        return f"“{on}” is in no calendar I know. Write it like {request.today.isoformat()}."
    return "Pick the day; about right is fine."


def _gone() -> Message:
    return say("I can't find that sponsorship any more. /ally sponsorships shows the ones that are there.")


_WAYS_OPEN = {
    sponsorship_card.OPEN: SponsorshipState.NOMINATED,
    sponsorship_card.CHANCE: SponsorshipState.OPPORTUNITY,
}

COMMAND = Command(
    name="sponsorships",
    summary="whom you put forward, and what came of it",
    examples=("sponsorships",),
    answer=answer,
    aliases=("sponsorship", "nominations", "nomination"),
    presses={
        "sponsorship": show,
        "sponsorship.edit": edit,
        "sponsorship.silence": silence,
        "sponsorship.open": still_open,
        "sponsorship.got_it": _says(SponsorshipOutcome.GOT_IT),
        "sponsorship.other": _says(SponsorshipOutcome.OTHER),
        "sponsorship.not_now": _says(SponsorshipOutcome.NOT_NOW),
        "sponsorship.stopped": _says(SponsorshipOutcome.STOPPED),
    },
    submits={"sponsorship": submit},
    opens_form=frozenset({"sponsorship.edit"}),
    details=(
        "A sponsorship begins when you put someone forward with /ally sponsor. I ask you after 30, 90 and 180 days, "
        "and then twice a year, what came of it; here you can say so at any time."
    ),
)

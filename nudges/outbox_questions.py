"""What check-ins ask, chosen at the last moment: much of what was there to ask when they were planned may be over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from messages.blocks import Message
from nudges import check_in_cards, check_ins, chosen
from storage import confirmations, questions, sponsorships
from storage.database import Connection
from storage.deliveries import Key, Past
from storage.deliveries_claim import Waiting
from storage.deliveries_results import About
from storage.encryption import Cipher
from storage.questions import AboutAction, AboutSponsorship, Asked, Question


@dataclass(frozen=True, slots=True)
class Asking:
    """What a check-in asks; `confirmation_id` is what it is answered by, where it is about an action."""

    question: Question
    confirmation_id: UUID | None = None


async def of(
    db: Connection, waiting: Sequence[Waiting], past: Mapping[Key, Sequence[Past]], now: datetime
) -> Mapping[Key, Asking]:
    """What each of these asks, by organization and delivery. Where there is nothing to ask any more, it is left out."""
    if not waiting:
        return {}
    to_ask = await questions.waiting(db, {one.person for one in waiting}, check_ins.earliest(now), now.date())
    asking: dict[Key, Asking] = {}
    about_actions: dict[Key, AboutAction] = {}
    for one in waiting:
        clock = chosen.calendar(one.person_id, one.choices).clock
        others = [other for other in past.get(one.person, ()) if other.id != one.id]
        match check_ins.choose(to_ask.get(one.person, ()), others, one.day, clock):
            case AboutAction() as about:
                about_actions[one.person] = about
            case about if about is not None:
                asking[one.key] = Asking(about)
    made = await questions.put(db, about_actions)
    for one in waiting:
        if one.key not in asking and one.person in made:
            asking[one.key] = Asking(about_actions[one.person], made[one.person])
    return asking


async def again(
    db: Connection,
    cipher: Cipher,
    person: Key,
    sent_at: datetime,
    *,
    confirmation_id: UUID | None,
    sponsorship_id: UUID | None,
) -> Message | None:
    """The card of a check-in that was sent, by what is known today; None where what it asked about is gone."""
    if confirmation_id is not None:
        question = await confirmations.find(db, *person, confirmation_id)
        return None if question is None else check_in_cards.of_action(question, str(question.id))
    if sponsorship_id is None:
        return None
    own = await sponsorships.one_of_mine(db, cipher, *person, sponsorship_id)
    if own is not None:
        about = AboutSponsorship(
            own.id, True, own.beneficiary or "", own.opportunity, own.nominated_on, logged_at=sent_at, due=None
        )
        return check_in_cards.of_sponsorship(about)
    mine = await sponsorships.of_me(db, *person, sponsorship_id)
    if mine is None:
        return None
    about = AboutSponsorship(
        mine.id, False, mine.sponsor, mine.opportunity, mine.nominated_on, logged_at=sent_at, due=None
    )
    return check_in_cards.of_sponsorship(about)


async def remember(db: Connection, shown: Sequence[About], now: datetime) -> None:
    """They were asked, or may have been: about an action never again, about a sponsorship at its next step."""
    asked_about = {(one.organization_id, one.confirmation_id) for one in shown if one.confirmation_id is not None}
    await questions.mark_asked(db, asked_about, now)
    days = {
        Asked(one.organization_id, one.sponsorship_id, one.person_id): one.day
        for one in shown
        if one.sponsorship_id is not None
    }
    due: dict[bool, dict[Asked, date]] = {True: {}, False: {}}
    for asked, (nominated_on, of_sponsor) in (await questions.nominated_on(db, list(days))).items():
        due[of_sponsor][asked] = check_ins.next_check_in(nominated_on, days[asked])
    for of_sponsors, theirs in due.items():
        await questions.ask_again_on(db, theirs, of_sponsors=of_sponsors)

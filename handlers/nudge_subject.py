"""What a pressed card of a nudge is about. Whatever was pressed on a nudge that was sent, it counts as answered."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from handlers.command import Services
from handlers.errors import say
from handlers.own_action import parsed
from handlers.request import Request
from messages.blocks import Message
from nudges import chosen
from nudges.cards import Beside
from nudges.history import Profile
from nudges.items import Item, Lesson
from nudges.remembered import history, met_on
from storage import nudge_answers, nudge_preferences, schedules
from storage.nudge_answers import OwnDelivery
from storage.nudge_preferences import NudgeChoices
from storage.words import Role


@dataclass(frozen=True, slots=True)
class About:
    """An item, and the delivery that brought it; without one, the person asked for the item."""

    item: Item
    delivery: OwnDelivery | None

    @property
    def subject(self) -> str:
        return self.item.id if self.delivery is None else str(self.delivery.id)

    @property
    def delivery_id(self) -> UUID | None:
        return None if self.delivery is None else self.delivery.id


async def about(request: Request, services: Services, subject: str) -> About | None:
    """What the subject names, if it is the asker's. Nobody learns whether somebody else's nudge is there."""
    delivery_id = parsed(subject)
    if delivery_id is None:
        item = services.library.items.get(subject)
        return None if item is None else About(item, None)
    delivery = await delivered(request, services, delivery_id)
    item = None if delivery is None else services.library.items.get(delivery.item or "")
    return None if item is None else About(item, delivery)


async def delivered(request: Request, services: Services, delivery_id: UUID) -> OwnDelivery | None:
    """The asker's nudge. It counts as answered from the first time on, so that the next one is planned anew."""
    asker = request.asker
    found = await nudge_answers.find(services.db, asker.organization_id, asker.person_id, delivery_id)
    if found is not None and await nudge_answers.answered(
        services.db, asker.organization_id, asker.person_id, delivery_id, request.now
    ):
        await plan_anew(request, services)
    return found


async def is_dealt_with(request: Request, services: Services, found: About) -> None:
    """The person did what there is to do with it, so it need not come again where they had put it off before."""
    if found.delivery is not None and found.delivery.snoozed_until is not None:
        asker = request.asker
        await nudge_answers.snooze(services.db, asker.organization_id, asker.person_id, found.delivery.id, None)
        await plan_anew(request, services)


async def plan_anew(request: Request, services: Services) -> None:
    """Something changed that matters for the asker's next nudge."""
    asker = request.asker
    await schedules.ask_to_plan(services.db, asker.organization_id, (asker.person_id,), request.now)


async def choices(request: Request, services: Services) -> NudgeChoices:
    """What the asker chose about nudges."""
    return await nudge_preferences.of(services.db, request.asker.organization_id, request.asker.person_id)


def profile(request: Request, chosen_by_them: NudgeChoices) -> Profile:
    """Whom an item is chosen for."""
    asker = request.asker
    return chosen.profile(asker.person_id, chosen_by_them, leads=Role.MANAGER in asker.roles)


async def beside(request: Request, services: Services, found: About, *, why: str = "") -> Beside:
    """What belongs beside the item when its card is shown again."""
    met = None
    if isinstance(found.item, Lesson):
        past = await history(services.db, request.asker.organization_id, request.asker.person_id)
        met = met_on(past, found.item, request.today)
    return Beside(met_on=met, why=why, asked_for=found.delivery is None)


def held_back(chosen_by_them: NudgeChoices, request: Request) -> str:
    """Why nothing of this kind comes by itself just now, as a sentence; empty where it does."""
    if chosen_by_them.stopped:
        return "You have stopped nudges, so it waits until you resume them: /ally resume."
    if chosen_by_them.paused_until is not None and chosen_by_them.paused_until > request.today:
        return "Your nudges are paused, so it waits for the end of the pause."
    return ""


def gone() -> Message:
    """The card's item is not there (any more), or the nudge is not this person's: the answer is the same on purpose."""
    return say("I can't find what this card was about any more. /ally reflect and /ally learn bring a fresh one.")

"""How a person's nudges stand: what they chose, where nudges go, and when the next one comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.command import Services
from handlers.request import Request
from nudges.calendar import Due, NeverDue, next_due
from nudges.chosen import calendar
from nudges.day_words import with_weekday
from nudges.preferences import Sent
from nudges.rhythm import LOOK_BACK
from storage import nudge_history, nudge_places, nudge_preferences
from storage.nudge_history import Nudged
from storage.nudge_places import Place
from storage.nudge_preferences import NudgeChoices
from storage.words import DeliveryState

_ON_ITS_WAY = frozenset({DeliveryState.PENDING, DeliveryState.SENDING})


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about a person's nudges at one moment. `put_off_until`: a day on which one is to come again."""

    choices: NudgeChoices
    upcoming: Due | NeverDue
    is_on_its_way: bool
    put_off_until: date | None
    today: date

    @property
    def paused_until(self) -> date | None:
        """The day on which nudges come again; None while nothing is paused."""
        until = self.choices.paused_until
        return until if until is not None and until > self.today and not self.choices.stopped else None

    @property
    def words(self) -> str:
        """When the next one comes, or why none does."""
        if self.choices.stopped or self.paused_until:
            return self.upcoming.why
        if self.is_on_its_way:
            then = self.upcoming.why
            return f"One is on its way to you now. After that: {then[:1].lower()}{then[1:]}"
        return self.upcoming.why

    @property
    def line(self) -> str:
        """The same in a few words."""
        if self.choices.stopped:
            return "You stopped nudges; none come until you resume them."
        if self.paused_until:
            return f"Nudges are paused until {with_weekday(self.paused_until)}."
        if self.is_on_its_way:
            return "A nudge is on its way to you now."
        if isinstance(self.upcoming, NeverDue):
            return self.upcoming.why
        return f"Your next nudge is for {with_weekday(self.upcoming.day)}."


async def standing(request: Request, services: Services) -> Standing:
    """How it stands for the asker now."""
    asker = request.asker
    choices = await nudge_preferences.of(services.db, asker.organization_id, asker.person_id)
    preferences = calendar(asker.person_id, choices)
    today = request.now.astimezone(preferences.clock).date()
    nudged = await nudge_history.sent(services.db, asker.organization_id, asker.person_id, today - LOOK_BACK)
    put_off = sorted(one.snoozed_until for one in nudged if one.snoozed_until and one.snoozed_until >= today)
    return Standing(
        choices=choices,
        upcoming=next_due(preferences, [_sent(one) for one in nudged if one.snoozed_until is None], request.now),
        is_on_its_way=any(one.state in _ON_ITS_WAY for one in nudged),
        put_off_until=put_off[0] if put_off else None,
        today=today,
    )


@dataclass(frozen=True, slots=True)
class Places:
    """Where a person can be written to. `here` is where they ask from; `target` is where nudges go."""

    all: tuple[Place, ...]
    here: Place | None
    target: Place | None


async def places(request: Request, services: Services, chosen: NudgeChoices) -> Places:
    """The chosen account while it can be reached, or the first that can."""
    asker = request.asker
    every = tuple(await nudge_places.of(services.db, asker.organization_id, asker.person_id))
    here = next((one for one in every if (one.workspace_id, one.account) == (asker.workspace_id, asker.account)), None)
    reached = sorted((one for one in every if one.is_reached), key=lambda one: one.account_id != chosen.account_id)
    return Places(every, here, reached[0] if reached else None)


def _sent(one: Nudged) -> Sent:
    return Sent(one.at, one.day, one.zone, one.answered_at)

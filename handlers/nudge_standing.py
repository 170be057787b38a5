"""How a person's nudges stand: what they chose, where nudges go, and when the next one comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.command import Services
from handlers.request import Request
from nudges import agenda, check_ins, lately
from nudges.agenda import What
from nudges.calendar import Due, NeverDue, next_due
from nudges.chosen import calendar
from nudges.day_words import with_weekday
from storage import deliveries, nudge_places, nudge_preferences, questions
from storage.nudge_places import Place
from storage.nudge_preferences import NudgeChoices
from storage.words import DeliveryState, Nudge

_ON_ITS_WAY = frozenset({DeliveryState.PENDING, DeliveryState.SENDING})


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about a person's nudges at one moment. `about` says what the next one is, where that is known.

    `put_off_until`: a day after the next one, from which one that they put off comes again.
    """

    choices: NudgeChoices
    upcoming: Due | NeverDue
    about: str
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
        told = f"{self.upcoming.why} {self.about}".strip()
        if self.is_on_its_way and not self.choices.stopped and not self.paused_until:
            return f"One is on its way to you now. After that: {told[:1].lower()}{told[1:]}"
        return told

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
    key = (asker.organization_id, asker.person_id)
    past = (await lately.of(services.db, [key], request.now)).get(key, ())
    follow_ups = (await deliveries.follow_ups(services.db, [key])).get(key, [])
    asked = await questions.waiting(services.db, [key], check_ins.earliest(request.now), request.now.date())
    to_ask = [check_ins.spell(one, preferences.clock) for one in asked.get(key, ())]
    due = agenda.when(preferences, choices, past, follow_ups, request.now, to_ask)
    by_day = due is not None and check_ins.is_by_day(preferences, due.at, due.day)
    put_off = sorted(one.until for one in agenda.put_off(past, choices))
    return Standing(
        choices=choices,
        upcoming=due or next_due(preferences, agenda.rhythm(past), request.now),
        about=_about(agenda.what(past, follow_ups, choices, due.day, to_ask, by_day=by_day)) if due else "",
        is_on_its_way=any(one.state in _ON_ITS_WAY for one in past),
        put_off_until=next((day for day in put_off if due and day > due.day), None),
        today=today,
    )


def _about(what: What | None) -> str:
    """What is known of the next one before it is sent: that it asks something, or that it is one that was put off."""
    if what is not None and what.plan_id is not None:
        return "It asks about a plan that you made."
    if what is not None and what.nudge is Nudge.CHECK_IN:
        return "It asks how something went; you need not answer."
    return "It is the one that you put off." if what is not None and what.item is not None else ""


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
    reachable = sorted((one for one in every if one.is_reachable), key=lambda one: one.account_id != chosen.account_id)
    return Places(every, here, reachable[0] if reachable else None)

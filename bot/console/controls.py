"""The demo's controls, which are no part of the product: a nudge at once, and a clock that can be moved forward."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.console.guard import Refused
from bot.console.travel import Traveller
from bot.upstander import Upstander
from nudges import day_words
from storage import demo_deliveries, schedules
from storage.demo_deliveries import Receiver
from storage.words import Nudge

Step = Literal["hour", "day", "week", "next"]
STEPS: dict[Step, timedelta] = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}

TRIES = 4
"""How often a next nudge may turn out to be later than planned."""

ON_ITS_WAY = {
    Nudge.REFLECTION: "A question to think about is on its way. It takes a few seconds.",
    Nudge.LESSON: "A short lesson is on its way. It takes a few seconds.",
    Nudge.FOLLOW_UP: "A question about your plan is on its way. It takes a few seconds.",
    Nudge.DIGEST: "Your team's digest is on its way. It takes a few seconds.",
}
ALL_HAD = (
    "You have had all there is for one day. Move the clock a day forward and ask again, or type “learn” or “reflect”."
)
NOTHING_WANTED = "You have switched questions and lessons off. Type “nudges” to choose anew."
NOTHING_PLANNED = "No nudge is planned for you. Type “nudges” to see what you chose."


class Controls:
    """What each control does, and the sentence that the bar shows then."""

    def __init__(self, app: Upstander, traveller: Traveller) -> None:
        self._app = app
        self._traveller = traveller

    async def send_one(self, account: str) -> str:
        """Puts a nudge in line; the worker sends it like any other."""
        now = self._app.clock()
        async with self._app.database.begin() as db:
            who = _there(await demo_deliveries.receiver(db, account))
            nudge = await demo_deliveries.ask_for(db, who, now.astimezone(ZoneInfo(who.zone)).date(), now)
            if nudge is not None:  # it takes today's place, so the next one moves
                await schedules.ask_to_plan(db, who.organization_id, [who.person_id], now)
        if nudge is not None:
            return ON_ITS_WAY[nudge]
        return ALL_HAD if who.wants else NOTHING_WANTED

    async def move(self, account: str, by: Step) -> str:
        """Moves the clock; what is due on the way goes out at its time."""
        before = self._app.clock()
        if by == "next":
            if not await self._to_next_of(account):
                return NOTHING_PLANNED
        else:
            await self._traveller.to(before + STEPS[by])
        who, sent, theirs = await self._since(account, before)
        return f"It is {_words(self._app.clock(), who.zone)} now. {_went_out(sent, theirs)}"

    async def _to_next_of(self, account: str) -> bool:
        """To when something arrives for them, which may be later than planned: what they ignored on the way slows the
        pace. Whether anything is planned at all.
        """
        before = self._app.clock()
        await self._traveller.settle()  # they may have changed something just now, and be planned anew first
        for _ in range(TRIES):
            who, _sent, theirs = await self._since(account, before)
            if theirs or who.next_at is None:
                break
            await self._traveller.to(who.next_at)
        return theirs > 0 or who.next_at is not None

    async def _since(self, account: str, before: datetime) -> tuple[Receiver, int, int]:
        """Who they are, and how many nudges went out since: to anybody, and to them."""
        async with self._app.database.begin() as db:
            who = _there(await demo_deliveries.receiver(db, account))
            return who, *(await demo_deliveries.sent_since(db, who, before))


def _there(who: Receiver | None) -> Receiver:
    if who is None:
        raise Refused("There is nobody of that name here (any more). Please choose somebody else.")
    return who


def _words(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day_words.with_weekday(local.date())}, {local:%H:%M}"


def _went_out(sent: int, theirs: int) -> str:
    if not sent:
        return "No nudge was due on the way."
    if sent == 1:
        return "One nudge went out, to you." if theirs else "One nudge went out, to somebody else."
    to_them = {0: "none of them to you", 1: "one of them to you"}.get(theirs, f"{theirs} of them to you")
    return f"{sent} nudges went out, {to_them}."

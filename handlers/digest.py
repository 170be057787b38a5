"""`digest`: the weekly digest at once; and whether, on which day and at what time it comes by itself."""

from __future__ import annotations

from handlers import nudge_offer, nudge_subject, team_card
from handlers.command import Command, Services
from handlers.request import Press, Reply, Request, Words
from indicators.periods import Period, period_before, today_in, week_of
from nudges import digest
from nudges.items import Lesson
from storage import closed_weeks
from storage.words import Role

WHY = "It goes with the idea in your weekly digest."


async def answer(request: Request, _words: Words, services: Services) -> Reply:
    return await now(request, services)


async def show(request: Request, _press: Press, services: Services) -> Reply:
    return await now(request, services)


async def now(request: Request, services: Services) -> Reply:
    """The digest of the last week that is closed."""
    asker = request.asker
    today = today_in(asker.organization_zone, request.now)
    message = await digest.content(
        services.db,
        asker.organization_id,
        asker.person_id,
        await _last_week(request, services),
        services.library,
        asker.k,
        today=today,
        is_example=asker.is_example,
    )
    return team_card.no_team() if message is None else message


async def read_lesson(request: Request, press: Press, services: Services) -> Reply:
    """The lesson that the digest offered."""
    lesson = services.library.items.get(press.subject)
    if not isinstance(lesson, Lesson):
        return nudge_subject.gone()
    return await nudge_offer.this_one(request, services, lesson, WHY)


async def _last_week(request: Request, services: Services) -> Period:
    """The last closed week. Where none is, the last one that is over: of it nothing is told, which is a digest, too."""
    this_week = week_of(today_in(request.asker.organization_zone, request.now))
    closed = await closed_weeks.last_before(services.db, request.asker.organization_id, this_week.first)
    return period_before(this_week) if closed is None else week_of(closed)


COMMAND = Command(
    name="digest",
    summary="your teams' last week on one page, with an idea for the next one",
    examples=("digest",),
    answer=answer,
    needs=frozenset({Role.MANAGER}),
    presses={"digest": show, "digest.lesson": read_lesson},
    details="It tells of your team and all teams beneath it together. Groups that are too small are not shown.",
)

"""Puts a nudge off to tomorrow or next week. It comes back by itself, once."""

from __future__ import annotations

from datetime import timedelta

from handlers import nudge_subject
from handlers.command import Services
from handlers.nudge_subject import About
from handlers.request import Press, Reply, Request
from messages.blocks import Button, Buttons, Message, Note, Style, Text, strong
from nudges import cards
from nudges.day_words import with_weekday
from storage import nudge_answers

TOMORROW = timedelta(days=1)
NEXT_WEEK = timedelta(days=7)


async def ask(request: Request, press: Press, services: Services) -> Reply:
    """When?"""
    found = await nudge_subject.about(request, services, press.subject)
    if found is None or found.delivery is None:
        return nudge_subject.gone()
    return Message(
        "When shall I bring it back?",
        (
            Text(strong(cards.name_of(found.item))),
            Text("When shall I bring it back?"),
            Buttons(
                (
                    Button("Tomorrow", "nudge.tomorrow", found.subject, Style.PRIMARY),
                    Button("Next week", "nudge.next_week", found.subject),
                    Button("Show it now", "nudge.show", found.subject),
                )
            ),
        ),
    )


async def tomorrow(request: Request, press: Press, services: Services) -> Reply:
    return await _put_off(request, press, services, TOMORROW)


async def next_week(request: Request, press: Press, services: Services) -> Reply:
    return await _put_off(request, press, services, NEXT_WEEK)


async def show(request: Request, press: Press, services: Services) -> Reply:
    """The card again, as it came."""
    found = await nudge_subject.about(request, services, press.subject)
    if found is None:
        return nudge_subject.gone()
    return cards.of_item(found.item, found.subject, await nudge_subject.beside(request, services, found))


async def _put_off(request: Request, press: Press, services: Services, by: timedelta) -> Reply:
    found = await nudge_subject.about(request, services, press.subject)
    if found is None or found.delivery is None:
        return nudge_subject.gone()
    asker, until = request.asker, request.today + by
    await nudge_answers.snooze(services.db, asker.organization_id, asker.person_id, found.delivery.id, until)
    await nudge_subject.plan_anew(request, services)
    held = nudge_subject.held_back(await nudge_subject.choices(request, services), request)
    day = with_weekday(until)
    return Message(
        f"I'll bring it back on {day}.",
        (
            Text(strong(cards.name_of(found.item))),
            Text(f"I'll bring it back on {day}, or on the first working day after it that your pace leaves free."),
            *((Note(held),) if held else ()),
            _show_now(found),
        ),
    )


def _show_now(found: About) -> Buttons:
    return Buttons((Button("Show it now", "nudge.show", found.subject),))

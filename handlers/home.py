"""`/ally` alone, the App Home page, and a plain hello: the card that everything starts from."""

from __future__ import annotations

from handlers.command import Command, Services
from handlers.nudge_card import NUDGES, RESUME
from handlers.nudge_standing import Standing, standing
from handlers.request import Press, Reply, Request, Words
from indicators.periods import month_of, week_of
from messages.blocks import Block, Button, Buttons, Heading, Message, Note, Style, Text, strong
from nudges.figures import counted, in_words
from storage import counts
from storage.words import Role


async def answer(request: Request, _words: Words, services: Services) -> Reply:
    return await _card(request, services)


async def show(request: Request, _press: Press, services: Services) -> Reply:
    return await _card(request, services)


async def _card(request: Request, services: Services) -> Message:
    asker, today = request.asker, request.today
    total = sum((await counts.own_by_tier(services.db, asker.organization_id, asker.person_id)).values())
    nudges = await standing(request, services)
    if total == 0:
        return Message(
            f"{_greeting('Welcome', asker.name)}.",
            (*_for_a_newcomer(request), *_what_next(request, nudges, is_new=True)),
        )
    week, month = week_of(today), month_of(today)
    days = await counts.own_by_day(
        services.db,
        asker.organization_id,
        asker.person_id,
        min(week.first, month.first),
        max(week.end, month.end),
    )
    this_week = sum(one.actions for one in days if one.day in week)
    this_month = sum(one.actions for one in days if one.day in month)
    return Message(
        f"{_greeting('Hello', asker.name)}. You logged {counted(this_week, 'action')} this week.",
        (
            *_for_someone_known(request, this_week, this_month, total),
            *_what_next(request, nudges, is_new=False),
        ),
    )


def _for_a_newcomer(request: Request) -> tuple[Block, ...]:
    return (
        Heading(_greeting("Welcome", request.asker.name)),
        Text(
            "I help you keep what you do for colleagues: credit an idea, put somebody forward, step in, bring somebody "
            "in. A line is enough."
        ),
        Text(
            "Try it with something small from this week:\n",
            strong("/ally amplify @colleague in the roadmap meeting: I brought her idea back to her"),
        ),
    )


def _for_someone_known(request: Request, this_week: int, this_month: int, total: int) -> tuple[Block, ...]:
    if this_week:
        week = Text("This week you logged ", strong(counted(this_week, "action")), ".")
    else:
        week = Text("This week is still open. Is there something small that you would like to keep?")
    return (
        Heading(_greeting("Hello", request.asker.name)),
        week,
        Text(f"This month: {this_month}. In all: {total}."),
    )


def _about_nudges(nudges: Standing, *, is_new: bool) -> tuple[Block, ...]:
    """When the next one comes, with how to change that; to a newcomer also what a nudge is."""
    is_held = nudges.choices.stopped or nudges.paused_until
    about = "Now and then I also bring you a question to think about, or a short lesson. " if is_new else ""
    return (
        Text(f"{about}{nudges.line}"),
        Buttons((NUDGES, RESUME if is_held else Button("Pause nudges", "pause"))),
    )


def _what_next(request: Request, nudges: Standing, *, is_new: bool) -> tuple[Block, ...]:
    asker = request.asker
    buttons = [Button("Log an action", "log", style=Style.PRIMARY), Button("My record", "me")]
    if Role.MANAGER in asker.roles:
        buttons.append(Button("My team", "team"))
    buttons += [Button("Settings", "settings"), Button("Privacy", "privacy"), Button("Help", "help")]
    promise = (
        f"Nobody is scored or ranked. Managers only see counts with at least {in_words(asker.k)} people behind them, "
        "never who; your name goes into an export only where you say so."
    )
    return Buttons(tuple(buttons)), *_about_nudges(nudges, is_new=is_new), Note(promise)


def _greeting(word: str, name: str) -> str:
    return f"{word}, {name}" if name else word


COMMAND = Command(
    name="home",
    summary="the card you get for /ally alone",
    examples=("home",),
    answer=answer,
    aliases=("hello", "hi", "hey", "start"),
    presses={"home": show},
)

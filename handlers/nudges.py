"""`nudges`: when and how often nudges come, which ones, and about what. By words, or by the form."""

from __future__ import annotations

import re

from handlers import nudge_card, nudge_form
from handlers.command import Command, Services
from handlers.nudge_card import CHANGE, NUDGES
from handlers.nudge_holding import said
from handlers.nudge_rules import problems, save
from handlers.nudge_standing import Places, places, standing
from handlers.nudge_words import ABOUT_ZONE, Unclear, understood
from handlers.pause import pause
from handlers.request import Press, Reply, Request, Submission, Words
from handlers.resume import resume
from handlers.stop import stop
from messages.blocks import Button, Buttons, Message, Note, Text
from messages.forms import FormErrors
from storage import nudge_preferences
from storage.nudge_preferences import NudgeChoices
from storage.words import Platform

_SHOW = re.compile(r"|next|next one|show|status|what|change|edit|form|when(?: .*)?")
_STOP = re.compile(
    r"stop(?: them| all)?|off|none|no|no more|no thanks|never|end|quit|unsubscribe|opt out|disable|turn (?:them )?off"
)
_RESUME = re.compile(
    r"(?:on|resume|start|continue)(?: again)?|yes|restart|again|unpause|enable|back on|turn (?:them )?(?:back )?on"
)
_PAUSE = re.compile(
    r"(?:pause|mute|snooze|(?:take )?a? ?break|(?:off|none|stop|no more|not)(?= (?:for|until|till|til)\b))\b(.*)"
)
_HERE = re.compile(r"(?:(?:send|them|me|to|nudges|please) )*(?:here|(?:on|in|to|by|via) (slack|teams))")


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """Without words, the card; with words, what they say is set at once."""
    typed = said(words)
    plain = " ".join(typed.casefold().translate(_PLAIN).split()).rstrip(".!? ")
    if _SHOW.fullmatch(plain):
        return await _card(request, services)
    if _STOP.fullmatch(plain):
        return await stop(request, services)
    if _RESUME.fullmatch(plain):
        return await resume(request, services)
    if (found := _PAUSE.fullmatch(plain)) is not None:
        return await pause(request, found.group(1), services)
    if (found := _HERE.fullmatch(plain)) is not None:
        return await _move(request, services, Platform(found.group(1)) if found.group(1) else None)
    before = await _choices(request, services)
    try:
        after = understood(plain, before)
    except Unclear as unclear:
        return _not_understood(str(unclear))
    if wrong := problems(after, request.today):
        return _not_understood(next(iter(wrong.values())))
    return await _save(request, services, before, after)


async def show(request: Request, _press: Press, services: Services) -> Reply:
    return await _card(request, services)


async def open_form(request: Request, _press: Press, services: Services) -> Reply:
    return nudge_form.form(await _choices(request, services))


async def submit(request: Request, submission: Submission, services: Services) -> Reply:
    before = await _choices(request, services)
    after = nudge_form.read(submission, before, request.today)
    return after if isinstance(after, FormErrors) else await _save(request, services, before, after)


async def send_here(request: Request, _press: Press, services: Services) -> Reply:
    return await _move(request, services, None)


async def _choices(request: Request, services: Services) -> NudgeChoices:
    return await nudge_preferences.of(services.db, request.asker.organization_id, request.asker.person_id)


async def _card(request: Request, services: Services) -> Message:
    now = await standing(request, services)
    return nudge_card.card(now, await places(request, services, now.choices))


async def _save(request: Request, services: Services, before: NudgeChoices, after: NudgeChoices) -> Message:
    """Who has several accounts gets nudges where they last chose something about them."""
    old = await places(request, services, before)
    more = {}
    if before != after and old.here is not None and len(old.all) > 1 and before.account_id != old.here.account_id:
        more = {"nudge_account_id": old.here.account_id}
    await save(request, services, before, after, **more)
    return await _saved(request, services, before, old)


async def _move(request: Request, services: Services, platform: Platform | None) -> Message:
    """Sends nudges to the account that the person asks from, or to theirs on the platform they named."""
    before = await _choices(request, services)
    old = await places(request, services, before)
    wanted = old.here if platform is None else next((one for one in old.all if one.platform is platform), None)
    if wanted is None:
        name = platform.value.capitalize() if platform else "this platform"
        return _not_understood(f"I don't know you on {name} yet. Write to me there once, and I can send them there.")
    await save(request, services, before, before, nudge_account_id=wanted.account_id)
    return await _saved(request, services, before, old)


async def _saved(request: Request, services: Services, before: NudgeChoices, old: Places) -> Message:
    now = await standing(request, services)
    return nudge_card.saved(before, now, await places(request, services, now.choices), old)


def _not_understood(why: str) -> Message:
    buttons = [CHANGE, NUDGES, *([Button("Time zone", "settings")] if why == ABOUT_ZONE else [])]
    return Message(
        f"{why} Nothing was changed.",
        (
            Text(why),
            Note(
                "You can write, for example: nudges weekly · nudges tue thu 10-15 · nudges only lessons · nudges about "
                "meetings · nudges country Germany. Nothing was changed."
            ),
            Buttons(tuple(buttons)),
        ),
    )


_PLAIN = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "‐": "-", "“": " ", "”": " ", '"': " "})

COMMAND = Command(
    name="nudges",
    summary="when a question or a short lesson comes to you, how often, and about what",
    examples=("nudges", "nudges weekly", "nudges tue thu 10-15", "nudges only lessons", "nudges country Germany"),
    answer=answer,
    aliases=("nudge", "reminders", "reminder"),
    presses={"nudges": show, "nudges.change": open_form, "nudges.here": send_here},
    submits={nudge_form.NAME: submit},
    opens_form=frozenset({"nudges.change"}),
    details="Without more words, the card with everything. With words, they are changed at once.",
)

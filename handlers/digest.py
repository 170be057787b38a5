"""`digest`: the weekly digest at once; and whether, on which day and at what time it comes by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from handlers import digest_choice, digest_time, nudge_offer, nudge_subject, team_card
from handlers.command import Command, Services
from handlers.nudge_holding import said as typed
from handlers.request import Press, Reply, Request, Submission, Words
from indicators.periods import Period, period_before, today_in, week_of
from messages.blocks import Message
from messages.forms import FormErrors
from nudges import digest
from nudges.items import Lesson
from storage import closed_weeks, digests, nudge_answers
from storage.digests import DigestChoice
from storage.words import Role

_NOW = frozenset({"", "now", "show", "please", "last week"})
_OFF = frozenset({"off", "stop", "no", "none", "never", "turn off", "no more", "unsubscribe"})
_ON = frozenset({"on", "start", "yes", "resume", "turn on", "again", "weekly", "subscribe"})
_WHEN = frozenset({"when", "day", "time", "day and time", "settings", "status"})
WHY = "It goes with the idea in your weekly digest."


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """Without words, the digest; with words, whether and when it comes."""
    said = typed(words).casefold().strip(" .!")
    if said in _NOW:
        return await now(request, services)
    if said in _OFF:
        return await turn_off(request, services)
    if said in _ON:
        return await turn_on(request, services)
    if said in _WHEN:
        return digest_choice.standing(await _choice(request, services), await _held_back(request, services))
    try:
        when = digest_time.read(said)
    except digest_time.Unclear as unclear:
        return digest_choice.not_understood(str(unclear))
    return await _change(request, services, weekday=when.weekday, at=when.at)


async def show(request: Request, _press: Press, services: Services) -> Reply:
    return await now(request, services)


async def press_on(request: Request, _press: Press, services: Services) -> Reply:
    return await turn_on(request, services)


async def press_off(request: Request, _press: Press, services: Services) -> Reply:
    await _answered(request, services)
    return await turn_off(request, services)


async def show_form(request: Request, _press: Press, services: Services) -> Reply:
    await _answered(request, services)
    return digest_choice.form(await _choice(request, services))


async def submit(request: Request, submission: Submission, services: Services) -> Reply:
    """The form's day and time."""
    chosen = digest_choice.filled(submission.values)
    if isinstance(chosen, FormErrors):
        return chosen
    return await _change(request, services, weekday=chosen.weekday, at=chosen.at)


async def turn_off(request: Request, services: Services) -> Message:
    """It does not come by itself any more."""
    asker, before = request.asker, await _choice(request, services)
    if before.is_on:
        await digests.change(services.db, asker.organization_id, asker.person_id, request.now, is_on=False)
    return digest_choice.is_off(was_off=not before.is_on)


async def turn_on(request: Request, services: Services) -> Message:
    return await _change(request, services)


async def _change(
    request: Request, services: Services, *, weekday: int | None = None, at: time | None = None
) -> Message:
    """Whoever names a day or a time wants it to come."""
    asker = request.asker
    before = await _choice(request, services)
    after = replace(
        before,
        is_on=True,
        weekday=before.weekday if weekday is None else weekday,
        at=before.at if at is None else at,
    )
    if after != before:
        after = await digests.change(
            services.db, asker.organization_id, asker.person_id, request.now, is_on=True, weekday=weekday, at=at
        )
    return digest_choice.comes(after, await _held_back(request, services), was_so=after == before)


async def _choice(request: Request, services: Services) -> DigestChoice:
    return await digests.read_choice(services.db, request.asker.organization_id, request.asker.person_id)


async def _held_back(request: Request, services: Services) -> str:
    return nudge_subject.held_back(await nudge_subject.choices(request, services), request)


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
    await _answered(request, services)
    lesson = services.library.items.get(press.subject)
    if not isinstance(lesson, Lesson):
        return nudge_subject.gone()
    return await nudge_offer.this_one(request, services, lesson, WHY)


async def _answered(request: Request, services: Services) -> None:
    """Any press on a nudge answers it. One on a digest says nothing of when it was sent, so it is the last one."""
    asker = request.asker
    await nudge_answers.answered_digest(services.db, asker.organization_id, asker.person_id, request.now)


async def _last_week(request: Request, services: Services) -> Period:
    """The last closed week. Where none is, the last one that is over: of it nothing is told, which is a digest, too."""
    this_week = week_of(today_in(request.asker.organization_zone, request.now))
    closed = await closed_weeks.last_before(services.db, request.asker.organization_id, this_week.first)
    return period_before(this_week) if closed is None else week_of(closed)


COMMAND = Command(
    name="digest",
    summary="your teams' last week on one page, with an idea for the next one; and when it comes by itself",
    examples=("digest", "digest day Monday 09:00", "digest off", "digest on"),
    answer=answer,
    needs=frozenset({Role.MANAGER}),
    presses={
        "digest": show,
        "digest.lesson": read_lesson,
        "digest.when": show_form,
        "digest.on": press_on,
        "digest.off": press_off,
    },
    submits={digest_choice.FORM: submit},
    opens_form=frozenset({"digest.when"}),
    details=(
        "It tells of your team and all teams beneath it together; groups that are too small are not shown. It comes "
        "once a week, at first on Mondays at 09:00 by your own clock."
    ),
)

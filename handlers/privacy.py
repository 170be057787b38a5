"""`privacy`: what is kept about me and why, my own copy of it, and its erasure."""

from __future__ import annotations

from uuid import UUID

from handlers import errors, guess, privacy_card
from handlers.command import Command, Services
from handlers.request import Mention, Press, Reply, Request, Words
from messages.blocks import Message
from messages.forms import Link
from storage import audit, erasure, exports, own_record, retention

_EXPORT = ("export", "download", "copy", "data")
_ERASE = ("erase", "delete", "forget", "remove", "erasure")


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """What is kept; or, asked for by a word, the copy or the question before an erasure."""
    typed = [
        one.strip(".,:!?").casefold() for part in words.parts if not isinstance(part, Mention) for one in part.split()
    ]
    topics = [found for one in typed if (found := guess.meant(one, (*_EXPORT, *_ERASE))) is not None]
    if any(one in _ERASE for one in topics):
        return privacy_card.ask(request)
    if topics:
        return await _offer_copy(request, services)
    return await _show(request, services, unknown=" ".join(typed))


async def show(request: Request, _press: Press, services: Services) -> Reply:
    return await _show(request, services)


async def export(request: Request, _press: Press, services: Services) -> Reply:
    return await _offer_copy(request, services)


async def ask(request: Request, _press: Press, _services: Services) -> Reply:
    return privacy_card.ask(request)


async def keep(_request: Request, _press: Press, _services: Services) -> Reply:
    return errors.say("Nothing was changed. Everything is kept as it was.")


async def erase(request: Request, press: Press, services: Services) -> Reply:
    """Erases the person whose button it was. A second click comes from somebody new, who must not stay behind."""
    asker = request.asker
    me = (asker.organization_id, asker.person_id)
    if press.subject == str(asker.person_id):
        is_done = await erasure.erase(services.db, *me, today=request.today, now=request.now)
        return privacy_card.goodbye() if is_done or not await erasure.waits(services.db, *me) else privacy_card.later()
    erased_id = _as_id(press.subject)
    if erased_id is not None and await erasure.unmake_newcomer(
        services.db, asker.organization_id, asker.person_id, erased_id, request.now
    ):
        return privacy_card.goodbye()
    return errors.out_of_date()


async def _show(request: Request, services: Services, *, unknown: str = "") -> Message:
    asker = request.asker
    counts = await own_record.counts(services.db, asker.organization_id, asker.person_id)
    kept = await retention.of(services.db, asker.organization_id)
    is_waiting = await erasure.waits(services.db, asker.organization_id, asker.person_id)
    return privacy_card.card(request, counts, kept, unknown, is_waiting=is_waiting)


async def _offer_copy(request: Request, services: Services) -> Link:
    asker = request.asker
    export_id, token = await exports.offer(
        services.db, asker.organization_id, asker.person_id, exports.OWN_RECORD, request.now
    )
    await audit.record(
        services.db,
        asker.organization_id,
        actor=str(asker.person_id),
        event="own_record.offered",
        details={"export": export_id},
        now=request.now,
    )
    return Link(
        text="Here is your copy of everything I keep about you, your own words included. It is a JSON file.",
        label="Download my record",
        url=f"{services.public_url}/exports/{token}",
        note="The link works for 15 minutes, for whoever has it: please keep it to yourself.",
    )


def _as_id(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None


COMMAND = Command(
    name="privacy",
    summary="what I keep about you and why, your own copy, and erasing it",
    examples=("privacy", "privacy export", "privacy erase"),
    answer=answer,
    presses={
        "privacy": show,
        "privacy.export": export,
        "privacy.ask": ask,
        "privacy.erase": erase,
        "privacy.keep": keep,
    },
    details="Your copy is a JSON file behind a link that works for 15 minutes. Before anything is erased, I ask again.",
)

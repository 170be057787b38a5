"""What the local chat page shows of nudges and notices that arrived for somebody, as each client would get them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.console.shown import of_message
from bot.upstander import Upstander
from handlers import told as notice_texts
from messages.blocks import Message
from nudges import cards, outbox_digests, outbox_questions
from storage import demo_deliveries, notices
from storage.database import Connection
from storage.deliveries import Key
from storage.demo_deliveries import Arrived, Receiver
from storage.words import Nudge

OLDER = 3
"""How many of the nudges from before are there when somebody opens their chat."""
MOST = 40
"""How many arrive at once at most: weeks of them, when the clock was moved far."""
OVERLAP = timedelta(minutes=1)
"""So much is told again, and the page knows it by its id: what is stored last need not have been sent last."""


async def told(app: Upstander, account: str, since: datetime | None) -> dict[str, Any]:
    """The demo's time, when this person's next nudge is due, and what arrived for them from that moment on.

    Somebody who is gone has none of it: the page asks by itself every other second, and that is no error.
    """
    now = app.clock()
    async with app.database.begin() as db:
        who = await demo_deliveries.receiver(db, account)
        if who is None:
            return _answer(now, "UTC", None, [])
        found = await demo_deliveries.arrived(db, app.cipher, who, since=since, most=OLDER if since is None else MOST)
        person = who.organization_id, who.person_id
        messages = [await _message(db, app, person, one) for one in found]
        told = _shown(found, messages) + await _notices(db, app, who, since, now)
    return _answer(now, who.zone, who.next_at, sorted(told, key=lambda one: str(one["at"])))


async def _notices(
    db: Connection, app: Upstander, who: Receiver, since: datetime | None, now: datetime
) -> list[dict[str, Any]]:
    """Private messages about exports, and about being linked: each as far as it still holds."""
    most = OLDER if since is None else MOST
    found = await notices.arrived(db, who.organization_id, who.person_id, since=since, most=most)
    told: list[dict[str, Any]] = []
    for one in found:
        about = (who.organization_id, one.about, one.subject_id)
        message = await notice_texts.as_sent(db, app.cipher, *about, who.zone, now)
        if message is not None:
            at = one.sent_at.isoformat()
            told.append({"id": str(one.id), "at": at, "is_notice": True, **of_message(message)})
    return told


def _answer(now: datetime, zone: str, next_at: datetime | None, nudges: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "now": now.isoformat(),
        "zone": zone,
        "next": next_at.isoformat() if next_at else None,
        "since": (now - OVERLAP).isoformat(),
        "nudges": nudges,
    }


def _shown(found: Sequence[Arrived], messages: Sequence[Message | None]) -> list[dict[str, Any]]:
    return [
        {
            "id": str(one.id),
            "at": one.sent_at.isoformat(),
            "answered": one.is_answered,
            "asked_for": one.is_asked_for,
            **of_message(message),
        }
        for one, message in zip(found, messages, strict=True)
        if message is not None
    ]


async def _message(db: Connection, app: Upstander, person: Key, arrived: Arrived) -> Message | None:
    """The card as it was sent; None where its item is gone from the library, or what it asked about."""
    subject = str(arrived.id)
    if arrived.nudge is Nudge.DIGEST:
        return await outbox_digests.again(db, app.library, person, arrived.day, arrived.sent_at)
    if arrived.nudge is Nudge.CHECK_IN:
        return await outbox_questions.again(
            db,
            app.cipher,
            person,
            arrived.sent_at,
            confirmation_id=arrived.confirmation_id,
            sponsorship_id=arrived.sponsorship_id,
        )
    if arrived.nudge is Nudge.FOLLOW_UP:
        return cards.of_follow_up(arrived.plan, subject)
    item = app.library.items.get(arrived.item or "")
    return None if item is None else cards.of_item(item, subject)

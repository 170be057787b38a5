"""The digests that are sent: each of the last week before its day whose numbers are there, read at the last moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from indicators.periods import Period, today_in
from messages.blocks import Message
from nudges import digest, digest_times, digest_weeks
from nudges.digest_weeks import Numbers
from nudges.library import Library
from storage import digests
from storage.database import Connection
from storage.deliveries import Key
from storage.deliveries_claim import Waiting
from storage.digests import Reader
from storage.words import LeftOut

Broken = list[tuple[UUID, Exception]]


async def of(
    db: Connection, library: Library, waiting: Sequence[Waiting], now: datetime, broken: Broken
) -> Mapping[Key, Message | LeftOut]:
    """By organization and delivery what each of these digests says, or why there is none."""
    if not waiting:
        return {}
    readers = await digests.readers(db, {one.person for one in waiting})
    weeks = {week for one in waiting for week in digest_times.weeks_to_tell(one.day)}
    numbers = await digest_weeks.numbers(db, {one.organization_id for one in waiting}, weeks)
    found: dict[Key, Message | LeftOut] = {}
    for one in waiting:
        try:
            found[one.key] = await _of(db, library, one, readers[one.person], numbers, now)
        except Exception as error:  # noqa: BLE001 - one digest that can't be written must not hold up the others
            broken.append((one.id, error))
            found[one.key] = LeftOut.BROKEN
    return found


async def _of(
    db: Connection, library: Library, waiting: Waiting, reader: Reader, numbers: Numbers, now: datetime
) -> Message | LeftOut:
    if not (reader.is_on or waiting.is_asked_for):
        return LeftOut.NOT_WANTED
    week = _week(waiting, reader, numbers, now)
    if week is None:
        return LeftOut.NOT_CLOSED
    message = await digest.content(
        db,
        waiting.organization_id,
        waiting.person_id,
        week,
        library,
        reader.k,
        today=today_in(reader.zone, now),
        is_example=reader.is_example,
    )
    return LeftOut.NOTHING_LEFT if message is None or not reader.leads else message


def _week(waiting: Waiting, reader: Reader, numbers: Numbers, now: datetime) -> Period | None:
    for week in digest_times.weeks_to_tell(waiting.day):
        is_over = digest_times.end_of(week, reader.zone) <= now
        if is_over and numbers.are_there(waiting.organization_id, reader.zone, week):
            return week
    return None

"""The digests that are sent: each of the last week before its day whose numbers are there, read at the last moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from indicators.periods import Period, today_in
from messages.blocks import Message
from nudges import digest, digest_times, digest_weeks
from nudges.digest_weeks import Numbers
from nudges.library import Library
from storage import digests
from storage.database import Connection
from storage.deliveries import Key
from storage.deliveries_claim import Place, Waiting
from storage.digests import Reader
from storage.words import LeftOut, Nudge

MOST = 20
"""So many digests are written in one unit of work: each takes a dozen looks at what is stored, and others wait."""
Broken = list[tuple[UUID, Exception]]


def some(
    fit: Sequence[tuple[Waiting, Place]],
) -> tuple[Sequence[tuple[Waiting, Place]], Sequence[Waiting]]:
    """All of them but what are too many digests for one unit of work, and those."""
    digests_of_them = [one for one, _place in fit if one.nudge is Nudge.DIGEST]
    too_many = {one.key for one in digests_of_them[MOST:]}
    return [one for one in fit if one[0].key not in too_many], digests_of_them[MOST:]


async def of(
    db: Connection, library: Library, waiting: Sequence[Waiting], now: datetime, broken: Broken
) -> Mapping[Key, Message | LeftOut]:
    """By organization and delivery what each of these digests says, or why there is none."""
    if not waiting:
        return {}
    readers = await digests.readers(db, {one.person for one in waiting}, now.date())
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


async def again(db: Connection, library: Library, person: Key, day: date, at: datetime) -> Message | None:
    """The digest of that day as it was sent at that moment, for a page that shows it again; None where it can't be."""
    reader = (await digests.readers(db, {person}, at.date())).get(person)
    if reader is None:
        return None
    numbers = await digest_weeks.numbers(db, {person[0]}, digest_times.weeks_to_tell(day))
    week = _week(person[0], day, reader.zone, numbers, at)
    return None if week is None else await _content(db, library, person, week, reader, at)


async def _of(
    db: Connection, library: Library, waiting: Waiting, reader: Reader, numbers: Numbers, now: datetime
) -> Message | LeftOut:
    if not (reader.is_on or waiting.is_asked_for):
        return LeftOut.NOT_WANTED
    week = _week(waiting.organization_id, waiting.day, reader.zone, numbers, now)
    if week is None:
        return LeftOut.NOT_CLOSED
    message = await _content(db, library, waiting.person, week, reader, now) if reader.leads else None
    return LeftOut.NOTHING_LEFT if message is None else message


async def _content(
    db: Connection, library: Library, person: Key, week: Period, reader: Reader, now: datetime
) -> Message | None:
    today = today_in(reader.zone, now)
    return await digest.content(db, *person, week, library, reader.k, today=today, is_example=reader.is_example)


def _week(organization_id: UUID, day: date, zone: str, numbers: Numbers, now: datetime) -> Period | None:
    """The week that the digest of a day is about; None where there is none that may be told."""
    for week in digest_times.weeks_to_tell(day):
        is_over = digest_times.end_of(week, zone) <= now
        if is_over and numbers.are_there(organization_id, zone, week):
            return week
    return None

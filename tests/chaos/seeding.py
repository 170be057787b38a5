"""Fills a database with people whose nudge is due at this very moment, on whatever day of the week it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from holidays import list_supported_countries
from sqlalchemy import insert

from nudges.calendar import Due, next_due
from nudges.holidays import holiday, is_weekend
from nudges.preferences import Preferences as Wanted
from nudges.preferences import Window
from storage import nudge_preferences, workspaces
from storage.database import Connection, Database
from storage.encryption import Cipher
from storage.models import Account, Person, Preferences, Schedule
from storage.models.base import Base, new_id
from storage.words import Platform
from storage.workspaces import Installation

SINCE = timedelta(hours=3)
"""For how long some have been due: less than what is too late."""
STILL = timedelta(minutes=50)
"""How long their windows are open yet."""
ROWS = 2_000
"""So many in one statement."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is noon of a working day, and the window that people there chose."""

    zone: str
    country: str
    day: date
    window: Window

    @property
    def opens_at(self) -> datetime:
        return datetime.combine(self.day, self.window.start, ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person, and when their nudge of the day is due."""

    id: UUID
    due_at: datetime


def noon(now: datetime) -> Place:
    """A zone where it is about noon, in a country without weekend or holiday today: quiet hours hold for tests, too."""
    ahead = 12 - now.astimezone(UTC).hour
    zone = f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
    local = now.astimezone(ZoneInfo(zone))
    window = Window(_minute(local - SINCE), _minute(local + STILL))
    working = (
        one
        for one in sorted(list_supported_countries(include_aliases=False))
        if not is_weekend(one, local.date()) and not holiday(one, local.date())
    )
    return Place(zone, next(working), local.date(), window)


def people_due(place: Place, since: datetime, until: datetime) -> Iterator[Somebody]:
    """People without end whose moment of that day, by the calendar itself, is in that time, the end included."""
    while True:
        one = new_id()
        wanted = Wanted(one, place.zone, place.country, days={place.day.weekday()}, window=place.window)
        due = next_due(wanted, [], place.opens_at)
        if isinstance(due, Due) and due.day == place.day and since <= due.at <= until:
            yield Somebody(one, due.at)


async def fill(database: Database, cipher: Cipher, now: datetime, *, customers: int, people: int) -> set[str]:
    """So many customers, each with a workspace and so many people who are all due; the channels they are reached in.

    The ids are those of `tests.fakes.slack_crowd`.
    """
    place = noon(now)
    due, channels = people_due(place, place.opens_at, now), set[str]()
    for number in range(1, customers + 1):
        channels |= await fill_workspace(database, cipher, f"T{number}", list(islice(due, people)), place, now)
    return channels


async def fill_workspace(
    database: Database, cipher: Cipher, team: str, people: list[Somebody], place: Place, now: datetime
) -> set[str]:
    """A customer with these people; their channels."""
    async with database.begin() as db:
        await _fill_workspace(db, cipher, team, people, place, now)
    return {f"D{team}P{number}" for number in range(1, len(people) + 1)}


async def _fill_workspace(
    db: Connection, cipher: Cipher, team: str, people: list[Somebody], place: Place, now: datetime
) -> None:
    organization_id = await workspaces.found(db, f"slack:{team}", f"Customer {team}", now)
    new = Installation(Platform.SLACK, team, f"Customer {team}", bot_token=f"xoxb-{team}")
    workspace_id = await workspaces.install(db, cipher, organization_id, new, now)
    common = {"organization_id": organization_id}
    await _insert(db, Person, [{**common, "id": one.id, "name": "Somebody", "created_at": now} for one in people])
    await _insert(
        db,
        Preferences,
        [
            {
                **common,
                "person_id": one.id,
                "zone": place.zone,
                "country": place.country,
                "nudge_days": nudge_preferences.days_as_text({place.day.weekday()}),
                "nudges_from": place.window.start,
                "nudges_to": place.window.end,
            }
            for one in people
        ],
    )
    await _insert(
        db,
        Account,
        [
            {
                **common,
                "workspace_id": workspace_id,
                "person_id": one.id,
                "external_id": f"U{team}P{number}",
                "created_at": now,
            }
            for number, one in enumerate(people, 1)
        ],
    )
    await _insert(
        db,
        Schedule,
        [{**common, "person_id": one.id, "next_due_at": one.due_at, "due_on": place.day} for one in people],
    )


async def _insert(db: Connection, model: type[Base], rows: list[dict[str, Any]]) -> None:
    for first in range(0, len(rows), ROWS):
        await db.execute(insert(model), rows[first : first + ROWS])


def _minute(moment: datetime) -> time:
    return moment.time().replace(second=0, microsecond=0)

"""Where people are reached, kept with their accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import and_, select, update

from storage import accounts, conversations, workspaces
from storage.accounts import NewPerson
from storage.database import Database
from storage.encryption import Cipher
from storage.models import Account, Preferences, Schedule
from storage.profiles import of_account
from storage.words import Platform, Unreachable
from storage.workspaces import Installation
from tests.clock import FrozenClock

TODAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
WHERE = {"conversation": "a:1", "service_url": "https://smba.example.com/"}
ANA = (Platform.TEAMS, "tenant", "ana")


@pytest.fixture(autouse=True)
async def two_tenants(database: Database, cipher: Cipher, clock: FrozenClock) -> None:
    """Ana with the same account id in two tenants of one organization, and in Slack."""
    async with database.begin() as db:
        organization = await workspaces.found(db, workspaces.OWN, "Example", clock())
        for platform, name in ((Platform.TEAMS, "tenant"), (Platform.TEAMS, "other"), (Platform.SLACK, "tenant")):
            await workspaces.install(db, cipher, organization, Installation(platform, name, name), clock())
            found = await accounts.resolve(db, platform, name, {"ana"}, TODAY)
            assert found is not None
            email = "ana@example.com" if name == "tenant" else "other@example.com"
            await accounts.welcome(db, found[0], NewPerson("ana", "Ana", email, "UTC", "en"), clock())


async def test_a_conversation_is_kept_changed_and_dropped(database: Database) -> None:
    async with database.begin() as db:
        assert await conversations.of(db, *ANA) is None
        assert await conversations.keep(db, *ANA, WHERE, NOW)
        assert await conversations.of(db, *ANA) == WHERE
        assert await conversations.keep(db, *ANA, {**WHERE, "conversation": "a:2"}, NOW)
        assert await conversations.of(db, *ANA) == {**WHERE, "conversation": "a:2"}
        assert await conversations.drop(db, *ANA, NOW)
        assert await conversations.of(db, *ANA) is None
        assert not await conversations.drop(db, *ANA, NOW)


async def test_the_same_id_elsewhere_is_somebody_elses(database: Database) -> None:
    async with database.begin() as db:
        await conversations.keep(db, *ANA, WHERE, NOW)
        assert await conversations.of(db, Platform.TEAMS, "other", "ana") is None
        assert await conversations.of(db, Platform.SLACK, "tenant", "ana") is None
        await conversations.drop(db, Platform.TEAMS, "other", "ana", NOW)
        assert await conversations.of(db, *ANA) == WHERE


async def test_who_is_not_known_has_none(database: Database) -> None:
    async with database.begin() as db:
        assert not await conversations.keep(db, Platform.TEAMS, "tenant", "ben", WHERE, NOW, zone="Europe/Zurich")
        assert await conversations.of(db, Platform.TEAMS, "tenant", "ben") is None
        assert not await conversations.keep(db, Platform.TEAMS, "nowhere", "ana", WHERE, NOW)


async def test_a_removed_tenant_reaches_nobody(database: Database, clock: FrozenClock) -> None:
    async with database.begin() as db:
        await conversations.keep(db, *ANA, WHERE, NOW)
        await workspaces.remove(db, Platform.TEAMS, "tenant", clock())
        assert await conversations.of(db, *ANA) is None


async def test_the_zone_told_along_is_the_persons_unless_they_chose_one(database: Database) -> None:
    async with database.begin() as db:
        await conversations.keep(db, *ANA, WHERE, NOW, zone="Europe/Zurich")
        rows = (await db.execute(select(Preferences.zone, Preferences.person_id).order_by(Preferences.zone))).all()
        assert [row.zone for row in rows] == ["Europe/Zurich", "UTC"]

        await db.execute(Preferences.__table__.update().values(zone_is_own=True))  # type: ignore[attr-defined]
        await conversations.keep(db, *ANA, WHERE, NOW, zone="Asia/Tokyo")
        zones = (await db.execute(select(Preferences.zone).order_by(Preferences.zone))).scalars().all()
        assert list(zones) == ["Europe/Zurich", "UTC"]


async def reach_and_plan(database: Database) -> tuple[Unreachable | None, bool]:
    """How Ana's account on Teams is marked, and whether her next nudge is to be planned anew."""
    async with database.begin() as db:
        query = of_account(*ANA, Account.unreachable, Schedule.due_on).join(
            Schedule,
            and_(Schedule.organization_id == Account.organization_id, Schedule.person_id == Account.person_id),
        )
        *_, unreachable, due_on = (await db.execute(query)).one()
    return unreachable, due_on is None


async def is_planned(database: Database) -> None:
    async with database.begin() as db:
        await db.execute(update(Schedule).values(next_due_at=NOW + timedelta(days=1), due_on=TODAY + timedelta(days=1)))


async def test_who_can_be_reached_only_now_is_planned_anew(database: Database) -> None:
    await is_planned(database)
    async with database.begin() as db:
        await conversations.keep(db, *ANA, WHERE, NOW)
    assert await reach_and_plan(database) == (None, True)

    await is_planned(database)
    async with database.begin() as db:
        await conversations.keep(db, *ANA, {**WHERE, "conversation": "a:2"}, NOW)
    assert await reach_and_plan(database) == (None, False), "another address of somebody who could be reached"


async def test_who_removed_the_bot_is_marked_until_they_add_it(database: Database) -> None:
    async with database.begin() as db:
        await conversations.keep(db, *ANA, WHERE, NOW)
        await conversations.drop(db, *ANA, NOW)
    await is_planned(database)
    assert await reach_and_plan(database) == (Unreachable.BLOCKED, False)
    async with database.begin() as db:
        await conversations.keep(db, *ANA, WHERE, NOW)
    assert await reach_and_plan(database) == (None, True)


async def test_a_zone_that_is_new_is_planned_for(database: Database) -> None:
    async with database.begin() as db:
        await conversations.keep(db, *ANA, WHERE, NOW, zone="Europe/Zurich")
    await is_planned(database)
    async with database.begin() as db:
        await conversations.keep(db, *ANA, WHERE, NOW, zone="Europe/Zurich")
    assert await reach_and_plan(database) == (None, False)
    async with database.begin() as db:
        await conversations.keep(db, *ANA, WHERE, NOW, zone="Asia/Tokyo")
    assert await reach_and_plan(database) == (None, True)

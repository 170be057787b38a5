"""What follows Slack's profiles: the zone until a person chose one, and whether their account is open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from messages.blocks import Message, Text
from storage.models import Account, Preferences, Schedule
from storage.words import Unreachable
from tests.bot.slack.setup import Place, Script

DONE = Message("Done.", (Text("Done."),))


async def tells(place: Place, user: str, *, event: str = "user_profile_changed", **changes: Any) -> None:
    """Slack sends the whole profile, changed."""
    whole = place.slack.world.workspaces["T1"].users.get(user, {"id": user})
    await place.way.event(place.user("U1").payloads.event({"type": event, "user": {**whole, **changes}}))


async def makes_plans(place: Place) -> None:
    """As the planner does: the next nudge has its day."""
    async with place.app.database.begin() as db:
        tomorrow = place.app.clock() + timedelta(days=1)
        await db.execute(update(Schedule).values(next_due_at=tomorrow, due_on=tomorrow.date()))


async def zone(place: Place) -> str:
    (preferences,) = await place.rows(Preferences)
    return str(preferences.zone)


async def is_planned_anew(place: Place) -> bool:
    (schedule,) = await place.rows(Schedule)
    return schedule.due_on is None and schedule.next_due_at == place.app.clock()


async def unreachable(place: Place) -> Unreachable | None:
    (account,) = await place.rows(Account)
    found: Unreachable | None = account.unreachable
    return found


@pytest.fixture
async def known(place_on_each: Place, script: Script) -> Place:
    """Ben has asked for something once, and is planned."""
    script.says(DONE, DONE)
    await place_on_each.user("U2").types("help")
    await makes_plans(place_on_each)
    return place_on_each


@pytest.mark.parametrize("event", ["user_profile_changed", "user_change"])
async def test_a_new_zone_is_followed_and_planned_for(known: Place, event: str) -> None:
    assert await zone(known) == "America/New_York"
    await tells(known, "U2", event=event, tz="Asia/Tokyo")
    assert await zone(known) == "Asia/Tokyo"
    assert await is_planned_anew(known)


@pytest.mark.parametrize("told", ["America/New_York", None, "", "Mars/Olympus_Mons", 7])
async def test_nothing_new_changes_nothing(known: Place, told: object) -> None:
    await tells(known, "U2", tz=told)
    assert await zone(known) == "America/New_York"
    assert not await is_planned_anew(known)


async def test_a_zone_that_was_chosen_stays(known: Place) -> None:
    async with known.app.database.begin() as db:
        await db.execute(update(Preferences).values(zone_is_own=True))
    await tells(known, "U2", tz="Asia/Tokyo")
    assert await zone(known) == "America/New_York"
    assert not await is_planned_anew(known)


async def test_a_closed_account_is_not_written_to_until_it_is_open_again(known: Place) -> None:
    await tells(known, "U2", deleted=True, tz=None)
    assert await unreachable(known) is Unreachable.ACCOUNT_GONE
    assert not await is_planned_anew(known)
    await tells(known, "U2", deleted=False)
    assert await unreachable(known) is None
    assert await is_planned_anew(known)


async def test_an_open_account_may_be_blocked_all_the_same(known: Place) -> None:
    async with known.app.database.begin() as db:
        await db.execute(update(Account).values(unreachable=Unreachable.BLOCKED))
    await tells(known, "U2", deleted=False)
    assert await unreachable(known) is Unreachable.BLOCKED


async def test_who_is_not_known_stays_unknown(known: Place) -> None:
    await tells(known, "U3", tz="Asia/Tokyo")
    await tells(known, "U-NOBODY", deleted=True)
    await known.way.event(known.user("U1").payloads.event({"type": "user_profile_changed", "user": "U2"}))
    assert len(await known.rows(Account)) == 1
    assert await zone(known) == "America/New_York"


async def test_a_zone_that_is_none_is_not_taken_at_first_sight_either(place: Place, script: Script) -> None:
    place.slack.world.add_user("T1", "U5", "Eve Noor", tz="Mars/Olympus_Mons")
    script.says(DONE)
    await place.user("U5").types("help")
    assert await zone(place) == "UTC"


async def test_who_writes_though_their_account_is_marked_is_back(known: Place) -> None:
    async with known.app.database.begin() as db:
        await db.execute(update(Account).values(unreachable=Unreachable.BLOCKED, unreachable_since=known.app.clock()))
    await known.user("U2").types("help")
    assert await unreachable(known) is None
    assert await is_planned_anew(known)


async def test_a_change_that_is_not_stored_is_not_acknowledged(known: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_args: object, **_named: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("bot.slack.profiles.profiles.changed", away)
    with pytest.raises(AssertionError, match="500"):
        await tells(known, "U2", tz="Asia/Tokyo")

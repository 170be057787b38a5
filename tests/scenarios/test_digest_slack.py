"""The weekly digest as Slack and a manager see it: the real processes, and a Monday on whatever day it is."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indicators.periods import week_of
from nudges.day_words import WEEKDAYS
from storage import workspaces
from storage.database import Database
from storage.encryption import Cipher
from storage.words import DeliveryState, Nudge, Platform
from storage.workspaces import Installation
from tests.clients.slack import SlackUser
from tests.clients.slack_ways import OverHttp
from tests.fakes.slack import FakeSlack
from tests.scenarios.leading import Lead
from tests.scenarios.nudging import KEY, Nudged, are_not_in_the_logs, processes, side_by_side

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
CIPHER = Cipher([KEY])


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(time.time) as slack:
        slack.world.add_workspace("T1", "xoxb-T1", name="Northwind")
        yield slack


async def test_a_manager_gets_one_digest_and_switches_it_off(
    slack: FakeSlack, database: Database, database_url: str, tmp_path: Path
) -> None:
    env = {
        "UPSTANDER_DATABASE_URL": database_url,
        "UPSTANDER_SECRET_KEYS": KEY,
        "UPSTANDER_SLACK_API_URL": slack.api_url,
        "UPSTANDER_SLACK_CLIENT_ID": "1.2",
        "UPSTANDER_SLACK_CLIENT_SECRET": "shh-shh",
        "UPSTANDER_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "UPSTANDER_PUBLIC_URL": "https://upstander.example.com",
    }
    async with database.begin() as db:
        now = datetime.now(UTC)
        organization_id = await workspaces.found(db, "slack:T1", "Northwind", now)
        await workspaces.install(
            db, CIPHER, organization_id, Installation(Platform.SLACK, "T1", "Northwind", bot_token="xoxb-T1"), now
        )
    async with processes(database_url, tmp_path, env) as (http, programs):
        people: list[tuple[SlackUser, Lead]] = []
        for name in ("dan", "gil"):
            account = f"U{name.upper()}"
            slack.world.add_user("T1", account, name.capitalize(), email=f"{name}@example.com")
            user = SlackUser(slack, OverHttp(http, SIGNING_SECRET), account, "T1")
            await user.types("help")
            nudged = Nudged(database, account)
            await nudged.suits()
            lead = Lead(nudged, f"Team of {name}")
            await lead.leads(database_url)
            people.append((user, lead))
        await side_by_side(_gets_it(*people[0]), _has_it_off(*people[1]))
    are_not_in_the_logs(programs, "Team of dan", "Somebody", "xoxb")


async def _gets_it(dan: SlackUser, lead: Lead) -> None:
    await lead.digest_is_due()
    sent = await lead.nudged.gets(DeliveryState.SENT)
    day = lead.nudged.place.day
    assert (sent.nudge, sent.day) == (Nudge.DIGEST, day)
    (card,) = [one for one in dan.seen if one.how == "chat.postMessage"]
    assert "Team of dan" in card.text
    assert "of 12 people" in card.text
    planned = await lead.is_planned()
    assert week_of(planned.due_on) != week_of(day)
    assert planned.due_on - day < timedelta(days=21)

    lesson = await dan.presses(card, "Read the lesson")
    assert "It goes with the idea in your weekly digest." in lesson.text
    assert f"{WEEKDAYS[day.weekday()].capitalize()}s at 10:00" in (await dan.types("digest when")).text
    assert "Stopped." in (await dan.presses(card, "No digest any more")).text
    off = await lead.digest()
    assert (off.is_on, off.next_due_at) == (False, None)
    assert "Monday" in (await dan.types("digest day Monday 09:00")).text
    planned = await lead.is_planned()
    assert (planned.is_on, planned.weekday) == (True, 0)
    assert week_of(planned.due_on) != week_of(day), "this week had its digest"
    digests = [one for one in await lead.nudged.deliveries() if one.nudge is Nudge.DIGEST]
    assert [one.answered_at is not None for one in digests] == [True]


async def _has_it_off(gil: SlackUser, lead: Lead) -> None:
    assert "Stopped." in (await gil.types("digest off")).text
    await lead.digest_is_due()
    assert (await lead.is_planned()).due_on is None
    assert "Team of gil" in (await gil.types("digest")).text, "at once it is there all the same"
    assert await lead.nudged.deliveries() == []

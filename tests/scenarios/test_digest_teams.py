"""The weekly digest as Teams and a manager see it: the real processes, and a Monday on whatever day it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nudges.day_words import WEEKDAYS
from storage.database import Database
from storage.words import DeliveryState, Nudge
from tests.clients.teams import TeamsClient
from tests.fakes.teams import FakeTeams
from tests.scenarios.leading import Lead
from tests.scenarios.nudging import KEY, Nudged, are_not_in_the_logs, processes


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    stand_in = FakeTeams(anonymous=True)
    await stand_in.start()
    yield stand_in
    await stand_in.stop()
    assert not stand_in.broken


async def test_a_manager_gets_one_digest_chooses_another_time_and_switches_it_off(
    teams: FakeTeams, database: Database, database_url: str, tmp_path: Path
) -> None:
    env = {
        "UPSTANDER_DATABASE_URL": database_url,
        "UPSTANDER_SECRET_KEYS": KEY,
        "UPSTANDER_TEAMS_ALLOW_ANONYMOUS": "true",
    }
    async with processes(database_url, tmp_path, env) as (http, programs):
        person = teams.person("Dan Example", email="dan@example.com")
        dan, nudged = TeamsClient(http, teams, person), Nudged(database, person.account)
        bot = {"id": teams.bot}
        await dan.post(dan.activity("conversationUpdate", membersAdded=[bot, {"id": person.user}]))
        await dan.post(dan.activity("installationUpdate", action="add"))
        assert "Welcome" in (await dan.answer()).text
        await nudged.suits()
        lead = Lead(nudged, "Team of Dan")
        await lead.leads(database_url)
        await lead.digest_is_due()

        sent = await nudged.gets(DeliveryState.SENT)
        assert (sent.nudge, sent.day) == (Nudge.DIGEST, nudged.place.day)
        assert sent.message["conversation"] == dan.chat.id
        card = await dan.answer()
        assert "Team of Dan" in card.text
        assert "of 12 people" in card.text

        day = nudged.place.day
        form = await dan.use(card, "Day and time")
        assert form.held()[form.input_id("weekday")] == str(day.weekday())
        saved = await dan.use(form, "Save", weekday="4", at="16:00")
        assert "Fridays at 16:00" in saved.text
        assert WEEKDAYS[4].capitalize() in (await dan.ask("digest when")).text
        off = await dan.use(card, "No digest any more")
        assert "Stopped." in off.text
        assert (await lead.digest()).is_on is False
        [digest] = [one for one in await nudged.deliveries() if one.nudge is Nudge.DIGEST]
        assert digest.answered_at is not None
    are_not_in_the_logs(programs, "Team of Dan", "Somebody")

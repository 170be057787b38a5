"""The product as Slack sees it: the real program in a process of its own, a roster, and scripted people at Slack.

Nothing is replaced but Slack itself. The same runs on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from storage.database import Database
from storage.models import Account, Action, Person, Team
from tests.clients.slack import SlackUser
from tests.clients.slack_ways import OverHttp
from tests.fakes.slack import FakeSlack
from tests.serving import Program, running

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ROSTER = """email,name,team,manager_email,department,gender,hired_on,left_on
eve@example.com,Eve Sato,Company,,Leadership,woman,2020-01-01,
dan@example.com,Dan Weber,Payments,eve@example.com,Engineering,man,2021-01-01,
ana@example.com,Ana Lima,Payments,dan@example.com,Engineering,woman,2022-01-01,
ben@example.com,Ben Okafor,Payments,dan@example.com,Engineering,man,2022-01-01,
cleo@example.com,Cleo Martin,Payments,dan@example.com,Engineering,woman,2022-01-01,
finn@example.com,Finn Berg,Payments,dan@example.com,Engineering,man,2022-01-01,
hana@example.com,Hana Kim,Payments,dan@example.com,Engineering,woman,2022-01-01,
ivo@example.com,Ivo Novak,Payments,dan@example.com,Engineering,man,2022-01-01,
jill@example.com,Jill Roy,Payments,dan@example.com,Engineering,woman,2022-01-01,
kim@example.com,Kim Park,Payments,dan@example.com,Engineering,,2022-01-01,
leo@example.com,Leo Costa,Payments,dan@example.com,Engineering,man,2022-01-01,
mia@example.com,Mia Lund,Payments,dan@example.com,Engineering,woman,2022-01-01,
noa@example.com,Noa Levi,Payments,dan@example.com,Engineering,non_binary,2022-01-01,
"""
NAMES = tuple(line.partition("@")[0] for line in ROSTER.splitlines()[1:])


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """A workspace with the people of the roster; triggers age by the real clock."""
    async with FakeSlack(time.time) as slack:
        slack.world.add_workspace("T1")
        for name in NAMES:
            full = next(line.split(",")[1] for line in ROSTER.splitlines() if line.startswith(f"{name}@"))
            slack.world.add_user("T1", account(name), full, email=f"{name}@example.com", tz="Etc/UTC")
        yield slack


def account(name: str) -> str:
    return f"U{name.upper()}"


def environment(slack: FakeSlack, database_url: str) -> dict[str, str]:
    return {
        "UPSTANDER_DATABASE_URL": database_url,
        "UPSTANDER_SECRET_KEYS": "a-test-secret-of-more-than-thirty-two-characters",
        "UPSTANDER_SLACK_API_URL": slack.api_url,
        "UPSTANDER_SLACK_BOT_TOKEN": "xoxb-1",
        "UPSTANDER_SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }


async def runs(*arguments: str, folder: Path, env: dict[str, str]) -> str:
    """A command from start to end; what it said."""

    def run() -> Program:
        with running(*arguments, folder=folder, env=env) as program:
            assert program.wait() == 0, program.said
        return program

    return (await asyncio.to_thread(run)).said


async def rows(database_url: str, model: Any) -> list[Any]:
    database = Database(database_url)
    try:
        async with database.begin() as db:
            return list((await db.execute(select(*model.__table__.columns))).all())
    finally:
        await database.close()


async def test_people_log_mend_undo_and_a_manager_reads_the_counts(
    slack: FakeSlack, database_url: str, tmp_path: Path
) -> None:
    env = environment(slack, database_url)
    (tmp_path / "people.csv").write_text(ROSTER, encoding="utf-8")
    assert "up to date" in await runs("migrate", folder=tmp_path, env=env)
    assert f"{len(NAMES)} people" in await runs("import", "roster", "people.csv", folder=tmp_path, env=env)
    assert {one.name for one in await rows(database_url, Team)} == {"Company", "Payments"}

    with running("serve", "--port", "0", folder=tmp_path, env=env) as program:
        address = await asyncio.to_thread(program.ready)
        async with httpx.AsyncClient(base_url=address, timeout=30) as http:
            assert (await http.get("/readyz")).status_code == 200
            way = OverHttp(http, SIGNING_SECRET)
            user = {name: SlackUser(slack, way, account(name)) for name in NAMES}
            await _two_people_log_four_kinds(user)
            await _a_form_is_mended(user["ana"])
            await _one_is_undone(user["ben"])
            await _the_manager_reads(user)
            await _retries_and_forgeries_change_nothing(way, user["ben"], database_url)
        code = await asyncio.to_thread(program.stop)
        assert code == 0, program.said
        assert "passed over" not in program.said, "what people write is in the log"

    # Each account found its person of the roster; nobody was made anew.
    assert len(await rows(database_url, Person)) == len(NAMES)
    assert {one.external_id for one in await rows(database_url, Account)} >= {account("ana"), account("dan")}


async def _two_people_log_four_kinds(user: dict[str, SlackUser]) -> None:
    ana, ben = user["ana"], user["ben"]
    said = "in the roadmap meeting: her caching idea was passed over, I brought it back"
    card = await ben.types(f"amplify <@{account('ana')}|ana> {said}")
    assert card.how == "ack"
    assert "Ana Lima" in card.text
    assert "In a meeting" in card.text
    assert card.button("Undo")
    assert card.button("Edit")
    assert "Cleo Martin" in (await ben.types(f"sponsor <@{account('cleo')}|cleo> for staff engineer")).text
    assert "Learn" in (await ana.types("learn read about interruptions")).text
    assert "Recognize" in (await ana.types(f"recognise <@{account('hana')}|hana> for the release")).text
    assert "Did you mean" in (await ben.types("amplfiy2 something")).text


async def _a_form_is_mended(ana: SlackUser) -> None:
    form = await ana.uses_shortcut()
    assert form.kind == "modal"
    form = await ana.changes(form, kind="mentor")
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    sent = await ana.submits(form, colleague=account("cleo"), occurred_on=tomorrow)
    assert set(sent.errors) == {"occurred_on"}
    sent = await ana.submits(form, occurred_on=datetime.now(UTC).date().isoformat())
    assert sent.shown is not None
    assert "Cleo Martin" in sent.shown.text
    assert sent.shown.button("Undo")


async def _one_is_undone(ben: SlackUser) -> None:
    card = await ben.types("learn the wrong thing")
    undone = await ben.presses(card, "Undo")
    assert undone.how == "response_url (replaced)"
    assert undone.id == card.id
    home = await ben.opens_home()
    assert home.kind == "home"


async def _the_manager_reads(user: dict[str, SlackUser]) -> None:
    dan = user["dan"]
    assert "for managers" in (await user["ana"].types("team")).text
    before = await dan.types("team")
    assert "last week: fewer than five" in before.text.lower()
    assert "come on Monday, when it is over" in before.text
    for name in ("cleo", "finn", "hana", "ivo"):
        await user[name].types("learn watched the lesson")
    counted = await dan.types("team")
    assert counted.text == before.text, "the open week is not told: each look at it would tell of one act"
    shown = counted.text
    assert "Ana" not in shown
    assert "Ben" not in shown


async def _retries_and_forgeries_change_nothing(way: OverHttp, ben: SlackUser, database_url: str) -> None:
    before = len(await rows(database_url, Action))
    payload = ben.command("learn twice")
    assert await ben.sends_command(payload)
    assert await ben.sends_command(payload) == {}
    assert (await way.post("command=%2Fally", signature="v0=forged")).status_code == 401
    assert (await way.post("command=%2Fally", timestamp="soon")).status_code == 401
    assert len(await rows(database_url, Action)) == before + 1

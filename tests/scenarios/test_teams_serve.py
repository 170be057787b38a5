"""The product as Teams sees it: the real program in a process of its own, a roster, and scripted people at Teams.

Nothing is replaced but Microsoft, and the program is a local client's (no credentials). Runs on SQLite and PostgreSQL.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.teams import wording
from storage.database import Database
from storage.models import Account, Action, Person
from tests.clients.teams import TeamsClient
from tests.fakes.teams import FakeTeams
from tests.serving import Program, running

PEOPLE = {
    "eve": "Eve Sato",
    "dan": "Dan Weber",
    "ana": "Ana Lima",
    "ben": "Ben Okoro",
    "cleo": "Cleo Martin",
    "finn": "Finn Berg",
    "hana": "Hana Kim",
    "ivo": "Ivo Novak",
    "jill": "Jill Roy",
}
OVER = {"eve": "", "dan": "eve"}
HEADER = "email,name,team,manager_email,department,gender,hired_on,left_on"


def roster() -> str:
    """Eve leads the company, Dan leads everybody else in Payments."""
    lines = [HEADER]
    for short, name in PEOPLE.items():
        over = OVER.get(short, "dan")
        manager = f"{over}@example.com" if over else ""
        team = "Payments" if over else "Company"
        lines.append(f"{short}@example.com,{name},{team},{manager},Engineering,,2022-01-01,")
    return "\n".join(lines) + "\n"


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    stand_in = FakeTeams(anonymous=True)
    await stand_in.start()
    yield stand_in
    await stand_in.stop()
    assert not stand_in.broken


def environment(database_url: str) -> dict[str, str]:
    return {
        "UPSTANDER_DATABASE_URL": database_url,
        "UPSTANDER_SECRET_KEYS": "a-test-secret-of-more-than-thirty-two-characters",
        "UPSTANDER_TEAMS_ALLOW_ANONYMOUS": "true",
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
    teams: FakeTeams, database_url: str, tmp_path: Path
) -> None:
    env = environment(database_url)
    (tmp_path / "people.csv").write_text(roster(), encoding="utf-8")
    await runs("migrate", folder=tmp_path, env=env)
    assert "9 people" in await runs("import", "roster", "people.csv", folder=tmp_path, env=env)

    with running("serve", "--port", "0", folder=tmp_path, env=env) as program:
        address = await asyncio.to_thread(program.ready)
        async with httpx.AsyncClient(base_url=address, timeout=30) as http:
            user = {
                short: TeamsClient(http, teams, teams.person(name, email=f"{short}@example.com"))
                for short, name in PEOPLE.items()
            }
            await _someone_adds_the_bot(user["ana"])
            await _two_people_log_four_kinds(teams, user)
            await _a_form_is_mended(user["ana"])
            await _one_is_undone(user["ben"])
            await _from_a_message(teams, user)
            await _the_manager_reads(user)
            await _retries_change_nothing(user["ben"], database_url)
        code = await asyncio.to_thread(program.stop)
        assert code == 0, program.said
        assert "passed over" not in program.said, "what people write is in the log"
        assert "Ana Lima" not in program.said, "names are in the log"

    assert len(await rows(database_url, Person)) == len(PEOPLE), "each account found its person of the roster"
    kept = {one.external_id: one.conversation for one in await rows(database_url, Account)}
    assert kept[user["ana"].person.account]["conversation"] == user["ana"].chat.id


async def _someone_adds_the_bot(ana: TeamsClient) -> None:
    await ana.post(ana.activity("installationUpdate", action="add"))
    assert "Welcome, Ana Lima" in (await ana.answer()).text


async def _two_people_log_four_kinds(teams: FakeTeams, user: dict[str, TeamsClient]) -> None:
    ana, ben = user["ana"], user["ben"]
    channel = teams.channel(*(one.person for one in user.values()))
    said = "amplify @Ana Lima in the roadmap meeting: her caching idea was passed over, I brought it back"
    card = await ben.ask(said, chat=channel, mentions=[ana.person])
    assert "Ana Lima" in card.text
    assert [one["title"] for one in card.actions] == ["Undo", "Edit", "Ask a colleague who was there"]
    assert (await channel.next())["text"] == wording.ANSWERED_IN_PRIVATE
    assert "Cleo Martin" in (await ben.ask("sponsor Cleo Martin for staff engineer")).text
    assert "Learn" in (await ana.ask("/ally learn read about interruptions")).text
    assert "Hana Kim" in (await ana.ask("recognise hana@example.com for the release")).text
    assert "Did you mean" in (await ben.ask("amplfiy2 something")).text


async def _a_form_is_mended(ana: TeamsClient) -> None:
    form = await ana.ask("log")
    form = await ana.use(form, "Show the fields for this choice", kind="mentor")
    late = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    wrong = await ana.use(form, "Log it", note="an hour on her talk", occurred_on=late)
    assert "still to come" in wrong.text
    assert wrong.held()[wrong.input_id("note")] == "an hour on her talk"
    logged = await ana.use(wrong, "Log it", occurred_on=datetime.now(UTC).date().isoformat())
    assert "Logged: " in logged.text


async def _one_is_undone(ben: TeamsClient) -> None:
    card = await ben.ask("learn the wrong thing")
    assert "Undone: " in (await ben.use(card, "Undo")).text


async def _from_a_message(teams: FakeTeams, user: dict[str, TeamsClient]) -> None:
    finn, hana = user["finn"], user["hana"]
    channel = teams.channel(finn.person, hana.person)
    form = await finn.log_from(hana.person, "what nobody but the channel may read", chat=channel)
    assert form.held()[form.input_id("colleague")] == hana.person.account
    assert channel.written == []


async def _the_manager_reads(user: dict[str, TeamsClient]) -> None:
    dan = user["dan"]
    assert "for managers" in (await user["ana"].ask("team")).text
    before = (await dan.ask("team")).text
    assert "fewer than five" in before.lower()
    assert "come on Monday, when it is over" in before
    for short in ("cleo", "finn", "hana", "ivo"):
        await user[short].ask("learn watched the lesson")
    counted = (await dan.ask("team")).text
    assert counted == before, "the open week is not told: each look at it would tell of one act"
    assert "Ana" not in counted
    assert "Ben" not in counted


async def _retries_change_nothing(ben: TeamsClient, database_url: str) -> None:
    before = len(await rows(database_url, Action))
    sent = await ben.say("learn twice")
    await ben.answer()
    for _ in range(3):
        await ben.post(sent)
    await ben.ask("help")
    assert len(await rows(database_url, Action)) == before + 1

"""docs/api.md: its examples work, and its tables list what there is and nothing else."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from bot.api import asked, problems
from bot.api.answers import ValuesOut
from bot.api.door import RATE
from indicators.overview import Change
from indicators.suppression import Verdict
from indicators.values import Unit, Value
from storage import api_tokens
from storage.words import TokenScope
from tests.bot.api.conftest import Api
from tests.bot.api.telling import fill
from tests.walking import PUBLIC_URL

DOCS = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.replace("\\\n", "").splitlines() if line]


def cells(column: int, pattern: str) -> list[str]:
    """What is in a column of the tables, where it looks like that."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in DOCS.splitlines() if line.startswith("|")]
    return [row[column].strip("`") for row in rows if len(row) > column and re.fullmatch(pattern, row[column])]


def test_there_are_commands() -> None:
    assert len(COMMANDS) == 6
    assert all(one.startswith("curl ") for one in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_command_gives_what_it_is_there_for(api: Api, command: str) -> None:
    walk, token = api.walk, await api.token()
    async with walk.database.begin() as db:
        await fill(db, walk.organization_id, walk.teams.values(), walk.clock, 1)
    known = (await api.get("indicators", token)).headers["etag"]
    names = {"TOKEN": token, "UPSTANDER": PUBLIC_URL, "TEAM": str(walk.teams["payments"]), "ETAG": known}
    for name, value in names.items():
        command = command.replace(f"${name}", value.replace('"', '\\"'))
    _curl, *words = shlex.split(command)
    headers = [words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "--header"]
    response = await api.client.get(words[-1], headers=[(name, value) for name, value in headers])
    assert response.status_code == (304 if "If-None-Match" in command else 200), response.text
    if "items" in response.text:
        assert response.json()["items"]


def test_the_example_is_an_answer_and_adds_up() -> None:
    [example] = re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL)
    shown = ValuesOut.model_validate(json.loads(example), strict=False)
    first = shown.numbers[0]
    assert first.people is not None
    assert first.count is not None
    value = Value(Unit.PERCENT, first.count, first.people, contributors=0, largest=0)
    assert value.interval is not None
    assert (first.value, first.interval and (first.interval.low, first.interval.high)) == (
        value.amount,
        (round(value.interval.low, 4), round(value.interval.high, 4)),
    )


async def test_the_tables_list_all_there_is_and_nothing_else(api: Api) -> None:
    described = (await api.get("openapi.json")).json()["paths"]
    assert cells(0, r"`/api/v1/.*`") == list(described)
    told = cells(1, r"`[a-z_]+`")
    assert told == [one.name for one in problems.KINDS]
    statuses = [int(one) for one in cells(0, r"[0-9]{3}")]
    assert statuses == [one.status for one in problems.KINDS]
    words = cells(0, r"`[a-z_]+`")
    assert words == [*(one.value for one in TokenScope), *(one.value for one in Verdict)]


async def test_each_address_says_which_token_reads_it(api: Api) -> None:
    rows = [line.strip("|").split("|") for line in DOCS.splitlines() if line.startswith("| `/api/v1/")]
    for row in rows:
        path, scope = row[0].strip().strip("`"), row[-1].strip().strip("`")
        path = path.replace("{indicator_id}", "sponsors").replace("{team_id}", str(api.walk.teams["payments"]))
        token = await api.token(scopes=[TokenScope(scope)])
        assert (await api.get(path.removeprefix("/api/v1/"), token)).status_code == 200, path


def test_its_numbers_are_the_real_ones() -> None:
    flat = " ".join(DOCS.split())
    assert f"{RATE.a_second} times a second, and {RATE.at_once} times at once" in flat
    assert f"({asked.USUAL} unless you say otherwise, {asked.MOST} at most)" in flat
    assert all(f"`{one.value}`" in DOCS for one in Change)
    [pattern] = re.findall(r"`(upst_\[.*?\})`", DOCS)
    assert re.fullmatch(pattern, api_tokens.new_token())
    assert max(len(line) for line in DOCS.splitlines() if not line.startswith(("|", "curl"))) <= 120

"""Retention, legal holds and the rotation of keys, as an operator types them."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select

from bot.clock import utc_now
from bot.settings import PREFIX
from storage import reseal
from storage.database import Connection
from storage.encryption import Cipher
from storage.models import Hold, Person, Reflection
from storage.models.base import new_id
from tests.bot.command_line import Value, done, events, found, on_database, refused
from tests.serving import running

OLD = "the-older-key-of-more-than-thirty-two-characters"
NEW = "the-newer-key-of-more-than-thirty-two-characters"


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> str:
    for name in [one for one in os.environ if one.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", database_url)
    monkeypatch.setenv(f"{PREFIX}SECRET_KEYS", OLD)
    return database_url


def read(url: str, work: Callable[[Connection], Awaitable[Value]]) -> Value:
    return on_database(url, work)


# how long


def test_what_is_kept_how_long_is_shown_and_settled(url: str) -> None:
    found(url)
    assert re.findall(r"(\d+) months", done("retention", "show")) == ["12", "36", "12", "84"]
    assert re.findall(r"(\d+) months", done("retention", "set", "--notes", "6", "--audit", "120")) == [
        "6",
        "36",
        "12",
        "120",
    ]
    assert re.findall(r"(\d+) months", done("retention", "show")) == ["6", "36", "12", "120"]
    assert events(url) == ["retention.settled"]
    done("retention", "set", "--notes", "6")
    assert events(url) == ["retention.settled"], "what changes nothing is no event"


@pytest.mark.parametrize(
    "wrong",
    [(), ("--notes", "0"), ("--actions", "23"), ("--deliveries", "11"), ("--audit", "11"), ("--notes", "241")],
)
def test_too_short_or_nothing_at_all_is_refused(url: str, wrong: tuple[str, ...]) -> None:
    found(url)
    refused("retention", "set", *wrong, code=2)
    assert events(url) == []


# holds


def test_a_hold_is_set_listed_and_released(url: str) -> None:
    found(url)
    assert done("hold", "list") == "No hold is on.\n"
    said = done("hold", "add", "--person", "Ana@example.com", "--reason", "case 4711")
    hold_id = re.findall(r"release ([0-9a-f-]{36})", said)[0]
    assert re.fullmatch(rf"{hold_id}  ana@example\.com +since \d{{4}}-\d\d-\d\d: case 4711\n", done("hold", "list"))
    done("hold", "add", "--everybody", "--reason", "case 4712")
    assert "everybody" in done("hold", "list")
    done("hold", "release", hold_id)
    assert hold_id not in done("hold", "list")
    assert "released" in done("hold", "list", "--all")
    assert "is on" in refused("hold", "release", hold_id)
    assert events(url) == ["hold.set", "hold.set", "hold.released"]

    async def work(db: Connection) -> list[str]:
        return list(await db.scalars(select(Hold.reason_sealed)))

    assert not [one for one in read(url, work) if "case" in one]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (("--reason", "x"), 2),
        (("--everybody",), 2),
        (("--everybody", "--reason", " "), 2),
        (("--everybody", "--person", "ana@example.com", "--reason", "x"), 2),
        (("--person", "nobody@example.com", "--reason", "x"), 1),
    ],
)
def test_a_hold_that_is_not_clear_is_refused(url: str, wrong: tuple[str, ...], code: int) -> None:
    found(url)
    refused("hold", "add", *wrong, code=code)
    assert events(url) == []


# keys


def reflect(url: str, count: int) -> UUID:
    """So many texts sealed with the older key."""
    organization = found(url)
    cipher = Cipher([OLD])

    async def work(db: Connection) -> None:
        person = (await db.scalars(select(Person.id))).one()
        row = {"organization_id": organization, "person_id": person, "created_at": utc_now()}
        rows = [{**row, "id": new_id(), "text_sealed": cipher.seal(f"text {number}")} for number in range(count)]
        await db.execute(insert(Reflection), rows)

    on_database(url, work)
    return organization


def newest(url: str) -> list[bool]:
    """Of each text, whether the newest key opens it."""
    cipher = Cipher([NEW])

    async def work(db: Connection) -> list[bool]:
        return [cipher.is_newest(one) for one in await db.scalars(select(Reflection.text_sealed))]

    return on_database(url, work)


def test_all_is_sealed_anew_and_it_says_when_the_older_key_may_go(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reseal, "BATCH", 2)
    reflect(url, 5)
    done("hold", "add", "--everybody", "--reason", "case 4712")
    assert "Nothing needs an older key any more." in done("keys", "rotate")  # there is one key only
    monkeypatch.setenv(f"{PREFIX}SECRET_KEYS", f"{NEW},{OLD}")
    said = done("keys", "rotate")
    assert "Sealed anew: 6." in said
    assert "You may take all but the first key out of UPSTANDER_SECRET_KEYS" in said
    assert "Sealed anew: 0." in done("keys", "rotate")
    monkeypatch.setenv(f"{PREFIX}SECRET_KEYS", NEW)
    assert "case 4712" in done("hold", "list")
    assert newest(url) == [True] * 5


def test_where_a_key_is_missing_it_says_so_and_to_take_none_out(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reflect(url, 3)
    monkeypatch.setenv(f"{PREFIX}SECRET_KEYS", NEW)
    said = refused("keys", "rotate")
    assert "3 values open with none of the keys" in said
    assert "Take no key out before." in said
    assert newest(url) == [False] * 3


def test_what_something_seals_with_the_older_key_meanwhile_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that was not started again goes on sealing with the older one first."""
    reflect(url, 3)
    monkeypatch.setenv(f"{PREFIX}SECRET_KEYS", f"{NEW},{OLD}")
    real, is_first = reseal.batch, True

    async def batch(db: Connection, *rest: object) -> reseal.Batch:
        nonlocal is_first
        done_ = await real(db, *rest)  # type: ignore[arg-type]
        if done_.resealed and is_first:
            is_first = False
            row = (await db.execute(select(Reflection.organization_id, Reflection.person_id).limit(1))).one()._asdict()
            late = {**row, "id": new_id(), "created_at": utc_now(), "text_sealed": Cipher([OLD]).seal("late")}
            await db.execute(insert(Reflection).values(**late))
        return done_

    monkeypatch.setattr(reseal, "batch", batch)
    assert "1 values were sealed with an older key while this ran" in refused("keys", "rotate")
    assert "Sealed anew: 0." in done("keys", "rotate")
    assert newest(url) == [True] * 4


def test_killed_in_the_middle_it_goes_on_where_it_was(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 20_000
    reflect(url, count)
    environment = {f"{PREFIX}DATABASE_URL": url, f"{PREFIX}SECRET_KEYS": f"{NEW},{OLD}"}
    before = sealed_texts(url)
    with running("keys", "rotate", folder=tmp_path, env=environment) as program:
        deadline = time.monotonic() + 60
        while sealed_texts(url) == before:
            assert time.monotonic() < deadline
            assert program.process.poll() is None, program.said
        program.kill()
    half = newest(url)
    assert 0 < sum(half) < count
    assert sum(half) % reseal.BATCH == 0, "a batch is stored as a whole, or not at all"
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert f"Sealed anew: {count - sum(half):,}." in done("keys", "rotate")
    assert all(newest(url))


def sealed_texts(url: str) -> object:
    """Something that changes as soon as a batch is stored."""

    async def work(db: Connection) -> object:
        first = select(Reflection.text_sealed).order_by(Reflection.id).limit(1)
        return (await db.scalar(select(func.count()).select_from(Reflection)), await db.scalar(first))

    return on_database(url, work)

"""Typed names find colleagues; whoever is not surely meant is not guessed."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import colleagues
from handlers.command import Services
from storage import people
from storage.people import FoundPerson, fold
from storage.words import Gender
from tests.handlers.test_understanding import request
from tests.walking import Walk, field_of, words_of

ANA = FoundPerson(UUID(int=1), "Ana Lima", "ana@example.com", None, log_me=True)
SERVICES = Services(db=None, cipher=None, public_url="", library=None)  # type: ignore[arg-type]


@pytest.fixture
async def crowd(walk: Walk) -> Walk:
    await walk.add_person("ana.costa", "Ana Costa", Gender.WOMAN, account=False, department="Design")
    await walk.add_person("jose", "José Núñez", account=False)
    await walk.add_person("anne-marie", "Anne-Marie O'Neil", account=False)
    await walk.add_person("maria", "Ana Maria de Souza", account=False)
    await walk.add_person("lee1", "Kim Lee", account=False, department="Sales")
    await walk.add_person("lee2", "Kim Lee", account=False, department="Legal")
    return walk


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("@~Ana Lima in standup: x", "Ana Lima"),
        ("@~ana lima in standup: x", "Ana Lima"),
        ("@~Lima: x", "Ana Lima"),
        ("brought back @~Lima's idea", "Ana Lima"),
        ("brought back @~Lima’s idea", "Ana Lima"),
        ("(@~Lima) had it first", "Ana Lima"),
        ("@~Ana Maria Souza: x", "Ana Maria de Souza"),
        ("Ana Maria de Souza in chat: x", "Ana Maria de Souza"),
        ("@~Jose: x", "José Núñez"),
        ("@~José: x", "José Núñez"),
        ("@~JOSÉ nunez: x", "José Núñez"),
        ("jose for it: x", "José Núñez"),
        ("@~Anne-Marie: x", "Anne-Marie O'Neil"),
        ("@~anne-marie o'neil, x", "Anne-Marie O'Neil"),
        ("Ana Costa", "Ana Costa"),
        ("ana.costa@example.com: x", "Ana Costa"),
        ("@~cleo, @~hana: x", "Cleo Martin"),
    ],
)
async def test_names_that_are_somebodys(crowd: Walk, typed: str, who: str) -> None:
    assert field_of(await crowd.say(f"amplify {typed}"), "For") == who


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("@~ana: x", "Ana Costa, Ana Lima, Ana Maria de Souza"),
        ("@~Kim Lee: x", "Kim Lee (Legal), Kim Lee (Sales)"),
        ("@~kim: x", "Hana Kim, Kim Lee (Legal), Kim Lee (Sales)"),
        ("@~Zoltan in standup", "I found nobody here called “@Zoltan”"),
        ("nobody@example.com", "I found nobody here called “nobody@example.com”"),
    ],
)
async def test_names_that_are_not_one_persons(crowd: Walk, typed: str, told: str) -> None:
    reply = await crowd.say(f"amplify {typed}")
    assert field_of(reply, "For") == "Nobody named"
    parts = told.split(", ")
    assert all(one in words_of(reply) for one in parts), words_of(reply)


@pytest.mark.parametrize(
    "typed",
    [
        "her idea in standup",
        "ana brought it up",
        "in standup: ana had it first",
        "the idea",
        "",
        "%: x",
        "_na: x",
        "\\",
    ],
)
async def test_words_that_only_look_like_names(walk: Walk, typed: str) -> None:
    reply = await walk.say(f"amplify {typed}")
    assert field_of(reply, "For") == "Nobody named"
    assert "found nobody" not in words_of(reply)


async def test_a_crowd_of_one_name_is_not_listed_whole(walk: Walk) -> None:
    for number in range(8):
        await walk.add_person(f"max{number}", f"Max Number{number}", account=False)
    assert "Max Number4, and 3 more" in words_of(await walk.say("amplify @~Max: x"))


@pytest.mark.parametrize("typed", ["amplify @\x00ana: x", "amplify \ud800@ana", "amplify @ana\x00: x", "amplify @͏: x"])
async def test_characters_no_database_holds_do_no_harm(walk: Walk, typed: str) -> None:
    assert "Logged" in words_of(await walk.ask(walk.words(typed.replace("@ana", "@~ana"))))


async def _called(_db: Any, _organization: Any, word: str, _today: Any) -> list[FoundPerson]:
    return [ANA] if fold(word) in fold(ANA.name).split() else []


async def _with_email(_db: Any, _organization: Any, email: str, _today: Any) -> FoundPerson | None:
    return ANA if email.casefold() == ANA.email else None


PIECES = st.lists(
    st.text(max_size=20)
    | st.sampled_from(["@", "@Ana Lima", "@ana's", "ana@example.com", "a@b.c", "<@U1>", " ", ":", "Ana"]),
    max_size=8,
).map("".join)


@given(PIECES)
def test_any_text_is_searched_for_a_name_without_error(text: str) -> None:
    with patch.object(people, "called", _called), patch.object(people, "with_email", _with_email):
        typed = asyncio.run(colleagues.typed_in(request(), SERVICES, text))
    if typed is not None:
        assert text[typed.start : typed.end] == typed.typed
        assert typed.found in {(), (ANA,)}


@given(PIECES)
def test_no_name_behind_an_at_is_left_where_nobody_may_be_named(text: str) -> None:
    with patch.object(people, "called", _called), patch.object(people, "with_email", _with_email):
        left = asyncio.run(colleagues.without_names(request(), SERVICES, text, "someone"))
    assert re.search(r"@\w", left) is None
    assert "ana@example.com" not in left

"""Typed names find colleagues; whoever is not surely meant is not guessed."""

from __future__ import annotations

import pytest

from storage.words import Gender
from tests.walking import Walk, field_of, words_of


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

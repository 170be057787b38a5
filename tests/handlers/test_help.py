"""`/ally help`: what is open to whom, and one command in full."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from handlers.command import Command, Services
from handlers.errors import say
from handlers.help import command
from handlers.request import Reply, Request, Words
from handlers.table import COMMANDS
from messages.blocks import Heading, Message
from storage.words import Role
from tests.golden import check_golden
from tests.walking import Walk, all_buttons, words_of


def headings(reply: Reply) -> list[str]:
    assert isinstance(reply, Message)
    return [block.text for block in reply.blocks if isinstance(block, Heading)]


async def test_help_lists_every_command_that_is_open_to_the_person(walk: Walk) -> None:
    ben, dan = words_of(await walk.say("help", as_="ben")), words_of(await walk.say("help", as_="dan"))
    for one in COMMANDS:
        listed = f"{one.name}: {one.summary}"
        assert (listed in ben) == (not one.needs)
        assert (listed in dan) == (not one.needs or Role.MANAGER in one.needs)


async def test_what_is_for_a_role_stands_by_itself(walk: Walk) -> None:
    assert headings(await walk.say("help", as_="ben")) == [
        "What you can ask me",
        "Log what you did",
        "Look back and choose",
    ]
    assert headings(await walk.say("help", as_="dan"))[-1] == "For managers"
    assert headings(await walk.say("help", as_="ada"))[-1] == "For program admins"


@pytest.mark.parametrize(
    "typed", ["help sponsor", "help SPONSOR!", "help sponser", "help nominate", "help with sponsor"]
)
async def test_one_word_is_explained_forgiving_of_spelling(walk: Walk, typed: str) -> None:
    told = words_of(await walk.say(typed))
    assert told.startswith("/ally sponsor: ")
    assert "/ally sponsor @colleague for staff engineer" in told


async def test_each_command_is_explained(walk: Walk) -> None:
    for one in COMMANDS:
        who = "ada" if Role.ADMIN in one.needs else "dan"
        told = words_of(await walk.say(f"help {one.name}", as_=who))
        assert told.startswith(f"/ally {one.name}: {one.summary}")
        assert all(f"/ally {example}" in told for example in one.examples)
        assert one.details in told


async def test_each_command_says_what_it_is_for_in_the_same_manner() -> None:
    for one in COMMANDS:
        assert one.summary, one.name
        assert one.examples, one.name
        assert not one.summary.endswith("."), one.name
        assert one.details == "" or one.details.endswith("."), one.name


async def test_a_word_for_others_says_so_and_no_more(walk: Walk) -> None:
    told = words_of(await walk.say("help team", as_="ben"))
    assert told.startswith("/ally team is for managers.")
    assert "week" not in told
    assert await walk.press("help", "team", as_="ben") == await walk.say("help team", as_="ben")


async def test_a_word_that_is_none_gets_a_guess_that_can_be_pressed(walk: Walk) -> None:
    reply = await walk.say("help amplificate")
    assert "I have no command “amplificate”. Did you mean amplify" in words_of(reply)
    assert await walk.press_button(reply, "Help with amplify") == await walk.say("help amplify")


async def test_a_word_like_no_other_gets_the_way_to_the_list(walk: Walk) -> None:
    reply = await walk.say("help xyzzyxq")
    assert "I have no command “xyzzyxq”. /ally help shows" in words_of(reply)
    assert all_buttons(reply) == []


@pytest.mark.parametrize("subject", ["", "nonsense", "Sponsor"])
async def test_a_button_without_a_command_opens_the_list(walk: Walk, subject: str) -> None:
    assert await walk.press("help", subject) == await walk.say("help")


async def _answer(_request: Request, _words: Words, _services: Services) -> Reply:
    return say("fine")


async def test_a_command_that_says_little_of_itself_is_explained_in_a_line() -> None:
    bare = Command(name="bare", summary="nothing much", examples=(), answer=_answer)
    request, services = Mock(), Mock()
    request.asker.roles = frozenset()
    reply = await command([bare]).answer(request, Words(("bare",)), services)
    assert words_of(reply) == "/ally bare: nothing much.\n/ally bare\nNothing much."


async def test_golden_help(walk: Walk) -> None:
    check_golden("help/of_everybody", await walk.say("help"))
    check_golden("help/of_a_manager", await walk.say("help", as_="dan"))
    check_golden("help/of_an_admin", await walk.say("help", as_="ada"))
    check_golden("help/sponsor", await walk.say("help sponsor"))
    check_golden("help/for_managers", await walk.say("help team"))
    check_golden("help/a_guess", await walk.say("help amplificate"))
    check_golden("help/nothing_like_it", await walk.say("help xyzzyxq"))

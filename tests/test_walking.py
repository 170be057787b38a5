"""The tests' own road: what later tests rely on."""

from __future__ import annotations

from handlers.request import Mention, Words
from messages.blocks import Message
from tests.walking import Walk, words_of


async def test_words_tell_mentions_from_typed_names(walk: Walk) -> None:
    said = walk.words("amplify @ana and <@U-BOT>, not @~Ana or @nobody")
    assert said == Words(("amplify ", Mention("U-ANA", "Ana Lima"), " and ", Mention("U-BOT"), ", not @Ana or @nobody"))


async def test_the_whole_road_is_walked(walk: Walk) -> None:
    reply = await walk.say("xyzzy", as_="ana")
    assert isinstance(reply, Message)
    assert "xyzzy" in words_of(reply)


async def test_somebody_new_becomes_a_person(walk: Walk) -> None:
    walk.directory.knows("U-NEW", "Noor Ali", email="noor@example.com")
    assert "xyzzy" in words_of(await walk.say("xyzzy", as_="U-NEW"))
    assert walk.directory.asked == ["U-NEW"]

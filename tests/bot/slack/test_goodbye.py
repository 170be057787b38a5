"""After an erasure nothing that goes on at Slack's edge may make the person known again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.models import Account, Person
from tests.bot.slack.setup import Place
from tests.clients.slack import SlackUser


async def _names(place: Place) -> list[str]:
    async with place.app.database.begin() as db:
        return list(await db.scalars(select(Person.name)))


async def _erases(user: SlackUser, place: Place, way: str) -> None:
    """From the Home through modals, or from a message."""
    first = await (user.opens_home() if way == "home" else user.types("privacy erase"))
    if way == "home":
        privacy = await user.presses(first, "Privacy")
        await place.settle()
        first = await user.presses(privacy, "Erase everything …")
        await place.settle()
    await user.presses(first, "Erase everything")
    await place.settle()


@pytest.mark.parametrize("way", ["home", "message"])
async def test_the_home_shows_the_goodbye_and_makes_nobody_known(place: Place, way: str) -> None:
    user = place.user("U1")
    await user.opens_home()
    await user.types("learn read a book about meetings")
    await place.settle()
    await _erases(user, place, way)
    assert await _names(place) == [""]
    async with place.app.database.begin() as db:
        assert list(await db.scalars(select(Account.id))) == []
    published = place.slack.called("views.publish")[-1]
    assert "Goodbye" in str(published)
    assert "Ana" not in str(published)

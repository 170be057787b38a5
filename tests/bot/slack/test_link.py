"""Somebody in Slack whose address nobody told us is linked to the roster: payloads in, payloads out."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from bot import notices
from bot.slack.sender import SlackSender
from bot.upstander import sending
from storage import linking
from storage.models import Account, Action, LinkRequest, Organization, Person, Preferences
from storage.models.base import new_id
from storage.words import Platform
from tests.bot.slack.setup import Place
from tests.clients.slack import SlackUser


@pytest.fixture
def guest(place_on_each: Place) -> SlackUser:
    """Slack tells no address of theirs: a scope is missing, or they are a guest."""
    place_on_each.slack.world.add_user("T1", "U9", "Sam Guest", email="")
    return place_on_each.user("U9")


async def on_roster(place: Place, name: str, email: str) -> None:
    now = place.app.clock()
    async with place.app.database.begin() as db:
        own = {"organization_id": await db.scalar(select(Organization.id))}
        person_id = new_id()
        person = {"id": person_id, "name": name, "email": email, "department": "Engineering", "created_at": now}
        await db.execute(insert(Person).values(**own, **person))
        await db.execute(insert(Preferences).values(**own, person_id=person_id))


async def agree(place: Place) -> None:
    """As the dashboard does for Ben, an admin."""
    now = place.app.clock()
    async with place.app.database.begin() as db:
        await db.execute(update(Person).where(Person.name == "Ben Okafor").values(is_admin=True))
        admin_id = (await db.scalars(select(Person.id).where(Person.name == "Ben Okafor"))).one()
        one = (await db.execute(select(*LinkRequest.__table__.columns))).one()
        target_id = (await db.scalars(select(Person.id).where(Person.email == one.email))).one()
        assert (
            await linking.approve(db, one.organization_id, one.id, target_id, admin_id, today=now.date(), now=now)
            is None
        )


@pytest.mark.parametrize("way", ["form", "words"])
async def test_a_guest_asks_and_is_told_and_is_on_the_roster_with_all_they_logged(
    place_on_each: Place, guest: SlackUser, way: str
) -> None:
    place = place_on_each
    await place.user("U2").types("help")
    await guest.types("amplify <@U2|ben> in standup: his idea")
    await on_roster(place, "Samantha Okoye", "samantha@example.com")
    if way == "form":
        sent = await guest.submits(await guest.types("link"), email="samantha@example.com")
        shown = sent.shown
    else:
        shown = await guest.types("link <mailto:samantha@example.com|samantha@example.com>")
    assert shown is not None
    assert "A program admin looks at it" in shown.text
    assert "samantha@example.com" in shown.text

    await agree(place)
    place.app.senders[Platform.SLACK] = SlackSender(place.app)
    async with sending(place.app):
        await notices.send(place.app)
    told = guest.seen[-1]
    assert told.how == "chat.postMessage"
    assert "You are on your organization's roster now" in told.text
    assert "Samantha Okoye" in told.text
    assert "lists you already as samantha@example.com" in (await guest.types("link")).text
    [person] = [one for one in await place.rows(Person) if one.name in {"Samantha Okoye", "Sam Guest"}]
    [account] = [one for one in await place.rows(Account) if one.external_id == "U9"]
    [action] = await place.rows(Action)
    assert person.name == "Samantha Okoye"
    assert (account.person_id, action.actor_id) == (person.id, person.id)


async def test_what_is_no_address_stands_beside_its_field(place_on_each: Place, guest: SlackUser) -> None:
    modal = await guest.types("link")
    assert (await guest.submits(modal, email="samantha")).errors == {
        "email": "Please write your work e-mail address, like ana@example.com."
    }
    sent = await guest.submits(modal, email="samantha@example.com")
    assert sent.shown is not None
    assert "looks at it" in sent.shown.text
    assert len(await place_on_each.rows(LinkRequest)) == 1

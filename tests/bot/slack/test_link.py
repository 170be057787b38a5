"""Somebody in Slack whose address nobody told us asks, an admin is told and decides: payloads in, payloads out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.slack.sender import SlackSender
from storage.models import Account, Action, LinkRequest, Person
from storage.words import Platform
from tests.admins import make_admin, on_roster, tell, visiting
from tests.bot.slack.setup import Place
from tests.clients.slack import SlackUser
from tests.clock import FrozenClock
from tests.fakes.slack_world import Shown

ASKED = "A program admin looks at it"
TO_DECIDE = "Somebody asks to be linked to the roster"


@pytest.fixture
async def guest(place_on_each: Place) -> SlackUser:
    """Slack tells no address of theirs: a scope is missing, or they are a guest. The roster lists them as Samantha."""
    place = place_on_each
    place.slack.world.add_user("T1", "U9", "Sam Guest", email="")
    place.app.senders[Platform.SLACK] = SlackSender(place.app)
    await place.user("U2").types("help")
    await place.user("U9").types("amplify <@U2|ben> in standup: his idea")
    await on_roster(place.app, "Samantha Okoye", "samantha@example.com")
    return place.user("U9")


@pytest.fixture
async def admin(place_on_each: Place) -> SlackUser:
    cleo = place_on_each.user("U3")
    await cleo.types("help")
    await make_admin(place_on_each.app, "Cleo Martin")
    return cleo


async def link_of(admin: SlackUser, told: Shown) -> str:
    """Where the admin's button leads, once it was pressed: the answer is in the place of the message."""
    link = await admin.presses(told, "Open the dashboard")
    assert link.id == told.id
    return str(link.button("Open the dashboard")["url"])


@pytest.mark.parametrize("way", ["form", "words"])
async def test_who_asks_is_linked_by_an_admin_who_was_told_in_private(
    place_on_each: Place, guest: SlackUser, admin: SlackUser, way: str
) -> None:
    place = place_on_each
    if way == "form":
        sent = await guest.submits(await guest.types("link"), email="samantha@example.com")
        shown = sent.shown
    else:
        shown = await guest.types("link <mailto:samantha@example.com|samantha@example.com>")
        assert shown.is_ephemeral
    assert shown is not None
    assert ASKED in shown.text
    assert "samantha@example.com" in shown.text

    assert await tell(place.app) == 1
    told = await admin.sees(TO_DECIDE)
    assert told.how == "chat.postMessage"
    assert place.slack.world.whose("T1", told.channel) == "U3"
    assert "Sam Guest" in told.text
    assert "samantha@example.com" not in told.text, "the address is on the dashboard, beside what the roster says"
    async with visiting(place.app) as visitor:
        await visitor.enters(await link_of(admin, told))
        page = await visitor.opens("link-requests")
        assert all(one in page for one in ("Sam Guest", "samantha@example.com", "Samantha Okoye"))
        assert "Sam Guest is Samantha Okoye now" in await visitor.presses("Link them")

    assert await tell(place.app) == 1
    done = guest.seen[-1]
    assert done.how == "chat.postMessage"
    assert "You are on your organization's roster now" in done.text
    assert "Samantha Okoye" in done.text
    assert "Amplify" in (await guest.presses(done, "My record")).text
    assert "lists you already as samantha@example.com" in (await guest.types("link")).text
    people = {one.name: one.id for one in await place.rows(Person)}
    assert people.keys() == {"Ben Okafor", "Cleo Martin", "Samantha Okoye"}
    [account] = [one for one in await place.rows(Account) if one.external_id == "U9"]
    [action] = await place.rows(Action)
    assert account.person_id == action.actor_id == people["Samantha Okoye"]


async def test_who_is_said_no_reads_it_and_may_ask_again(
    place_on_each: Place, guest: SlackUser, admin: SlackUser
) -> None:
    await guest.types("link samantha@example.com")
    await tell(place_on_each.app)
    async with visiting(place_on_each.app) as visitor:
        await visitor.enters(await link_of(admin, admin.seen[-1]))
        await visitor.opens("link-requests")
        assert "Sam Guest is not linked" in await visitor.presses("Say no")
    assert await tell(place_on_each.app) == 1
    told = guest.seen[-1]
    assert "A program admin did not link you" in told.text
    form = await guest.presses(told, "Ask again")
    assert form.kind == "modal"
    sent = await guest.submits(form, email="sam.okoye@example.com")
    assert sent.shown is not None
    assert ASKED in sent.shown.text
    assert len(await place_on_each.rows(LinkRequest)) == 2


async def test_an_admin_is_asked_in_their_own_hours_and_who_asked_is_answered_in_any(
    place_on_each: Place, guest: SlackUser, clock: FrozenClock
) -> None:
    ben = place_on_each.user("U2")
    await make_admin(place_on_each.app, "Ben Okafor")
    await guest.types("link samantha@example.com")
    assert await tell(place_on_each.app) == 0, "it is five in the morning in New York"
    clock.move(timedelta(hours=5))
    assert await tell(place_on_each.app) == 1
    assert TO_DECIDE in ben.seen[-1].text


async def test_what_is_taken_back_in_time_is_told_to_nobody(
    place_on_each: Place, guest: SlackUser, admin: SlackUser
) -> None:
    asked = await guest.types("link samantha@example.com")
    taken_back = await guest.presses(asked, "Take it back")
    assert "nothing was changed" in taken_back.text
    assert taken_back.id == asked.id
    assert await tell(place_on_each.app) == 0
    assert len(admin.seen) == 1


async def test_what_is_no_address_stands_beside_its_field(place_on_each: Place, guest: SlackUser) -> None:
    modal = await guest.types("link")
    assert (await guest.submits(modal, email="samantha")).errors == {
        "email": "Please write your work e-mail address, like ana@example.com."
    }
    sent = await guest.submits(modal, email="samantha@example.com")
    assert sent.shown is not None
    assert "looks at it" in sent.shown.text
    assert len(await place_on_each.rows(LinkRequest)) == 1

"""Presses on a nudge in the direct message, which the bot posted unasked: answered in its place, or in a form."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.slack.sender import SlackSender
from nudges import cards
from nudges.sender import Address, Delivered
from storage.models import Account, Delivery, LessonResult, Plan, Reflection
from storage.models.base import new_id
from storage.words import DeliveryState, Nudge, Platform
from tests.bot.slack.setup import Place
from tests.clients.slack import SlackUser
from tests.fakes.slack_world import Shown
from tests.nudged import LESSON, PROMPT

# Slack's library uses a class that aiohttp 3 still has, and warns about.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
async def sender(place: Place) -> AsyncIterator[SlackSender]:
    sender = SlackSender(place.app)
    await sender.start()
    yield sender
    await sender.stop()


async def sent(place: Place, sender: SlackSender, user: SlackUser, item: Any) -> Shown:
    """The nudge, stored and posted as by the delivery loop."""
    await user.types("me")
    async with place.app.database.begin() as db:
        account = (await db.execute(select(*Account.__table__.columns))).one()
        now, own = place.app.clock(), {"organization_id": account.organization_id, "person_id": account.person_id}
        delivery_id = new_id()
        times = dict.fromkeys(("due_at", "ready_at", "sent_at", "created_at"), now)
        what = {"nudge": Nudge.REFLECTION, "day": now.date(), "state": DeliveryState.SENT, "item": item.id}
        await db.execute(insert(Delivery).values(**own, id=delivery_id, zone="UTC", why="New.", **what, **times))
    to = Address(account.organization_id, account.workspace_id, account.id, Platform.SLACK, "T1", user.user)
    outcome = await sender.send(to, cards.of_item(item, str(delivery_id)))
    assert isinstance(outcome, Delivered)
    shown = user.seen[-1]
    assert (shown.how, shown.is_ephemeral) == ("chat.postMessage", False)
    return shown


async def test_a_press_is_answered_in_the_place_of_the_nudge(place: Place, sender: SlackSender) -> None:
    ana = place.user("U1")
    nudge = await sent(place, sender, ana, LESSON)
    why = await ana.presses(nudge, "Why this one?")
    assert (why.how, why.id) == ("response_url (replaced)", nudge.id)
    assert "Why this one? New." in why.text
    result = await ana.presses(why, "A")
    assert (result.how, result.id) == ("response_url (replaced)", nudge.id)
    assert "That is the one that helps best." in result.text
    (row,) = await place.rows(LessonResult)
    assert row.is_right
    (delivery,) = await place.rows(Delivery)
    assert delivery.answered_at == place.app.clock()


async def test_an_answer_is_written_in_a_form_and_the_nudge_stays(place: Place, sender: SlackSender) -> None:
    ana = place.user("U1")
    nudge = await sent(place, sender, ana, PROMPT)
    form = await ana.presses(nudge, "Answer")
    assert form.kind == "modal"
    done = await ana.submits(form, text="A quokka's name")
    assert done.shown is not None
    assert "Kept, for you alone." in done.shown.text
    (row,) = await place.rows(Reflection)
    assert row.prompt == PROMPT.id
    assert "quokka" not in row.text_sealed
    logging = await ana.presses(done.shown, "Log it as an action")
    assert "Who was it for?" in logging.text


async def test_a_plan_is_made_from_a_nudge(place: Place, sender: SlackSender) -> None:
    ana = place.user("U1")
    result = await ana.presses(await sent(place, sender, ana, LESSON), "B")
    form = await ana.presses(result, "Make a plan")
    unfinished = await ana.submits(form)
    assert "There is still a …" in unfinished.errors["text"]
    done = await ana.submits(form, text="If I write up the launch, then I will name Leo.", ask_on="2026-03-20")
    assert done.shown is not None
    assert "on Friday, 20 March 2026" in done.shown.text
    assert len(await place.rows(Plan)) == 1

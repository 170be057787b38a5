"""Presses on a nudge in the private chat, which the bot sent unasked: the answer takes the card's place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.teams.sender import TeamsSender
from nudges import cards
from nudges.sender import Address, Delivered
from storage.models import Account, Delivery, LessonResult, Plan, Reflection
from storage.models.base import new_id
from storage.words import DeliveryState, Nudge, Platform
from tests.bot.teams.conftest import World
from tests.clients.teams import Card, TeamsClient
from tests.fakes.teams_world import TENANT
from tests.nudged import LESSON, PROMPT


@pytest.fixture
async def sender(world: World) -> AsyncIterator[TeamsSender]:
    sender = TeamsSender(world.app, cloud=world.teams.cloud)
    await sender.start()
    yield sender
    await sender.stop()


async def sent(world: World, sender: TeamsSender, ana: TeamsClient, item: Any) -> Card:
    """The nudge, stored and sent as by the delivery loop."""
    await ana.ask("me")
    async with world.app.database.begin() as db:
        account = (await db.execute(select(*Account.__table__.columns))).one()
        now, own = world.app.clock(), {"organization_id": account.organization_id, "person_id": account.person_id}
        delivery_id = new_id()
        times = dict.fromkeys(("due_at", "ready_at", "sent_at", "created_at"), now)
        what = {"nudge": Nudge.REFLECTION, "day": now.date(), "state": DeliveryState.SENT, "item": item.id}
        await db.execute(insert(Delivery).values(**own, id=delivery_id, zone="UTC", why="New.", **what, **times))
    to = Address(
        account.organization_id,
        account.workspace_id,
        account.id,
        Platform.TEAMS,
        TENANT,
        account.external_id,
        conversation=account.conversation,
    )
    assert isinstance(await sender.send(to, cards.of_item(item, str(delivery_id))), Delivered)
    return await ana.answer()


async def rows(world: World, model: Any) -> list[Any]:
    async with world.app.database.begin() as db:
        return list((await db.execute(select(*model.__table__.columns))).all())


async def test_a_press_is_answered_in_the_place_of_the_nudge(world: World, sender: TeamsSender) -> None:
    ana = world.newcomer()
    nudge = await sent(world, sender, ana, LESSON)
    written = len(ana.chat.written)
    why = await ana.use(nudge, "Why this one?")
    assert "Why this one? New." in why.text
    result = await ana.use(why, "A")
    assert "That is the one that helps best." in result.text
    assert len(ana.chat.written) == written, "the answer came in place, not as a message"
    (row,) = await rows(world, LessonResult)
    assert row.is_right
    (delivery,) = await rows(world, Delivery)
    assert delivery.answered_at == world.app.clock()


async def test_an_answer_is_written_in_a_form_in_its_place(world: World, sender: TeamsSender) -> None:
    ana = world.newcomer()
    form = await ana.use(await sent(world, sender, ana, PROMPT), "Answer")
    assert PROMPT.question in form.text
    kept = await ana.use(form, "Keep it", text="A quokka's name")
    assert "Kept, for you alone." in kept.text
    (row,) = await rows(world, Reflection)
    assert row.prompt == PROMPT.id
    assert "quokka" not in row.text_sealed
    assert "Who was it for?" in (await ana.use(kept, "Log it as an action")).text


async def test_a_plan_is_made_from_a_nudge(world: World, sender: TeamsSender) -> None:
    ana = world.newcomer()
    form = await ana.use(await ana.use(await sent(world, sender, ana, LESSON), "B"), "Make a plan")
    unfinished = await ana.use(form, "Keep it")
    assert "There is still a …" in unfinished.text
    plan = "If I write up the launch, then I will name Leo."
    kept = await ana.use(unfinished, "Keep it", text=plan, ask_on="2026-03-20")
    assert "on Friday, 20 March 2026" in kept.text
    assert len(await rows(world, Plan)) == 1

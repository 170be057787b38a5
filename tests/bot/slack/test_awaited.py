"""What is done in a moment: the answer holds it where it is soon, and else shows how it comes along, in its place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot import notices, worker
from bot.slack.asking import Patience
from bot.slack.sender import SlackSender
from handlers import errors
from handlers.pending import Pending
from handlers.request import Press
from messages.blocks import Button, Buttons, Message, Text
from messages.forms import Form, Link, TextInput
from storage.export_making import STILL_LOOKS
from storage.words import Platform
from tests.bot.slack.setup import Place, Script, running, settings
from tests.clock import FrozenClock
from tests.fakes.slack import RESPONSE_URL, FakeSlack
from tests.looking import Meanwhile, everybody_is_admin

FORM = Form("export", "Export", "Export", (TextInput("reason", "Why?", optional=True),))
READY = Link("It is ready.", "Fetch the file", "https://upstander.example.com/exports/orders/token", "Once.")
THERE = Message("It is there.", (Text("It is there."), Buttons((Button("Get the file", "export.look", "1"),))))


def at(percent: int) -> Pending:
    """How far it is."""
    words = f"{percent}% done"
    blocks = (Text(words), Buttons((Button("Look again", "export.look", "1"),)))
    return Pending(words, blocks, Press("export.look", "1"), Press("export.follow", "1"))


@pytest.fixture
def meanwhile() -> Meanwhile:
    return Meanwhile()


@asynccontextmanager
async def looking(
    slack: FakeSlack, url: str, clock: FrozenClock, meanwhile: Meanwhile, *, soon: int = 2, later: int = 0
) -> AsyncIterator[Place]:
    patience = Patience(form=5, acknowledgement=5, travel=0, looks=meanwhile.looks(soon=soon, later=later))
    async with running(slack, settings(slack, url), clock, patience) as place:
        yield place


class TestSoon:
    async def test_a_command_is_answered_with_the_end(
        self, slack: FakeSlack, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile, script: Script
    ) -> None:
        script.says(at(0), at(50), READY)
        async with looking(slack, sqlite_url, clock, meanwhile) as place:
            user = place.user("U1")
            assert await user.sends_command(user.command("export activity 2025")) == {}, "acknowledged at once"
            shown = await user.sees("It is ready.")
            await place.settle()
            assert [one.how for one in user.seen] == ["response_url"]
            assert shown.is_ephemeral
        assert script.asked[1:] == [Press("export.look", "1")] * 2
        assert sum(meanwhile.pauses) < 2

    async def test_a_form_shows_how_far_it_is_at_once_and_then_the_end(
        self, slack: FakeSlack, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile, script: Script
    ) -> None:
        script.says(FORM, at(0), READY)
        async with looking(slack, sqlite_url, clock, meanwhile) as place:
            user = place.user("U1")
            sent = await user.submits(await user.types("export"))
            assert sent.shown is not None
            assert "0% done" in sent.shown.text
            shown = await user.sees("It is ready.")
            assert (shown.how, shown.id) == ("views.update", sent.shown.id)

    async def test_who_closed_the_form_reads_the_end_in_the_direct_message(
        self, slack: FakeSlack, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile, script: Script
    ) -> None:
        script.says(FORM, at(0), READY)
        async with looking(slack, sqlite_url, clock, meanwhile) as place:
            user = place.user("U1")
            form = await user.types("export")

            async def closes(_number: int) -> None:
                slack.world.views.pop(form.id, None)

            meanwhile.does = closes
            await user.submits(form)
            assert (await user.sees("It is ready.")).how == "chat.postMessage"

    async def test_a_press_is_answered_in_place_with_the_end(
        self, slack: FakeSlack, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile, script: Script
    ) -> None:
        script.says(THERE, at(10), READY)
        async with looking(slack, sqlite_url, clock, meanwhile) as place:
            user = place.user("U1")
            card = await user.types("export")
            shown = await user.presses(card, "Get the file")
            assert shown.id == card.id
            assert "It is ready." in shown.text

    async def test_a_look_that_fails_takes_nothing_away(
        self, slack: FakeSlack, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile, script: Script
    ) -> None:
        script.says(at(0), errors.not_stored("CODE1234"), errors.unexpected("CODE1235"))
        async with looking(slack, sqlite_url, clock, meanwhile) as place:
            user = place.user("U1")
            await user.types("export")
            await place.settle()
            assert [one.text for one in user.seen if "CODE" in one.text] == []
            assert "0% done" in user.seen[-1].text


class TestLater:
    async def test_a_typed_command_can_not_be_changed_so_it_is_left_alone(
        self, slack: FakeSlack, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile, script: Script
    ) -> None:
        script.says(at(0), at(1), at(2))
        async with looking(slack, sqlite_url, clock, meanwhile, later=3) as place:
            user = place.user("U1")
            shown = await user.types("export activity 2025")
            await place.settle()
            assert "2% done" in shown.text
            assert len(user.seen) == 1
            assert len(script.asked) == 3

    async def test_a_modal_goes_on_in_place(
        self, slack: FakeSlack, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile, script: Script
    ) -> None:
        script.says(FORM, at(0), at(0), at(0), at(30), at(30), at(60), THERE)
        async with looking(slack, sqlite_url, clock, meanwhile, later=10) as place:
            user = place.user("U1")
            sent = await user.submits(await user.types("export"))
            shown = await user.sees("It is there.")
            assert sent.shown is not None
            assert shown.id == sent.shown.id
            told = [one.text for one in user.seen if one.how == "views.update"]
            assert ["30%" in told[1], "60%" in told[2], len(told)] == [True, True, 4], "what did not change is not sent"
        assert script.asked[-1] == Press("export.follow", "1"), "a look by itself must use nothing up"

    async def test_who_closed_the_modal_is_left_in_peace(
        self, slack: FakeSlack, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile, script: Script
    ) -> None:
        script.says(FORM, at(0), at(1), at(2), at(3))
        async with looking(slack, sqlite_url, clock, meanwhile, later=5) as place:
            user = place.user("U1")
            form = await user.types("export")

            async def closes(number: int) -> None:
                if number == 2:
                    slack.world.views.pop(form.id, None)

            meanwhile.does = closes
            await user.submits(form)
            await slack.until(lambda: len(meanwhile.pauses) == 3 and slack.calls[-1].method == "views.update")
            await place.edge.stop()
            assert len(script.asked) == 5
            assert "chat.postMessage" not in {one.method for one in slack.calls}

    async def test_an_address_serves_five_times_and_the_last_is_the_end(
        self, slack: FakeSlack, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile, script: Script
    ) -> None:
        script.says(THERE, *(at(percent) for percent in range(30)), THERE)
        async with looking(slack, sqlite_url, clock, meanwhile, soon=0, later=40) as place:
            user = place.user("U1")
            card = await user.types("export")
            before = len(slack.called(RESPONSE_URL))
            await place.way.interactive(user.press(card, "Get the file"))
            await slack.until(lambda: len(script.asked) == 32)
            await slack.until(lambda: "It is there." in user.seen[-1].text and len(user.seen) > 2)
            assert 3 <= len(slack.called(RESPONSE_URL)) - before <= 5
            assert {one.id for one in user.seen} == {card.id}

    async def test_a_stop_does_not_wait_for_it(
        self, slack: FakeSlack, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile, script: Script
    ) -> None:
        script.says(FORM, at(0), at(0), at(0))
        async with looking(slack, sqlite_url, clock, meanwhile, later=5) as place:
            user = place.user("U1")
            reached = asyncio.Event()

            async def for_ever(number: int) -> None:
                if number == 2:
                    reached.set()
                    await asyncio.Event().wait()

            meanwhile.does = for_ever
            await user.submits(await user.types("export"))
            async with asyncio.timeout(10):
                await reached.wait()
                await place.edge.stop()


async def test_an_export_of_a_moment_is_in_the_answer(
    slack: FakeSlack, database_url: str, clock: FrozenClock, meanwhile: Meanwhile
) -> None:
    async with looking(slack, database_url, clock, meanwhile) as place:
        user = place.user("U1")
        await user.types("help")
        await everybody_is_admin(place.app)
        meanwhile.makes(place.app)
        shown = await user.types("export activity 2025")
        assert "Your export is ready" in shown.text
        assert "/exports/orders/" in str(shown.payload)


async def test_one_that_takes_longer_has_a_bar_and_a_private_message_follows(
    slack: FakeSlack, database_url: str, clock: FrozenClock, meanwhile: Meanwhile
) -> None:
    async with looking(slack, database_url, clock, meanwhile) as place:
        user = place.user("U1")
        await user.types("help")
        await everybody_is_admin(place.app)
        shown = await user.types("export activity 2025")
        assert "I'm making your export." in shown.text
        assert shown.button("Look again")
        clock.move(STILL_LOOKS)
        await worker.make_exports(place.app)
        sender = SlackSender(place.app)
        place.app.senders[Platform.SLACK] = sender
        await sender.start()
        try:
            assert [await notices.send(place.app), await notices.send(place.app)] == [1, 0]
        finally:
            await sender.stop()
        told = await user.sees("Get the file")
        assert told.how == "chat.postMessage"
        fetched = await user.presses(told, "Get the file")
        assert "Fetch the file" in fetched.text
        assert fetched.id == told.id

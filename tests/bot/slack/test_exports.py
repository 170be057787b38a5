"""`/ally export` in Slack, to the file itself: a second admin is asked in private, and who ordered it gets a link."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest

from bot import worker
from bot.slack.sender import SlackSender
from storage.export_making import STILL_LOOKS
from storage.export_orders import TO_BE_MADE
from storage.models import AuditEvent, ExportOrder
from storage.words import Platform
from tests.admins import make_admin, tell, visiting
from tests.bot.slack.setup import Place
from tests.clients.slack import SlackUser
from tests.clock import FrozenClock
from tests.fakes.slack_world import Shown

DAYS = {"first": "2026-03-01", "last": "2026-03-04"}
NAMES: dict[str, Any] = {"with_names": True, "reason": "for the yearly ceremony", **DAYS}


@dataclass
class Admins:
    """Two program admins in Slack."""

    place: Place
    ana: SlackUser
    cleo: SlackUser

    async def order_names(self) -> Shown:
        """Ana wants names, and Cleo is asked."""
        sent = await self.ana.submits(await self.ana.types("export"), **NAMES)
        assert sent.shown is not None
        assert "a second program admin has to agree" in sent.shown.text
        assert await tell(self.place.app) == 1
        asked = self.cleo.seen[-1]
        assert asked.how == "chat.postMessage"
        return asked

    async def trail(self) -> list[str]:
        events = sorted(await self.place.rows(AuditEvent), key=lambda one: one.sequence)
        return [one.event for one in events if one.event.startswith("export.")]


@pytest.fixture
async def admins(place_on_each: Place) -> Admins:
    admins = Admins(place_on_each, place_on_each.user("U1"), place_on_each.user("U3"))
    for user, name in ((admins.ana, "Ana"), (admins.cleo, "Cleo Martin")):
        await user.types("help")
        await make_admin(place_on_each.app, name)
    place_on_each.app.senders[Platform.SLACK] = SlackSender(place_on_each.app)
    return admins


async def test_names_are_agreed_to_in_private_and_the_file_is_fetched_once(admins: Admins, clock: FrozenClock) -> None:
    place, ana, cleo = admins.place, admins.ana, admins.cleo
    asked = await admins.order_names()
    for said in ("Ana", "Activity log, 1 March 2026 to 4 March 2026, CSV, with names", "for the yearly ceremony"):
        assert said in asked.text
    assert asked.button("Agree")["confirm"]["title"]["text"] == "Agree to names?"
    agreed = await cleo.presses(asked, "Agree")
    assert "Agreed: Ana gets" in agreed.text
    assert agreed.id == asked.id

    assert await tell(place.app) == 0, "a file that is there in a moment says so by itself"
    clock.move(TO_BE_MADE)
    assert await tell(place.app) == 1
    assert "Cleo Martin agreed to names." in ana.seen[-1].text
    assert await worker.make_exports(place.app) == 1
    clock.move(STILL_LOOKS)
    assert await tell(place.app) == 1
    told = ana.seen[-1]
    assert "Your export is ready." in told.text
    link = (await ana.presses(told, "Get the file")).button("Fetch the file")["url"]
    async with visiting(place.app) as visitor:
        assert "Your export is ready" in await visitor.opens(link)
        file = await visitor.follows("Download the file")
        await place.settle()
        assert "This link was used" in await visitor.opens(link)
    with zipfile.ZipFile(io.BytesIO(file.content)) as held:
        assert [one for one in held.namelist() if one.endswith(".csv")]
    assert await admins.trail() == [
        "export.asked", "export.approved", "export.made", "export.download_started", "export.downloaded"
    ]  # fmt: skip


async def test_names_that_are_declined_are_never_made(admins: Admins) -> None:
    asked = await admins.order_names()
    assert "Declined. Ana does not get" in (await admins.cleo.presses(asked, "Decline")).text
    assert await tell(admins.place.app) == 1
    told = admins.ana.seen[-1]
    assert "Cleo Martin did not agree to names." in told.text
    assert await worker.make_exports(admins.place.app) == 0
    form = await admins.ana.presses(told, "New export")
    assert form.kind == "modal"


async def test_what_is_wrong_stands_beside_its_field(admins: Admins) -> None:
    form = await admins.ana.types("export")
    sent = await admins.ana.submits(form, **(NAMES | {"reason": "because", "last": "2026-03-09"}))
    assert sent.errors.keys() == {"reason", "last"}
    assert await admins.place.rows(ExportOrder) == []


async def test_who_is_no_admin_gets_nothing(place_on_each: Place) -> None:
    shown = await place_on_each.user("U2").types("export activity 2025")
    assert "/ally export is for program admins." in shown.text
    assert await place_on_each.rows(ExportOrder) == []

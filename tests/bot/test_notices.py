"""Private messages about exports: who gets which, once, and not what nobody needs any more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bot import notices
from nudges.sender import Delivered, Later, Lost, Refused
from storage import erasure, export_files, export_making, export_orders
from storage import notices as stored
from storage.export_making import STILL_LOOKS, File
from storage.export_orders import TO_BE_MADE
from storage.models import Notice
from storage.notice_words import About
from storage.words import DeliveryState, FailReason, Gender, Unreachable
from tests.golden import check_golden
from tests.handlers.test_export import NAMES, with_ids
from tests.sending import Worked
from tests.walking import Walk, words_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    """With three admins: ada, ira and olu."""
    await walk.add_person("ira", "Ira Second", Gender.UNDISCLOSED, is_admin=True)
    await walk.add_person("olu", "Olu Third", Gender.UNDISCLOSED, is_admin=True)
    worked = Worked.of(walk, database_url)
    yield worked
    await worked.close()


async def send(worked: Worked) -> int:
    return await notices.send(worked.app)


async def make(walk: Walk) -> UUID:
    async with walk.database.begin() as db:
        claimed = await export_making.claim(db, walk.cipher, walk.clock())
        assert claimed is not None
        job, _key = claimed
        await export_files.keep(db, job.organization_id, job.id, 0, b"sealed")
        await export_making.finish(db, job, File(1234, 0, 6, "00"), walk.clock())
    return job.id


async def asks_for_names(walk: Walk) -> Any:
    return await walk.submit(await walk.press("export.new", as_="ada"), NAMES, as_="ada")


async def states(walk: Walk) -> list[tuple[About, DeliveryState]]:
    rows = sorted(await walk.rows(Notice), key=lambda one: (one.created_at, one.about))
    return [(one.about, one.state) for one in rows]


class TestReady:
    async def test_who_waits_longer_is_told_once(self, worked: Worked) -> None:
        walk = worked.walk
        await walk.say("export activity 2025", as_="ada")
        walk.clock.move(MINUTE)
        await make(walk)
        assert await send(worked) == 1
        [told] = worked.post.received("ada")
        check_golden("export/told_ready", with_ids(told))
        for _ in range(3):
            walk.clock.move(MINUTE)
            assert await send(worked) == 0
        assert len(worked.post.sent) == 1
        link = await walk.press_button(told, "Get the file", as_="ada")
        assert "Your export is ready" in words_of(link)

    async def test_who_still_looks_is_left_in_peace_and_who_has_the_link_too(self, worked: Worked) -> None:
        walk = worked.walk
        asked = await walk.say("export activity 2025", as_="ada")
        await make(walk)
        assert await send(worked) == 0
        await walk.press_button(asked, "Look again", as_="ada")
        walk.clock.move(STILL_LOOKS)
        assert await send(worked) == 0
        assert worked.post.sent == []
        assert await states(walk) == [(About.EXPORT_DONE, DeliveryState.SKIPPED)]

    async def test_who_looked_away_is_told_a_little_later(self, worked: Worked) -> None:
        walk = worked.walk
        await walk.say("export activity 2025", as_="ada")
        await make(walk)
        walk.clock.move(STILL_LOOKS)
        assert await send(worked) == 1
        assert len(worked.post.received("ada")) == 1

    async def test_what_an_edge_asks_by_itself_is_no_link_and_tells_nobody(self, worked: Worked) -> None:
        walk = worked.walk
        await walk.say("export activity 2025", as_="ada")
        order_id = await make(walk)
        followed = await walk.press("export.follow", order_id, as_="ada")
        assert "Get the file" in words_of(followed)
        assert "can't find that export" in words_of(await walk.press("export.follow", order_id, as_="ira"))
        walk.clock.move(STILL_LOOKS)
        assert await send(worked) == 1

    async def test_what_could_not_be_made_is_told(self, worked: Worked) -> None:
        walk = worked.walk
        await walk.say("export activity 2025", as_="ada")
        for _ in range(export_making.MOST_ATTEMPTS):
            async with walk.database.begin() as db:
                claimed = await export_making.claim(db, walk.cipher, walk.clock())
                assert claimed is not None
                await export_making.give_back(db, claimed[0], walk.clock())
            walk.clock.move(MINUTE)
        assert await send(worked) == 1
        [told] = worked.post.received("ada")
        check_golden("export/told_failed", told)

    async def test_who_is_no_admin_any_more_is_told_nothing(self, worked: Worked) -> None:
        walk = worked.walk
        await walk.say("export activity 2025", as_="ada")
        await make(walk)
        await walk.set_person("ada", is_admin=False)
        walk.clock.move(MINUTE)
        assert await send(worked) == 0
        assert worked.post.sent == []


class TestNames:
    async def test_every_other_admin_may_decide_in_private(self, worked: Worked) -> None:
        walk = worked.walk
        await asks_for_names(walk)
        assert await send(worked) == 2
        assert {account for account, _message in worked.post.sent} == {"U-IRA", "U-OLU"}
        [asked] = worked.post.received("ira")
        check_golden("export/told_to_decide", with_ids(asked))
        agreed = await walk.press_button(asked, "Agree", as_="ira")
        assert "Agreed: " in words_of(agreed)
        [too_late] = worked.post.received("olu")
        assert "nothing to decide" in words_of(await walk.press_button(too_late, "Agree", as_="olu"))

    async def test_the_same_asked_again_asks_nobody_again(self, worked: Worked) -> None:
        walk = worked.walk
        await asks_for_names(walk)
        await asks_for_names(walk)
        assert await send(worked) == 2
        await asks_for_names(walk)
        assert await send(worked) == 0
        assert len(worked.post.sent) == 2

    async def test_an_agreement_is_told_with_the_file_where_that_is_quick(self, worked: Worked) -> None:
        walk = worked.walk
        await asks_for_names(walk)
        walk.clock.move(timedelta(hours=1))
        await walk.press_button(await walk.say("export", as_="ira"), "Agree", as_="ira")
        await make(walk)
        await send(worked)
        [told] = worked.post.received("ada")
        assert "Ira Second agreed to names." in words_of(told)
        assert "Your export is ready." in words_of(told)
        walk.clock.move(TO_BE_MADE)
        assert await send(worked) == 0
        assert len(worked.post.received("ada")) == 1

    async def test_else_by_itself_first(self, worked: Worked) -> None:
        walk = worked.walk
        await asks_for_names(walk)
        await walk.press_button(await walk.say("export", as_="ira"), "Agree", as_="ira")
        assert worked.post.received("ada") == []
        walk.clock.move(TO_BE_MADE)
        await send(worked)
        [told] = worked.post.received("ada")
        check_golden("export/told_agreed", with_ids(told))

    async def test_a_refusal_is_told(self, worked: Worked) -> None:
        walk = worked.walk
        await asks_for_names(walk)
        await walk.press_button(await walk.say("export", as_="ira"), "Decline", as_="ira")
        await send(worked)
        [told] = worked.post.received("ada")
        check_golden("export/told_declined", told)
        assert worked.post.received("olu") == [], "there is nothing to decide any more"

    async def test_what_is_over_is_asked_of_nobody(self, worked: Worked) -> None:
        walk = worked.walk
        await asks_for_names(walk)
        walk.clock.move(export_orders.TO_APPROVE)
        assert await send(worked) == 0
        assert worked.post.sent == []


class TestSending:
    async def order(self, worked: Worked) -> None:
        await worked.walk.say("export activity 2025", as_="ada")
        worked.walk.clock.move(MINUTE)
        await make(worked.walk)

    async def test_what_was_refused_for_now_is_tried_again(self, worked: Worked) -> None:
        await self.order(worked)
        worked.post.says("U-ADA", Later(30), Delivered({}))
        await send(worked)
        assert await send(worked) == 0
        worked.walk.clock.move(timedelta(seconds=30))
        assert await send(worked) == 1
        assert len(worked.post.sent) == 2
        assert await states(worked.walk) == [(About.EXPORT_DONE, DeliveryState.SENT)]

    async def test_what_got_lost_is_not_sent_again(self, worked: Worked) -> None:
        await self.order(worked)
        worked.post.says("U-ADA", Lost("timeout"))
        await send(worked)
        worked.walk.clock.move(timedelta(hours=1))
        assert await send(worked) == 0
        assert await states(worked.walk) == [(About.EXPORT_DONE, DeliveryState.UNKNOWN)]

    async def test_a_sender_that_dies_is_not_followed_by_another(self, worked: Worked) -> None:
        walk = worked.walk
        await self.order(worked)

        async def dies(_to: object) -> None:
            raise KeyboardInterrupt

        worked.post.meanwhile = dies
        with pytest.raises(KeyboardInterrupt):
            await send(worked)
        worked.post.meanwhile = None
        assert await states(walk) == [(About.EXPORT_DONE, DeliveryState.SENDING)]
        assert await send(worked) == 0
        walk.clock.move(stored.LEASE)
        assert await send(worked) == 0
        assert await states(walk) == [(About.EXPORT_DONE, DeliveryState.UNKNOWN)]

    async def test_who_can_not_be_reached_is_marked(self, worked: Worked) -> None:
        await self.order(worked)
        worked.post.says("U-ADA", Refused(FailReason.BLOCKED, Unreachable.BLOCKED))
        await send(worked)
        assert (await worked.account("ada")).unreachable is Unreachable.BLOCKED
        assert await states(worked.walk) == [(About.EXPORT_DONE, DeliveryState.FAILED)]

    async def test_where_slack_opened_the_direct_message_is_remembered(self, worked: Worked) -> None:
        await self.order(worked)
        worked.post.says("U-ADA", Delivered({}, "D-ADA"))
        await send(worked)
        assert (await worked.account("ada")).direct_channel == "D-ADA"

    async def test_no_more_at_once_than_a_conversation_takes(self, worked: Worked) -> None:
        walk = worked.walk
        await self.order(worked)
        await walk.say("export nudges 2025", as_="ada")
        walk.clock.move(MINUTE)
        await make(walk)
        assert await send(worked) == 1
        walk.clock.move(notices.SOON)
        assert await send(worked) == 1
        assert len(worked.post.received("ada")) == 2

    async def test_without_an_account_to_write_to_it_waits(self, worked: Worked) -> None:
        await self.order(worked)
        await worked.set_account("ada", unreachable=Unreachable.BLOCKED)
        assert await send(worked) == 0
        await worked.set_account("ada", unreachable=None)
        assert await send(worked) == 1

    async def test_they_are_forgotten_in_time_and_go_with_their_person(self, worked: Worked) -> None:
        walk = worked.walk
        await self.order(worked)
        await send(worked)
        async with walk.database.begin() as db:
            assert await stored.forget(db, walk.clock() + stored.KEPT - 2 * MINUTE) == 0
            assert await stored.forget(db, walk.clock() + stored.KEPT) == 1
        await asks_for_names(walk)
        async with walk.database.begin() as db:
            await erasure.erase(
                db, walk.organization_id, walk.people["ira"], today=walk.clock().date(), now=walk.clock()
            )
        assert {one.person_id for one in await walk.rows(Notice)} == {walk.people["olu"]}

"""`/ally link`: asking to be linked to the roster, what anybody learns by it, and what comes of it in chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import notices
from handlers.request import Reply
from messages.blocks import Button, Buttons, Message
from messages.forms import Form, FormErrors, Link
from storage import linking
from storage.linking_words import LinkState
from storage.models import AuditEvent, LinkRequest, Notice
from storage.models.base import new_id
from storage.words import Gender
from tests.golden import check_golden
from tests.sending import Worked
from tests.storage.linked import approve, stranger, without_account
from tests.walking import Walk, words_of

DAY = timedelta(days=1)


@pytest.fixture
async def sam(walk: Walk) -> Walk:
    """Sam is known by a chat account alone; the roster lists Ana, who has none."""
    await without_account(walk)
    await stranger(walk)
    return walk


@pytest.fixture
async def worked(sam: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(sam, database_url)
    yield worked
    await worked.close()


async def requests(walk: Walk) -> list[Any]:
    return await walk.rows(LinkRequest)


def with_ids(reply: Reply) -> Message:
    """The same ids in it on every run."""
    assert isinstance(reply, Message)
    blocks = (
        Buttons(tuple(replace(o, subject="1") if isinstance(o, Button) and o.subject else o for o in one.items))
        if isinstance(one, Buttons)
        else one
        for one in reply.blocks
    )
    return Message(reply.fallback, tuple(blocks))


async def refuse(walk: Walk) -> None:
    [one] = await requests(walk)
    async with walk.database.begin() as db:
        assert await linking.refuse(db, walk.organization_id, one.id, walk.people["ada"], walk.clock())


class TestAsking:
    async def test_golden_form(self, sam: Walk) -> None:
        check_golden("link/form", await sam.say("link", as_="sam"))

    async def test_golden_it_waits_and_can_be_taken_back(self, sam: Walk) -> None:
        asked = await sam.submit(await sam.say("link", as_="sam"), {"email": " Ana@Example.com "}, as_="sam")
        check_golden("link/asked", with_ids(asked))
        sam.clock.move(DAY)
        check_golden("link/waits", with_ids(await sam.say("link", as_="sam")))
        [one] = await requests(sam)
        assert (one.person_id, one.email, one.state) == (sam.people["sam"], "ana@example.com", LinkState.WAITING)
        check_golden("link/taken_back", await sam.press_button(asked, "Take it back", as_="sam"))
        assert "nothing to take back" in words_of(await sam.press_button(asked, "Take it back", as_="sam"))
        [one] = await requests(sam)
        assert one.state is LinkState.TAKEN_BACK
        events = await sam.rows(AuditEvent)
        assert [(each.event, each.actor, each.details) for each in events] == [
            (event, str(sam.people["sam"]), {"request": str(one.id)}) for event in ("link.asked", "link.taken_back")
        ]

    @pytest.mark.parametrize(
        "typed", ["link ana@example.com", "link me to ana@example.com, please", "connect ANA@example.com."]
    )
    async def test_an_address_in_the_words_is_enough(self, sam: Walk, typed: str) -> None:
        assert "A program admin looks at it" in words_of(await sam.say(typed, as_="sam"))
        [one] = await requests(sam)
        assert one.email == "ana@example.com"

    async def test_nobody_learns_whether_an_address_is_on_the_roster(self, walk: Walk) -> None:
        """Of somebody without an account, of somebody with one here, of nobody: to the letter the same."""
        await without_account(walk)
        answers = []
        for number, email in enumerate(("ana@example.com", "ben@example.com", "nobody@example.com")):
            await stranger(walk, f"s{'abc'[number]}")
            form = await walk.say("link", as_=f"s{'abc'[number]}")
            answer = await walk.submit(form, {"email": email}, as_=f"s{'abc'[number]}")
            answers.append(repr(with_ids(answer)).replace(email, "…"))
        assert len(set(answers)) == 1
        assert len(await requests(walk)) == 3

    @pytest.mark.parametrize("email", ["", "  ", "ana", "ana@", "ana@example", "a b@example.com", "<@U1>", "x" * 400])
    async def test_golden_what_is_no_address_is_said_and_kept_in_the_form(self, sam: Walk, email: str) -> None:
        reply = await sam.submit("link", {"email": email}, as_="sam")
        assert isinstance(reply, FormErrors)
        assert reply.errors == {"email": "Please write your work e-mail address, like ana@example.com."}
        assert await requests(sam) == []
        if email == "ana":
            check_golden("link/errors", reply)

    @pytest.mark.parametrize("values", [{}, {"email": None}, {"email": True}, {"email": ("a@example.com",)}])
    async def test_a_forged_form_is_answered(self, sam: Walk, values: dict[str, Any]) -> None:
        assert isinstance(await sam.submit("link", values, as_="sam"), FormErrors)

    async def test_words_that_are_no_address_open_the_form_with_what_was_typed(self, sam: Walk) -> None:
        reply = await sam.say("link somewhere", as_="sam")
        assert isinstance(reply, Form)
        assert reply.inputs[0].value == "somewhere"  # type: ignore[union-attr]

    async def test_ones_own_address_is_no_news(self, sam: Walk) -> None:
        await sam.set_person("sam", email="sam@elsewhere.example")
        reply = await sam.submit("link", {"email": "SAM@elsewhere.example"}, as_="sam")
        assert isinstance(reply, FormErrors)
        assert "I know you by this address already" in reply.errors["email"]

    @pytest.mark.parametrize("who", ["ben", "dan", "ada"])
    async def test_golden_whom_the_roster_lists_has_nothing_to_ask(self, sam: Walk, who: str) -> None:
        told = await sam.say("link", as_=who)
        if who == "ben":
            check_golden("link/on_roster", told)
        assert f"lists you already as {who}@example.com" in words_of(told)
        assert "lists you already" in words_of(await sam.submit("link", {"email": "ana@example.com"}, as_=who))
        assert await requests(sam) == []

    async def test_one_at_a_time_and_three_in_a_week(self, sam: Walk) -> None:
        for number in range(3):
            await sam.say(f"link a{number}@example.com", as_="sam")
            again = await sam.say("link b@example.com", as_="sam")
            assert "A program admin has not decided yet." in words_of(again)
            await sam.press("link.take_back", (await requests(sam))[-1].id, as_="sam")
            sam.clock.move(DAY)
        reply = await sam.submit("link", {"email": "ana@example.com"}, as_="sam")
        assert isinstance(reply, FormErrors)
        assert "You asked three times within a week" in reply.errors["email"]
        assert "Wednesday, 11 March 2026" in reply.errors["email"]
        assert len(await requests(sam)) == 3
        sam.clock.move(4 * DAY + timedelta(minutes=1))
        assert "looks at it" in words_of(await sam.submit("link", {"email": "ana@example.com"}, as_="sam"))

    async def test_what_nobody_decided_in_time_makes_room(self, sam: Walk) -> None:
        await sam.say("link ana@example.com", as_="sam")
        sam.clock.move(linking.LIFETIME)
        assert isinstance(await sam.say("link", as_="sam"), Form)
        assert "looks at it" in words_of(await sam.say("link other@example.com", as_="sam"))
        [one] = await requests(sam)
        assert one.email == "other@example.com"

    async def test_nobody_takes_back_what_is_not_theirs(self, sam: Walk) -> None:
        await sam.say("link ana@example.com", as_="sam")
        [one] = await requests(sam)
        for subject, who in ((one.id, "ben"), (new_id(), "sam"), ("x", "sam")):
            assert "nothing to take back" in words_of(await sam.press("link.take_back", subject, as_=who))
        [one] = await requests(sam)
        assert one.state is LinkState.WAITING


class TestTold:
    async def test_golden_every_admin_is_told_once_and_not_the_address(self, worked: Worked) -> None:
        walk = worked.walk
        await walk.add_person("ira", "Ira Second", Gender.UNDISCLOSED, is_admin=True)
        await walk.say("link ana@example.com", as_="sam")
        assert await notices.send(worked.app) == 2
        [told] = worked.post.received("ada")
        check_golden("link/to_decide", told)
        assert worked.post.received("ira") == [told]
        assert "ana@example.com" not in words_of(told)
        assert await notices.send(worked.app) == 0
        assert isinstance(await walk.press_button(told, "Open the dashboard", as_="ada"), Link)
        refused = await walk.press_button(told, "Open the dashboard", as_="ben")
        assert "is for program admins and auditors" in words_of(refused)

    async def test_what_is_over_is_told_to_no_admin(self, worked: Worked) -> None:
        walk = worked.walk
        await walk.say("link ana@example.com", as_="sam")
        await walk.press("link.take_back", (await requests(walk))[0].id, as_="sam")
        await notices.send(worked.app)
        assert worked.post.received("ada") == []

    async def test_golden_who_was_linked_is_told_where_they_asked(self, worked: Worked) -> None:
        walk = worked.walk
        await walk.say("amplify @ben in the review: his idea", as_="sam")
        await walk.say("link ana@example.com", as_="sam")
        assert await approve(walk, (await requests(walk))[0].id) is None
        await notices.send(worked.app)
        [told] = worked.post.received("sam")
        check_golden("link/linked", told)
        record = await walk.press_button(told, "My record", as_="sam")
        assert "Ben Okafor" in words_of(record)
        assert "lists you already as ana@example.com" in words_of(await walk.say("link", as_="sam"))

    async def test_golden_who_was_not_is_told_and_may_ask_again(self, worked: Worked) -> None:
        walk = worked.walk
        await walk.say("link ana@example.com", as_="sam")
        await refuse(walk)
        await notices.send(worked.app)
        [told] = worked.post.received("sam")
        check_golden("link/refused", told)
        assert isinstance(await walk.press_button(told, "Ask again", as_="sam"), Form)
        assert len(await walk.rows(Notice)) == 2

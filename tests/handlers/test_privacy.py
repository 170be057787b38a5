"""`privacy`: what is kept, one's own copy, and erasure, all the way down the road."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from handlers.request import Press, Reply
from messages.blocks import Button, Buttons, Message, Style
from messages.forms import Link
from storage import holds
from storage.encryption import token_hash
from storage.models import Account, Action, AuditEvent, Export, Person
from storage.models.base import new_id
from storage.words import Visibility
from tests.golden import check_golden
from tests.storage.everything import SECRETS, everything_readable, fill, kept
from tests.walking import PUBLIC_URL, Walk, field_of, find_button, words_of


async def people(walk: Walk) -> int:
    return len(await walk.rows(Person))


def with_one_id(reply: Reply) -> Message:
    """The message with the same id in its buttons on every run."""
    assert isinstance(reply, Message)
    blocks = (
        Buttons(
            tuple(replace(one, subject="1") if isinstance(one, Button) and one.subject else one for one in row.items)
        )
        if isinstance(row, Buttons)
        else row
        for row in reply.blocks
    )
    return Message(reply.fallback, tuple(blocks))


class TestCard:
    async def test_golden_with_everything(self, walk: Walk) -> None:
        await fill(walk)
        await walk.set_preferences("ana", zone="UTC")
        check_golden("privacy", await walk.say("privacy", as_="ana"))

    async def test_golden_with_nothing(self, walk: Walk) -> None:
        check_golden("privacy_empty", await walk.say("privacy"))

    async def test_counts_what_is_there(self, walk: Walk) -> None:
        await fill(walk)
        reply = await walk.press("privacy", as_="ana")
        logged = field_of(reply, "What you logged")
        assert logged.startswith("3 actions, and 2 that you took back or changed:")
        assert field_of(reply, "Whom you put forward").startswith("1 sponsorship:")
        assert field_of(reply, "What colleagues logged for you").startswith("1 action:")
        assert "2 chat accounts" in field_of(reply, "From your profile or your organization")

    async def test_says_who_sees_it_with_the_organizations_k_and_ones_own_visibility(self, walk: Walk) -> None:
        await walk.set_organization(k=7)
        await walk.set_preferences("ben", visibility=Visibility.PRIVATE)
        told = words_of(await walk.say("privacy"))
        assert "none about fewer than 7 people" in told
        assert "Private: only counted" in told

    async def test_an_unknown_word_is_told(self, walk: Walk) -> None:
        assert "I don't know “blah” here." in words_of(await walk.say("privacy blah"))


class TestCopy:
    @pytest.mark.parametrize("typed", ["export", "Exprot", "download", "my data", "please give me a copy"])
    async def test_words_that_ask_for_it(self, walk: Walk, typed: str) -> None:
        assert isinstance(await walk.say(f"privacy {typed}"), Link)

    async def test_a_link_for_this_person_and_a_line_in_the_trail(self, walk: Walk) -> None:
        link = await walk.press_button(await walk.say("privacy"), "Get my copy")
        assert isinstance(link, Link)
        address, _, token = link.url.rpartition("/")
        assert address == f"{PUBLIC_URL}/exports"
        (export,) = await walk.rows(Export)
        assert (export.token_hash, export.person_id) == (token_hash(token), walk.people["ben"])
        (event,) = await walk.rows(AuditEvent)
        assert (event.event, event.actor) == ("own_record.offered", str(walk.people["ben"]))
        assert event.details == {"export": str(export.id)}
        assert token not in await walk.dump()

    async def test_golden_link(self, walk: Walk) -> None:
        link = await walk.say("privacy export")
        assert isinstance(link, Link)
        check_golden("privacy_export", Link(link.text, link.label, f"{PUBLIC_URL}/exports/token", link.note))


class TestErasure:
    @pytest.mark.parametrize(
        "typed", ["erase", "ERASE", "earse", "delete everything", "forget me", "please remove my data"]
    )
    async def test_asks_again_and_changes_nothing(self, walk: Walk, typed: str) -> None:
        before = await kept(walk)
        reply = await walk.say(f"privacy {typed}")
        button = cast("Button", find_button(reply, "Erase everything"))
        assert (button.style, button.confirm is not None) == (Style.DANGER, True)
        assert await kept(walk) == before

    async def test_golden_question(self, walk: Walk) -> None:
        check_golden("privacy_erase", with_one_id(await walk.say("privacy erase")))

    async def test_golden_question_to_an_admin(self, walk: Walk) -> None:
        reply = await walk.press_button(await walk.say("privacy", as_="ada"), "Erase everything …", as_="ada")
        check_golden("privacy_erase_admin", with_one_id(reply))

    async def test_golden_kept(self, walk: Walk) -> None:
        before = await kept(walk)
        reply = await walk.press_button(await walk.say("privacy erase"), "Keep everything")
        assert await kept(walk) == before
        check_golden("privacy_kept", reply)

    async def test_golden_goodbye(self, walk: Walk) -> None:
        reply = await walk.press_button(await walk.say("privacy erase"), "Erase everything")
        check_golden("privacy_goodbye", reply)

    async def test_while_a_legal_hold_is_on_it_waits_and_says_so(self, walk: Walk) -> None:
        async with walk.database.begin() as db:
            hold = await holds.add(
                db, walk.cipher, walk.organization_id, "ben@example.com", "a case", actor="operator", now=walk.clock()
            )
        reply = await walk.press_button(await walk.say("privacy erase"), "Erase everything")
        check_golden("privacy_erase_later", reply)
        assert "a case" not in words_of(reply)
        assert await walk.rows(Person, Person.id == walk.people["ben"], Person.erased_at.is_(None))
        assert "I remember your wish" in words_of(await walk.say("privacy"))
        await walk.press_button(await walk.say("privacy erase"), "Erase everything")
        assert len(await walk.rows(AuditEvent, AuditEvent.event == "erasure.waits")) == 1
        async with walk.database.begin() as db:
            await holds.release(db, walk.organization_id, hold, actor="operator", now=walk.clock())
        reply = await walk.press_button(await walk.say("privacy erase"), "Erase everything")
        assert "It is done" in words_of(reply)
        assert await walk.rows(Person, Person.id == walk.people["ben"]) == []

    async def test_everything_goes(self, walk: Walk) -> None:
        await fill(walk)
        await walk.press_button(await walk.say("privacy erase", as_="ana"), "Erase everything", as_="ana")
        after = await everything_readable(walk)
        assert [word for word in SECRETS if word in after] == []

    async def test_the_next_thing_they_write_makes_them_somebody_new(self, walk: Walk) -> None:
        await walk.press_button(await walk.say("privacy erase"), "Erase everything")
        walk.directory.knows("U-BEN", "Ben Okafor", email="ben@example.com")
        await walk.say("learn read a book")
        (ben,) = await walk.rows(Person, Person.email == "ben@example.com")
        assert ben.id != walk.people["ben"]
        assert [one.actor_id for one in await walk.rows(Action)] == [ben.id]

    async def test_a_retry_does_not_bring_them_back(self, walk: Walk) -> None:
        walk.directory.knows("U-BEN", "Ben Okafor", email="ben@example.com")
        before = await people(walk)
        erase = cast("Button", find_button(await walk.say("privacy erase"), "Erase everything"))
        assert "It is done" in words_of(await walk.press(erase.action, erase.subject, key="press-1"))
        after = await walk.dump()
        assert await walk.walk(Press(erase.action, erase.subject), key="press-1") is None
        assert await walk.dump() == after
        assert await people(walk) == before

    async def test_a_second_click_does_not_bring_them_back_either(self, walk: Walk) -> None:
        walk.directory.knows("U-BEN", "Ben Okafor", email="ben@example.com")
        before = await people(walk)
        erase = cast("Button", find_button(await walk.say("privacy erase"), "Erase everything"))
        for _ in range(3):
            assert "It is done" in words_of(await walk.press(erase.action, erase.subject))
        assert await people(walk) == before
        assert await walk.rows(Account, Account.external_id == "U-BEN") == []
        assert "Okafor" not in await walk.dump()

    @pytest.mark.parametrize("subject", ["ana", "unknown", "nonsense", ""])
    async def test_nobody_erases_somebody_else(self, walk: Walk, subject: str) -> None:
        walk.clock.move(timedelta(seconds=1))
        before = await kept(walk)
        about = {"ana": str(walk.people["ana"]), "unknown": str(new_id())}.get(subject, subject)
        assert "out of date" in words_of(await walk.press("privacy.erase", about))
        assert await kept(walk) == before

    async def test_colleagues_go_on(self, walk: Walk) -> None:
        await walk.say("amplify @ana in standup: her idea")
        await walk.press_button(await walk.say("privacy erase", as_="ana"), "Erase everything", as_="ana")
        assert "Ana" not in words_of(await walk.say("me"))

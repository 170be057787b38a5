"""Requests to be linked to the roster: what an admin sees of them, who decides, and what must not be linked lightly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from storage import holds, linking
from storage.audit import OPERATOR
from storage.linking_words import LinkState
from storage.models import Account, Action, AuditEvent, LinkRequest, Notice, Person
from storage.notice_words import About
from tests.bot.dashboard.conftest import Browser
from tests.storage.everything import action, put
from tests.storage.linked import ask, elsewhere, stranger, without_account


@pytest.fixture
async def asked(browser: Browser) -> Browser:
    """Sam, whom the roster does not know, says that Ana's address is theirs; Ana has no account."""
    await without_account(browser.walk)
    await stranger(browser.walk, name="Sam of the chat")
    await ask(browser.walk)
    return browser


async def request(browser: Browser) -> LinkRequest:
    [found] = await browser.walk.rows(LinkRequest)
    return found  # type: ignore[no-any-return]


async def decide(browser: Browser, act: str, into: str = "ana", **more: str) -> httpx.Response:
    fields = {"request": str((await request(browser)).id), "target": str(browser.walk.people[into]), **more}
    return await browser.post("link-requests", act, None, **fields)


async def is_linked(browser: Browser) -> bool:
    return not await browser.walk.rows(Person, Person.id == browser.walk.people["sam"])


async def events(browser: Browser) -> list[tuple[str, str]]:
    found: list[Any] = await browser.walk.rows(AuditEvent, AuditEvent.event.in_(("link.refused", "person.linked")))
    return [(one.event, one.actor) for one in found]


async def test_an_admin_sees_both_sides_and_links_them(asked: Browser) -> None:
    walk = asked.walk
    about = await action(walk, "sam", note="kept")
    await asked.sign_in("ada")
    page = await asked.get("link-requests")
    for shown in ("Sam of the chat", "U-SAM", "Slack, Example", "ana@example.com", "Ana Lima", "Payments", "Dan Weber"):
        assert shown in page.text
    page = await asked.follow(await decide(asked, "agree"))
    assert "Sam of the chat is Ana Lima now" in page.text
    assert "Nobody waits." in page.text
    assert await is_linked(asked)
    [logged] = await walk.rows(Action, Action.id == about)
    assert logged.actor_id == walk.people["ana"]
    assert await events(asked) == [("person.linked", str(walk.people["ada"]))]
    [told] = await walk.rows(Notice, Notice.about == About.LINK_DECIDED)
    assert told.person_id == walk.people["ana"]


async def test_an_admin_says_no_and_nothing_changes_but_that_they_are_told(asked: Browser) -> None:
    walk = asked.walk
    await asked.sign_in("ada")
    page = await asked.follow(await decide(asked, "refuse"))
    assert "Sam of the chat is not linked" in page.text
    assert (await request(asked)).state is LinkState.REFUSED
    assert not await is_linked(asked)
    assert await events(asked) == [("link.refused", str(walk.people["ada"]))]
    [told] = await walk.rows(Notice, Notice.about == About.LINK_DECIDED)
    assert told.person_id == walk.people["sam"]
    page = await asked.follow(await decide(asked, "agree"))
    assert "decided or taken back meanwhile" in page.text
    assert not await is_linked(asked)


async def test_an_auditor_sees_who_waits_and_decides_nothing(asked: Browser) -> None:
    await asked.sign_in("olu")
    page = await asked.get("link-requests")
    assert "Sam of the chat" in page.text
    assert "Link them" not in page.text
    assert "Say no" not in page.text
    for act in ("agree", "refuse"):
        assert (await decide(asked, act)).status_code == 403
    assert (await request(asked)).state is LinkState.WAITING


async def test_nobody_decides_their_own(browser: Browser) -> None:
    """An admin whom the roster does not know could else read what somebody else wrote."""
    walk = browser.walk
    await without_account(walk)
    await stranger(walk, is_admin=True)
    await ask(walk)
    await browser.sign_in("sam")
    page = await browser.get("link-requests")
    assert "another program admin decides it" in page.text
    assert "Link them" not in page.text
    for act in ("agree", "refuse"):
        page = await browser.follow(await decide(browser, act))
        assert "Nothing was changed." in page.text
    assert (await request(browser)).state is LinkState.WAITING


@pytest.mark.parametrize("why", ["account", "role"])
async def test_where_there_is_something_to_lose_it_asks_whether_they_spoke(asked: Browser, why: str) -> None:
    walk = asked.walk
    if why == "account":
        await elsewhere(walk)
    else:
        await walk.set_person("ana", is_auditor=True)
    await asked.sign_in("ada")
    page = await asked.get("link-requests")
    assert ("reads all that they wrote" if why == "account" else "is an auditor") in page.text
    refused = await decide(asked, "agree")
    assert refused.status_code == 422
    assert "Nothing was linked yet." in refused.text
    assert not await is_linked(asked)
    await asked.follow(await decide(asked, "agree", spoke="yes"))
    assert await is_linked(asked)
    assert len(await walk.rows(Account, Account.person_id == walk.people["ana"])) == (2 if why == "account" else 1)


async def set_up(browser: Browser, what: str) -> None:
    walk = browser.walk
    match what:
        case "nobody":
            await walk.set_person("ana", email="other@example.com")
        case "same workspace":
            await put(
                walk,
                Account,
                workspace_id=walk.workspace_id,
                person_id=walk.people["ana"],
                external_id="U-ANA",
                created_at=walk.clock(),
            )
        case "left":
            await walk.set_person("ana", left_on=date(2026, 3, 4))
        case "on the roster":
            await walk.set_person("sam", department="Sales")
        case "hold":
            async with walk.database.begin() as db:
                await holds.add(db, walk.cipher, walk.organization_id, None, "case", actor=OPERATOR, now=walk.clock())
        case "example":
            await walk.set_person("ana", is_example=True)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("nobody", "Nobody here has this address."),
        ("same workspace", "has an account on the same workspace already"),
        ("left", "has left"),
        ("on the roster", "nothing to link"),
        ("hold", "A legal hold is on one of them"),
        ("example", "an example"),
    ],
)
async def test_what_is_in_the_way_is_said_and_nothing_is_linked(asked: Browser, what: str, says: str) -> None:
    await set_up(asked, what)
    await asked.sign_in("ada")
    page = await asked.get("link-requests")
    assert says in page.text
    assert "Link them" not in page.text
    page = await asked.follow(await decide(asked, "agree", spoke="yes"))
    assert says in page.text
    assert "Nothing was changed." in page.text
    assert not await is_linked(asked)
    assert (await request(asked)).state is LinkState.WAITING


async def test_whom_the_admin_did_not_see_is_not_linked(asked: Browser) -> None:
    """The roster moved the address to somebody else since the page was shown, or the form is forged."""
    await asked.sign_in("ada")
    page = await asked.follow(await decide(asked, "agree", into="ben"))
    assert "Nothing was changed." in page.text
    for fields in ({}, {"request": "x", "target": "y"}, {"request": str(uuid4()), "target": str(uuid4())}):
        page = await asked.follow(await asked.post("link-requests", "agree", None, **fields))
        assert "Nothing was changed." in page.text
    assert not await is_linked(asked)


async def test_a_request_of_another_organization_is_neither_seen_nor_decided(asked: Browser) -> None:
    walk = asked.walk
    other = await walk.another_organization()
    theirs = await ask(other, "zoe", "secret@example.org")
    await asked.sign_in("ada")
    assert "secret@example.org" not in (await asked.get("link-requests")).text
    for act in ("agree", "refuse"):
        await asked.post("link-requests", act, None, request=str(theirs), target=str(walk.people["ana"]))
    [untouched] = await walk.rows(LinkRequest, LinkRequest.id == theirs)
    assert untouched.state is LinkState.WAITING


async def test_what_nobody_decides_goes_and_what_was_decided_goes_later(asked: Browser) -> None:
    walk = asked.walk
    await asked.sign_in("ada")
    request_id = (await request(asked)).id
    walk.clock.move(linking.LIFETIME - timedelta(minutes=1))
    async with walk.database.begin() as db:
        assert await linking.forget(db, walk.clock()) == 0
        assert await linking.count_waiting(db, walk.organization_id, walk.clock()) == 1
        assert await linking.refuse(db, walk.organization_id, request_id, walk.people["ada"], walk.clock())
    walk.clock.move(linking.LIFETIME - timedelta(minutes=1))
    async with walk.database.begin() as db:
        assert await linking.forget(db, walk.clock()) == 0
    walk.clock.move(timedelta(minutes=2))
    async with walk.database.begin() as db:
        assert await linking.forget(db, walk.clock()) == 1


async def test_names_are_shown_as_text(asked: Browser) -> None:
    hostile = '"><script>alert(1)</script>'
    await asked.walk.set_person("sam", name=hostile)
    await asked.sign_in("ada")
    page = await asked.get("link-requests")
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text

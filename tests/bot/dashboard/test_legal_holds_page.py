"""Legal holds: who sets and lifts them, who reads why, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from storage import erasure, holds
from storage.audit import OPERATOR
from storage.models import AuditEvent, Hold
from tests.bot.dashboard.conftest import Browser
from tests.walking import Walk

ON_CLEO = {"of": "person", "email": "cleo@example.com", "reason": "case Quoll"}
ON_ALL = {"of": "everybody", "email": "", "reason": "case Quoll"}


@pytest.fixture
async def known(browser: Browser) -> Browser:
    """Cleo and Ada have addresses."""
    await browser.walk.set_person("cleo", email="cleo@example.com")
    await browser.walk.set_person("ada", email="ada@example.com")
    return browser


async def put(browser: Browser, **fields: str) -> httpx.Response:
    return await browser.post("legal-holds", "set", None, **fields)


async def lift(browser: Browser, hold_id: object) -> httpx.Response:
    return await browser.post("legal-holds", "lift", None, hold=str(hold_id))


async def events(walk: Walk) -> list[tuple[str, str, dict[str, Any]]]:
    found = await walk.rows(AuditEvent, AuditEvent.event.like("hold.%"))
    return [(one.event, one.actor, one.details) for one in found]


async def erase(walk: Walk, who: str) -> bool:
    async with walk.database.begin() as db:
        return await erasure.erase(
            db, walk.organization_id, walk.people[who], today=walk.clock().date(), now=walk.clock()
        )


async def set_by_operator(walk: Walk, email: str | None) -> None:
    async with walk.database.begin() as db:
        await holds.add(db, walk.cipher, walk.organization_id, email, "case Quoll", actor=OPERATOR, now=walk.clock())


async def test_an_admin_sets_a_hold_and_it_holds_until_it_is_lifted(known: Browser) -> None:
    walk = known.walk
    await known.sign_in("ada")
    page = await known.follow(await put(known, **(ON_CLEO | {"email": " Cleo@Example.com "})))
    assert "The hold is on: nothing of Cleo@Example.com is deleted" in page.text
    for shown in (walk.names["cleo"], "case Quoll", "4 March 2026, 10:00", walk.names["ada"]):
        assert shown in page.text
    assert not await erase(walk, "cleo")
    assert await erase(walk, "ben")

    [hold] = await walk.rows(Hold)
    page = await known.follow(await lift(known, hold.id))
    assert "The hold is lifted." in page.text
    assert "No hold is on." in page.text
    assert "Lifted by" in page.text
    assert await erase(walk, "cleo")
    ada, cleo = str(walk.people["ada"]), str(walk.people["cleo"])
    assert await events(walk) == [
        ("hold.set", ada, {"hold": str(hold.id), "of": cleo}),
        ("hold.released", ada, {"hold": str(hold.id)}),
    ]


async def test_a_hold_on_everybody_names_nobody(known: Browser) -> None:
    await known.sign_in("ada")
    page = await known.follow(await put(known, **ON_ALL))
    assert "nothing of anybody is deleted" in page.text
    [hold] = await known.walk.rows(Hold)
    assert hold.person_id is None
    assert not await erase(known.walk, "ben")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (ON_CLEO | {"email": ""}, "whose data is to be held"),
        (ON_CLEO | {"email": "nobody@example.com"}, "Nobody here has this address"),
        (ON_CLEO | {"reason": "  "}, "Please write why"),
        (ON_CLEO | {"reason": "x" * 501}, "at most 500 letters"),
        (ON_CLEO | {"of": "team"}, "choose one of these"),
        (ON_ALL | {"email": "cleo@example.com"}, "names nobody"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    known: Browser, fields: dict[str, str], says: str
) -> None:
    await known.sign_in("ada")
    response = await put(known, **fields)
    assert response.status_code == 422
    assert says in response.text
    for typed in (fields["email"], fields["reason"].strip()):
        assert typed in response.text
    assert await known.walk.rows(Hold) == []
    assert await events(known.walk) == []


async def test_an_auditor_sees_who_is_held_and_neither_why_nor_a_form(known: Browser) -> None:
    await set_by_operator(known.walk, "cleo@example.com")
    await known.sign_in("olu")
    page = await known.get("legal-holds")
    assert known.walk.names["cleo"] in page.text
    assert "the operator" in page.text
    assert "Quoll" not in page.text
    assert 'name="act" value="set"' not in page.text
    assert 'name="act" value="lift"' not in page.text
    [hold] = await known.walk.rows(Hold)
    assert (await lift(known, hold.id)).status_code == 403
    assert (await put(known, **ON_CLEO)).status_code == 403
    [unchanged] = await known.walk.rows(Hold)
    assert unchanged.released_at is None


async def test_who_is_held_neither_reads_why_nor_lifts_it(known: Browser) -> None:
    await set_by_operator(known.walk, "ada@example.com")
    await known.sign_in("ada")
    page = await known.get("legal-holds")
    assert f"{known.walk.names['ada']} (you)" in page.text
    assert "Quoll" not in page.text
    [hold] = await known.walk.rows(Hold)
    refused = await lift(known, hold.id)
    assert refused.status_code == 422
    assert "Another program admin" in refused.text
    [unchanged] = await known.walk.rows(Hold)
    assert unchanged.released_at is None
    assert not await erase(known.walk, "ada")


async def test_a_hold_that_is_over_or_another_organizations_is_not_lifted(known: Browser) -> None:
    walk = known.walk
    other = await walk.another_organization()
    async with walk.database.begin() as db:
        theirs = await holds.add(
            db, walk.cipher, other.organization_id, None, "theirs", actor=OPERATOR, now=walk.clock()
        )
    await known.sign_in("ada")
    assert "theirs" not in (await known.get("legal-holds")).text
    for wrong in (theirs, "no id", ""):
        page = await known.follow(await lift(known, wrong))
        assert "nothing to lift" in page.text
    [unchanged] = await walk.rows(Hold)
    assert unchanged.released_at is None


async def test_what_was_typed_and_a_name_are_shown_as_text(known: Browser) -> None:
    hostile = '"><script>alert(1)</script>'
    await known.walk.set_person("cleo", name=hostile)
    await known.sign_in("ada")
    for response in (
        await put(known, **(ON_CLEO | {"email": hostile, "reason": hostile})),
        await known.follow(await put(known, **(ON_CLEO | {"reason": hostile}))),
    ):
        assert "<script>" not in response.text
        assert "&lt;script&gt;" in response.text

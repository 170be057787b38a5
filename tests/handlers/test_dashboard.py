"""`dashboard`: a link for those with the role, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from messages.forms import Link
from messages.links import as_message
from storage.models import AuditEvent, LoginLink
from tests.golden import check_golden
from tests.walking import PUBLIC_URL, Walk, words_of


async def test_an_admin_gets_a_link_of_their_own(walk: Walk) -> None:
    link = await walk.say("dashboard", as_="ada")
    assert isinstance(link, Link)
    assert link.url.startswith(f"{PUBLIC_URL}/dashboard/open/")
    (made,) = await walk.rows(LoginLink)
    assert made.person_id == walk.people["ada"]
    (event,) = await walk.rows(AuditEvent)
    assert (event.event, event.actor, event.details) == (
        "dashboard.link_made",
        str(walk.people["ada"]),
        {"link": str(made.id)},
    )


async def test_each_link_is_another_and_none_is_stored(walk: Walk) -> None:
    links = [await walk.say("dashboard", as_="ada") for _ in range(3)]
    tokens = {urlsplit(one.url).path.rpartition("/")[2] for one in links if isinstance(one, Link)}
    assert len(tokens) == 3
    assert all(len(one) >= 43 for one in tokens)
    stored = await walk.dump()
    assert not [one for one in tokens if one in stored]


async def test_an_auditor_gets_one(walk: Walk) -> None:
    await walk.set_person("hana", is_auditor=True)
    assert isinstance(await walk.say("dashboard", as_="hana"), Link)


@pytest.mark.parametrize("who", ["ben", "dan", "eve"])
async def test_employees_and_managers_are_told_whom_it_is_for(walk: Walk, who: str) -> None:
    told = words_of(await walk.say("dashboard", as_=who))
    assert told.startswith("/ally dashboard is for program admins and auditors.")
    assert await walk.rows(LoginLink) == []


async def test_golden(walk: Walk) -> None:
    link = await walk.say("dashboard", as_="ada")
    assert isinstance(link, Link)
    check_golden("dashboard", as_message(replace(link, url=f"{PUBLIC_URL}/dashboard/open/token")))

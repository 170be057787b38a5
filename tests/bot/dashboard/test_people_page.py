"""People and roles: who is found, what is never shown, and who may be given or lose a role."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import httpx
import pytest

from bot.dashboard.pages import people
from storage.models import AuditEvent, Person
from tests.bot.dashboard.conftest import Browser


async def change(
    browser: Browser, who: str, role: str, *, give: bool, path: str = "people", **more: str
) -> httpx.Response:
    fields = {"person": str(browser.walk.people[who]), "role": role, **({"give": "yes"} if give else {}), **more}
    return await browser.post(path, "change", None, **fields)


async def person(browser: Browser, who: str) -> Person:
    [found] = await browser.walk.rows(Person, Person.id == browser.walk.people[who])
    return found  # type: ignore[no-any-return]


async def role_events(browser: Browser) -> list[tuple[str, dict[str, object], str]]:
    events = await browser.walk.rows(AuditEvent, AuditEvent.event.like("role.%"))
    return [(one.event, one.details, one.actor) for one in events]


async def test_an_admin_gives_roles_and_takes_them_back(browser: Browser) -> None:
    await browser.sign_in("ada")
    ana, ada = str(browser.walk.people["ana"]), str(browser.walk.people["ada"])
    for role in ("admin", "auditor"):
        page = await browser.follow(await change(browser, "ana", role, give=True))
        assert " now." in page.text
    assert ((await person(browser, "ana")).is_admin, (await person(browser, "ana")).is_auditor) == (True, True)
    page = await browser.follow(await change(browser, "ana", "admin", give=True))
    assert " already." in page.text
    for role in ("admin", "auditor"):
        page = await browser.follow(await change(browser, "ana", role, give=False))
        assert " is no longer " in page.text
    assert ((await person(browser, "ana")).is_admin, (await person(browser, "ana")).is_auditor) == (False, False)
    assert await role_events(browser) == [
        ("role.granted", {"person": ana, "role": "admin"}, ada),
        ("role.granted", {"person": ana, "role": "auditor"}, ada),
        ("role.revoked", {"person": ana, "role": "admin"}, ada),
        ("role.revoked", {"person": ana, "role": "auditor"}, ada),
    ]


async def test_the_last_admin_stays_one_even_who_is_sure(browser: Browser) -> None:
    await browser.sign_in("ada")
    response = await change(browser, "ada", "admin", give=False, sure="yes")
    assert response.status_code == 422
    assert "is the only program admin" in response.text
    assert (await person(browser, "ada")).is_admin


async def test_an_admin_who_has_left_is_nobody_to_leave_the_program_to(browser: Browser) -> None:
    await browser.sign_in("ada")
    await change(browser, "ana", "admin", give=True)
    await browser.walk.set_person("ana", left_on=date(2026, 3, 1))
    assert (await change(browser, "ada", "admin", give=False, sure="yes")).status_code == 422


async def test_one_gives_up_the_own_role_only_when_sure_and_is_out_then(browser: Browser) -> None:
    await browser.sign_in("ada")
    await change(browser, "ana", "admin", give=True)
    response = await change(browser, "ada", "admin", give=False)
    assert "Give up being a program admin?" in response.text
    assert (await person(browser, "ada")).is_admin
    await change(browser, "ada", "admin", give=False, sure="yes")
    assert not (await person(browser, "ada")).is_admin
    assert "Sign in from your chat" in (await browser.get("people")).text


async def test_who_has_left_is_given_no_role_and_may_lose_one(browser: Browser) -> None:
    await browser.sign_in("ada")
    await browser.walk.set_person("olu", left_on=date(2026, 3, 1))
    assert "has left" in (await change(browser, "olu", "admin", give=True)).text
    await change(browser, "olu", "auditor", give=False)
    assert not (await person(browser, "olu")).is_auditor


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"person": "nobody", "role": "admin"},
        {"person": str(uuid4()), "role": "admin", "give": "yes"},
        {"role": "manager", "give": "yes"},
    ],
)
async def test_a_forged_form_changes_nothing(browser: Browser, fields: dict[str, str]) -> None:
    await browser.sign_in("ada")
    fields = {"person": str(browser.walk.people["ana"]), **fields} if fields else {}
    assert (await browser.post("people", "change", None, **fields)).status_code == 422
    assert await role_events(browser) == []


async def test_an_auditor_reads_who_has_which_role_and_changes_none(browser: Browser) -> None:
    await browser.sign_in("olu")
    page = await browser.get("people", among="roles")
    assert "Olu Ade" in page.text
    assert "Make admin" not in page.text
    assert (await change(browser, "olu", "admin", give=True)).status_code == 403
    assert not (await person(browser, "olu")).is_admin


@pytest.mark.parametrize("typed", ["Zoë", "zoe", "ZOE", "nova@ex", "  zoë   nová ", "oë"])
async def test_a_search_finds_names_and_addresses_without_case_and_accents(browser: Browser, typed: str) -> None:
    await browser.walk.add_person("zoe", "Zoë Nová", email="nova@example.com")
    await browser.sign_in("ada")
    page = await browser.get("people", q=typed)
    assert "Zoë Nová" in page.text
    assert "One person." in page.text


@pytest.mark.parametrize("typed", ["%", "_", "\\", "\x00qqq", "nobody at all", "'; DROP TABLE people; --"])
async def test_a_search_for_what_no_name_has_finds_nobody(browser: Browser, typed: str) -> None:
    await browser.sign_in("ada")
    page = await browser.get("people", q=typed)
    assert page.status_code == 200
    assert "Nobody’s name or address has" in page.text


async def test_names_are_shown_as_text(browser: Browser) -> None:
    hostile = '"><script>alert(1)</script>'
    await browser.walk.add_person("hostile", hostile)
    await browser.sign_in("ada")
    for page in (await browser.get("people"), await browser.get("people", q=hostile)):
        assert "<script>" not in page.text
        assert "&lt;script&gt;" in page.text


async def test_the_list_is_paged_and_keeps_the_search(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "PAGE_SIZE", 2)
    for number in range(5):
        await browser.walk.add_person(f"x{number}", f"Xavier {number}")
    await browser.sign_in("ada")
    first, second, third = [await browser.get("people", q="xavier", page=str(number)) for number in (1, 2, 3)]
    assert [number for number in range(5) if f"Xavier {number}" in first.text] == [0, 1]
    assert [number for number in range(5) if f"Xavier {number}" in second.text] == [2, 3]
    assert "3 to 4 of 5 people." in second.text
    assert "/dashboard/people?q=xavier&amp;page=3" in second.text
    assert "Later names" not in third.text
    everybody = await browser.get("people", page="2")
    assert "3 to 4 of" in everybody.text
    assert (await browser.get("people", page="999999999")).status_code == 200


async def test_a_page_beyond_the_end_says_that_there_is_nobody(browser: Browser) -> None:
    await browser.sign_in("ada")
    assert "Nobody to show here." in (await browser.get("people", page="99")).text


async def test_nothing_tells_what_anybody_did_or_when(browser: Browser) -> None:
    walk = browser.walk
    await browser.sign_in("ada")
    before = (await browser.get("people")).text
    await walk.say("log I credited @ana in the review", as_="ben")
    assert (await browser.get("people")).text == before


async def test_who_has_left_is_listed_apart(browser: Browser) -> None:
    await browser.walk.set_person("ben", left_on=date(2026, 3, 1))
    await browser.sign_in("ada")
    [ben] = await browser.walk.rows(Person, Person.id == browser.walk.people["ben"])
    assert ben.email not in (await browser.get("people")).text
    assert ben.email in (await browser.get("people", among="left")).text

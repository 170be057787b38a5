"""The roster's upload: errors row by row, a look at what would change, and then just that, or nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from bot.upstander import Upstander
from storage.models import AuditEvent, Membership, Person, RosterUpload, Team
from tests.bot.dashboard.conftest import Browser, browsing
from tests.walking import Walk

SMALL = """email;name;team;manager_email;hired_on
ben@example.com;Ben Ødegård;Payments;dan@example.com;2024-01-01
zoe@example.com;Zoë Adams;Payments;dan@example.com;2026-03-01
"""
WRONG = """email,name,manager_email,hired_on
ben@example.com,Ben,nobody@example.com,soon
zoe@example,Zoe,,2026-03-01
"""


async def upload(
    browser: Browser, text: str, encoding: str = "utf-8", name: str = "people.csv", **fields: str
) -> httpx.Response:
    return await browser.post("roster", "look", files={"file": (name, text.encode(encoding))}, **fields)


async def look(browser: Browser, text: str, **fields: str) -> tuple[str, str]:
    """The page that tells what a file would change, and where it is."""
    moved = await upload(browser, text, **fields)
    return (await browser.follow(moved)).text, moved.headers["location"].removeprefix("/dashboard/")


def mark(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


async def names(walk: Walk) -> dict[str, str]:
    return {one.email: one.name for one in await walk.rows(Person) if one.email}


async def test_what_would_change_is_shown_and_nothing_is_changed(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    before = await names(walk)
    page, _ = await look(browser, SMALL)
    assert "Nothing was imported yet" in page
    assert "People: 1 new, 1 changed, 0 as before, 0 ended." in page
    assert "Zoë Adams" in page
    assert f"name {before['ben@example.com']} → Ben Ødegård" in page
    assert await names(walk) == before


async def test_what_was_looked_at_is_imported_and_in_the_trail(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    page, where = await look(browser, SMALL)
    done = await browser.follow(await browser.post(where, "import", seen=mark(page)))
    assert "Imported. People: 1 new, 1 changed, 0 as before, 0 ended." in done.text
    after = await names(walk)
    assert (after["zoe@example.com"], after["ben@example.com"]) == ("Zoë Adams", "Ben Ødegård")
    event = (await walk.rows(AuditEvent))[-1]
    assert (event.event, event.actor, event.details["added"]) == ("roster.imported", str(walk.people["ada"]), 1)
    assert await walk.rows(RosterUpload) == []
    page, _ = await look(browser, SMALL)
    assert "The file changes nothing" in page


async def test_all_that_is_wrong_is_told_at_once_and_nothing_is_kept(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    response = await upload(browser, WRONG)
    assert response.status_code == 422
    assert "Nothing was imported: 3 things to mend" in response.text
    rows = re.findall(r'<td class="number">(\d*)</td><td>(\w*)</td>', response.text)
    assert rows == [("2", "hired_on"), ("2", "manager_email"), ("3", "email")]
    assert await walk.rows(RosterUpload) == []
    assert "roster.imported" not in [one.event for one in await walk.rows(AuditEvent)]


async def test_then_right(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    await upload(browser, WRONG)
    page, where = await look(
        browser, WRONG.replace("soon", "2024-01-01").replace("nobody", "dan").replace(",Zoe", ".com,Zoe")
    )
    await browser.post(where, "import", seen=mark(page))
    assert "zoe@example.com" in await names(walk)


async def test_a_file_that_would_end_many_wants_a_tick(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    only = "email,name\nada@example.com,Ada Byron\n"
    page, where = await look(browser, only, complete="yes")
    assert 'name="really"' in page
    refused = await browser.post(where, "import", seen=mark(page))
    assert refused.status_code == 422
    assert "Please tick the box" in refused.text
    assert [one for one in await walk.rows(Person) if one.left_on] == []
    done = await browser.post(where, "import", seen=mark(page), really="yes")
    assert done.status_code == 303
    assert len([one for one in await walk.rows(Person) if one.left_on]) >= 5


async def test_what_changed_meanwhile_is_shown_instead_and_nothing_is_imported(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    page, where = await look(browser, SMALL)
    await walk.set_person("ben", name="Benedikt")
    before = await names(walk), len(await walk.rows(Membership)), len(await walk.rows(Team))
    refused = await browser.post(where, "import", seen=mark(page))
    assert refused.status_code == 422
    assert "Something changed since you looked" in refused.text
    assert "name Benedikt → Ben Ødegård" in refused.text
    assert (await names(walk), len(await walk.rows(Membership)), len(await walk.rows(Team))) == before
    assert (await browser.post(where, "import", seen=mark(refused.text))).status_code == 303


@pytest.mark.parametrize("seen", ["", "0" * 64])
async def test_nothing_is_imported_unseen(browser: Browser, walk: Walk, seen: str) -> None:
    await browser.sign_in("ada")
    _, where = await look(browser, SMALL)
    assert (await browser.post(where, "import", seen=seen)).status_code == 422
    assert "zoe@example.com" not in await names(walk)


async def test_the_file_is_kept_for_half_an_hour_and_sealed(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    page, where = await look(browser, SMALL)
    assert "zoe@example.com" not in await walk.dump()
    walk.clock.move(timedelta(minutes=30))
    assert (await browser.get(where)).status_code == 404
    gone = await browser.follow(await browser.post(where, "import", seen=mark(page)))
    assert "The file is no longer kept here" in gone.text
    assert "zoe@example.com" not in await names(walk)


async def test_another_admin_does_not_see_it(browser: Browser, walk: Walk, app: Upstander) -> None:
    await walk.set_person("eve", is_admin=True)
    await browser.sign_in("ada")
    page, where = await look(browser, SMALL)
    async with browsing(app, walk) as other:
        await other.sign_in("eve")
        assert (await other.get(where)).status_code == 404
        await other.post(where, "import", seen=mark(page))
    assert "zoe@example.com" not in await names(walk)


async def test_a_new_upload_takes_the_place_of_the_last(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    await look(browser, SMALL)
    await look(browser, SMALL)
    assert len(await walk.rows(RosterUpload)) == 1


async def test_changing_ones_mind_drops_the_file(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    _, where = await look(browser, SMALL)
    assert "Nothing was imported" in (await browser.follow(await browser.post(where, "drop"))).text
    assert await walk.rows(RosterUpload) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
async def test_files_as_excel_writes_them(browser: Browser, encoding: str) -> None:
    await browser.sign_in("ada")
    page = await browser.follow(await upload(browser, SMALL, encoding))
    assert "Zoë Adams" in page.text
    assert ("I read it as Windows-1252" in page.text) == (encoding == "cp1252")


async def test_a_named_encoding(browser: Browser) -> None:
    await browser.sign_in("ada")
    files = {"file": ("people.csv", "email,name\nzoe@example.com,Łucja Adams\n".encode("cp1250"))}
    assert (await browser.post("roster", "look", files)).status_code == 422
    page = await browser.follow(await browser.post("roster", "look", files, encoding="windows-1250"))
    assert "Łucja Adams" in page.text


@pytest.mark.parametrize("files", [None, {"file": ("", b"")}, {"file": ("empty.csv", b"")}])
async def test_without_a_file(browser: Browser, files: dict[str, tuple[str, bytes]] | None) -> None:
    await browser.sign_in("ada")
    response = await browser.post("roster", "look", files=files)
    assert response.status_code == 422
    assert "Please choose a file." in response.text


@pytest.mark.parametrize("text", ["", "\x00\x01\x02", "email,name\n", "nonsense", '"'])
async def test_what_is_no_roster_is_told_so(browser: Browser, text: str) -> None:
    await browser.sign_in("ada")
    assert (await upload(browser, text)).status_code == 422


async def test_a_picture_is_told_so(browser: Browser) -> None:
    await browser.sign_in("ada")
    picture = bytes(range(256)) * 50
    response = await browser.post("roster", "look", files={"file": ("picture.png", picture)})
    assert response.status_code == 422


async def test_names_are_no_markup(browser: Browser) -> None:
    await browser.sign_in("ada")
    page, _ = await look(browser, "email,name\nzoe@example.com,<img src=x onerror=alert(1)>\n")
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


async def test_large_files_are_taken_here_and_here_alone(browser: Browser) -> None:
    await browser.sign_in("ada")
    people = "".join(f"p{number}@example.com,Somebody Of The Company {number}\n" for number in range(30_000))
    moved = await upload(browser, f"email,name\n{people}")
    assert moved.status_code == 303
    page = (await browser.follow(moved)).text
    assert "New: 30000" in page
    assert "… and 29900 more." in page
    too_large = {"file": ("people.csv", b"x" * (21 * 1024 * 1024))}
    assert (await browser.post("roster", "look", files=too_large)).status_code == 413
    assert (await browser.post("settings", "place", files={"file": ("x", b"x" * 2 * 1024 * 1024)})).status_code == 413

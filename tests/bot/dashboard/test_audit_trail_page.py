"""The audit trail's page: entries in words, by event and day and page; the chain's proof; and the file of it."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest

from bot.dashboard.pages import audit_trail
from storage import audit
from storage.models import AuditEvent, Person
from tests.bot.dashboard.conftest import Browser


async def record(browser: Browser, event: str, actor: str | None = None, **details: object) -> None:
    walk = browser.walk
    who = actor if actor is not None else str(walk.people["ada"])
    async with walk.database.begin() as db:
        await audit.record(db, walk.organization_id, actor=who, event=event, details=details, now=walk.clock())


async def test_entries_are_in_words_the_newest_first_with_names_of_who_is_there(browser: Browser) -> None:
    walk = browser.walk
    await record(browser, "role.granted", person=walk.people["ana"], role="admin")
    await record(browser, "role.revoked", actor=str(uuid4()), person=uuid4(), role="auditor")
    await record(browser, "retention.done", actor=audit.OPERATOR, notes=3)
    await record(browser, "brand.new_thing")
    [ana] = await walk.rows(Person, Person.id == walk.people["ana"])
    [ada] = await walk.rows(Person, Person.id == walk.people["ada"])
    await browser.sign_in("olu")
    page = (await browser.get("audit-trail")).text
    assert page.index("brand: new thing") < page.index("What was too old was deleted") < page.index("A role was given")
    assert ana.name in page
    assert ada.name in page
    assert page.count("a former colleague") == 3  # the actor, the person, and the note beneath
    assert "the operator" in page
    assert str(walk.people["ana"]) not in page


async def test_who_asked_for_their_own_record_is_not_told(browser: Browser) -> None:
    walk = browser.walk
    await record(browser, "own_record.downloaded", actor=str(walk.people["ana"]), person=walk.people["ana"])
    [ana] = await walk.rows(Person, Person.id == walk.people["ana"])
    await browser.sign_in("ada")
    page = (await browser.get("audit-trail")).text
    assert "downloaded their own record" in page
    assert ana.name not in page


async def test_by_event_and_day_where_the_organization_is(browser: Browser) -> None:
    walk = browser.walk
    await walk.set_organization(zone="Pacific/Auckland")  # 13 hours ahead: the walk's Wednesday is nearly over there
    await record(browser, "hold.set")
    walk.clock.move(timedelta(hours=2))
    await browser.sign_in("ada")
    await record(browser, "hold.released")
    thursday = (await browser.get("audit-trail", **{"from": "2026-03-05"})).text
    assert "hold.released" in thursday.split("<tbody>")[1]
    assert "hold.set" not in thursday.split("<tbody>")[1]
    wednesday = (await browser.get("audit-trail", to="2026-03-04", event="hold.set")).text
    assert wednesday.split("<tbody>")[1].count("<tr>") == 1
    assert "There are no such entries." in (await browser.get("audit-trail", event="no.such")).text


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "\x00"])
async def test_a_day_that_is_none_is_told(browser: Browser, day: str) -> None:
    await browser.sign_in("ada")
    page = await browser.get("audit-trail", to=day)
    assert page.status_code == 200
    assert "Please write days like" in page.text


async def test_the_trail_is_paged_by_number(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_trail, "PAGE_SIZE", 2)
    await browser.sign_in("ada")
    for number in range(5):
        await record(browser, "hold.set", hold=f"hold number {number}")
    seen: list[str] = []
    path = "audit-trail?event=hold.set"
    for _ in range(3):
        page = (await browser.get(path)).text
        seen += [number for number in "43210" if f"hold number {number}" in page]
        older = page.split('rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in page else ""
        path = unescape(older.split('"')[0]).removeprefix("/dashboard/")
    assert seen == list("43210")
    assert path == ""


async def test_the_chain_is_proved_for_auditors_too_and_a_changed_entry_is_found(browser: Browser) -> None:
    await browser.sign_in("olu")
    page = (await browser.get("audit-trail", verify="yes")).text
    assert "It holds:" in page
    rows = await browser.walk.rows(AuditEvent)
    last = max(rows, key=lambda one: one.sequence)
    assert f"{last.sequence}:{last.hash}" in page
    known = await browser.get("audit-trail", verify="yes", knows=f" {last.sequence}:{last.hash.upper()} ")
    assert "It holds:" in known.text
    forged = await browser.get("audit-trail", verify="yes", knows=f"{last.sequence}:{'0' * 64}")
    assert "does not hold" in forged.text
    cut = await browser.get("audit-trail", verify="yes", knows=f"{last.sequence + 9}:{last.hash}")
    assert "missing" in cut.text


@pytest.mark.parametrize("typed", ["12", "x:y", "1:" + "g" * 64, f"{'9' * 30}:{'0' * 64}", '"><script>'])
async def test_what_was_written_down_wrong_is_told(browser: Browser, typed: str) -> None:
    await browser.sign_in("olu")
    page = (await browser.get("audit-trail", verify="yes", knows=typed)).text
    assert "as they were shown to you" in page
    assert "It holds" not in page
    assert "<script>" not in page


async def test_text_in_an_entry_is_shown_as_text(browser: Browser) -> None:
    hostile = "<script>alert(1)</script>"
    await record(browser, "hold.set", actor=hostile[:64], hold=hostile)
    await browser.sign_in("ada")
    assert "<script>" not in (await browser.get("audit-trail")).text
    assert "<script>" not in (await browser.get("audit-trail", event=hostile)).text


async def test_the_files_hold_every_entry_with_its_hash_and_each_download_is_an_entry(browser: Browser) -> None:
    await browser.sign_in("olu")
    await record(browser, "hold.set", actor="=cmd()", hold="@sum")
    rows = sorted(await browser.walk.rows(AuditEvent), key=lambda one: one.sequence)
    jsonl = await browser.get("audit-trail/file", form="jsonl")
    assert jsonl.headers["content-disposition"] == 'attachment; filename="audit-trail-2026-03-04.jsonl"'
    assert jsonl.headers["cache-control"] == "no-store"
    found = [json.loads(one) for one in jsonl.text.splitlines()]
    assert [(one["sequence"], one["hash"]) for one in found] == [(one.sequence, one.hash) for one in rows]
    assert found[-1]["actor"] == "=cmd()"
    table = list(csv.DictReader(io.StringIO((await browser.get("audit-trail/file", form="csv")).text)))
    assert table[len(rows) - 1]["actor"] == "'=cmd()"
    assert json.loads(table[len(rows) - 1]["details"]) == {"hold": "@sum"}
    assert [one["event"] for one in table[len(rows) :]] == ["audit.downloaded"]
    events = await browser.walk.rows(AuditEvent, AuditEvent.event == "audit.downloaded")
    assert [(one.actor, one.details["form"]) for one in events] == [
        (str(browser.walk.people["olu"]), "jsonl"),
        (str(browser.walk.people["olu"]), "csv"),
    ]


async def test_a_file_goes_by_what_was_chosen_and_of_no_other_form(browser: Browser) -> None:
    await browser.sign_in("ada")
    await record(browser, "hold.set")
    chosen = await browser.get("audit-trail/file", form="jsonl", event="hold.set", to=date(2026, 3, 4).isoformat())
    assert [json.loads(one)["event"] for one in chosen.text.splitlines()] == ["hold.set"]
    assert (await browser.get("audit-trail/file", form="exe")).status_code == 404


async def test_a_file_of_many_entries_has_each_once(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.audit_reading.CHUNK", 2)
    await browser.sign_in("ada")
    for number in range(5):
        await record(browser, "hold.set", hold=number)
    chosen = await browser.get("audit-trail/file", form="jsonl", event="hold.set")
    assert [json.loads(one)["details"]["hold"] for one in chosen.text.splitlines()] == [0, 1, 2, 3, 4]


async def test_nobody_else_gets_the_file(browser: Browser) -> None:
    response = await browser.get("audit-trail/file", form="csv")
    assert response.status_code == 403
    assert await browser.walk.rows(AuditEvent, AuditEvent.event == "audit.downloaded") == []

"""The settings page: what it saves and what follows, what it refuses, and that nothing typed is lost."""

from __future__ import annotations

from datetime import time

import pytest

from storage import retention
from storage.models import AuditEvent, Organization, Preferences
from storage.words import Visibility
from tests.bot.dashboard.conftest import Browser

PLACE = {"name": "Acme", "zone": "Berlin", "country": "Germany"}
PRIVACY = {"k": "7", "default_visibility": "private"}
INTERVENTIONS = {"reporting_url": "https://speak.example.com/up?a=1", "intervention_notes": "yes"}
KEPT = {"keep_notes": "6", "keep_actions": "48", "keep_deliveries": "12", "keep_audit": "84"}
DIGESTS = {"digests_on": "yes", "digest_weekday": "3", "digest_at": "15:30"}


async def organization(browser: Browser) -> Organization:
    [found] = await browser.walk.rows(Organization)
    return found  # type: ignore[no-any-return]


async def settled(browser: Browser) -> list[AuditEvent]:
    return await browser.walk.rows(AuditEvent, AuditEvent.event == "organization.settled")


async def test_an_admin_settles_each_card_and_each_leaves_an_audit_event(browser: Browser) -> None:
    await browser.sign_in("ada")
    for act, fields in (
        ("place", PLACE),
        ("privacy", PRIVACY),
        ("interventions", INTERVENTIONS),
        ("digests", DIGESTS),
    ):
        page = await browser.follow(await browser.post("settings", act, None, **fields))
        assert "Saved." in page.text
    now = await organization(browser)
    assert (now.name, now.zone, now.country) == ("Acme", "Europe/Berlin", "DE")
    assert (now.k, now.default_visibility) == (7, Visibility.PRIVATE)
    assert (now.reporting_url, now.intervention_notes) == (INTERVENTIONS["reporting_url"], True)
    assert (now.digests_on, now.digest_weekday, now.digest_at) == (True, 3, time(15, 30))
    events = await settled(browser)
    assert {one.actor for one in events} == {str(browser.walk.people["ada"])}
    assert [sorted(one.details) for one in events] == [
        ["country", "name", "zone"],
        ["default_visibility", "k"],
        ["intervention_notes", "reporting_url"],
        ["digest_at", "digest_weekday"],
    ]


async def test_a_card_leaves_the_others_alone_and_says_where_nothing_changed(browser: Browser) -> None:
    await browser.sign_in("ada")
    await browser.post("settings", "interventions", None, **INTERVENTIONS)
    await browser.post("settings", "privacy", None, **PRIVACY)
    page = await browser.follow(await browser.post("settings", "privacy", None, **PRIVACY))
    assert "It was like that already." in page.text
    assert (await organization(browser)).reporting_url == INTERVENTIONS["reporting_url"]
    assert len(await settled(browser)) == 2


async def test_an_empty_address_and_country_and_a_box_without_a_tick_take_away(browser: Browser) -> None:
    await browser.sign_in("ada")
    await browser.post("settings", "place", None, **PLACE)
    await browser.post("settings", "interventions", None, **INTERVENTIONS)
    page = await browser.follow(await browser.post("settings", "interventions", reporting_url=""))
    assert "offers no reporting channel any more" in page.text
    await browser.post("settings", "place", None, **(PLACE | {"country": " "}))
    now = await organization(browser)
    assert (now.reporting_url, now.intervention_notes, now.country) == (None, False, None)


@pytest.mark.parametrize(
    ("act", "fields", "says"),
    [
        ("privacy", PRIVACY | {"k": "4"}, "smaller than 5"),
        ("privacy", PRIVACY | {"k": "-7"}, "a number from 5 to 1000"),
        ("privacy", PRIVACY | {"k": "٧"}, "a number from 5 to 1000"),
        ("privacy", PRIVACY | {"k": "1001"}, "a number from 5 to 1000"),
        ("privacy", PRIVACY | {"k": "9" * 5000}, "a number from 5 to 1000"),
        ("privacy", PRIVACY | {"default_visibility": "public"}, "choose one of these"),
        ("place", PLACE | {"name": "  "}, "what the organization is called"),
        ("place", PLACE | {"zone": "Atlantis"}, "can&#39;t tell the time zone"),
        ("place", PLACE | {"country": "Narnia"}, "Narnia"),
        ("interventions", {"reporting_url": "javascript:alert(1)"}, "begin with https://"),
        ("interventions", {"reporting_url": "http://speak.example.com"}, "begin with https://"),
        ("interventions", {"reporting_url": "https://"}, "begin with https://"),
        ("interventions", {"reporting_url": "https://[speak"}, "no address that a browser can open"),
        ("interventions", {"reporting_url": "speak@example.com"}, "mailto:speak@example.com"),
        ("interventions", {"reporting_url": "mailto:nobody"}, "begin with https://"),
        ("interventions", {"reporting_url": "https://a.example b"}, "without spaces"),
        ("digests", DIGESTS | {"digest_weekday": "7"}, "choose one of these"),
        ("digests", DIGESTS | {"digest_at": "25:00"}, "choose one of these"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_saved_or_lost(
    browser: Browser, act: str, fields: dict[str, str], says: str
) -> None:
    await browser.sign_in("ada")
    before = await organization(browser)
    response = await browser.post("settings", act, None, **fields)
    assert response.status_code == 422
    assert says in response.text
    if act in {"place", "interventions"}:
        for typed in fields.values():
            if typed.strip() and typed != "yes":
                assert f'value="{typed}"' in response.text
    after = await organization(browser)
    assert (after.k, after.name, after.zone, after.reporting_url) == (
        before.k,
        before.name,
        before.zone,
        before.reporting_url,
    )
    assert await settled(browser) == []


async def test_what_is_typed_is_shown_as_text(browser: Browser) -> None:
    await browser.sign_in("ada")
    hostile = '"><script>alert(1)</script>'
    response = await browser.post("settings", "place", None, **(PLACE | {"name": hostile, "zone": hostile}))
    assert "<script>" not in response.text
    await browser.post("settings", "place", None, **(PLACE | {"name": hostile}))
    assert (await organization(browser)).name == hostile
    assert "<script>" not in (await browser.get("settings")).text


async def test_an_auditor_reads_the_settings_and_changes_none(browser: Browser) -> None:
    await browser.sign_in("olu")
    page = await browser.get("settings")
    assert page.status_code == 200
    assert "5 people" in page.text
    assert 'value="privacy"' not in page.text
    assert (await browser.post("settings", "privacy", None, **PRIVACY)).status_code == 403
    assert (await organization(browser)).k == 5


async def test_whoever_comes_afterwards_begins_with_the_new_visibility(browser: Browser) -> None:
    await browser.sign_in("ada")
    await browser.post("settings", "privacy", None, **PRIVACY)
    walk = browser.walk
    walk.directory.knows("U-NIA", "Nia New", email="nia@example.com")
    known = {one.person_id for one in await walk.rows(Preferences)}
    await walk.ask(walk.words("me"), as_="U-NIA")
    [new] = [one for one in await walk.rows(Preferences) if one.person_id not in known]
    assert new.visibility is Visibility.PRIVATE


async def test_how_long_data_is_kept_is_settled_and_audited(browser: Browser) -> None:
    await browser.sign_in("ada")
    assert 'name="keep_notes"' in (await browser.get("settings")).text
    page = await browser.follow(await browser.post("settings", "retention", None, **KEPT))
    assert "What is older goes in the next night" in page.text
    async with browser.walk.database.begin() as db:
        assert await retention.of(db, browser.walk.organization_id) == retention.Kept(6, 48, 12, 84)
    [event] = await browser.walk.rows(AuditEvent, AuditEvent.event == "retention.settled")
    assert event.details == {"notes": 6, "actions": 48}
    assert event.actor == str(browser.walk.people["ada"])
    page = await browser.follow(await browser.post("settings", "retention", None, **KEPT))
    assert "It was like that already." in page.text


@pytest.mark.parametrize(("kind", "typed"), [("actions", "23"), ("notes", "0"), ("audit", "241"), ("notes", "twelve")])
async def test_too_short_or_no_number_of_months_changes_nothing(browser: Browser, kind: str, typed: str) -> None:
    await browser.sign_in("ada")
    response = await browser.post("settings", "retention", None, **(KEPT | {f"keep_{kind}": typed}))
    assert response.status_code == 422
    assert "a number of months from" in response.text
    assert f'value="{typed}"' in response.text
    async with browser.walk.database.begin() as db:
        assert await retention.of(db, browser.walk.organization_id) == retention.Kept()


async def test_an_auditor_reads_how_long_data_is_kept(browser: Browser) -> None:
    await browser.sign_in("olu")
    page = (await browser.get("settings")).text
    assert "36 months" in page
    assert 'name="keep_notes"' not in page

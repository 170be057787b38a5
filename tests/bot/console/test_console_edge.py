"""What the page asks walks the real road: words, buttons, forms, errors, shortcuts, and each of them once."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from bot.console import typed
from bot.upstander import Upstander
from handlers.request import Mention, Words
from storage.models import Account, Action, Person, Preferences
from storage.words import Kind, Platform
from tests.bot.console.conftest import Page

ACCOUNTS = {"ana.lima", "ben.okafor", "upstander"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("   ", ()),
        ("/ally", ()),
        ("help", ("help",)),
        ("/ally help", ("help",)),
        ("  /ALLY   help", ("help",)),
        ("/allyship help", ("/allyship help",)),
        ("amplify @ana.lima in standup", ("amplify ", Mention("ana.lima"), " in standup")),
        ("amplify @Ana.Lima: her idea", ("amplify ", Mention("ana.lima"), ": her idea")),
        ("thanks @ana.lima.", ("thanks ", Mention("ana.lima"), ".")),
        ("@ana.lima @ben.okafor", (Mention("ana.lima"), Mention("ben.okafor"))),
        ("(@ana.lima)", ("(", Mention("ana.lima"), ")")),
        ("amplify @ana for it", ("amplify @ana for it",)),
        ("amplify @ana.lima2", ("amplify @ana.lima2",)),
        ("write to x@ana.lima", ("write to x@ana.lima",)),
        ("amplify @upstander", ("amplify ", Mention("upstander"))),
        ("<b>@ana.lima</b>", ("<b>", Mention("ana.lima"), "</b>")),
    ],
)
def test_what_was_typed_is_read_as_words_and_mentions(text: str, parts: tuple[str | Mention, ...]) -> None:
    assert typed.words(text, ACCOUNTS) == Words(parts)


async def test_people_are_listed_with_team_and_role(page: Page) -> None:
    listed = (await page.client.get("/console/people")).json()
    by_account = {one["account"]: one for one in listed["people"]}
    assert len(by_account) == 60
    assert by_account["ana.lima"] == {
        "account": "ana.lima",
        "name": "Ana Lima",
        "team": "Platform",
        "role": "employee",
    }
    assert by_account["priya.raghunathan"]["role"] == "manager"
    assert by_account["ingrid.solheim"]["role"] == "director"
    assert by_account["noor.haddad"]["role"] == "admin"
    assert {one["role"] for one in listed["others"]} == {"bot", "guest"}
    assert {"help", "log", "team"} <= {one["name"] for one in listed["commands"]}


async def test_words_are_answered_in_every_clients_rendering(page: Page) -> None:
    reply = await page.say("/ally help")
    assert reply["kind"] == "message"
    assert "/ally" in reply["html"]
    assert reply["slack"]["blocks"]
    assert reply["teams"]["type"] == "AdaptiveCard"
    assert reply["fallback"]


async def test_a_typed_action_is_logged_at_once_for_whom_one_is(page: Page, app: Upstander) -> None:
    before = await _count(app)
    reply = await page.say("amplify @ben.okafor in standup: brought the caching idea back", account="ana.lima")
    assert reply["kind"] == "message"
    assert "Ben Okafor" in reply["html"]
    assert await _count(app) == before + 1
    actor, kind, platform, is_example = await _newest(app)
    assert (actor, kind, platform, is_example) == ("Ana Lima", Kind.AMPLIFY, Platform.CONSOLE, True)


async def test_the_same_key_again_changes_nothing(page: Page, app: Upstander) -> None:
    before = await _count(app)
    key = str(uuid4())
    first = await page.say("amplify @ben.okafor in standup", key=key)
    again = await page.say("amplify @ben.okafor in standup", key=key)
    assert first["kind"] == "message"
    assert again == {"kind": "repeated"}
    assert await _count(app) == before + 1


async def test_another_persons_equal_key_is_another_thing(page: Page) -> None:
    key = str(uuid4())
    assert (await page.say("help", account="ana.lima", key=key))["kind"] == "message"
    assert (await page.say("help", account="ben.okafor", key=key))["kind"] == "message"


async def test_a_button_acts(page: Page, app: Upstander) -> None:
    before = await _count(app)
    card = await page.say("amplify @ben.okafor in standup")
    undo = _button(card, "Undo")
    reply = await page.ask("press", **undo)
    assert reply["kind"] == "message"
    assert await _count(app) == before


async def test_somebody_elses_button_does_nothing(page: Page, app: Upstander) -> None:
    before = await _count(app)
    card = await page.say("amplify @ben.okafor in standup", account="ana.lima")
    await page.ask("press", account="ben.okafor", **_button(card, "Undo"))
    assert await _count(app) == before + 1


async def test_a_form_is_shown_refused_with_what_was_typed_and_then_taken(page: Page, app: Upstander) -> None:
    form = await page.say("settings")
    assert form["kind"] == "form"
    assert form["slack"]["type"] == "modal"
    assert 'data-form="settings"' in form["html"]

    values: dict[str, Any] = {
        "choice:language": "en",
        "text:zone": "Atlantis <b>",
        "choice:visibility": "private",
        "choice:gender": "woman",
        "toggle:log_me": "false",
    }
    key = str(uuid4())
    refused = await page.ask("submit", key=key, form="settings", values=values)
    assert refused["kind"] == "errors"
    assert 'aria-invalid="true"' in refused["html"]
    assert "Atlantis &lt;b&gt;" in refused["html"]
    assert refused["slack"]["response_action"] == "errors"
    assert list(refused["slack"]["errors"]) == ["text:zone"]
    assert "Atlantis" in str(refused["teams"])

    taken = await page.ask("submit", key=key, form="settings", values={**values, "text:zone": "Lisbon"})
    assert taken["kind"] == "message"
    again = await page.ask("submit", key=key, form="settings", values={**values, "text:zone": "Oslo"})
    assert again == {"kind": "repeated"}
    async with app.database.begin() as db:
        query = (
            select(Preferences.visibility, Preferences.log_me)
            .join(Account, Account.person_id == Preferences.person_id)
            .where(Account.external_id == "ana.lima")
        )
        row = (await db.execute(query)).one()
    assert (row.visibility, row.log_me) == ("private", False)


async def test_choosing_the_kind_gives_the_form_anew_with_what_was_typed(page: Page) -> None:
    form = await page.say("log")
    assert form["kind"] == "form"
    changed = await page.ask(
        "change",
        form="log",
        values={"choice:kind": "sponsor", "text:note": "typed <i>before</i>", "text:nonsense": "x"},
    )
    assert changed["kind"] == "form"
    assert "choice:opportunity" in changed["html"]
    assert "typed &lt;i&gt;before&lt;/i&gt;" in changed["html"]


async def test_a_person_is_picked_by_account(page: Page, app: Upstander) -> None:
    reply = await page.ask(
        "submit",
        form="log",
        values={
            "choice:kind": "mentor",
            "person:colleague": "ben.okafor",
            "date:occurred_on": "2026-03-03",
            "choice:setting": "meeting",
            "text:note": "",
            "choice:visibility": "program",
        },
    )
    assert reply["kind"] == "message", reply["html"]
    assert "Ben Okafor" in reply["html"]
    assert (await _newest(app))[:2] == ("Ana Lima", Kind.MENTOR)


async def test_a_person_nobody_knows_is_said_so_and_the_action_kept(page: Page, app: Upstander) -> None:
    before = await _count(app)
    values = {"choice:kind": "mentor", "person:colleague": "Nobody <At> All", "date:occurred_on": "2026-03-03"}
    reply = await page.ask("submit", form="log", values=values)
    assert reply["kind"] == "message"
    assert "Ben Okafor" not in reply["html"]
    assert await _count(app) == before + 1


async def test_the_shortcuts_open_the_form(page: Page) -> None:
    assert (await page.ask("shortcut"))["kind"] == "form"
    about = await page.ask("shortcut", about="ben.okafor")
    assert about["kind"] == "form"
    assert "ben.okafor" in about["html"]


async def test_home_is_rendered_as_slacks_home(page: Page) -> None:
    home = await page.ask("home")
    assert home["kind"] == "message"
    assert home["slack"]["type"] == "home"


async def test_a_link_downloads_for_a_while(page: Page) -> None:
    reply = await page.say("privacy export")
    assert reply["kind"] == "message"
    assert re.search(r'href="http://127\.0\.0\.1:8000/exports/[^"]+"', reply["html"])


@pytest.mark.parametrize(
    ("mention", "answer"),
    [("@upstander", "Upstander"), ("@sasha.visitor", "Sasha Visitor"), ("@ivan.petrov", "Ivan"), ("@ana.lima", "")],
)
async def test_whoever_can_not_be_named_is_answered_and_the_action_kept(
    page: Page, app: Upstander, mention: str, answer: str
) -> None:
    before = await _count(app)
    reply = await page.say(f"amplify {mention} in standup", account="ana.lima")
    assert reply["kind"] == "message"
    assert answer in reply["html"]
    assert await _count(app) == before + 1


@pytest.mark.parametrize("account", ["nobody.here", "upstander", "sasha.visitor"])
@pytest.mark.parametrize("path", ["say", "press", "submit", "change", "shortcut", "home"])
async def test_nobody_can_be_somebody_who_is_not_there(page: Page, account: str, path: str) -> None:
    body = {"account": account, "key": str(uuid4()), "text": "help", "action": "me", "form": "log"}
    response = await page.send(path, body)
    assert response.status_code == 403
    assert "choose somebody else" in response.json()["detail"]


async def test_nobody_can_be_somebody_who_left(page: Page, app: Upstander) -> None:
    async with app.database.begin() as db:
        await db.execute(update(Person).where(Person.name == "Ana Lima").values(left_on=app.clock().date()))
    response = await page.send("say", {"account": "ana.lima", "key": str(uuid4()), "text": "help"})
    assert response.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"account": "ana.lima", "text": "help"},
        {"account": "ana.lima", "key": "short", "text": "help"},
        {"account": "Ana Lima <b>", "key": "k" * 20, "text": "help"},
        {"account": "ana.lima", "key": "k" * 20, "text": "x" * 20_001},
        {"account": "ana.lima", "key": "k" * 20, "text": 7},
    ],
)
async def test_what_is_no_request_of_ours_is_refused(page: Page, body: dict[str, Any]) -> None:
    assert (await page.send("say", body)).status_code == 400


async def test_what_people_type_never_becomes_markup(page: Page) -> None:
    text = "amplify @ben.okafor in standup: <img src=x onerror=alert(1)>"
    reply = await page.say(text)
    assert "<img" not in reply["html"]
    assert "onerror=alert(1)&gt;" in reply["html"]


async def _count(app: Upstander) -> int:
    async with app.database.begin() as db:
        return int(await db.scalar(select(func.count()).select_from(Action).where(Action.withdrawn_at.is_(None))) or 0)


async def _newest(app: Upstander) -> tuple[str, Kind, Platform, bool]:
    query = (
        select(Person.name, Action.kind, Action.platform, Action.is_example)
        .join(Person, Person.id == Action.actor_id)
        .order_by(Action.created_at.desc(), Action.id.desc())
        .limit(1)
    )
    async with app.database.begin() as db:
        name, kind, platform, is_example = (await db.execute(query)).one()
        return name, kind, platform, is_example


def _button(reply: dict[str, Any], label: str) -> dict[str, str]:
    for attributes, shown in re.findall(r"<button([^>]*)>([^<]*)</button>", reply["html"]):
        if shown.strip() == label:
            found = dict(re.findall(r'data-(action|subject)="([^"]*)"', attributes))
            return {"action": found["action"], "subject": found.get("subject", "")}
    raise AssertionError(f"no button {label!r} in {reply['html']}")

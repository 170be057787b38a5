"""A Teams user in Microsoft's own Agents Playground: its renderer in a real browser, and the real bot behind it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import insert, select, update

from bot import closing as worker_closing
from bot.settings import load
from bot.wiring import build
from storage import demo_deliveries
from storage.database import Database
from storage.demo_deliveries import Receiver
from storage.models import Account, Action, Confirmation, Membership, Person, Team
from storage.models.base import new_id
from storage.words import ConfirmationPart, Kind, Nudge, Platform, Visibility
from tests.e2e.playground import START_SECONDS, Teams, opened, playground
from tests.serving import Program, running, serving

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

ROSTER = """email,name,team,manager_email,department,gender,hired_on,left_on
alexw@example.com,Alex Wilber,Design,,Product,,2022-01-01,
meganb@example.com,Megan Bowen,Design,alexw@example.com,Product,,2022-01-01,
"""
"""Two of those whom the Playground knows."""
REPORTS, ACTIVE = 14, 8
"""How many more report to Alex, so that his team is large enough to be told of; and how many of them do something."""
ROSTER += "".join(
    f"report{at}@example.com,Report {at},Design,alexw@example.com,Product,{'woman' if at % 2 else 'man'},2022-01-01,\n"
    for at in range(REPORTS)
)
LONG_AGO = date(2022, 1, 1)
SECRET = "a-test-secret-of-more-than-thirty-two-characters"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where our program keeps its database."""
    return tmp_path_factory.mktemp("serve")


@pytest.fixture(scope="module")
def program(folder: Path) -> Iterator[tuple[str, Program]]:
    """`upstander serve` for a local Teams client without credentials."""
    env = {"UPSTANDER_SECRET_KEYS": SECRET, "UPSTANDER_TEAMS_ALLOW_ANONYMOUS": "true"}
    (folder / "people.csv").write_text(ROSTER, encoding="utf-8")
    for command in (("migrate",), ("import", "roster", "people.csv")):
        with running(*command, folder=folder, env=env) as done:
            assert done.wait() == 0, done.said
    with ThreadPoolExecutor(1) as thread:  # the browser's own loop runs in this one
        thread.submit(asyncio.run, _weeks_of_acts(folder)).result()
    with serving(folder, env) as started:
        yield started


@pytest.fixture(scope="module")
def address(program: tuple[str, Program], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The Playground's page, with our bot behind it."""
    with playground(program[0], tmp_path_factory.mktemp("playground")) as page:
        yield page


@pytest.fixture
def teams(browser: Browser, address: str) -> Iterator[Teams]:
    with opened(browser, address) as teams:
        yield teams


def test_adding_the_bot_welcomes(teams: Teams) -> None:
    expect(teams.card).to_contain_text("Welcome, Alex Wilber")
    expect(teams.card.get_by_role("button", name="Log an action")).to_be_visible()


def test_an_action_is_logged_by_form(teams: Teams) -> None:
    teams.press("Log an action")
    expect(teams.card).to_contain_text("What did you do?")

    teams.press("Log it")
    expect(teams.card).to_contain_text("Pick what you did.")

    teams.choose("What did you do?", "Advocate")
    teams.press("Show the fields for this choice")
    teams.card.get_by_label("Your note").fill("a chapter on interruptions")
    teams.choose("What did you do?", "Learn")
    teams.press("Show the fields for this choice")
    expect(teams.card.get_by_role("combobox", name="What did you do?")).to_have_value(re.compile("Learn"))
    expect(teams.card.get_by_label("Your note")).to_have_value("a chapter on interruptions")

    teams.press("Log it")
    expect(teams.card).to_contain_text("Logged: Learn")
    expect(teams.card).to_contain_text("a chapter on interruptions")
    expect(teams.cards).to_have_count(1)  # each answer took the place of the card before


def test_an_action_is_logged_by_words_undone_and_put_back(teams: Teams) -> None:
    teams.say("include the new colleague in chat: I asked her what she thinks")
    expect(teams.card).to_contain_text("Logged: Include")
    teams.press("Undo")
    expect(teams.card).to_contain_text("Undone: Include")
    teams.press("Put it back")
    expect(teams.card).to_contain_text("It counts: Include")


def test_markup_that_was_typed_stays_text(teams: Teams) -> None:
    typed = "learn: **bold** [a link](https://example.com) <b>tag</b>"
    teams.say(typed)
    expect(teams.card).to_contain_text("**bold** [a link](https://example.com) <b>tag</b>")
    assert teams.card.get_by_role("link").count() == 0


def test_in_a_group_the_answer_is_private(teams: Teams) -> None:
    teams.open("Group Chat")
    teams.box.click()
    teams.page.keyboard.type("@")
    teams.page.get_by_text("Test Bot", exact=True).last.click()
    teams.page.keyboard.type(" recognize Megan Bowen: the release went out on time")
    teams.page.keyboard.press("Enter")
    expect(teams.page.locator("span", has_text="I've answered you in our private chat.")).to_be_visible()
    expect(teams.page.get_by_text("Logged: ")).to_have_count(0)
    teams.open("Personal Chat")
    expect(teams.card).to_contain_text("Logged: Recognize")


def test_a_question_is_answered_for_oneself_alone(teams: Teams) -> None:
    teams.say("reflect")
    expect(teams.card).to_contain_text("A question to think about")
    teams.press("Answer")
    teams.card.get_by_label("What comes to mind?").fill("I let it pass, and asked her afterwards.")
    teams.press("Keep it")
    expect(teams.card).to_contain_text("Kept, for you alone")


def test_a_lesson_is_taken_to_its_plan(teams: Teams) -> None:
    teams.say("learn")
    expect(teams.card).to_contain_text("What helps")
    teams.press("B")
    expect(teams.card).to_contain_text("helps best")
    teams.press("Make a plan")
    plan = "If Megan is talked over in the next review, then I will ask to hear the end of her point."
    teams.card.get_by_label("Your plan").fill(plan)
    teams.press("Keep it")
    expect(teams.card).to_contain_text("Kept, for you alone")
    teams.say("plan")
    expect(teams.card).to_contain_text(plan)


def test_a_nudge_comes_unasked(teams: Teams, folder: Path) -> None:
    teams.say("help")
    expect(teams.card).to_contain_text("amplify")  # from now on we know Alex
    with ThreadPoolExecutor(1) as thread:  # the browser's own loop runs in this one
        thread.submit(asyncio.run, _put_in_line(folder)).result()
    expect(teams.card.get_by_role("button", name="Why this one?")).to_be_visible(timeout=START_SECONDS * 1000)
    expect(teams.card).to_contain_text("A question to think about")
    teams.picture("teams-nudge.png")
    teams.press("Later")
    expect(teams.card).to_contain_text("Tomorrow")


def test_a_manager_reads_the_weeks_of_the_team_and_steps_back(teams: Teams) -> None:
    teams.say("team")
    expect(teams.card).to_contain_text("Design")
    expect(teams.card).to_contain_text("8 of 16")
    teams.picture("teams-team.png")
    teams.press("Earlier weeks")
    expect(teams.card).to_contain_text("8 of 16")


def test_a_colleague_is_asked_and_answers(teams: Teams, folder: Path) -> None:
    teams.say("help")
    expect(teams.card).to_contain_text("amplify")
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _credited(folder)).result()
    teams.say("confirm")
    expect(teams.card).to_contain_text("Report 0")
    teams.picture("teams-confirm.png")
    teams.press("Yes")
    expect(teams.card).to_contain_text("Thank you")


def test_a_picture_of_a_card(teams: Teams) -> None:
    """For the README; recorded when asked to."""
    teams.say("amplify Megan Bowen in the roadmap meeting: her caching idea was passed over, I brought it back to her")
    expect(teams.card).to_contain_text("Logged: Amplify for Megan Bowen")
    teams.picture("teams-card.png")


async def _weeks_of_acts(folder: Path) -> None:
    """Half of Alex's reports did something in each of the last weeks, which are closed as the worker closes them."""
    app = build(load(database_url=f"sqlite:///{folder / 'upstander.db'}", secret_keys=(SECRET,)))
    now = app.clock()
    async with app.database.begin() as db:
        people = select(Person.organization_id, Person.id, Person.gender).where(Person.name.startswith("Report "))
        team = (await db.execute(select(Team.id))).scalar_one()
        await db.execute(update(Membership).values(starts_on=LONG_AGO))  # else they are a team from today on
        for at, (organization_id, person_id, gender) in enumerate(await db.execute(people.order_by(Person.name))):
            for week in range(1, 20) if at < ACTIVE else ():
                action = {
                    "organization_id": organization_id,
                    "id": new_id(),
                    "actor_id": person_id,
                    "actor_gender": gender,
                    "team_id": team,
                    "kind": Kind.AMPLIFY,
                    "occurred_on": now.date() - timedelta(weeks=week),
                    "visibility": Visibility.PROGRAM,
                    "platform": Platform.TEAMS,
                    "created_at": now,
                }
                await db.execute(insert(Action).values(**action))
    await worker_closing.close(app)
    await app.database.close()


async def _credited(folder: Path) -> None:
    """One of the reports logged something for Alex, and he is to be asked whether it helped."""
    database, now = Database(f"sqlite:///{folder / 'upstander.db'}"), datetime.now(UTC)
    async with database.begin() as db:
        alex = (await db.execute(select(Person.id).where(Person.name == "Alex Wilber"))).scalar_one()
        did = select(Action.organization_id, Action.id).join(Person, Person.id == Action.actor_id)
        first = (await db.execute(did.where(Person.name == "Report 0").order_by(Action.occurred_on.desc()))).first()
        assert first is not None
        organization_id, action_id = first
        await db.execute(update(Action).where(Action.id == action_id).values(beneficiary_id=alex))
        question = {"organization_id": organization_id, "id": new_id(), "action_id": action_id, "person_id": alex}
        await db.execute(insert(Confirmation).values(**question, part=ConfirmationPart.BENEFICIARY, asked_at=now))
    await database.close()


async def _put_in_line(folder: Path) -> None:
    """A nudge for Alex, due now, as the demo's "send me one now" does it: that needs no good moment of his day."""
    database, now = Database(f"sqlite:///{folder / 'upstander.db'}"), datetime.now(UTC)
    async with database.begin() as db:
        alex = (
            await db.execute(
                select(Account.organization_id, Account.person_id, Account.id)
                .join(Person, Person.id == Account.person_id)
                .where(Person.name == "Alex Wilber")
            )
        ).one()
        who = Receiver(*alex, zone="UTC", wants=frozenset({Nudge.REFLECTION}), gets_digest=False, next_at=None)
        assert await demo_deliveries.ask_for(db, who, now.date(), now) is Nudge.REFLECTION
    await database.close()

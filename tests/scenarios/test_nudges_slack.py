"""Nudges as Slack and its people see them: the real processes, scripted people, and a day on which all of them are due.

Nothing is replaced but Slack itself. On SQLite one process does everything; on PostgreSQL a worker runs beside it, and
whatever happens must still happen once.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from nudges import library
from nudges.cards import LETTERS, name_of
from nudges.day_words import WEEKDAYS
from nudges.items import BLANK, Lesson
from storage import workspaces
from storage.database import Database
from storage.encryption import Cipher
from storage.models import Account, LessonResult, Plan, Reflection
from storage.words import DeliveryState, FailReason, LeftOut, Nudge, PlanState, Platform, SkipReason, Unreachable
from storage.workspaces import Installation
from tests.chaos import seeding
from tests.clients.slack import SlackUser
from tests.clients.slack_ways import OverHttp
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_world import Shown
from tests.scenarios.nudging import KEY, Nudged, are_not_in_the_logs, everything, processes, runs, side_by_side

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
CUSTOMERS = {"T1": "Northwind", "T2": "Southwind"}
THOUGHTS = "I would ask Priya to lead the next retrospective"
IF_THEN = "If the next design review starts, then I will ask Noor to speak first"
CIPHER = Cipher([KEY])
LIBRARY = library.load(library.BUILT_IN, "en")


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Two customers' workspaces; triggers age by the real clock."""
    async with FakeSlack(time.time) as slack:
        for team, name in CUSTOMERS.items():
            slack.world.add_workspace(team, f"xoxb-{team}", name=name)
        yield slack


@dataclass(frozen=True)
class Scene:
    """The processes as they run, and the world around them."""

    slack: FakeSlack
    database: Database
    way: OverHttp
    folder: Path
    env: dict[str, str]

    async def knows(self, name: str, workspace: str = "T1") -> tuple[SlackUser, Nudged]:
        """Somebody who wrote to us once, and for whom now is a good moment."""
        account = f"U{name.upper()}"
        self.slack.world.add_user(workspace, account, name.capitalize(), email=f"{name}@example.com")
        user = SlackUser(self.slack, self.way, account, workspace)
        await user.types("help")
        nudged = Nudged(self.database, account)
        await nudged.suits()
        return user, nudged

    def posted(self, user: SlackUser) -> list[Shown]:
        """What was sent to somebody unasked."""
        return [one for one in user.seen if one.how == "chat.postMessage"]

    def asked(self, method: str, user: SlackUser) -> int:
        """How often Slack was asked about somebody, whatever it said."""
        names = {user.user, self.slack.world.direct.get((user.workspace, user.user), user.user)}
        told = (one.arguments for one in self.slack.calls if one.method == method)
        return sum(1 for one in told if names & {one.get("users", ""), one.get("channel", "")})


def environment(slack: FakeSlack, database_url: str) -> dict[str, str]:
    return {
        "UPSTANDER_DATABASE_URL": database_url,
        "UPSTANDER_SECRET_KEYS": KEY,
        "UPSTANDER_SLACK_API_URL": slack.api_url,
        "UPSTANDER_SLACK_CLIENT_ID": "1.2",
        "UPSTANDER_SLACK_CLIENT_SECRET": "shh-shh",
        "UPSTANDER_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "UPSTANDER_PUBLIC_URL": "https://upstander.example.com",
    }


async def test_nudges_come_once_and_what_people_do_with_them_holds(
    slack: FakeSlack, database: Database, database_url: str, tmp_path: Path
) -> None:
    env = environment(slack, database_url)
    await _two_customers(database)
    async with processes(database_url, tmp_path, env) as (http, programs):
        scene = Scene(slack, database, OverHttp(http, SIGNING_SECRET), tmp_path, env)
        await side_by_side(
            _a_workspace_is_uninstalled(scene),
            _a_reflection_is_put_off_and_answered(scene),
            _one_is_not_for_me(scene),
            _a_lesson_is_taken_and_a_plan_followed_up(scene),
            _a_pause_holds(scene),
            _a_stop_holds(scene),
            _accounts_that_are_gone(scene),
        )
    await _each_was_sent_once(scene)
    are_not_in_the_logs(programs, "Priya", "Noor", "Cleo", "xoxb")


async def _two_customers(database: Database) -> None:
    async with database.begin() as db:
        for team, name in CUSTOMERS.items():
            now = datetime.now(UTC)
            organization_id = await workspaces.found(db, f"slack:{team}", name, now)
            new = Installation(Platform.SLACK, team, name, bot_token=f"xoxb-{team}")
            await workspaces.install(db, CIPHER, organization_id, new, now)


async def _a_reflection_is_put_off_and_answered(scene: Scene) -> None:
    ana, hers = await scene.knows("ana")
    await _chooses_by_words(ana, hers.place)
    await hers.is_due()
    first = await hers.gets(DeliveryState.SENT)
    (card,) = scene.posted(ana)
    question = name_of(LIBRARY.items[first.item])
    assert question in card.text
    assert card.channel == (await hers.account_row()).direct_channel == scene.slack.world.direct["T1", ana.user]
    assert first.nudge is Nudge.REFLECTION

    why = await ana.presses(card, "Why this one?")
    assert why.id == card.id, "in the place of the card"
    assert first.why in why.text
    when = await ana.presses(why, "Later")
    put_off = await ana.presses(when, "Tomorrow")
    assert "I'll bring it back on" in put_off.text

    await hers.days_pass(1)
    await hers.is_due()
    again = await hers.gets_another(first)
    assert again.item == first.item
    _first, card = scene.posted(ana)
    assert question in card.text
    assert scene.asked("conversations.open", ana) == 1, "the direct message is remembered"

    modal = await ana.presses(card, "Answer")
    assert modal.kind == "modal"
    assert question in modal.text
    kept = await ana.submits(modal, text=THOUGHTS)
    assert kept.shown is not None
    assert "Kept, for you alone." in kept.shown.text
    (reflection,) = await hers.rows(Reflection)
    assert CIPHER.open(reflection.text_sealed) == THOUGHTS
    assert reflection.prompt == first.item
    assert THOUGHTS not in await everything(scene.database)
    assert (await hers.deliveries())[-1].answered_at is not None
    assert scene.asked("chat.postMessage", ana) == 2


async def _chooses_by_words(user: SlackUser, place: seeding.Place) -> None:
    """The days and the window that suit, and no lessons."""
    day, window = WEEKDAYS[place.day.weekday()], place.window
    said = await user.types(f"nudges {day} {window.start:%H:%M}-{window.end:%H:%M} only reflections")
    assert f"{window.start:%H:%M} to {window.end:%H:%M} ({place.zone})" in (await user.types("nudges")).text, said.text


async def _one_is_not_for_me(scene: Scene) -> None:
    ben, his = await scene.knows("ben")
    await his.is_due()
    sent = await his.gets(DeliveryState.SENT)
    (card,) = scene.posted(ben)
    thanks = await ben.presses(card, "Not for me")
    assert "This one won't come again" in thanks.text
    another = await ben.presses(thanks, "Another one")
    assert name_of(LIBRARY.items[sent.item]) not in another.text


async def _a_lesson_is_taken_and_a_plan_followed_up(scene: Scene) -> None:
    cleo, hers = await scene.knows("cleo")
    await cleo.types("nudges only lessons")
    await hers.is_due()
    sent = await hers.gets(DeliveryState.SENT)
    (card,) = scene.posted(cleo)
    lesson = LIBRARY.items[sent.item]
    assert isinstance(lesson, Lesson)
    wrong = next(number for number, one in enumerate(lesson.quiz.answers) if not one.is_best)
    told = await cleo.presses(card, LETTERS[wrong])
    assert "You chose " in told.text
    assert f"{LETTERS[wrong]}: {lesson.quiz.answers[wrong].text}" in told.text
    assert lesson.quiz.answers[wrong].why in told.text
    assert lesson.quiz.best.why in told.text
    (result,) = await hers.rows(LessonResult)
    assert (result.delivery_id, result.lesson, result.answer, result.is_right) == (sent.id, lesson.id, wrong, False)

    form = await cleo.presses(told, "Make a plan")
    assert cleo.held(form, "text")["value"] == lesson.plan
    assert BLANK in lesson.plan
    assert set((await cleo.submits(form)).errors) == {"text"}, "the blank is still to be filled in"
    kept = await cleo.submits(form, text=IF_THEN)
    assert kept.shown is not None
    assert "I'll ask once whether the moment came" in kept.shown.text
    assert IF_THEN in (await cleo.types("plan")).text
    assert IF_THEN not in await everything(scene.database)

    await hers.days_pass(15)
    await hers.is_due()
    asked = await hers.gets_another(sent)
    assert asked.nudge is Nudge.FOLLOW_UP
    question = scene.posted(cleo)[-1]
    assert IF_THEN in question.text
    came = await cleo.presses(question, "Yes, it came")
    assert "The moment came." in came.text
    (plan,) = await hers.rows(Plan)
    assert plan.state is PlanState.DONE
    assert plan.asked_at is not None
    assert "came true" in (await cleo.types("plan")).text


async def _a_pause_holds(scene: Scene) -> None:
    finn, his = await scene.knows("finn")
    assert "Paused until" in (await finn.types("pause 2 weeks")).text
    assert "paused until" in (await finn.types("nudges")).text
    await his.is_due()
    held = await his.gets(DeliveryState.SKIPPED, SkipReason.PAUSED)
    assert scene.posted(finn) == []

    assert "your nudges are on again" in (await finn.types("resume")).text
    await his.days_pass(1)
    await his.is_due()
    await his.gets_another(held)
    assert len(scene.posted(finn)) == 1


async def _a_stop_holds(scene: Scene) -> None:
    hana, hers = await scene.knows("hana")
    assert "You get no more nudges" in (await hana.types("stop")).text
    await hers.is_due()
    await hers.gets(DeliveryState.SKIPPED, SkipReason.STOPPED)
    await hers.gets_none()
    assert scene.posted(hana) == []
    assert "You stopped nudges" in (await hana.types("pause 2 weeks")).text


async def _accounts_that_are_gone(scene: Scene) -> None:
    """One is not there any more; of the other there is nothing but a direct message that is gone, too."""
    ivo, his = await scene.knows("ivo")
    jill, hers = await scene.knows("jill")
    del scene.slack.world.workspaces["T1"].users[ivo.user]
    scene.slack.world.workspaces["T1"].users[jill.user]["deleted"] = True
    async with scene.database.begin() as db:
        await db.execute(update(Account).where(Account.external_id == jill.user).values(direct_channel="D-OLD"))
    for one in (his, hers):
        await one.is_due()
    for one in (his, hers):
        await one.gets(DeliveryState.FAILED, FailReason.ACCOUNT_GONE)
        assert (await one.account_row()).unreachable is Unreachable.ACCOUNT_GONE
    told = await runs("deliveries", "--organization", CUSTOMERS["T1"], folder=scene.folder, env=scene.env)
    assert ["failed", "account_gone", "2"] in [line.split() for line in told.splitlines()], told

    for one in (his, hers):
        await one.days_pass(1)
        await one.is_due()
    for one in (his, hers):
        await one.gets_none()
        assert len(await one.deliveries()) == 1
    assert scene.asked("conversations.open", ivo) == scene.asked("conversations.open", jill) == 1
    assert scene.posted(ivo) == scene.posted(jill) == []


async def _a_workspace_is_uninstalled(scene: Scene) -> None:
    """One nudge waits in line, for Slack asked us to wait; another is due."""
    kim, hers = await scene.knows("kim", "T2")
    leo, his = await scene.knows("leo", "T2")
    scene.slack.rate_limits("conversations.open", "4", token="xoxb-T2")
    await hers.is_due()
    await hers.waits_in_line()
    await scene.way.event(kim.payloads.event({"type": "app_uninstalled"}))
    await his.is_due()
    await his.gets_none()
    await hers.gets(DeliveryState.SKIPPED, LeftOut.NO_ACCOUNT)
    assert await his.deliveries() == []
    assert scene.posted(kim) == scene.posted(leo) == []
    assert scene.asked("conversations.open", kim) == 1
    assert scene.asked("conversations.open", leo) == 0


async def _each_was_sent_once(scene: Scene) -> None:
    """With all processes stopped: what Slack took is what is recorded, and nothing is left behind."""
    for user in {one.user for one in scene.slack.world.shown}:
        states = [one.state for one in await Nudged(scene.database, user).deliveries()]
        posts = [one for one in scene.slack.world.seen_by(user) if one.how == "chat.postMessage"]
        assert states.count(DeliveryState.SENT) == len(posts), user
        assert not {DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN} & set(states), user

"""Nudges as Teams and its people see them: the real processes, scripted people, and a day on which all of them are due.

Nothing is replaced but Microsoft, and the program is a local client's (no credentials). On SQLite one process does
everything; on PostgreSQL a worker runs beside it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from nudges import library
from nudges.cards import LETTERS, name_of
from nudges.items import BLANK, Lesson
from storage.database import Database
from storage.encryption import Cipher
from storage.models import LessonResult, Plan, Reflection
from storage.words import DeliveryState, FailReason, LeftOut, Nudge, PlanState, SkipReason, Unreachable
from tests.clients.teams import Card, TeamsClient, card_in
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_world import TENANT
from tests.scenarios.nudging import KEY, Nudged, are_not_in_the_logs, everything, processes, runs, side_by_side

THOUGHTS = "I would ask Priya to lead the next retrospective"
IF_THEN = "If the next design review starts, then I will ask Noor to speak first"
OTHER_TENANT = "6d3f0a1c-5a43-4f0e-8c3c-000000000002"
CIPHER = Cipher([KEY])
LIBRARY = library.load(library.BUILT_IN, "en")


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    stand_in = FakeTeams(anonymous=True)
    await stand_in.start()
    yield stand_in
    await stand_in.stop()
    assert not stand_in.broken


@dataclass(frozen=True)
class Scene:
    """The processes as they run, and the world around them."""

    teams: FakeTeams
    database: Database
    http: httpx.AsyncClient
    folder: Path
    env: dict[str, str]

    async def adds(self, name: str, tenant: str = TENANT) -> tuple[TeamsClient, Nudged]:
        """Somebody adds the bot, is welcomed, and writes nothing; and for them now is a good moment."""
        person = self.teams.person(f"{name} Example", email=f"{name.lower()}@example.com", tenant=tenant)
        user, nudged = TeamsClient(self.http, self.teams, person), Nudged(self.database, person.account)
        await added(user)
        await nudged.suits()
        return user, nudged


async def added(user: TeamsClient) -> None:
    """What Teams tells of it: that the bot is in the chat, and that it is installed. The chat is kept by then."""
    bot = {"id": user.teams.bot}
    await user.post(user.activity("conversationUpdate", membersAdded=[bot, {"id": user.person.user}]))
    await user.post(user.activity("installationUpdate", action="add"))
    assert "Welcome" in (await user.answer()).text


async def removed(user: TeamsClient) -> None:
    user.teams.uninstall(user.person)
    await user.post(user.activity("installationUpdate", action="remove"))


async def test_nudges_come_once_and_what_people_do_with_them_holds(
    teams: FakeTeams, database: Database, database_url: str, tmp_path: Path
) -> None:
    env = {
        "UPSTANDER_DATABASE_URL": database_url,
        "UPSTANDER_SECRET_KEYS": KEY,
        "UPSTANDER_TEAMS_ALLOW_ANONYMOUS": "true",
    }
    async with processes(database_url, tmp_path, env) as (http, programs):
        scene = Scene(teams, database, http, tmp_path, env)
        await side_by_side(
            _a_reflection_is_put_off_and_answered(scene),
            _a_lesson_is_taken_and_a_plan_followed_up(scene),
            _a_client_that_sends_cards_as_messages(scene),
            _a_pause_and_a_stop_hold(scene),
            _who_removed_the_bot_gets_nothing(scene),
            _whose_chat_is_blocked_is_not_tried_again(scene),
        )
    await _each_was_sent_once(scene)
    are_not_in_the_logs(programs, "Priya", "Noor", "Cleo")


async def _a_reflection_is_put_off_and_answered(scene: Scene) -> None:
    ana, hers = await scene.adds("Ana")
    await hers.is_due()
    first = await hers.gets(DeliveryState.SENT)
    card = await ana.answer()
    question = name_of(LIBRARY.items[first.item])
    assert question in card.text
    assert first.nudge is Nudge.REFLECTION
    assert first.message["conversation"] == ana.chat.id

    why = await ana.use(card, "Why this one?")
    assert first.why in why.text
    put_off = await ana.use(await ana.use(why, "Later"), "Tomorrow")
    assert "I'll bring it back on" in put_off.text

    await hers.days_pass(1)
    await hers.is_due()
    again = await hers.gets_another(first)
    assert again.item == first.item
    card = await ana.answer()
    assert question in card.text

    form = await ana.use(card, "Answer")
    assert question in form.text
    kept = await ana.use(form, "Keep it", text=THOUGHTS)
    assert "Kept, for you alone." in kept.text
    (reflection,) = await hers.rows(Reflection)
    assert CIPHER.open(reflection.text_sealed) == THOUGHTS
    assert reflection.prompt == first.item
    assert THOUGHTS not in await everything(scene.database)
    assert (await hers.deliveries())[-1].answered_at is not None


async def _a_lesson_is_taken_and_a_plan_followed_up(scene: Scene) -> None:
    cleo, hers = await scene.adds("Cleo")
    await cleo.ask("nudges only lessons")
    await hers.suits()
    await hers.is_due()
    sent = await hers.gets(DeliveryState.SENT)
    card = await cleo.answer()
    lesson = LIBRARY.items[sent.item]
    assert isinstance(lesson, Lesson)
    wrong = next(number for number, one in enumerate(lesson.quiz.answers) if not one.is_best)
    told = await cleo.use(card, LETTERS[wrong])
    assert f"{LETTERS[wrong]}: {lesson.quiz.answers[wrong].text}" in told.text
    assert lesson.quiz.answers[wrong].why in told.text
    assert lesson.quiz.best.why in told.text
    (result,) = await hers.rows(LessonResult)
    assert (result.delivery_id, result.lesson, result.answer, result.is_right) == (sent.id, lesson.id, wrong, False)

    form = await cleo.use(told, "Make a plan")
    assert BLANK in form.held()[form.input_id("text")], "the lesson's own plan, to be completed"
    form = await cleo.use(form, "Keep it")
    assert f"There is still a {BLANK} in it" in form.text
    kept = await cleo.use(form, "Keep it", text=IF_THEN)
    assert "I'll ask once whether the moment came" in kept.text
    assert IF_THEN in (await cleo.ask("/ally plan")).text
    assert IF_THEN not in await everything(scene.database)

    await hers.days_pass(15)
    await hers.is_due()
    asked = await hers.gets_another(sent)
    assert asked.nudge is Nudge.FOLLOW_UP
    question = await cleo.answer()
    assert IF_THEN in question.text
    assert "The moment came." in (await cleo.use(question, "Yes, it came")).text
    (plan,) = await hers.rows(Plan)
    assert plan.state is PlanState.DONE
    assert "came true" in (await cleo.ask("plan")).text


async def _a_client_that_sends_cards_as_messages(scene: Scene) -> None:
    """As clients do that know Action.Submit alone: the answer is a card of its own."""
    dan, his = await scene.adds("Dan")
    await his.is_due()
    sent = await his.gets(DeliveryState.SENT)
    card = await dan.answer()
    submit = fallback(card, "Not for me")
    assert (await dan.post(dan.activity("message", value=submit))).status_code == 202
    assert "This one won't come again" in (await dan.answer()).text
    (delivery,) = await his.deliveries()
    assert delivery.id == sent.id
    assert delivery.answered_at is not None


def fallback(card: Card, title: str) -> dict[str, object]:
    """What such a client sends for a button."""
    action = card.action(title)
    return {**action["data"], "verb": action["verb"]}


async def _a_pause_and_a_stop_hold(scene: Scene) -> None:
    finn, his = await scene.adds("Finn")
    gwen, hers = await scene.adds("Gwen")
    assert "Paused until" in (await finn.ask("pause 2 weeks")).text
    assert "paused until" in (await finn.ask("nudges")).text
    assert "You get no more nudges" in (await gwen.ask("stop")).text
    for one in (his, hers):
        await one.is_due()
    held = await his.gets(DeliveryState.SKIPPED, SkipReason.PAUSED)
    await hers.gets(DeliveryState.SKIPPED, SkipReason.STOPPED)
    written = len(finn.chat.written)

    assert "your nudges are on again" in (await finn.ask("resume")).text
    await his.days_pass(1)
    await his.is_due()
    sent = await his.gets_another(held)
    assert len(finn.chat.written) == written + 2, "the answer and the nudge"
    assert name_of(LIBRARY.items[sent.item]) in (await finn.answer()).text
    await hers.gets_none()


async def _who_removed_the_bot_gets_nothing(scene: Scene) -> None:
    """To one nothing is sent because Teams asked us to wait meanwhile; another's is due only afterwards."""
    kim, hers = await scene.adds("Kim", tenant=OTHER_TENANT)
    leo, his = await scene.adds("Leo")
    kims, leos = kim.chat, leo.chat
    kims.asks_to_wait.append("4")
    await hers.is_due()
    await hers.waits_in_line()
    for user in (kim, leo):
        await removed(user)
    for one in (hers, his):
        await one.lost_conversation()
    await his.is_due()
    await his.gets_none()
    await hers.gets(DeliveryState.SKIPPED, LeftOut.NO_ACCOUNT)
    assert await his.deliveries() == []
    assert len(kims.written) == len(leos.written) == 1, "the welcome"


async def _whose_chat_is_blocked_is_not_tried_again(scene: Scene) -> None:
    """Until they add the bot again, as one of the two does."""
    ivo, his = await scene.adds("Ivo")
    joy, hers = await scene.adds("Joy")
    for user, one in ((ivo, his), (joy, hers)):
        scene.teams.installed.discard(user.person.account)
        await one.is_due()
    failed = [await one.gets(DeliveryState.FAILED, FailReason.BLOCKED) for one in (his, hers)]
    assert (await his.account_row()).unreachable is Unreachable.BLOCKED
    scene.teams.install(joy.person)
    await added(joy)
    assert (await hers.account_row()).unreachable is None

    for one in (his, hers):
        await one.days_pass(1)
        await one.is_due()
    sent = await hers.gets_another(failed[1])
    assert name_of(LIBRARY.items[sent.item]) in (await joy.answer()).text
    await his.gets_none()
    assert len(await his.deliveries()) == 1
    told = await runs("deliveries", folder=scene.folder, env=scene.env)
    assert ["failed", "blocked", "2"] in [line.split() for line in told.splitlines()], told


async def _each_was_sent_once(scene: Scene) -> None:
    """With all processes stopped: what Teams took is what is recorded, and nothing is left behind."""
    for chat in scene.teams.conversations.values():
        (account,) = chat.members
        nudges = await Nudged(scene.database, account).deliveries()
        sent = [one.message["activity"] for one in nudges if one.state is DeliveryState.SENT]
        assert [one["id"] for one in chat.written if is_nudge(one)] == sent, account
        left = {DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN}
        assert not left & {one.state for one in nudges}, account


def is_nudge(message: dict[str, Any]) -> bool:
    """Only what came unasked can be put off, or asks about a plan."""
    actions = {one.get("data", {}).get("action") for one in card_in(message).actions}
    return bool(actions & {"nudge.later", "follow_up.came"})

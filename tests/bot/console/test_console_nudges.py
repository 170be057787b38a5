"""Nudges on the local chat page: sent by the worker's own ticks, and a clock that goes through all that is due."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from bot import planning
from bot.clock import MovableClock
from bot.console.travel import Traveller
from bot.upstander import Upstander
from storage.models import Account, Delivery, Person, Preferences
from storage.words import DeliveryState, Nudge, SkipReason
from tests.bot.console.conftest import NOW, Page

ANA, BEN = "ana.lima", "ben.okafor"
PLAN = "If Grace is talked over, then I will ask to hear the end of her point."
MANAGER, MANAGERS = "priya.raghunathan", 6
WEEK = timedelta(days=7)
TO_HER = r"(?<!none) of them to you|went out, to you"


@pytest.fixture
async def alone(app: Upstander) -> None:
    """Nobody but Ana gets nudges, so that weeks go by fast."""
    await only(app, ANA)


async def only(app: Upstander, *accounts: str) -> None:
    """Nobody else gets nudges."""
    people = select(Account.person_id).where(Account.external_id.in_(accounts))
    async with app.database.begin() as db:
        await db.execute(update(Preferences).where(Preferences.person_id.not_in(people)).values(nudges_stopped=True))


async def test_at_first_there_is_the_time_and_what_is_planned(page: Page, app: Upstander, traveller: Traveller) -> None:
    await traveller.settle()
    told = await _told(page)
    assert told["now"] == app.clock().isoformat() == "2026-03-04T10:00:00+00:00"
    assert told["zone"] == "Europe/Lisbon"
    assert told["nudges"] == []
    assert datetime.fromisoformat(told["next"]) > app.clock()


async def test_one_that_is_asked_for_is_sent_by_the_next_tick(page: Page, app: Upstander, traveller: Traveller) -> None:
    assert "question to think about is on its way" in (await page.ask("nudges"))["said"]
    assert (await _told(page))["nudges"] == []
    for tick in traveller.ticks():
        await tick.work(app)
    (nudge,) = (await _told(page))["nudges"]
    assert nudge["kind"] == "message"
    assert nudge["asked_for"]
    assert not nudge["answered"]
    assert nudge["slack"]["blocks"]
    assert nudge["teams"]["type"] == "AdaptiveCard"
    assert f'data-subject="{nudge["id"]}"' in nudge["html"]
    assert (await _told(page, BEN))["nudges"] == []


async def test_a_day_has_a_question_a_lesson_and_then_a_friendly_word(page: Page, traveller: Traveller) -> None:
    said = [(await page.ask("nudges"))["said"] for _ in range(3)]
    assert ["question" in said[0], "lesson is on its way" in said[1], "all there is for one day" in said[2]] == [
        True
    ] * 3
    await traveller.settle()
    assert len((await _told(page))["nudges"]) == 2


async def test_who_wants_none_is_told_how_to_want_them(page: Page, app: Upstander) -> None:
    async with app.database.begin() as db:
        await db.execute(update(Preferences).values(wants_reflections=False, wants_lessons=False))
    assert "switched questions and lessons off" in (await page.ask("nudges"))["said"]


async def test_an_answered_one_says_so(page: Page, traveller: Traveller) -> None:
    await page.ask("nudges")
    await traveller.settle()
    (nudge,) = (await _told(page))["nudges"]
    assert (await page.ask("press", action="nudge.why", subject=nudge["id"]))["kind"] == "message"
    (again,) = (await _told(page))["nudges"]
    assert again["answered"]


@pytest.mark.usefixtures("alone")
async def test_only_the_last_few_are_there_at_first_and_later_what_is_new(page: Page, traveller: Traveller) -> None:
    for _ in range(2):
        await page.ask("nudges")
        await page.ask("nudges")
        await page.ask("clock", by="day")
    first = await _told(page)
    assert len(first["nudges"]) == 3
    assert (await _told(page, since=first["since"]))["nudges"] == []
    await page.ask("nudges")
    await traveller.settle()
    (new,) = (await _told(page, since=first["since"]))["nudges"]
    assert new["id"] not in {one["id"] for one in first["nudges"]}


async def test_what_is_gone_from_the_library_is_left_out(page: Page, app: Upstander, traveller: Traveller) -> None:
    await page.ask("nudges")
    await traveller.settle()
    async with app.database.begin() as db:
        await db.execute(update(Delivery).values(item="gone"))
    assert (await _told(page))["nudges"] == []


async def test_the_clock_stops_at_the_next_nudge(page: Page, app: Upstander, traveller: Traveller) -> None:
    await traveller.settle()
    planned = (await _told(page))["next"]
    said = (await page.ask("clock", by="next"))["said"]
    told = await _told(page)
    assert told["now"] == planned
    (nudge,) = told["nudges"]
    assert nudge["at"] == planned
    assert not nudge["asked_for"]
    assert re.fullmatch(r"It is \w+, \d+ March 2026, \d\d:\d\d now\. .+ to you\.", said)
    assert datetime.fromisoformat(told["next"]) > app.clock()


@pytest.mark.usefixtures("alone")
async def test_what_slows_the_pace_on_the_way_is_gone_over(page: Page) -> None:
    """Whoever ignores two gets the third later than it was planned; the clock goes on to it."""
    for number in range(1, 6):
        assert re.search(TO_HER, (await page.ask("clock", by="next"))["said"])
        assert len((await _told(page, since="2026-03-01T00:00:00Z"))["nudges"]) == number


@pytest.mark.no_cover
async def test_on_the_way_everybodys_nudges_go_out_at_their_time(page: Page, app: Upstander) -> None:
    before = app.clock()
    said = [(await page.ask("clock", by="week"))["said"] for _ in range(2)]
    assert app.clock() == before + 2 * WEEK
    rows = [one for one in await _deliveries(app) if one.reason != SkipReason.PACE]  # ignored ones slow it down
    assert {one.state for one in rows} == {DeliveryState.SENT}
    assert all(one.sent_at == one.due_at for one in rows)
    people = {one.person_id for one in rows}
    assert len(people) == 60
    digests = [one for one in rows if one.nudge is Nudge.DIGEST]
    assert len(digests) == 2 * MANAGERS
    assert {one.day.isoformat() for one in digests} == {"2026-03-09", "2026-03-16"}
    for person in people:
        days = [one.day for one in rows if one.person_id == person and one not in digests]
        assert len(set(days)) == len(days)
        assert {day.weekday() for day in days} <= {1, 2, 3}
        assert all(sum(day.isocalendar()[:2] == other.isocalendar()[:2] for other in days) <= 2 for day in days)
    counts = [int(found[1]) for one in said if (found := re.search(r"(\d+) nudges went out", one))]
    assert sum(counts) == len(rows)


async def test_an_hour_at_night_brings_nothing(page: Page, traveller: Traveller, demo_clock: MovableClock) -> None:
    await traveller.to(demo_clock() + timedelta(days=4))
    assert "No nudge was due on the way" in (await page.ask("clock", by="hour"))["said"]


async def test_a_manager_gets_the_digest_of_the_week_that_is_over(page: Page, app: Upstander) -> None:
    await only(app, MANAGER, ANA)
    await page.ask("clock", MANAGER, by="week")
    (sent,) = [one for one in await _nudges_of(app, MANAGER) if one.nudge is Nudge.DIGEST]
    lisbon = sent.sent_at.astimezone(ZoneInfo("Europe/Lisbon"))
    assert (sent.day.isoformat(), f"{lisbon:%A %H}") == ("2026-03-09", "Monday 09")
    (shown,) = [one for one in (await _told(page, MANAGER))["nudges"] if one["id"] == str(sent.id)]
    assert "Platform, 2–8 Mar" in shown["html"]
    assert 'data-action="digest.off"' in shown["html"]
    assert shown["slack"]["blocks"]
    assert not [one for one in await _nudges_of(app, ANA) if one.nudge is Nudge.DIGEST]


async def test_a_manager_may_ask_for_the_digest_last(page: Page, app: Upstander, traveller: Traveller) -> None:
    said = [(await page.ask("nudges", MANAGER))["said"] for _ in range(4)]
    assert ["digest is on its way" in one for one in said] == [False, False, True, False]
    await traveller.settle()
    (sent,) = [one for one in await _nudges_of(app, MANAGER) if one.nudge is Nudge.DIGEST]
    assert (sent.state, sent.is_asked_for) == (DeliveryState.SENT, True)
    (shown,) = [one for one in (await _told(page, MANAGER))["nudges"] if one["id"] == str(sent.id)]
    assert "23 Feb" in shown["html"]


@pytest.mark.usefixtures("alone")
async def test_a_lesson_is_taken_to_the_end_and_followed_up_once(page: Page, app: Upstander) -> None:
    await page.ask("nudges")
    await page.ask("nudges")
    await page.ask("clock", by="hour")
    lesson = next(one for one in (await _told(page))["nudges"] if "quiz.b" in one["html"])
    explained = await page.ask("press", action="quiz.b", subject=lesson["id"])
    assert "plan.from_lesson" in explained["html"]
    form = await page.ask("press", action="plan.from_lesson", subject=lesson["id"])
    assert form["kind"] == "form"
    name = re.search(r'data-form="([^"]+)"', form["html"])
    assert name
    ask_on = (app.clock() + timedelta(days=2)).date()
    values = {"text:text": PLAN, "date:ask_on": ask_on.isoformat()}
    kept = await page.ask("submit", form=name[1], subject=lesson["id"], values=values)
    assert (kept["kind"], PLAN in kept["html"]) == ("message", True)

    since = (await _told(page))["since"]
    for _ in range(3):
        await page.ask("clock", by="week")
    asked = [one for one in (await _told(page, since=since))["nudges"] if "follow_up.came" in one["html"]]
    assert len(asked) == 1
    assert PLAN in asked[0]["html"]
    assert datetime.fromisoformat(asked[0]["at"]).date() >= ask_on
    assert (await page.ask("press", action="follow_up.came", subject=asked[0]["id"]))["kind"] == "message"


@pytest.mark.usefixtures("alone")
async def test_whoever_it_was_for_is_asked_once_whether_it_helped(page: Page) -> None:
    logged = await page.say("amplify @Ana Lima in the roadmap meeting: the caching idea was hers", BEN)
    assert "Amplify for Ana Lima, today" in logged["html"]
    since = (await _told(page))["since"]
    for _ in range(3):
        await page.ask("clock", by="week")
    asked = [one for one in (await _told(page, since=since))["nudges"] if "confirm.yes" in one["html"]]
    assert len(asked) == 1
    assert "Ben Okafor logged that they credited an idea of yours" in asked[0]["html"]
    subject = re.search(r'data-subject="([^"]+)"', asked[0]["html"])
    assert subject
    answer = await page.ask("press", action="confirm.yes", subject=subject[1])
    assert "You said: yes" in answer["html"]
    assert all("confirm.yes" not in one["html"] for one in (await _told(page, BEN))["nudges"])


@pytest.mark.usefixtures("alone")
async def test_whoever_nominated_is_asked_what_came_of_it(page: Page) -> None:
    await page.say("sponsor @Ben Okafor for a project")
    since = (await _told(page))["since"]
    for _ in range(6):
        await page.ask("clock", by="week")
    asked = [one["html"] for one in (await _told(page, since=since))["nudges"] if "sponsorship.got_it" in one["html"]]
    assert sum("you put Ben Okafor forward for a project" in one for one in asked) == 1


@pytest.mark.usefixtures("alone")
async def test_a_due_plan_can_be_asked_for(page: Page, app: Upstander, traveller: Traveller) -> None:
    form = await page.ask("press", action="plan.new")
    name = re.search(r'data-form="([^"]+)"', form["html"])
    assert name
    day = (app.clock() + timedelta(days=1)).date().isoformat()
    await page.ask("submit", form=name[1], values={"text:text": PLAN, "date:ask_on": day})
    await page.say("pause 2 weeks")
    await page.ask("clock", by="day")
    said = [(await page.ask("nudges"))["said"] for _ in range(3)]
    assert "about your plan is on its way" in said[2]
    await traveller.settle()
    assert any(PLAN in one["html"] for one in (await _told(page))["nudges"])


@pytest.mark.usefixtures("alone")
async def test_a_pause_holds_and_ends(page: Page, app: Upstander) -> None:
    await page.say("pause 2 weeks")
    assert await _nudges_of(app, ANA) == []
    assert "No nudge was due on the way" in (await page.ask("clock", by="week"))["said"]
    assert await _nudges_of(app, ANA) == []
    assert re.search(TO_HER, (await page.ask("clock", by="next"))["said"])
    (nudge,) = await _nudges_of(app, ANA)
    assert nudge.day >= (datetime.fromisoformat("2026-03-04") + 2 * WEEK).date()


async def test_after_a_stop_there_is_no_next_one(page: Page, app: Upstander) -> None:
    await only(app, ANA, BEN)
    await page.say("stop")
    before = app.clock()
    assert "No nudge is planned for you" in (await page.ask("clock", by="next"))["said"]
    assert app.clock() == before
    assert "none of them to you" in (await page.ask("clock", by="week"))["said"]
    assert (await _told(page))["next"] is None


async def test_while_the_clock_moves_the_workers_ticks_wait(page: Page, app: Upstander, traveller: Traveller) -> None:
    """What they are sending would be given up for lost."""
    await only(app, ANA, BEN, MANAGER)
    moving = asyncio.create_task(traveller.to(app.clock() + WEEK))
    await asyncio.gather(moving, *(tick.work(app) for tick in traveller.ticks()))
    assert {one.state for one in await _deliveries(app)} == {DeliveryState.SENT}
    assert {one.reason for one in await _deliveries(app)} == {None}


@pytest.mark.usefixtures("alone")
async def test_what_is_never_done_does_not_stop_the_clock(
    app: Upstander, demo_clock: MovableClock, traveller: Traveller
) -> None:
    """Nothing sends to the console here: no page was made, so there is no sender."""
    before = demo_clock()
    await traveller.to(before + WEEK)
    assert demo_clock() == before + WEEK
    assert DeliveryState.SENT not in {one.state for one in await _deliveries(app)}


async def test_what_a_killed_process_left_does_not_stop_the_clock(
    app: Upstander, demo_clock: MovableClock, traveller: Traveller
) -> None:
    await traveller.settle()
    async with app.database.begin() as db:
        row = (await db.execute(select(Account).where(Account.external_id == ANA))).one()
        await db.execute(
            insert(Delivery).values(
                organization_id=row.organization_id,
                id=uuid4(),
                person_id=row.person_id,
                account_id=row.id,
                nudge=Nudge.LESSON,
                day=app.clock().date(),
                state=DeliveryState.SENDING,
                zone="UTC",
                due_at=app.clock(),
                ready_at=app.clock(),
                lease_id=uuid4(),
                lease_until=app.clock() + timedelta(seconds=90),
                created_at=app.clock(),
            )
        )
    await traveller.to(demo_clock() + timedelta(hours=1))
    await planning.sweep(app)
    (lost,) = [one for one in await _deliveries(app) if one.nudge is Nudge.LESSON and one.zone == "UTC"]
    assert (lost.state, lost.reason) == (DeliveryState.UNKNOWN, "lease_lost")


@pytest.mark.parametrize("account", ["nobody.here", "upstander"])
async def test_nobody_gets_nothing(page: Page, account: str) -> None:
    told = await _told(page, account)
    assert (told["nudges"], told["next"]) == ([], None)
    asked: tuple[tuple[str, dict[str, str]], ...] = (
        ("nudges", {}),
        ("clock", {"by": "hour"}),
        ("clock", {"by": "next"}),
    )
    for path, more in asked:
        response = await page.send(path, {"account": account, "key": str(uuid4()), **more})
        assert response.status_code == 403, path
        assert "choose somebody else" in response.json()["detail"]


async def test_somebody_who_left_gets_nothing(page: Page, app: Upstander) -> None:
    await only(app, ANA, BEN)
    async with app.database.begin() as db:
        await db.execute(update(Person).where(Person.name == "Ben Okafor").values(left_on=app.clock().date()))
    await page.ask("clock", by="week", account=ANA)
    assert await _nudges_of(app, BEN) == []
    assert await _nudges_of(app, ANA)


@pytest.mark.parametrize(
    ("path", "body"), [("clock", {"by": "year"}), ("clock", {}), ("clock", {"by": "-1"}), ("nudges", {"key": "short"})]
)
async def test_what_is_no_request_of_ours_is_refused(page: Page, path: str, body: dict[str, Any]) -> None:
    assert (await page.send(path, {"account": ANA, "key": str(uuid4()), **body})).status_code == 400


@pytest.mark.parametrize("since", ["yesterday", "2026-03-04T10:00:00"])
async def test_a_moment_without_a_zone_is_none(page: Page, since: str) -> None:
    response = await page.client.get("/console/nudges", params={"account": ANA, "since": since})
    assert response.status_code == 400


@pytest.mark.parametrize("path", ["nudges", "clock"])
async def test_another_page_can_neither_send_nor_move_the_clock(page: Page, app: Upstander, path: str) -> None:
    before = app.clock()
    body = {"account": ANA, "key": str(uuid4()), "by": "week"}
    for headers in ({"origin": "https://evil.example"}, {"x-upstander-token": "wrong"}, {"x-upstander-token": ""}):
        assert (await page.send(path, body, **headers)).status_code == 403
    assert app.clock() == before
    assert await _deliveries(app) == []


async def _told(page: Page, account: str = ANA, since: str | None = None) -> dict[str, Any]:
    params = {"account": account} | ({"since": since} if since else {})
    response = await page.client.get("/console/nudges", params=params)
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


async def _deliveries(app: Upstander) -> list[Any]:
    """What is new since the example was made."""
    query = select(Delivery).where(Delivery.created_at >= NOW).order_by(Delivery.sent_at, Delivery.id)
    async with app.database.begin() as db:
        return list((await db.execute(query)).all())


async def _nudges_of(app: Upstander, account: str) -> list[Any]:
    async with app.database.begin() as db:
        person: UUID = (await db.execute(select(Account.person_id).where(Account.external_id == account))).scalar_one()
    return [one for one in await _deliveries(app) if one.person_id == person]

"""What the example organization was sent: always the same, as the product would send it, and enough to export."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select

from bot.console import demo
from bot.console.example import plan, sent, waiting
from bot.exporting import archive
from bot.exporting.order import Order
from bot.upstander import Upstander
from nudges.library import BUILT_IN, load
from storage import organizations
from storage.models import Account, Delivery, LessonResult, Sponsorship
from storage.models.base import new_id
from storage.words import DeliveryState, ExportForm, ExportWhat, Nudge, SponsorshipState
from tests.bot.exporting.conftest import Bytes, Exported, unzipped
from tests.bot.exporting.reading import read
from tests.clock import FrozenClock

LIBRARY = load(BUILT_IN, "en")
FORMS = [*((form, False) for form in ExportForm), (ExportForm.CSV, True)]
"""With whether CSV begins with the mark for Excel."""


def test_items_are_in_the_content_and_answers_are_what_they_are_taken_for(clock: FrozenClock) -> None:
    best = {one.id: [answer.is_best for answer in one.quiz.answers] for one in LIBRARY.lessons}
    assert {one.id for one in LIBRARY.prompts} >= set(sent.PROMPTS)
    received = plan.example(clock()).deliveries
    for lesson in sent.LESSONS:
        assert best[lesson.id] == [at == lesson.right for at in range(lesson.answers)]
    answered = [one for one in received if one.answer is not None]
    assert {one.nudge for one in answered} == {Nudge.LESSON}
    for one in answered:
        assert best[str(one.item)][one.answer or 0] is one.is_right


def test_they_come_as_the_product_sends_them(clock: FrozenClock) -> None:
    example = plan.example(clock())
    people = {one.handle: one for one in example.people}
    received = [*example.deliveries, *(one.check_in for one in example.actions if one.check_in)]
    for one in received:
        local = one.at.astimezone(ZoneInfo(people[one.person].zone))
        assert local.date() == one.day < clock().date()
        assert local.weekday() in {1, 2, 3}
        assert 9 <= local.hour <= 16
        assert one.answered_at is None or one.at < one.answered_at <= clock()
        assert (one.state is DeliveryState.SKIPPED) == (one.reason is not None)
        assert not sent.is_new(people[one.person])
    own = Counter((one.person, one.day) for one in example.deliveries)
    assert set(own.values()) == {1}
    in_a_week = Counter((one.person, one.day.isocalendar()[:2]) for one in example.deliveries)
    assert max(in_a_week.values()) == 2
    assert {waiting.AUTHOR, waiting.ASKED}.isdisjoint(one.person for one in received)


def test_a_later_day_keeps_what_was_there_and_goes_on(clock: FrozenClock) -> None:
    before, after = (
        list(sent.deliveries(plan.example(clock()).people, date(2026, 1, 5), clock() + later, plan.SEED))
        for later in (timedelta(), timedelta(days=10))
    )
    at = {
        (one.person, one.day, one.nudge): replace(one, answered_at=None, answer=None, is_right=False) for one in after
    }
    assert {replace(one, answered_at=None, answer=None, is_right=False) for one in before} <= set(at.values())
    assert len(after) > len(before)


async def test_a_demo_that_is_opened_again_goes_on_beside_what_it_sent_itself(
    app: Upstander, clock: FrozenClock
) -> None:
    async with app.database.begin() as db:
        before = await db.scalar(select(func.count()).select_from(Delivery))
        account = (await db.execute(select(Account.organization_id, Account.person_id, Account.id).limit(1))).one()
        day = clock().date() + timedelta(days=6)
        own = {"organization_id": account[0], "person_id": account[1], "account_id": account[2], "id": new_id()}
        moments = dict.fromkeys(("due_at", "ready_at", "created_at", "sent_at"), clock() + timedelta(days=6))
        of_it = {"nudge": Nudge.LESSON, "day": day, "state": DeliveryState.SENT, "zone": "UTC"}
        await db.execute(insert(Delivery).values(**own, **moments, **of_it))
    clock.move(timedelta(days=20))
    await demo.prepare(app)
    async with app.database.begin() as db:
        days = Counter(await db.scalars(select(Delivery.day).where(Delivery.day > clock().date() - timedelta(days=20))))
    assert sum(days.values()) > 20
    assert days[day] == 1
    assert min(days) == day
    assert before


async def test_sponsorships_have_outcomes_and_somebody_said_how_they_go(app: Upstander) -> None:
    async with app.database.begin() as db:
        rows = (await db.execute(select(Sponsorship))).all()
        asked = (await db.execute(select(Delivery).where(Delivery.sponsorship_id.is_not(None)))).all()
    ended = [one for one in rows if one.state is SponsorshipState.OUTCOME]
    assert ended
    assert all(one.outcome and one.concluded_on for one in ended)
    assert not any(one.outcome for one in rows if one.state is not SponsorshipState.OUTCOME)
    sponsors = {one.id: one.sponsor_id for one in rows}
    assert sum(one.answered_at is not None for one in asked) >= 5
    assert all(sponsors[one.sponsorship_id] == one.person_id for one in asked)


@pytest.mark.parametrize("what", [ExportWhat.TRAINING, ExportWhat.NUDGES])
@pytest.mark.parametrize(("form", "with_bom"), FORMS)
async def test_they_are_in_exports_of_every_form(
    app: Upstander, what: ExportWhat, form: ExportForm, with_bom: bool
) -> None:
    exported = await export(app, what, form, with_bom)
    rows = read(form, exported.files[f"{what.value}.{form.value}"])
    assert len(rows) == exported.made.rows > 300
    if what is ExportWhat.TRAINING:
        assert {row["lesson"] for row in rows} <= {one.id for one in sent.LESSONS} | {"other"}
        assert {row["result"] for row in rows} >= {"right", "not_right", "not_answered"}
    else:
        assert {(row["nudge"], row["state"]) for row in rows} >= {("lesson", "answered"), ("lesson", "sent")}
    cells = Counter(tuple(row.values()) for row in rows)
    assert min(cells.values()) >= 5


async def test_of_so_few_sponsorships_none_may_be_shown_and_the_file_says_so(app: Upstander) -> None:
    exported = await export(app, ExportWhat.SPONSORSHIPS, ExportForm.CSV, with_bom=False)
    assert (exported.made.rows, exported.made.withheld) == (0, 1)
    assert "That is no mistake. In this quarter too few people" in exported.files["README.txt"].decode()


async def test_lessons_were_answered_on_their_own_day_by_who_got_them(app: Upstander) -> None:
    async with app.database.begin() as db:
        joined = select(LessonResult, Delivery.day, Delivery.item, Delivery.person_id.label("of")).join(
            Delivery, Delivery.id == LessonResult.delivery_id
        )
        rows = (await db.execute(joined)).all()
    assert len(rows) > 200
    assert all((one.lesson, one.answered_on, one.person_id) == (one.item, one.day, one.of) for one in rows)


async def export(app: Upstander, what: ExportWhat, form: ExportForm, with_bom: bool) -> Exported:
    async with app.database.begin() as db:
        [own] = await organizations.every(db)
    order = Order(own.id, what, date(2025, 10, 1), date(2026, 3, 4), form, False, with_bom, new_id())
    sink = Bytes()

    async def progress(_done: int, _total: int | None) -> None:
        return

    made = await archive.make(app, order, sink, progress)
    return unzipped(sink.data, made)

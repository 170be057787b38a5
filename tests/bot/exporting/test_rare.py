"""Sponsorships, training and nudges as files with rows in them: what they say, of whom, and of whom they do not."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update

from bot.upstander import Upstander
from storage import erasure
from storage.models import Action, Delivery, LessonResult, Person
from storage.models.base import new_id
from storage.words import DeliveryState, ExportForm, ExportWhat, Nudge, Visibility
from tests.bot.exporting import rare
from tests.bot.exporting.conftest import FIRST, Exported, export
from tests.bot.exporting.rare import DAY, Rare
from tests.bot.exporting.reading import read
from tests.walking import Walk

LAST = DAY + timedelta(days=60)
Rows = list[dict[str, str]]


@pytest.fixture
async def people(walk: Walk) -> Rare:
    return await rare.found(walk)


async def made(app: Upstander, walk: Walk, what: ExportWhat, **changes: Any) -> Exported:
    return await export(app, walk, what, first=FIRST, last=LAST, **changes)


async def rows_of(app: Upstander, walk: Walk, what: ExportWhat, **changes: Any) -> Rows:
    return (await made(app, walk, what, **changes)).rows(f"{what.value}.csv")


class TestSponsorships:
    WHAT = ExportWhat.SPONSORSHIPS

    async def test_each_is_told_by_its_quarters_with_how_far_it_came(
        self, app: Upstander, walk: Walk, people: Rare
    ) -> None:
        await rare.sponsor(walk, people)
        await rare.close(walk, app)
        rows = await rows_of(app, walk, self.WHAT)
        assert list(rows[0]) == [
            "quarter_starts_on",
            "author",
            "department",
            "opportunity",
            "state",
            "outcome",
            "outcome_in",
            "checked_in",
        ]
        assert len(rows) == len({row["author"] for row in rows}) == len(people.sponsors)
        assert {row["quarter_starts_on"] for row in rows} == {"2026-01-01"}
        assert Counter((row["opportunity"], row["state"], row["outcome"], row["outcome_in"]) for row in rows) == {
            ("project", "outcome", "got_it", "2026-Q1"): 13,
            ("project", "nominated", "", ""): 13,
        }

    async def test_neither_a_day_nor_anybody_is_in_it(self, app: Upstander, walk: Walk, people: Rare) -> None:
        await rare.sponsor(walk, people)
        await rare.close(walk, app)
        everything = (await made(app, walk, self.WHAT)).everything.decode()
        assert not any(str(one) in everything for one in people.everybody)
        for secret in ("2026-02-11", "2026-03-18", "Somebody", "Payments", "Legal"):
            assert secret not in everything

    async def test_the_sponsors_last_answer_is_told_by_its_quarter(
        self, app: Upstander, walk: Walk, people: Rare
    ) -> None:
        ids = await rare.sponsor(walk, people, state="nominated", outcome=None, concluded_on=None)
        for day in (date(2026, 3, 4), date(2026, 4, 2)):
            await rare.check_in(walk, dict(zip(ids, people.sponsors, strict=True)), day)
        await rare.close(walk, app)
        assert {row["checked_in"] for row in await rows_of(app, walk, self.WHAT)} == {"2026-Q2"}

    async def test_when_the_beneficiary_answered_is_theirs(self, app: Upstander, walk: Walk, people: Rare) -> None:
        ids = await rare.sponsor(walk, people, state="nominated", outcome=None, concluded_on=None)
        others = [*people.sales[12:], *people.support[12:]]
        await rare.check_in(walk, dict(zip(ids, others, strict=False)), date(2026, 3, 4))
        await rare.close(walk, app)
        assert {row["checked_in"] for row in await rows_of(app, walk, self.WHAT)} == {""}

    @pytest.mark.parametrize("column", ["visibility", "withdrawn_at"])
    async def test_what_is_private_or_was_taken_back_is_not_in_it(
        self, app: Upstander, walk: Walk, people: Rare, column: str
    ) -> None:
        await rare.sponsor(walk, people)
        value = Visibility.PRIVATE if column == "visibility" else walk.clock()
        await change(walk, people.sales[0], **{column: value})
        await rare.close(walk, app)
        assert len(await rows_of(app, walk, self.WHAT)) == len(people.sponsors) - 1

    async def test_who_sponsors_more_than_half_is_in_no_cell(self, app: Upstander, walk: Walk, people: Rare) -> None:
        await rare.sponsor(walk, people)
        await rare.sponsor(walk, people, [people.support[0]] * 14)
        await rare.close(walk, app)
        assert all(row["department"] != "Support" for row in await rows_of(app, walk, self.WHAT))

    async def test_where_few_are_sponsored_nobody_can_tell_who(self, app: Upstander, walk: Walk, people: Rare) -> None:
        await rare.sponsor(walk, people, beneficiary_id=people.support[-1])
        await rare.close(walk, app)
        exported = await made(app, walk, self.WHAT)
        assert (exported.made.rows, exported.made.withheld) == (0, 1)

    async def test_a_name_stands_where_its_sponsor_lets_it(self, app: Upstander, walk: Walk, people: Rare) -> None:
        await rare.sponsor(walk, people)
        await change(walk, people.sales[0], visibility=Visibility.NAMED)
        async with walk.database.begin() as db:
            await db.execute(update(Person).where(Person.id == people.sales[0]).values(name="Ana Lima"))
        await rare.close(walk, app)
        rows = await rows_of(app, walk, self.WHAT, with_names=True)
        assert [(row["name"], row["author"]) for row in rows if row["name"]] == [("Ana Lima", "")]
        assert not any("name" in row for row in await rows_of(app, walk, self.WHAT))

    async def test_who_was_erased_has_no_name_and_is_not_found_by_what_is_missing(
        self, app: Upstander, walk: Walk, people: Rare
    ) -> None:
        await rare.sponsor(walk, people)
        await change(walk, people.sales[0], visibility=Visibility.NAMED)
        await rare.close(walk, app)
        before = await rows_of(app, walk, self.WHAT)
        async with walk.database.begin() as db:
            today, now = walk.clock().date(), walk.clock()
            assert await erasure.erase(db, walk.organization_id, people.sales[0], today=today, now=now)
        rows = await rows_of(app, walk, self.WHAT, with_names=True)
        assert not any(row["name"] for row in rows)
        assert [{name: value for name, value in row.items() if name != "name"} for row in rows] == before


class TestTraining:
    WHAT = ExportWhat.TRAINING

    async def test_each_lesson_is_told_by_its_month_with_what_came_of_it(
        self, app: Upstander, walk: Walk, people: Rare
    ) -> None:
        await lessons(walk, people)
        await rare.close(walk, app)
        rows = await rows_of(app, walk, self.WHAT)
        assert list(rows[0]) == ["month_starts_on", "department", "lesson", "result"]
        assert {(row["month_starts_on"], row["lesson"]) for row in rows} == {("2026-02-01", "lesson/who-speaks")}
        assert Counter(row["result"] for row in rows) == {"right": 13, "not_right": 14, "not_answered": 16}

    async def test_each_combination_has_enough_people_and_the_small_department_no_name(
        self, app: Upstander, walk: Walk, people: Rare
    ) -> None:
        await lessons(walk, people)
        await rare.close(walk, app)
        rows = await rows_of(app, walk, self.WHAT)
        assert {row["department"] for row in rows} == {"Support", "other"}
        assert min(Counter(tuple(row.values()) for row in rows).values()) >= 5

    async def test_a_lesson_of_few_is_other(self, app: Upstander, walk: Walk, people: Rare) -> None:
        await lessons(walk, people)
        day = DAY + timedelta(days=1)
        await rare.nudge(walk, people.support[:3], Nudge.LESSON, 3, day, item="lesson/rare")
        await rare.nudge(walk, people.support[3:9], Nudge.LESSON, 6, day, item="lesson/less-rare")
        await rare.close(walk, app)
        rows = await rows_of(app, walk, self.WHAT)
        assert "lesson/rare" not in {row["lesson"] for row in rows}
        assert "other" in {row["lesson"] for row in rows if row["department"] == "Support"}
        assert {row["result"] for row in rows if row["lesson"] == "other"} == {"other"}

    async def test_what_was_answered_after_the_month_was_told_is_not_answered(
        self, app: Upstander, walk: Walk, people: Rare
    ) -> None:
        await lessons(walk, people)
        await rare.close(walk, app)
        before = await rows_of(app, walk, self.WHAT)
        walk.clock.move(timedelta(days=1))
        late = {"answered_at": walk.clock(), "answered_on": walk.clock().date()}
        async with walk.database.begin() as db:
            waiting = Delivery.answered_at.is_(None)
            found = (await db.execute(select(Delivery.id, Delivery.person_id, Delivery.item).where(waiting))).first()
            assert found is not None
            own = {"organization_id": walk.organization_id, "id": new_id(), "created_at": late["answered_at"]}
            result = {"person_id": found[1], "delivery_id": found[0], "lesson": found[2], "answer": 1, "is_right": True}
            await db.execute(insert(LessonResult).values(**own, **result, answered_on=late["answered_on"]))
        assert await rows_of(app, walk, self.WHAT) == before


class TestNudges:
    WHAT = ExportWhat.NUDGES

    async def test_each_is_told_by_its_month_with_whether_it_was_answered(
        self, app: Upstander, walk: Walk, people: Rare
    ) -> None:
        await lessons(walk, people)
        for some in (people.sales, people.support, people.legal):
            await rare.nudge(walk, some[:20], Nudge.REFLECTION, 8, DAY + timedelta(days=1))
        await rare.close(walk, app)
        rows = await rows_of(app, walk, self.WHAT)
        assert {row["month_starts_on"] for row in rows} == {"2026-02-01"}
        assert Counter((row["nudge"], row["state"]) for row in rows if row["nudge"] == "lesson") == {
            ("lesson", "answered"): 27,
            ("lesson", "sent"): 16,
        }
        assert len(rows) == 86
        assert "author" not in rows[0]

    async def test_what_was_not_sent_is_not_in_it(self, app: Upstander, walk: Walk, people: Rare) -> None:
        await lessons(walk, people)
        day = DAY + timedelta(days=1)
        for state in (DeliveryState.SKIPPED, DeliveryState.FAILED, DeliveryState.PENDING):
            await rare.nudge(walk, people.support, Nudge.LESSON, 0, day, state=state, item=None, sent_at=None)
            day += timedelta(days=1)
        await rare.close(walk, app)
        rows = await rows_of(app, walk, self.WHAT)
        assert len(rows) == 43
        assert {row["state"] for row in rows} <= {"answered", "sent", "other"}


@pytest.mark.parametrize("what", [ExportWhat.SPONSORSHIPS, ExportWhat.TRAINING, ExportWhat.NUDGES])
async def test_every_form_has_the_same_rows(app: Upstander, walk: Walk, people: Rare, what: ExportWhat) -> None:
    await rare.sponsor(walk, people)
    await lessons(walk, people)
    await rare.close(walk, app)
    expected = await rows_of(app, walk, what)
    assert expected
    for form in ExportForm:
        exported = await made(app, walk, what, form=form)
        assert read(form, exported.files[f"{what.value}.{form.value}"]) == expected, form
        dictionary = read(ExportForm.CSV, exported.files["dictionary.csv"])
        assert [one["column"] for one in dictionary] == list(expected[0])


async def lessons(walk: Walk, people: Rare) -> None:
    """Twenty of each large department, and all of the small one."""
    for some in (people.sales, people.support, people.legal):
        await rare.nudge(walk, some[:20], Nudge.LESSON, 12)


async def change(walk: Walk, person: UUID, **values: object) -> None:
    async with walk.database.begin() as db:
        await db.execute(update(Action).where(Action.actor_id == person).values(**values))

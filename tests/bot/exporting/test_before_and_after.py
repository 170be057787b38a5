"""Whoever has an export from before somebody's move or erasure, and one from after it, finds nothing of theirs in it.

The attacker knows who it was, as colleagues do, and looks for rows that are in one of the two files alone. So that this
is no empty test, he is let loose, too, on exports as they would be if everybody were where they are now, and if what an
erased person did were private: then he has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from bot import attacking
from bot.upstander import Upstander
from storage import erasure
from storage.models import Action, EarlierPlace, Person
from storage.models.base import new_id
from storage.roster import apply, read
from storage.words import ExportWhat, Gender, Kind, Nudge, Visibility, Withdrawal
from tests.bot.exporting import rare
from tests.bot.exporting.conftest import FIRST, export
from tests.handlers.closing import close_weeks
from tests.handlers.crowds import LAST_WEEK, THIS_WEEK, act
from tests.walking import Walk

People = dict[str, list[UUID]]
Files = dict[ExportWhat, Counter[tuple[str, ...]]]
TO = date(2026, 4, 30)


async def files(app: Upstander, walk: Walk, *whats: ExportWhat) -> Files:
    """All rows of these exports."""
    found = {}
    for what in whats or (ExportWhat.ACTIVITY,):
        rows = (await export(app, walk, what, first=FIRST, last=TO)).rows(f"{what.value}.csv")
        assert rows
        found[what] = Counter(tuple(row.values()) for row in rows)
    return found


def traced(before: Files, after: Files) -> Counter[tuple[str, ...]]:
    """The rows that are in one of them alone: they are theirs to whom something happened between."""
    found = Counter[tuple[str, ...]]()
    for what, rows in before.items():
        found += (rows - after[what]) + (after[what] - rows)
    return found


async def move(walk: Walk, movers: list[UUID], department: str) -> None:
    """As a roster does it."""
    async with walk.database.begin() as db:
        for one in movers:
            await db.execute(update(Person).where(Person.id == one).values(email=f"{one}@acme.org"))
        lines = ["email,name,department", *(f"{one}@acme.org,Somebody,{department}" for one in movers)]
        today, now = walk.clock().date(), walk.clock()
        imported = await apply(db, walk.organization_id, read("\n".join(lines)), today, now)
    assert imported.summary.changed == len(movers)


async def erase(walk: Walk, person: UUID) -> None:
    async with walk.database.begin() as db:
        now = walk.clock()
        assert await erasure.erase(db, walk.organization_id, person, today=now.date(), now=now)


async def take_back(walk: Walk, person: UUID) -> None:
    async with walk.database.begin() as db:
        taken = update(Action).where(Action.actor_id == person, Action.occurred_on == LAST_WEEK)
        await db.execute(taken.values(withdrawn_at=walk.clock(), withdrawal=Withdrawal.UNDONE))


class TestMoves:
    async def test_nobody_is_found_by_moving(self, app: Upstander, walk: Walk, people: People) -> None:
        before = await files(app, walk)
        await move(walk, people["Sales"][:1], "Support")
        assert traced(before, await files(app, walk)) == Counter()
        walk.clock.move(timedelta(days=1))
        await move(walk, people["Sales"][:1], "Legal")
        assert traced(before, await files(app, walk)) == Counter()

    async def test_they_would_be_if_everybody_were_where_they_are_now(
        self, app: Upstander, walk: Walk, people: People
    ) -> None:
        before = await files(app, walk)
        await move(walk, people["Support"][:1], "Sales")
        async with walk.database.begin() as db:
            await db.execute(delete(EarlierPlace))
        after = await files(app, walk)
        assert traced(before, after)
        were, are = [{row[1] for row in one[ExportWhat.ACTIVITY] if row[2] == "other"} for one in (before, after)]
        (pseudonym,) = were - are  # it is theirs: nobody else left a department that is not named
        theirs = [row for row in before[ExportWhat.ACTIVITY] if row[1] == pseudonym]
        assert [row[0] for row in sorted(theirs)] == ["2026-02-16", "2026-02-23"]

    @pytest.mark.parametrize("what", [ExportWhat.SPONSORSHIPS, ExportWhat.TRAINING, ExportWhat.NUDGES])
    async def test_it_is_so_for_what_is_rare(self, app: Upstander, walk: Walk, what: ExportWhat) -> None:
        people = await quarter(app, walk)
        before = await files(app, walk, what)
        await move(walk, people.sales[:3], "Support")
        assert traced(before, await files(app, walk, what)) == Counter()

    async def test_from_the_next_week_on_they_are_in_their_new_department(
        self, app: Upstander, walk: Walk, people: People
    ) -> None:
        await move(walk, people["Sales"], "Trade")
        for days in (0, 7):  # this week, in which they move, and the next
            for some in people.values():
                await act(walk, "payments", some[: len(some) // 2], THIS_WEEK + timedelta(days=days))
            walk.clock.move(timedelta(days=7))
        await close_weeks(walk)
        rows = (await export(app, walk, first=FIRST, last=TO)).rows()
        departments = {
            week: {row["department"] for row in rows if row["week_starts_on"] == week}
            for week in ("2026-02-23", "2026-03-02", "2026-03-09")
        }
        assert departments == {
            "2026-02-23": {"Sales", "other"},
            "2026-03-02": {"Sales", "other"},
            "2026-03-09": {"Trade", "other"},
        }


async def quarter(app: Upstander, walk: Walk) -> rare.Rare:
    """Sponsorships, some with an answer how it goes, lessons and nudges of a quarter that is over."""
    people = await rare.found(walk)
    ids = await rare.sponsor(walk, people)
    who = dict(zip(ids, people.sponsors, strict=True))
    await rare.check_in(walk, who, date(2026, 2, 25))
    await rare.nudge(walk, people.everybody, Nudge.LESSON, 40)
    await rare.nudge(walk, people.everybody, Nudge.REFLECTION, 45)
    await rare.close(walk, app)
    return people


class TestErasures:
    async def test_nobody_is_found_by_erasing(self, app: Upstander, walk: Walk, people: People) -> None:
        before = await files(app, walk)
        await erase(walk, people["Sales"][1])
        assert traced(before, await files(app, walk)) == Counter()

    async def test_who_moved_before_is_not_found_either(self, app: Upstander, walk: Walk, people: People) -> None:
        before = await files(app, walk)
        await move(walk, people["Sales"][:1], "Support")
        walk.clock.move(timedelta(days=1))
        await erase(walk, people["Sales"][0])
        assert traced(before, await files(app, walk)) == Counter()

    @pytest.mark.parametrize("part", ["department", "visibility", "pseudonym_key", "gender"])
    async def test_they_would_be_if_less_were_kept_for_the_counts(
        self, app: Upstander, walk: Walk, people: People, part: str
    ) -> None:
        before = await files(app, walk)
        await erase(walk, people["Sales"][1])
        lost = {"department": None, "pseudonym_key": new_id(), "gender": Gender.UNDISCLOSED}
        async with walk.database.begin() as db:
            nobody = await db.scalar(select(Person.id).where(Person.erased_at.is_not(None)))
            if part == "visibility":
                mine = update(Action).where(Action.actor_id == nobody)
                await db.execute(mine.values(visibility=Visibility.PRIVATE))
            else:
                await db.execute(update(Person).where(Person.id == nobody).values({part: lost[part]}))
        found = traced(before, await files(app, walk))
        if part != "gender":  # by which it is folded: that need not always show
            assert found.total() >= 2

    async def test_what_was_taken_back_since_it_was_told_is_in_it_still(
        self, app: Upstander, walk: Walk, people: People
    ) -> None:
        before = await files(app, walk)
        await take_back(walk, people["Sales"][1])
        walk.clock.move(timedelta(days=1))
        await erase(walk, people["Sales"][1])
        assert traced(before, await files(app, walk)) == Counter()
        (kept,) = await walk.rows(Action, Action.withdrawn_at.is_not(None))
        assert (kept.note_sealed, kept.said) == (None, None)

    async def test_what_was_taken_back_before_goes(self, app: Upstander, walk: Walk, people: People) -> None:
        """So does what was told of by name, which is in no export any more; and what is of a week that is not over."""
        one = people["Sales"][1]
        walk.clock.move(-timedelta(days=3))
        await take_back(walk, one)
        walk.clock.move(timedelta(days=3))
        named = await act(walk, "payments", [one], LAST_WEEK, visibility=Visibility.NAMED, withdrawn_at=walk.clock())
        late = await act(walk, "payments", [one], THIS_WEEK, withdrawn_at=walk.clock())
        assert len(await walk.rows(Action, Action.withdrawn_at.is_not(None))) == 1 + len(named) + len(late)
        await erase(walk, one)
        assert await walk.rows(Action, Action.withdrawn_at.is_not(None)) == []

    async def test_of_a_week_that_is_not_told_yet_they_have_no_rows(
        self, app: Upstander, walk: Walk, people: People
    ) -> None:
        await act(walk, "payments", people["Sales"][:8], THIS_WEEK)
        await erase(walk, people["Sales"][7])
        walk.clock.move(timedelta(days=7))
        await close_weeks(walk)
        rows = (await export(app, walk, first=FIRST, last=TO)).rows()
        assert len([row for row in rows if row["week_starts_on"] == "2026-03-02"]) == 7

    async def test_a_name_goes_and_the_row_stays_as_it_was_without_names(
        self, app: Upstander, walk: Walk, people: People
    ) -> None:
        one = people["Sales"][1]
        async with walk.database.begin() as db:
            mine = update(Action).where(Action.actor_id == one, Action.kind == Kind.AMPLIFY)
            await db.execute(mine.values(visibility=Visibility.NAMED))
        before = await files(app, walk)
        assert any(row["name"] for row in (await export(app, walk, with_names=True)).rows())
        await erase(walk, one)
        assert traced(before, await files(app, walk)) == Counter()
        rows = (await export(app, walk, first=FIRST, last=TO, with_names=True)).rows()
        assert not any(row.pop("name") for row in rows)
        assert Counter(tuple(row.values()) for row in rows) == before[ExportWhat.ACTIVITY]

    @pytest.mark.parametrize("what", [ExportWhat.SPONSORSHIPS, ExportWhat.TRAINING, ExportWhat.NUDGES])
    async def test_it_is_so_for_what_is_rare(self, app: Upstander, walk: Walk, what: ExportWhat) -> None:
        people = await quarter(app, walk)
        before = await files(app, walk, what)
        await erase(walk, people.sales[1])
        assert traced(before, await files(app, walk, what)) == Counter()


async def moved_one(walk: Walk, people: People) -> None:
    await move(walk, people["Sales"][:1], "Support")


async def erased_one(walk: Walk, people: People) -> None:
    await erase(walk, people["Sales"][1])


@pytest.mark.parametrize("happens", [moved_one, erased_one])
async def test_the_attack_on_all_that_is_told_reckons_with_the_same_people(
    walk: Walk, people: People, happens: Callable[[Walk, People], Awaitable[None]]
) -> None:
    """What it takes for true of a week is the same, too, but for who it is."""

    async def known() -> list[object]:
        async with walk.database.begin() as db:
            all_ = await attacking.files(db, walk.organization_id, FIRST)
            week = await attacking.of_week(db, all_, date(2026, 2, 23))
        assert week is not None
        return [sorted(map(repr, week.people)), week.labels, week.cells]

    before = await known()
    await happens(walk, people)
    assert await known() == before

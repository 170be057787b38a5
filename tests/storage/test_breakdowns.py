"""Who is alike in a period: by the team of the period, and by what the roster said when it began."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import insert, update

from storage import breakdowns
from storage.breakdowns import Alike
from storage.models import EarlierPlace, Membership, Person
from tests.handlers.crowds import crowd
from tests.walking import Walk

MONDAY = date(2026, 2, 23)
END = MONDAY + timedelta(days=7)


async def of_the_week(walk: Walk) -> set[Alike]:
    async with walk.database.begin() as db:
        found = await breakdowns.alike(db, walk.organization_id, MONDAY, END)
    assert len(found) == len(set(found))
    return set(found)


async def test_people_are_put_together_who_have_all_in_common(walk: Walk) -> None:
    before = await of_the_week(walk)
    assert {one.department for one in before} == {None}
    payments = walk.teams["payments"]
    await crowd(walk, "payments", 4, department="Care", location="Oslo", level="L1")
    await crowd(walk, "payments", 3, department="Care", location="Oslo", level="L2")
    assert await of_the_week(walk) - before == {
        Alike(payments, "Care", "Oslo", "L1", 4),
        Alike(payments, "Care", "Oslo", "L2", 3),
    }


async def test_who_has_left_before_or_comes_later_is_not_of_the_week(walk: Walk) -> None:
    before = await of_the_week(walk)
    await crowd(walk, "payments", 4, department="Care", left_on=MONDAY)
    await crowd(walk, "payments", 4, department="Care", hired_on=END)
    assert await of_the_week(walk) == before
    await crowd(walk, "payments", 4, department="Care", left_on=MONDAY + timedelta(days=1))
    assert await of_the_week(walk) - before == {Alike(walk.teams["payments"], "Care", None, None, 4)}


async def test_who_moved_is_where_they_were_when_the_week_began_and_once(walk: Walk) -> None:
    [mover] = await crowd(walk, "payments", 1, department="Care")
    async with walk.database.begin() as db:
        mine = Membership.person_id == mover
        await db.execute(update(Membership).where(mine).values(ends_on=MONDAY + timedelta(days=2)))
    walk.people["mover"] = mover
    await walk.join("mover", "platform", since=MONDAY + timedelta(days=2))
    care = {one for one in await of_the_week(walk) if one.department == "Care"}
    assert care == {Alike(walk.teams["payments"], "Care", None, None, 1)}
    async with walk.database.begin() as db:
        later = await breakdowns.alike(db, walk.organization_id, END, END + timedelta(days=7))
    assert Alike(walk.teams["platform"], "Care", None, None, 1) in later


async def test_who_came_elsewhere_later_is_where_they_were_when_the_week_began(walk: Walk) -> None:
    """Of several places the first one that held on a day of the week; where there was none before, what holds now."""
    team = walk.teams["payments"]
    movers = await crowd(walk, "payments", 3, department="Now", location="Oslo", level="L9")
    before = await of_the_week(walk)
    assert {one for one in before if one.location == "Oslo"} == {Alike(team, "Now", "Oslo", "L9", 3)}
    places = (
        (0, MONDAY, "Over before it began"),
        (0, MONDAY + timedelta(days=1), "Then"),
        (0, END + timedelta(days=70), "Between"),
        (1, END + timedelta(days=3), None),
        (2, MONDAY - timedelta(days=1), "Long ago"),
    )
    async with walk.database.begin() as db:
        for at, ends_on, department in places:
            own = {"organization_id": walk.organization_id, "person_id": movers[at]}
            await db.execute(insert(EarlierPlace).values(**own, ends_on=ends_on, department=department, level="L1"))
    after = await of_the_week(walk)
    assert after - before == {
        Alike(team, "Then", None, "L1", 1),
        Alike(team, None, None, "L1", 1),
        Alike(team, "Now", "Oslo", "L9", 1),
    }
    assert sum(one.people for one in after) == sum(one.people for one in before)


async def test_who_is_in_no_team_is_with_the_organization_and_blanks_say_nothing(walk: Walk) -> None:
    nobodys = await crowd(walk, "payments", 2, department="  ", location=" Oslo ", level="")
    async with walk.database.begin() as db:
        await db.execute(update(Membership).where(Membership.person_id.in_(nobodys)).values(starts_on=END))
    assert Alike(walk.organization_id, None, "Oslo", None, 2) in await of_the_week(walk)


async def test_another_organization_is_not_read(walk: Walk) -> None:
    before = await of_the_week(walk)
    other = await walk.another_organization()
    async with walk.database.begin() as db:
        await db.execute(
            update(Person).where(Person.organization_id == other.organization_id).values(department="Elsewhere")
        )
    assert await of_the_week(walk) == before

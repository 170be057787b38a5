"""What waits to be asked of many people at once, and how it is kept that they were asked."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.dialects import sqlite

from storage import askable, many, questions
from storage.database import Database
from storage.models import Confirmation, Sponsorship
from storage.questions import AboutAction, AboutSponsorship, Asked
from storage.words import ConfirmationPart, Kind, Opportunity, Visibility
from tests.asking import DAY, TODAY, credited, nominated
from tests.storage.everything import put
from tests.walking import Walk

SINCE = TODAY - 30 * DAY


async def waiting(walk: Walk, *who: str) -> dict[str, list[questions.Question]]:
    people = [(walk.organization_id, walk.people[one]) for one in who]
    async with walk.database.begin() as db:
        found = await questions.waiting(db, people, SINCE, TODAY)
    return {one: found.get(key, []) for one, key in zip(who, people, strict=True)}


async def test_each_gets_what_is_theirs(walk: Walk) -> None:
    credit = await credited(walk)
    sponsorship_id = await nominated(walk, beneficiary_agreed=True, beneficiary_due=date(2026, 9, 1))
    found = await waiting(walk, "ana", "dan", "ben")
    kinds = sorted((one.kind, one.author) for one in found["ana"] if isinstance(one, AboutAction))
    assert kinds == [(Kind.AMPLIFY, "Ben Okafor"), (Kind.SPONSOR, "Dan Weber")]
    at = walk.clock()
    assert (
        AboutSponsorship(sponsorship_id, False, "Dan Weber", Opportunity.ROLE, TODAY, at, date(2026, 9, 1))
        in found["ana"]
    )
    assert found["dan"] == [AboutSponsorship(sponsorship_id, True, "Ana Lima", Opportunity.ROLE, TODAY, at, None)]
    assert found["ben"] == []
    assert credit in {one.action_id for one in found["ana"] if isinstance(one, AboutAction)}
    assert await waiting(walk) == {}


async def test_a_sponsorship_waits_where_no_action_does(walk: Walk) -> None:
    sponsorship_id = await nominated(walk, beneficiary_agreed=True)
    people = [(walk.organization_id, walk.people[one]) for one in ("ana", "dan")]
    async with walk.database.begin() as db:
        found = await questions.waiting(db, people, TODAY + DAY, TODAY)
    for key in people:
        assert [(type(one), one.id) for one in found[key] if isinstance(one, AboutSponsorship)] == [
            (AboutSponsorship, sponsorship_id)
        ]
        assert len(found[key]) == 1


async def test_of_very_many_actions_the_latest_wait(walk: Walk) -> None:
    for number in range(askable.MOST + 5):
        await credited(walk, occurred_on=TODAY - timedelta(days=number % 25), note=str(number))
    [found] = (await waiting(walk, "ana")).values()
    days = [one.occurred_on for one in found if isinstance(one, AboutAction)]
    assert len(days) == askable.MOST
    assert min(days) == TODAY - timedelta(days=22), "three days of two, and one of the 23rd day, are left out"


async def test_sqlite_goes_by_whose_action_it_is(sqlite_url: str) -> None:
    """All the organization's actions once for each person would keep its only writer busy for seconds, or minutes."""
    asked = str(askable.about_actions(many.those("sqlite")).compile(dialect=sqlite.dialect()))
    database = Database(sqlite_url)
    async with database.begin() as db:
        plan = await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (None,) * asked.count("?"))
        ways = [detail for *_, detail in plan if "SEARCH actions" in detail]
    await database.close()
    assert [way.partition("(")[2] for way in ways] == [
        "organization_id=? AND id=?)",
        "organization_id=? AND beneficiary_id=?)",
    ]


async def test_sqlite_finds_who_has_any_by_their_keys(sqlite_url: str) -> None:
    asked = str(askable.have_any(many.those("sqlite")).compile(dialect=sqlite.dialect()))
    database = Database(sqlite_url)
    async with database.begin() as db:
        plan = await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (None,) * asked.count("?"))
        ways = [detail for *_, detail in plan if detail.startswith(("SEARCH", "SCAN"))]
    await database.close()
    assert [way.partition("(")[2] for way in ways if "SEARCH" in way] == [
        "organization_id=? AND person_id=?)",
        "organization_id=? AND beneficiary_id=?)",
        "organization_id=? AND sponsor_id=?)",
        "organization_id=? AND beneficiary_id=?)",
    ]
    assert [way for way in ways if "SCAN" in way and "each_key" not in way] == []


async def test_another_organization_is_left_alone(walk: Walk) -> None:
    await credited(walk)
    other = await walk.another_organization()
    async with walk.database.begin() as db:
        keys = [(other.organization_id, walk.people["ana"])]
        assert dict(await questions.waiting(db, keys, SINCE, TODAY)) == {}


async def test_a_question_that_somebody_else_put_meanwhile_is_put_once(walk: Walk) -> None:
    action_id = await credited(walk)
    key = (walk.organization_id, walk.people["ana"])
    [[about]] = (await waiting(walk, "ana")).values()
    assert isinstance(about, AboutAction)
    await put(walk, Confirmation, action_id=action_id, person_id=key[1], part=ConfirmationPart.WITNESS)
    async with walk.database.begin() as db:
        assert dict(await questions.put(db, {key: about})) == {}
    [one] = await walk.rows(Confirmation)
    assert one.part is ConfirmationPart.WITNESS, "it is as it was"
    [[again]] = (await waiting(walk, "ana")).values()
    assert isinstance(again, AboutAction)
    async with walk.database.begin() as db:
        assert dict(await questions.put(db, {key: again})) == {key: one.id}
        await questions.mark_asked(db, {(key[0], one.id)}, walk.clock())
    assert (await waiting(walk, "ana"))["ana"] == []


async def test_who_was_asked_about_a_sponsorship_is_told_apart(walk: Walk) -> None:
    sponsorship_id = await nominated(walk)
    organization_id = walk.organization_id
    asked = {who: Asked(organization_id, sponsorship_id, walk.people[who]) for who in ("dan", "ana", "cleo")}
    async with walk.database.begin() as db:
        found = await questions.nominated_on(db, list(asked.values()))
        assert dict(found) == {asked["dan"]: (TODAY, True), asked["ana"]: (TODAY, False)}
        await questions.ask_again_on(db, {asked["dan"]: TODAY + DAY}, of_sponsors=True)
        await questions.ask_again_on(db, {asked["ana"]: TODAY + 2 * DAY}, of_sponsors=False)
        assert dict(await questions.nominated_on(db, [])) == {}
    [one] = await walk.rows(Sponsorship)
    assert (one.check_in_due, one.beneficiary_due) == (TODAY + DAY, TODAY + 2 * DAY)


async def test_what_is_kept_private_is_its_authors_to_share(walk: Walk) -> None:
    action_id = await credited(walk, visibility=Visibility.PRIVATE)
    assert (await waiting(walk, "ana"))["ana"] == []
    await put(walk, Confirmation, action_id=action_id, person_id=walk.people["cleo"], part=ConfirmationPart.WITNESS)
    assert [type(one) for one in (await waiting(walk, "cleo"))["cleo"]] == [AboutAction]

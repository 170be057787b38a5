"""An imported roster in the database: people, managers, teams, memberships; all of it or nothing."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text

from handlers.request import Press, Value
from storage import workspaces
from storage.database import Database
from storage.models import Account, Action, AuditEvent, EarlierPlace, Membership, Person, Preferences, Team
from storage.models.base import new_id
from storage.roster import Options, RosterErrors, Summary, apply, propose, read
from storage.roster.proposal import FieldChange
from storage.words import Gender
from tests.clock import FrozenClock
from tests.walking import Walk

ROSTER = """\
email,name,team,manager_email,department,gender,hired_on,left_on
eve@acme.org,Eve Sato,Company,,Board,woman,2019-05-01,
dan@acme.org,Dan Weber,Payments,eve@acme.org,Engineering,man,2020-01-01,
ana@acme.org,Ana Lima,Payments,dan@acme.org,Engineering,woman,2022-03-01,
ben@acme.org,Ben Okafor,Payments,dan@acme.org,Engineering,man,,
gil@acme.org,Gil Haddad,Platform,eve@acme.org,Engineering,,2021-01-01,
hana@acme.org,Hana Kim,Platform,gil@acme.org,Engineering,nb,2021-01-01,2026-03-01
ivo@acme.org,Ivo Petrov,Platform,gil@acme.org,Engineering,,2023-01-01,
"""
PARTIAL = Options()


async def bring(walk: Walk, text: str, options: Options = PARTIAL) -> Summary:
    """Imports a roster into the walk's organization, today."""
    today, now = walk.clock().date(), walk.clock()
    async with walk.database.begin() as db:
        return (await apply(db, walk.organization_id, read(text), today, now, options)).summary


async def person(walk: Walk, email: str) -> Person:
    (found,) = await walk.rows(Person, Person.email == email, Person.organization_id == walk.organization_id)
    return found  # type: ignore[no-any-return]


async def memberships(walk: Walk, email: str) -> list[tuple[str, date, date | None]]:
    who = await person(walk, email)
    names = {one.id: one.name for one in await walk.rows(Team)}
    rows = await walk.rows(Membership, Membership.person_id == who.id)
    return sorted(((names[one.team_id], one.starts_on, one.ends_on) for one in rows), key=lambda one: one[1])


async def test_a_roster_gives_people_managers_teams_and_memberships(walk: Walk) -> None:
    await walk.set_organization(zone="Europe/Berlin")
    summary = await bring(walk, ROSTER)
    assert (summary.people, summary.added, summary.changed, summary.unchanged) == (7, 7, 0, 0)
    assert (summary.teams_added, summary.memberships_started, summary.memberships_ended) == (0, 7, 0)
    eve, dan, ana = [await person(walk, f"{one}@acme.org") for one in ("eve", "dan", "ana")]
    assert (ana.name, ana.department, ana.gender, ana.gender_is_own) == ("Ana Lima", "Engineering", Gender.WOMAN, False)
    assert (ana.manager_id, ana.hired_on, ana.left_on) == (dan.id, date(2022, 3, 1), None)
    assert (dan.manager_id, eve.manager_id) == (eve.id, None)
    assert await memberships(walk, "ana@acme.org") == [("Payments", date(2022, 3, 1), None)]
    assert await memberships(walk, "ben@acme.org") == [("Payments", date(2026, 3, 4), None)]
    assert await memberships(walk, "hana@acme.org") == [("Platform", date(2021, 1, 1), date(2026, 3, 1))]
    (preferences,) = await walk.rows(Preferences, Preferences.person_id == ana.id)
    assert (preferences.zone, preferences.zone_is_own) == ("Europe/Berlin", False)


async def test_the_tree_follows_from_managers(database: Database, clock: FrozenClock) -> None:
    async with database.begin() as db:
        organization_id = await workspaces.found(db, "new", "New", clock())
        summary = (await apply(db, organization_id, read(ROSTER), clock().date(), clock())).summary
        teams = (await db.execute(select(Team.id, Team.name, Team.parent_id, Team.lead_id))).all()
        people = (await db.execute(select(Person.id, Person.name))).all()
    assert (summary.teams_added, summary.teams_changed) == (3, 0)
    names: dict[UUID | None, str] = {one.id: one.name for one in (*teams, *people)}
    assert {one.name: (names[one.lead_id], names.get(one.parent_id)) for one in teams} == {
        "Company": ("Eve Sato", None),
        "Payments": ("Dan Weber", "Company"),
        "Platform": ("Gil Haddad", "Company"),
    }


async def test_the_same_file_twice_changes_nothing(walk: Walk) -> None:
    await bring(walk, ROSTER)
    tables = (Person, Preferences, Team, Membership, Account)
    before = [await walk.rows(one) for one in tables]
    walk.clock.move(timedelta(days=3))
    summary = await bring(walk, ROSTER)
    assert (summary.unchanged, summary.added, summary.changed, summary.memberships_started) == (7, 0, 0, 0)
    assert [await walk.rows(one) for one in tables] == before


async def test_moving_teams_ends_one_membership_and_starts_another(walk: Walk) -> None:
    await bring(walk, ROSTER)
    walk.clock.move(timedelta(days=7))
    summary = await bring(walk, ROSTER.replace("Lima,Payments,dan@", "Lima,Platform,gil@"))
    assert (summary.changed, summary.memberships_started, summary.memberships_ended) == (1, 1, 1)
    assert await memberships(walk, "ana@acme.org") == [
        ("Payments", date(2022, 3, 1), date(2026, 3, 11)),
        ("Platform", date(2026, 3, 11), None),
    ]
    # The same day once more: what would be of no length is never kept.
    await bring(walk, ROSTER.replace("Lima,Payments,", "Lima,,"))
    assert await memberships(walk, "ana@acme.org") == [("Payments", date(2022, 3, 1), date(2026, 3, 11))]


async def places(walk: Walk, email: str) -> list[tuple[date, str | None, str | None, str | None]]:
    who = await person(walk, email)
    rows = await walk.rows(EarlierPlace, EarlierPlace.person_id == who.id)
    return sorted((one.ends_on, one.department, one.location, one.level) for one in rows)


async def test_where_somebody_was_before_is_kept_with_its_last_day(walk: Walk) -> None:
    await bring(walk, ROSTER)
    assert await walk.rows(EarlierPlace) == []
    walk.clock.move(timedelta(days=7))
    await bring(walk, ROSTER.replace("dan@acme.org,Engineering,woman", "dan@acme.org,Sales,woman"))
    first = (date(2026, 3, 11), "Engineering", None, None)
    assert await places(walk, "ana@acme.org") == [first]
    # The same day once more: where she was for hours alone is not kept.
    await bring(walk, ROSTER.replace("dan@acme.org,Engineering,woman", "dan@acme.org,Legal,woman"))
    assert await places(walk, "ana@acme.org") == [first]
    walk.clock.move(timedelta(days=1))
    lines = "email,name,location,level\nana@acme.org,Ana Lima,Oslo,L4\n"
    await bring(walk, lines)
    assert await places(walk, "ana@acme.org") == [first, (date(2026, 3, 12), "Legal", None, None)]
    assert len(await walk.rows(EarlierPlace)) == 2  # nobody else was moved
    await bring(walk, lines)
    assert len(await walk.rows(EarlierPlace)) == 2


async def test_who_is_known_by_an_account_alone_was_nowhere_before_the_roster(walk: Walk) -> None:
    walk.directory.knows("U-NEW", "ana", email="Ana@Acme.org")
    await walk.say("help", as_="U-NEW")
    await bring(walk, ROSTER)
    assert await places(walk, "ana@acme.org") == [(date(2026, 3, 4), None, None, None)]


async def test_looking_at_a_roster_writes_nothing(walk: Walk) -> None:
    await bring(walk, ROSTER)
    walk.clock.move(timedelta(days=7))
    before = await walk.dump()
    async with walk.database.begin() as db:
        what = read(ROSTER.replace("dan@acme.org,Engineering,woman", "dan@acme.org,Sales,woman"))
        proposal = await propose(db, walk.organization_id, what, walk.clock().date())
    assert [one.fields for one in proposal.people] == [(FieldChange("department", "Engineering", "Sales"),)]
    assert await walk.dump() == before


async def test_people_who_are_not_in_the_file_are_left_alone(walk: Walk) -> None:
    others = Person.email.not_like("%acme.org")
    before = await walk.rows(Person, others), await walk.rows(Preferences)
    await bring(walk, ROSTER)
    assert await walk.rows(Person, others) == before[0]
    assert {tuple(one) for one in before[1]} < {tuple(one) for one in await walk.rows(Preferences)}


async def test_an_account_that_came_first_is_the_same_person(walk: Walk) -> None:
    walk.directory.knows("U-NEW", "ana", email="Ana@Acme.org", zone="America/Lima")
    await walk.say("learn read a book", as_="U-NEW")
    before = await person(walk, "ana@acme.org")
    await walk.submit("settings", {**SETTINGS, "gender": "non_binary", "zone": "America/Lima"}, as_="U-NEW")
    summary = await bring(walk, ROSTER)
    assert summary.added == 6
    after = await person(walk, "ana@acme.org")
    assert (after.id, after.name, after.hired_on) == (before.id, "Ana Lima", date(2022, 3, 1))
    assert (after.gender, after.gender_is_own) == (Gender.NON_BINARY, True)  # theirs, not the roster's
    (account,) = await walk.rows(Account, Account.person_id == before.id)
    assert account.external_id == "U-NEW"
    (preferences,) = await walk.rows(Preferences, Preferences.person_id == before.id)
    assert preferences.zone == "America/Lima"


async def test_a_roster_that_came_first_knows_the_account(walk: Walk) -> None:
    await bring(walk, ROSTER)
    people = len(await walk.rows(Person))
    walk.directory.knows("U-NEW", "Ana", email="ANA@acme.org", zone="America/Lima")
    await walk.say("help", as_="U-NEW")
    assert len(await walk.rows(Person)) == people
    ana = await person(walk, "ana@acme.org")
    (account,) = await walk.rows(Account, Account.external_id == "U-NEW")
    assert (account.person_id, ana.name) == (ana.id, "Ana Lima")
    (preferences,) = await walk.rows(Preferences, Preferences.person_id == ana.id)
    assert (preferences.zone, preferences.zone_is_own) == ("America/Lima", False)


async def test_a_profile_does_not_override_a_zone_that_was_chosen(walk: Walk) -> None:
    await bring(walk, ROSTER)
    ana = await person(walk, "ana@acme.org")
    walk.people["newana"] = ana.id
    await walk.set_preferences("newana", zone="Asia/Tokyo", zone_is_own=True)
    walk.directory.knows("U-NEW", "Ana", email="ana@acme.org", zone="America/Lima")
    await walk.say("help", as_="U-NEW")
    (preferences,) = await walk.rows(Preferences, Preferences.person_id == ana.id)
    assert preferences.zone == "Asia/Tokyo"


async def test_what_cannot_be_taken_changes_nothing_at_all(walk: Walk) -> None:
    before = await walk.dump()
    loop = """\
email,name,team,manager_email
x@acme.org,X,Blue,
y@acme.org,Y,Red,
a@acme.org,A,Red,x@acme.org
b@acme.org,B,Red,x@acme.org
c@acme.org,C,Blue,y@acme.org
d@acme.org,D,Blue,y@acme.org
"""
    with pytest.raises(RosterErrors, match="“Blue” → “Red” → “Blue”"):
        await bring(walk, loop)
    assert await walk.dump() == before


async def test_the_audit_trail_tells_numbers_and_nobody(walk: Walk) -> None:
    await bring(walk, ROSTER)
    (event,) = await walk.rows(AuditEvent, AuditEvent.event == "roster.imported")
    assert event.actor == "operator"
    assert event.details["people"] == 7
    assert all(isinstance(value, int) for value in event.details.values())


async def test_another_organization_is_not_touched(walk: Walk) -> None:
    other = await walk.another_organization()
    await other.add_person("ana2", "Ana Elsewhere", email="ana@acme.org")
    mine = Person.organization_id == other.organization_id
    before = await other.rows(Person, mine)
    summary = await bring(walk, ROSTER)
    assert summary.added == 7
    assert await other.rows(Person, mine) == before


async def test_actions_keep_the_team_they_were_done_in(walk: Walk) -> None:
    await walk.say("learn read a book", as_="ana")
    before = await walk.rows(Action)
    await bring(walk, "email,name,team,manager_email\nana@example.com,Ana,Platform,\n")
    assert await walk.rows(Action) == before
    assert (await memberships(walk, "ana@example.com"))[-1] == ("Platform", date(2026, 3, 4), None)


async def test_someone_who_was_erased_is_somebody_new_to_a_roster(walk: Walk) -> None:
    await bring(walk, ROSTER)
    walk.directory.knows("U-NEW", "Ana", email="ana@acme.org")
    await walk.say("help", as_="U-NEW")
    ana = await person(walk, "ana@acme.org")
    await walk.ask(Press("privacy.erase", str(ana.id)), as_="U-NEW")
    summary = await bring(walk, ROSTER)
    assert summary.added == 1
    assert (await person(walk, "ana@acme.org")).id != ana.id


async def test_whoever_the_bot_meets_at_the_same_moment_is_that_person(postgresql_url: str, clock: FrozenClock) -> None:
    """Their row is there before ours, and was not when the roster looked."""
    database = Database(postgresql_url)
    try:
        async with database.begin() as db:
            organization_id = await workspaces.found(db, "new", "New", clock())
        met = {"organization_id": organization_id, "id": new_id(), "email": "ana@acme.org", "name": "ana"}

        async def bring_it() -> Summary:
            async with database.begin() as db:
                return (await apply(db, organization_id, read(ROSTER), clock().date(), clock())).summary

        async with database.begin() as first:
            await first.execute(insert(Person).values(**met, created_at=clock()))
            importing = asyncio.create_task(bring_it())
            await _until_somebody_waits(database)
        summary = await importing
        assert (summary.people, summary.added, summary.changed, summary.memberships_started) == (7, 6, 1, 7)
        async with database.begin() as db:
            rows = (await db.execute(select(Person.email, Person.id, Person.manager_id))).all()
            people = {row.email: row.id for row in rows}
            managers = {row.email: row.manager_id for row in rows}
            names = (await db.scalars(select(Person.name).where(Person.id == met["id"]))).all()
            settled = (await db.scalars(select(Preferences.person_id))).all()
        assert (people["ana@acme.org"], names) == (met["id"], ["Ana Lima"])
        assert managers["ana@acme.org"] == people["dan@acme.org"]
        assert set(settled) == set(people.values()) - {met["id"]}
    finally:
        await database.close()


async def _until_somebody_waits(database: Database) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with asyncio.timeout(30):
        while True:
            async with database.begin() as db:
                if await db.scalar(waiting):
                    return


async def test_a_large_roster_is_written_in_batches(database: Database, clock: FrozenClock) -> None:
    lines = ["email,name,team,manager_email,hired_on"]
    for number in range(2300):
        boss = f"p{(number - 1) // 8}@acme.org" if number else ""
        lines.append(f"p{number}@acme.org,Person {number},Team {max(0, (number - 1) // 8)},{boss},2020-01-01")
    roster = read("\n".join(lines))
    async with database.begin() as db:
        organization_id = await workspaces.found(db, "large", "Large", clock())
        first = (await apply(db, organization_id, roster, clock().date(), clock())).summary
        second = (await apply(db, organization_id, roster, clock().date(), clock())).summary
    assert (first.added, first.memberships_started, first.teams_added) == (2300, 2300, 288)
    assert (second.unchanged, second.teams_changed, second.memberships_started) == (2300, 0, 0)


SETTINGS: dict[str, Value] = {
    "language": "en",
    "zone": "UTC",
    "visibility": "program",
    "gender": "undisclosed",
    "log_me": True,
}

"""What is told of a roster before it is imported: all of it, on both databases, and nothing is written."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from storage import workspaces
from storage.database import Database
from storage.models import AuditEvent, Membership, Person, Team
from storage.roster import (
    ChangeKind,
    EndsTooMany,
    FieldChange,
    Options,
    PersonChange,
    Proposal,
    RosterErrors,
    TeamChange,
    apply,
    propose,
    read,
)
from tests.clock import FrozenClock

HEADER = "email,name,team,manager_email,department,location,level,gender,hired_on,left_on\n"
EVE = "eve@acme.org,Eve Sato,Company,,Board,Lisbon,L9,woman,2019-05-01,\n"
DAN = "dan@acme.org,Dan Weber,Payments,eve@acme.org,Engineering,Berlin,L7,man,2020-01-01,\n"
ANA = "ana@acme.org,Ana Lima,Payments,dan@acme.org,Engineering,Berlin,L5,woman,2022-03-01,\n"
BEN = "ben@acme.org,Ben Okafor,Payments,dan@acme.org,Engineering,Paris,L5,man,2021-03-01,\n"
GIL = "gil@acme.org,Gil Haddad,Platform,eve@acme.org,Engineering,Paris,L6,,2021-01-01,\n"
EVERYBODY = HEADER + EVE + DAN + ANA + BEN + GIL
PARTIAL, COMPLETE = Options(), Options(complete=True)


class Office:
    """An organization of its own, that rosters are brought to."""

    def __init__(self, database: Database, organization_id: UUID, clock: FrozenClock) -> None:
        self.database = database
        self.organization_id = organization_id
        self.clock = clock

    @property
    def today(self) -> date:
        return self.clock().date()

    async def see(self, text: str, options: Options = PARTIAL) -> Proposal:
        async with self.database.begin() as db:
            return await propose(db, self.organization_id, read(text), self.today, options)

    async def bring(self, text: str, options: Options = PARTIAL, *, really: bool = False) -> Proposal:
        async with self.database.begin() as db:
            return await apply(db, self.organization_id, read(text), self.today, self.clock(), options, really=really)

    async def counts(self) -> list[int | None]:
        async with self.database.begin() as db:
            tables = (Person, Team, Membership, AuditEvent)
            return [await db.scalar(select(func.count()).select_from(one)) for one in tables]

    async def left(self) -> dict[str, date | None]:
        async with self.database.begin() as db:
            rows = await db.execute(select(Person.email, Person.left_on).order_by(Person.email))
            return {str(email).partition("@")[0]: left_on for email, left_on in rows if left_on is not None}


@pytest.fixture
async def office(database: Database, clock: FrozenClock) -> Office:
    async with database.begin() as db:
        organization_id = await workspaces.found(db, "acme", "Acme", clock())
    return Office(database, organization_id, clock)


async def test_new_people_and_teams_are_told_and_not_written(office: Office) -> None:
    before = await office.counts()
    proposal = await office.see(EVERYBODY)
    assert await office.counts() == before
    assert [(one.kind, one.line, one.name) for one in proposal.people] == [
        (ChangeKind.NEW, 2, "Eve Sato"),
        (ChangeKind.NEW, 3, "Dan Weber"),
        (ChangeKind.NEW, 4, "Ana Lima"),
        (ChangeKind.NEW, 5, "Ben Okafor"),
        (ChangeKind.NEW, 6, "Gil Haddad"),
    ]
    assert proposal.people[2].fields == (
        FieldChange("name", None, "Ana Lima"),
        FieldChange("department", None, "Engineering"),
        FieldChange("location", None, "Berlin"),
        FieldChange("level", None, "L5"),
        FieldChange("hired_on", None, "2022-03-01"),
        FieldChange("manager", None, "dan@acme.org"),
        FieldChange("gender", None, None),
        FieldChange("team", None, "Payments"),
    )
    assert proposal.teams == (
        TeamChange("Company", True, (FieldChange("led by", None, "eve@acme.org"),)),
        TeamChange(
            "Payments", True, (FieldChange("under", None, "Company"), FieldChange("led by", None, "dan@acme.org"))
        ),
        TeamChange(
            "Platform", True, (FieldChange("under", None, "Company"), FieldChange("led by", None, "eve@acme.org"))
        ),
    )
    summary = proposal.summary
    assert (summary.people, summary.added, summary.teams_added, summary.memberships_started) == (5, 5, 3, 5)


async def test_what_is_told_is_what_is_done(office: Office) -> None:
    seen = await office.see(EVERYBODY)
    assert await office.bring(EVERYBODY) == seen
    again = await office.see(EVERYBODY)
    assert (again.people, again.teams, again.summary.unchanged) == ((), (), 5)


async def test_changes_are_told_field_by_field(office: Office) -> None:
    await office.bring(EVERYBODY)
    office.clock.move(timedelta(days=7))
    changed = (
        ANA.replace("Payments,dan@", "Platform,gil@").replace("L5", "L6").replace("woman", "nb"),
        BEN.replace("Engineering,Paris", "Engineering,").replace("2021-03-01", "2021-02-01"),
    )
    proposal = await office.see(HEADER + EVE + DAN + GIL + "".join(changed))
    assert proposal.people == (
        PersonChange(
            ChangeKind.CHANGED,
            5,
            "Ana Lima",
            "ana@acme.org",
            (
                FieldChange("level", "L5", "L6"),
                FieldChange("manager", "dan@acme.org", "gil@acme.org"),
                FieldChange("gender", None, None),
                FieldChange("team", "Payments", "Platform"),
            ),
        ),
        PersonChange(
            ChangeKind.CHANGED,
            6,
            "Ben Okafor",
            "ben@acme.org",
            (
                FieldChange("location", "Paris", None),
                FieldChange("hired_on", "2021-03-01", "2021-02-01"),
                FieldChange("in the team since", "2021-03-01", "2021-02-01"),
            ),
        ),
    )
    assert (proposal.summary.changed, proposal.summary.unchanged) == (2, 3)


async def test_a_team_that_moves_is_told(office: Office) -> None:
    await office.bring(EVERYBODY)
    proposal = await office.see(HEADER + EVE + DAN.replace("Payments,eve@", "Platform,gil@") + ANA + BEN + GIL)
    assert TeamChange("Payments", False, (FieldChange("under", "Company", "Platform"),)) in proposal.teams


async def test_a_team_written_anew_changes_its_name(office: Office) -> None:
    await office.bring(EVERYBODY)
    proposal = await office.see(EVERYBODY.replace("Platform", "PLATFORM"))
    assert proposal.teams == (TeamChange("PLATFORM", False, (FieldChange("name", "Platform", "PLATFORM"),)),)


async def test_who_leaves_and_who_comes_back(office: Office) -> None:
    await office.bring(EVERYBODY)
    leaving = EVERYBODY.replace(BEN, BEN.replace(",\n", ",2026-03-01\n"))
    proposal = await office.bring(leaving)
    (change,) = proposal.people
    assert (change.kind, change.line, change.fields) == (
        ChangeKind.ENDED,
        5,
        (FieldChange("left_on", None, "2026-03-01"), FieldChange("team", "Payments", None)),
    )
    assert (proposal.summary.ended, proposal.summary.working) == (1, 5)
    (back,) = (await office.see(EVERYBODY)).people
    assert back.kind is ChangeKind.RETURNED
    # A longer stay ends nobody, and who has left already can't be ended again.
    (later,) = (await office.see(leaving.replace("2026-03-01", "2026-02-01"))).people
    assert later.kind is ChangeKind.CHANGED


async def test_a_fifth_may_end_and_more_must_be_meant(office: Office) -> None:
    await office.bring(EVERYBODY)
    one = EVERYBODY.replace(BEN, BEN.replace(",\n", ",2026-06-01\n"))
    two = one.replace(GIL, GIL.replace(",\n", ",2026-06-01\n"))
    assert not (await office.see(one)).ends_too_many
    assert (await office.see(two)).ends_too_many
    before = await office.counts()
    with pytest.raises(EndsTooMany, match="2 of 5 people would end"):
        await office.bring(two)
    assert (await office.counts(), await office.left()) == (before, {})
    await office.bring(two, really=True)
    assert await office.left() == {"ben": date(2026, 6, 1), "gil": date(2026, 6, 1)}


async def test_who_is_not_in_a_file_stays_unless_it_is_complete(office: Office) -> None:
    await office.bring(EVERYBODY)
    without_ben = EVERYBODY.replace(BEN, "")
    partial = await office.bring(without_ben)
    assert partial.people == ()
    assert partial.summary.unlisted == 1
    assert partial.notes[0].startswith("1 of the people who work here are not in the file, and stay as they are.")
    complete = await office.bring(without_ben, COMPLETE)
    (change,) = complete.people
    assert (change.kind, change.line, change.name) == (ChangeKind.ENDED, None, "Ben Okafor")
    assert complete.notes == ()
    assert await office.left() == {"ben": office.today}
    office.clock.move(timedelta(days=5))
    assert (await office.bring(without_ben, COMPLETE)).people == ()
    assert await office.left() == {"ben": date(2026, 3, 4)}


async def test_who_was_to_come_and_does_not_has_never_been_there(office: Office) -> None:
    await office.bring(EVERYBODY.replace("2021-03-01", "2026-05-01"))
    await office.bring(EVERYBODY.replace(BEN, ""), COMPLETE)
    assert await office.left() == {"ben": date(2026, 5, 1)}
    async with office.database.begin() as db:
        assert await db.scalar(select(func.count()).select_from(Membership)) == 4


async def test_a_manager_may_be_somebody_who_is_there_already(office: Office) -> None:
    await office.bring(EVERYBODY)
    new = HEADER + "ivo@acme.org,Ivo Petrov,Payments,dan@acme.org,,,,,,\n"
    assert (await office.see(new)).summary.added == 1
    complete = await office.see(new, COMPLETE)
    assert [str(one) for one in complete.problems] == [
        (
            "line 2, column manager_email: I know nobody with the address “dan@acme.org”; "
            "add a line for the manager, or mend the address"
        )
    ]


async def test_a_circle_may_close_through_somebody_who_is_not_in_the_file(office: Office) -> None:
    await office.bring(EVERYBODY)
    proposal = await office.see("email,name,manager_email\neve@acme.org,Eve,ana@acme.org\n")
    assert [str(one) for one in proposal.problems] == [
        (
            "line 2, column manager_email: these people are each other's managers: "
            "eve@acme.org → ana@acme.org → dan@acme.org → eve@acme.org; "
            "let one of them report to someone outside of the circle, or to nobody"
        )
    ]


async def test_all_problems_are_told_at_once_and_there_are_no_changes_beside(office: Office) -> None:
    text = (
        "email,name,manager_email,hired_on,left_on\n"
        "eve@acme.org,Eve,zoe@acme.org,03/04/2024,\n"
        "dan@acme.org,Dan,ana@acme.org,2024-05-01,2024-04-01\n"
        "ana@acme.org,Ana,dan@acme.org,,\n"
        "Ana@acme.org,Ana,,,\n"
    )
    proposal = await office.see(text)
    assert [(one.line, one.column) for one in proposal.problems] == [
        (2, "hired_on"),
        (2, "manager_email"),
        (3, "left_on"),
        (3, "manager_email"),
        (5, "email"),
    ]
    assert (proposal.people, proposal.teams, proposal.summary.people) == ((), (), 0)
    with pytest.raises(RosterErrors) as raised:
        await office.bring(text)
    assert raised.value.problems == proposal.problems


async def test_teams_that_would_be_above_each_other_are_a_problem_too(office: Office) -> None:
    loop = (
        "email,name,team,manager_email\nx@a.org,X,Blue,\ny@a.org,Y,Red,\na@a.org,A,Red,x@a.org\nb@a.org,B,Red,x@a.org\n"
        "c@a.org,C,Blue,y@a.org\nd@a.org,D,Blue,y@a.org\n"
    )
    (problem,) = (await office.see(loop)).problems
    assert "“Blue” → “Red” → “Blue”" in problem.wrong


async def test_the_audit_trail_has_the_numbers_and_how_it_was_meant(office: Office) -> None:
    await office.bring(EVERYBODY, COMPLETE, really=True)
    async with office.database.begin() as db:
        details = await db.scalar(select(AuditEvent.details).where(AuditEvent.event == "roster.imported"))
    assert details == {
        "people": 5,
        "added": 5,
        "changed": 0,
        "ended": 0,
        "working": 0,
        "unlisted": 0,
        "teams_added": 3,
        "teams_changed": 0,
        "memberships_started": 5,
        "memberships_ended": 0,
        "complete": True,
        "teams_from_managers": False,
        "really": True,
    }

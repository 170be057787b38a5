"""Two people become one: all of theirs goes along, nothing that anybody logged is lost, and nobody stays behind."""

from __future__ import annotations

import asyncio
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from indicators import measuring, tree
from indicators.periods import Length, period_of
from storage import audit, erasure, holds, merging, own_record, teams
from storage.audit import OPERATOR
from storage.linking_words import LinkState, Obstacle
from storage.models import (
    Account,
    Action,
    AuditEvent,
    Base,
    LinkRequest,
    Person,
    Preferences,
    Reflection,
    Schedule,
)
from storage.people_places import PLACES, Merged
from storage.words import Gender, Visibility
from tests.locks import somebody_waits
from tests.storage.everything import PUT, action, kept
from tests.storage.linked import approve, ask, elsewhere, known, link, stranger
from tests.walking import Walk, words_of

__all__ = ["known"]  # a fixture of the other file

MOVED = {place.name: place for place in PLACES if place.merged is Merged.MOVES}
GONE = {place.name for place in PLACES if place.merged is Merged.GOES}


async def of_sam(walk: Walk) -> None:
    """`PUT` puts what it puts on Ana: makes her and Sam change places, so that it is on Sam."""
    walk.people["ana"], walk.people["sam"] = walk.people["sam"], walk.people["ana"]


async def put_on_sam(walk: Walk, place: str) -> None:
    await of_sam(walk)
    await PUT[place](walk)
    await of_sam(walk)


@pytest.mark.parametrize("place", sorted(MOVED))
async def test_what_is_put_there_goes_along(known: Walk, place: str) -> None:
    model, column = MOVED[place].model, MOVED[place].column
    await put_on_sam(known, place)
    sam, ana = known.people["sam"], known.people["ana"]
    before = len(await known.rows(model, getattr(model, column) == sam))
    assert before
    if place == "link_requests.person_id":
        await known.execute("DELETE FROM link_requests")
        before = 0
    await link(known)
    # The request itself, and the message about its decision, are there beside what was put.
    asked = 1 if place in {"link_requests.person_id", "notices.person_id"} else 0
    assert len(await known.rows(model, getattr(model, column) == ana)) == before + asked


@pytest.mark.parametrize("place", sorted(MOVED.keys() | GONE))
async def test_nothing_refers_to_who_is_gone(known: Walk, place: str) -> None:
    if place != "link_requests.person_id":
        await put_on_sam(known, place)
    await link(known)
    sam = known.people["sam"]
    async with known.database.begin() as db:
        for table in Base.metadata.sorted_tables:
            for row in (await db.execute(select(table))).mappings():
                if table.name != "audit_events":  # which keeps ids, for good
                    assert str(sam) not in map(str, row.values()), f"{table.name} still refers to them"


@pytest.mark.parametrize("place", ["memberships.person_id", "people.manager_id", "teams.lead_id"])
async def test_whom_the_roster_knows_is_never_merged_away(known: Walk, place: str) -> None:
    await put_on_sam(known, place)
    request_id = await ask(known)
    before = sorted(await kept(known))
    assert await approve(known, request_id) is Obstacle.ON_ROSTER
    assert sorted(await kept(known)) == before


async def test_an_account_writes_as_the_person_of_the_roster_from_then_on(known: Walk) -> None:
    await known.say("amplify @ben in the review: his idea", as_="sam")
    await known.say("reflect A thought of mine", as_="sam")
    assert len(await known.rows(Action, Action.actor_id == known.people["sam"])) == 1
    await link(known)
    await known.say("amplify @cleo in standup: her idea", as_="sam")
    logged = await known.rows(Action)
    assert [(one.actor_id, one.team_id) for one in logged] == [
        (known.people["ana"], None),  # what it says of the team stays as it was that day
        (known.people["ana"], known.teams["payments"]),
    ]
    record = words_of(await known.say("me", as_="sam"))
    assert "Ben Okafor" in record
    assert "Cleo Martin" in record


async def test_the_open_week_has_one_person_who_took_part_in_the_team_of_the_roster(known: Walk) -> None:
    """Both logged: in the numbers of the organization they were two of nine people, and are one of eight."""
    for who in ("ana", "sam"):
        await action(known, who, occurred_on=date(2026, 3, 3))

    async def participation(team: UUID) -> tuple[int, int]:
        async with known.database.begin() as db:
            whole = tree.of(known.organization_id, await teams.parents(db, known.organization_id))
            week = period_of(Length.WEEK, date(2026, 3, 3))
            measured = await measuring.measure(db, known.organization_id, "UTC", whole, week)
        return measured.value(team, "participation")["all"][:2]

    assert await participation(known.organization_id) == (2, 9)
    assert await participation(known.teams["payments"]) == (1, 4)
    await link(known)
    assert await participation(known.organization_id) == (1, 8)
    assert await participation(known.teams["payments"]) == (1, 4)
    assert len(await known.rows(Action, Action.actor_id == known.people["ana"])) == 2


async def preferences(walk: Walk) -> Any:
    [found] = await walk.rows(Preferences, Preferences.person_id == walk.people["ana"])
    return found


CHOSEN = {"zone": "Asia/Tokyo", "zone_is_own": True, "visibility": Visibility.PRIVATE, "nudges_from": time(11)}


async def test_what_they_chose_goes_along_where_a_roster_alone_made_the_other(known: Walk) -> None:
    await known.set_preferences("sam", log_me=False, **CHOSEN)
    await link(known)
    now = await preferences(known)
    assert {name: getattr(now, name) for name in CHOSEN} == CHOSEN
    assert (now.log_me, now.ask_me) == (False, True)


async def test_who_has_an_account_elsewhere_keeps_their_choices_and_what_either_does_not_want(walk: Walk) -> None:
    await stranger(walk)
    await elsewhere(walk)
    await walk.set_preferences("ana", zone="Europe/Berlin")
    await walk.set_preferences("sam", log_me=False, ask_me=False, nudges_stopped=True, **CHOSEN)
    await link(walk)
    now = await preferences(walk)
    assert (now.zone, now.visibility, now.nudges_from) == ("Europe/Berlin", Visibility.PROGRAM, time(9, 30))
    assert (now.log_me, now.ask_me, now.nudges_stopped) == (False, False, True)
    assert len(await walk.rows(Account, Account.person_id == walk.people["ana"])) == 2


async def test_a_gender_that_they_declared_and_their_roles_go_along(known: Walk) -> None:
    await known.set_person("sam", gender=Gender.NON_BINARY, gender_is_own=True, is_auditor=True)
    about = await action(known, "sam")
    await link(known)
    [ana] = await known.rows(Person, Person.id == known.people["ana"])
    assert (ana.gender, ana.gender_is_own, ana.is_admin, ana.is_auditor) == (Gender.NON_BINARY, True, False, True)
    assert (ana.name, ana.email, ana.hired_on) == ("Ana Lima", "ana@example.com", date(2024, 1, 1))
    [logged] = await known.rows(Action, Action.id == about)
    assert logged.actor_gender is Gender.WOMAN  # as it was on its day
    assert await known.rows(Person, Person.id == known.people["sam"]) == []


async def test_the_next_nudge_is_planned_anew(known: Walk) -> None:
    await link(known)
    [schedule] = await known.rows(Schedule)
    assert (schedule.person_id, schedule.next_due_at, schedule.due_on) == (known.people["ana"], known.clock(), None)


async def test_nothing_of_anybody_else_changes(known: Walk) -> None:
    await action(known, "ben", note="kept")
    others = Person.id.not_in([known.people["sam"], known.people["ana"]])
    before = await known.rows(Person, others), await known.rows(Action), await known.rows(Preferences)
    await link(known)
    assert await known.rows(Person, others) == before[0]
    assert await known.rows(Action) == before[1]
    left = [one for one in before[2] if one.person_id not in {known.people["sam"], known.people["ana"]}]
    assert [one for one in await known.rows(Preferences) if one.person_id != known.people["ana"]] == left


async def test_the_trail_tells_that_it_was_done_and_their_record_all_that_was_before(known: Walk) -> None:
    await link(known)
    sam, ana, ada = (str(known.people[who]) for who in ("sam", "ana", "ada"))
    events = await known.rows(AuditEvent, AuditEvent.event.in_(("link.asked", "person.linked")))
    assert [(one.event, one.actor) for one in events] == [("link.asked", sam), ("person.linked", ada)]
    assert events[1].details == {"person": ana, "from": sam}
    async with known.database.begin() as db:
        assert not (await audit.verify(db, known.organization_id)).findings
        record = await own_record.collect(db, known.cipher, known.organization_id, known.people["ana"], known.clock())
    assert [(one["event"], one["actor"]) for one in record["audit_events"]] == [
        ("link.asked", "you"),
        ("person.linked", "somebody else"),
    ]
    [request] = await known.rows(LinkRequest)
    assert (request.state, request.person_id, str(request.decided_by)) == (LinkState.LINKED, known.people["ana"], ada)


@pytest.mark.parametrize("whose", ["sam@example.com", "ana@example.com", None])
async def test_nothing_of_who_is_on_hold_changes_place(known: Walk, whose: str | None) -> None:
    await known.set_person("sam", email="sam@example.com")
    async with known.database.begin() as db:
        await holds.add(db, known.cipher, known.organization_id, whose, "case", actor=OPERATOR, now=known.clock())
    request_id = await ask(known)
    before = sorted(await kept(known))
    assert await approve(known, request_id) is Obstacle.HELD
    assert sorted(await kept(known)) == before


async def test_two_approvals_at_once_link_once(known: Walk) -> None:
    request_id = await ask(known)
    outcomes = await asyncio.gather(approve(known, request_id), approve(known, request_id))
    assert sorted(map(str, outcomes)) == ["None", "gone"]
    assert len(await known.rows(AuditEvent, AuditEvent.event == "person.linked")) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
class TestMeanwhile:
    """PostgreSQL has many writers: what another one is about to write for the person is not overlooked."""

    async def test_what_is_being_written_is_waited_for_and_goes_along(self, known: Walk) -> None:
        request_id = await ask(known)
        async with known.database.begin() as db:
            await db.execute(
                insert(Reflection).values(
                    organization_id=known.organization_id,
                    person_id=known.people["sam"],
                    text_sealed=known.cipher.seal("Bilby"),
                    created_at=known.clock(),
                )
            )
            linking = asyncio.create_task(approve(known, request_id))
            await somebody_waits(known.database)
        assert await linking is None
        [reflection] = await known.rows(Reflection)
        assert reflection.person_id == known.people["ana"]

    async def test_what_comes_later_is_refused(self, known: Walk) -> None:
        async with known.database.begin() as db:
            await db.execute(select(Person.id).where(Person.id == known.people["sam"]).with_for_update())
            writing = asyncio.create_task(action(known, "sam", note="Numbat"))
            await somebody_waits(known.database)
            await merging.hold(db, known.organization_id, known.people["sam"], known.people["ana"])
            await merging.merge(
                db,
                known.organization_id,
                known.people["sam"],
                known.people["ana"],
                actor=OPERATOR,
                now=known.clock(),
            )
        with pytest.raises(IntegrityError):
            await writing
        assert await known.rows(Action) == []

    async def test_an_erasure_at_the_same_time_waits(self, known: Walk) -> None:
        request_id = await ask(known)
        async with known.database.begin() as db:
            assert await erasure.erase(
                db, known.organization_id, known.people["sam"], today=known.clock().date(), now=known.clock()
            )
            linking = asyncio.create_task(approve(known, request_id))
            await somebody_waits(known.database)
        assert await linking is Obstacle.GONE
        assert await known.rows(Person, Person.id == known.people["ana"])

"""Two people become one: all of theirs goes along, nothing that anybody logged is lost, and nobody stays behind."""

from __future__ import annotations

import asyncio
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from storage import audit, erasure, holds, merging, own_record
from storage.audit import OPERATOR
from storage.linking_words import LinkState, Obstacle
from storage.models import (
    Account,
    Action,
    AuditEvent,
    Base,
    Confirmation,
    Delivery,
    LessonResult,
    LinkRequest,
    Person,
    Preferences,
    Reflection,
    Schedule,
    SeenItem,
    Sponsorship,
)
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    DeliveryState,
    Gender,
    Kind,
    Nudge,
    Opportunity,
    SponsorshipState,
    Visibility,
)
from tests.locks import somebody_waits
from tests.storage.everything import PUT, action, kept, put, references
from tests.storage.linked import approve, ask, elsewhere, link, stranger, without_account
from tests.walking import Walk, words_of

KEPT_ELSEWHERE = {*merging.NEVER, *(f"{model.__tablename__}.{column}" for model, column in merging.DROPPED)}
MOVED = {f"{model.__tablename__}.{column}" for model, column in merging.MOVED}


@pytest.fixture
async def known(walk: Walk) -> Walk:
    """Ana is on the roster and has no account; Sam is known by an account alone."""
    await without_account(walk)
    await stranger(walk)
    return walk


async def of_sam(walk: Walk) -> None:
    """`PUT` puts what it puts on Ana: makes her and Sam change places, so that it is on Sam."""
    walk.people["ana"], walk.people["sam"] = walk.people["sam"], walk.people["ana"]


async def put_on_sam(walk: Walk, place: str) -> None:
    await of_sam(walk)
    await PUT[place](walk)
    await of_sam(walk)


async def delivered(walk: Walk, who: str, day: int, state: DeliveryState = DeliveryState.SENT, **more: Any) -> Any:
    values = {"zone": "UTC", "due_at": walk.clock(), "ready_at": walk.clock(), "created_at": walk.clock()}
    return await put(
        walk,
        Delivery,
        person_id=walk.people[who],
        nudge=Nudge.REFLECTION,
        day=date(2026, 3, day),
        state=state,
        **values,
        **more,
    )


def test_every_place_that_refers_to_people_is_settled() -> None:
    assert references() == MOVED | KEPT_ELSEWHERE, "tell storage/merging.py"
    assert not MOVED & KEPT_ELSEWHERE


@pytest.mark.parametrize("place", sorted(MOVED))
async def test_what_is_put_there_goes_along(known: Walk, place: str) -> None:
    model, column = next(one for one in merging.MOVED if f"{one[0].__tablename__}.{one[1]}" == place)
    await put_on_sam(known, place)
    sam, ana = known.people["sam"], known.people["ana"]
    before = len(await known.rows(model, getattr(model, column) == sam))
    assert before
    if place == "link_requests.person_id":
        await known.execute("DELETE FROM link_requests")
        before = 0
    await link(known)
    # The request itself, and its decision, are there beside what was put.
    asked = 1 if place == "link_requests.person_id" else 0
    assert len(await known.rows(model, getattr(model, column) == ana)) == before + asked


@pytest.mark.parametrize("place", sorted(MOVED | KEPT_ELSEWHERE - set(merging.NEVER)))
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


async def test_counts_of_the_open_week_are_of_one_person(known: Walk) -> None:
    """Both had an account of their own, and both logged: of the team one did."""
    await action(known, "ana", occurred_on=date(2026, 3, 3))
    await action(known, "sam", occurred_on=date(2026, 3, 3))
    people = select(func.count(Action.actor_id.distinct()))
    async with known.database.begin() as db:
        assert (await db.execute(people)).scalar_one() == 2
    await link(known)
    async with known.database.begin() as db:
        assert (await db.execute(people)).scalar_one() == 1
        assert (await db.execute(select(func.count()).select_from(Action))).scalar_one() == 2


async def test_the_same_words_of_both_stay_two_actions(known: Walk) -> None:
    for who in ("ana", "sam"):
        await action(known, who, note="the very same")
    await link(known)
    rows = await known.rows(Action, Action.actor_id == known.people["ana"])
    assert len(rows) == 2
    assert sorted(one.said is None for one in rows) == [False, True]
    assert [known.cipher.open(one.note_sealed) for one in rows] == ["the very same"] * 2


@pytest.mark.parametrize(
    ("mine", "theirs", "stays"),
    [
        (ConfirmationAnswer.YES, ConfirmationAnswer.DECLINED, ConfirmationAnswer.YES),
        (None, ConfirmationAnswer.YES, ConfirmationAnswer.YES),
        (ConfirmationAnswer.YES, None, ConfirmationAnswer.YES),
        (None, None, None),
    ],
)
async def test_a_question_to_both_is_one_and_an_answer_stays(
    known: Walk, mine: ConfirmationAnswer | None, theirs: ConfirmationAnswer | None, stays: ConfirmationAnswer | None
) -> None:
    about = await action(known, "ben")
    asked = {
        who: await put(
            known,
            Confirmation,
            action_id=about,
            person_id=known.people[who],
            part=ConfirmationPart.WITNESS,
            answer=answer,
            answered_at=known.clock() if answer else None,
        )
        for who, answer in (("ana", mine), ("sam", theirs))
    }
    for at, who in enumerate(asked, 2):
        await delivered(known, who, at, confirmation_id=asked[who])
    await link(known)
    [one] = await known.rows(Confirmation)
    assert (one.person_id, one.answer) == (known.people["ana"], stays)
    assert {each.confirmation_id for each in await known.rows(Delivery)} == {one.id}


async def test_nobody_is_left_as_their_own_colleague_or_witness(known: Walk) -> None:
    about = await action(
        known, "sam", Kind.SPONSOR, beneficiary_id=known.people["ana"], note="stays", visibility=Visibility.NAMED
    )
    await put(
        known,
        Sponsorship,
        action_id=about,
        sponsor_id=known.people["sam"],
        beneficiary_id=known.people["ana"],
        opportunity=Opportunity.ROLE,
        state=SponsorshipState.NOMINATED,
        nominated_on=date(2026, 3, 2),
        beneficiary_agreed=True,
    )
    asked = await put(
        known,
        Confirmation,
        action_id=about,
        person_id=known.people["ana"],
        part=ConfirmationPart.BENEFICIARY,
        answer=ConfirmationAnswer.YES,
        answered_at=known.clock(),
    )
    await delivered(known, "ana", 2, confirmation_id=asked)
    await link(known)
    [logged] = await known.rows(Action)
    assert (logged.actor_id, logged.beneficiary_id, logged.withdrawn_at) == (known.people["ana"], None, None)
    assert known.cipher.open(logged.note_sealed) == "stays"
    assert await known.rows(Confirmation) == []
    [sponsorship] = await known.rows(Sponsorship)
    assert (sponsorship.sponsor_id, sponsorship.beneficiary_id) == (known.people["ana"], None)
    assert sponsorship.beneficiary_agreed is None
    [nudge] = await known.rows(Delivery)
    assert nudge.confirmation_id is None


@pytest.mark.parametrize(
    ("mine", "theirs", "stays"),
    [
        (DeliveryState.SENT, DeliveryState.SENT, "ana"),
        (DeliveryState.SKIPPED, DeliveryState.SENT, "sam"),
        (DeliveryState.PENDING, DeliveryState.UNKNOWN, "sam"),
        (DeliveryState.SENT, DeliveryState.PENDING, "ana"),
        (DeliveryState.FAILED, DeliveryState.SKIPPED, "ana"),
    ],
)
async def test_of_two_nudges_of_a_day_the_one_that_arrived_stays(
    known: Walk, mine: DeliveryState, theirs: DeliveryState, stays: str
) -> None:
    ids = {"ana": await delivered(known, "ana", 3, mine), "sam": await delivered(known, "sam", 3, theirs)}
    other = await delivered(known, "sam", 2)
    await put(
        known,
        LessonResult,
        person_id=known.people["sam"],
        delivery_id=ids["sam"],
        lesson="interrupted",
        answer=1,
        is_right=True,
        answered_on=date(2026, 3, 3),
        created_at=known.clock(),
    )
    await link(known)
    assert {one.id for one in await known.rows(Delivery)} == {ids[stays], other}
    [result] = await known.rows(LessonResult)
    assert result.person_id == known.people["ana"]
    assert result.delivery_id == (ids["sam"] if stays == "sam" else None)


async def test_an_answer_to_a_lesson_on_one_day_is_the_roster_persons(known: Walk) -> None:
    for who, answer, day in (("ana", 0, 3), ("sam", 1, 3), ("sam", 2, 2)):
        await put(
            known,
            LessonResult,
            person_id=known.people[who],
            lesson="interrupted",
            answer=answer,
            is_right=True,
            answered_on=date(2026, 3, day),
            created_at=known.clock(),
        )
    await link(known)
    rows = await known.rows(LessonResult, LessonResult.person_id == known.people["ana"])
    assert sorted((one.answered_on.day, one.answer) for one in rows) == [(2, 2), (3, 0)]


async def test_what_either_turned_down_stays_turned_down(known: Walk) -> None:
    async with known.database.begin() as db:
        for who, item, shown, turned_down in (
            ("ana", "both", 1, None),
            ("sam", "both", 3, 3),
            ("sam", "theirs", 2, None),
        ):
            await db.execute(
                insert(SeenItem).values(
                    organization_id=known.organization_id,
                    person_id=known.people[who],
                    item=item,
                    shown_on=date(2026, 3, shown),
                    not_for_me_on=date(2026, 3, turned_down) if turned_down else None,
                )
            )
    await link(known)
    rows = await known.rows(SeenItem)
    assert sorted((one.person_id, one.item, one.shown_on.day, one.not_for_me_on) for one in rows) == [
        (known.people["ana"], "both", 1, date(2026, 3, 3)),
        (known.people["ana"], "theirs", 2, None),
    ]


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
    await walk.set_preferences("sam", ask_me=False, nudges_stopped=True, **CHOSEN)
    await link(walk)
    now = await preferences(walk)
    assert (now.zone, now.visibility, now.nudges_from) == ("Europe/Berlin", Visibility.PROGRAM, time(9, 30))
    assert (now.log_me, now.ask_me, now.nudges_stopped) == (True, False, True)
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

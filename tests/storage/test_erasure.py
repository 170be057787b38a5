"""Erasure: no word and no way to the person stays, and every count does."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from storage import audit, erasure
from storage.models import (
    Account,
    Action,
    AuditEvent,
    Base,
    Confirmation,
    Delivery,
    Membership,
    Person,
    Preferences,
    Reflection,
    Sponsorship,
    Team,
    Workspace,
)
from storage.words import (
    ConfirmationPart,
    DeliveryState,
    Gender,
    Kind,
    Nudge,
    SponsorshipState,
    Visibility,
    Withdrawal,
)
from tests.locks import somebody_waits
from tests.storage.everything import PUT, SECRETS, action, everything_readable, fill, put
from tests.walking import Walk, words_of


async def erase(walk: Walk, who: str = "ana") -> bool:
    async with walk.database.begin() as db:
        return await erasure.erase(
            db, walk.organization_id, walk.people[who], today=walk.clock().date(), now=walk.clock()
        )


async def nobody(walk: Walk) -> Any:
    """The row that took the place of whoever was erased."""
    (row,) = await walk.rows(Person, Person.erased_at.is_not(None))
    return row


async def counted(walk: Walk) -> dict[str, list[Any]]:
    """All that adds up, by everything that it is split by."""
    population = [
        (Membership.team_id, Membership.starts_on <= day, func.coalesce(Membership.ends_on, date.max) > day)
        for day in (date(2024, 6, 1), date(2026, 3, 1), date(2026, 3, 4))
    ]
    live = Action.withdrawn_at.is_(None)
    queries = {
        "actions": select(
            Action.kind, Action.occurred_on, Action.team_id, Action.actor_gender, Action.outcome, func.count()
        )
        .where(live)
        .group_by(Action.kind, Action.occurred_on, Action.team_id, Action.actor_gender, Action.outcome),
        "contributors": select(Action.team_id, func.count(Action.actor_id.distinct()))
        .where(live)
        .group_by(Action.team_id),
        "sponsors": select(Sponsorship.state, func.count(), func.count(Sponsorship.sponsor_id.distinct())).group_by(
            Sponsorship.state
        ),
        "confirmations": select(Confirmation.part, Confirmation.answer, func.count()).group_by(
            Confirmation.part, Confirmation.answer
        ),
        **{
            f"population {number}": select(team, func.count(Membership.person_id.distinct()))
            .where(began, goes_on)
            .group_by(team)
            for number, (team, began, goes_on) in enumerate(population)
        },
        "people": select(func.count()).select_from(Person),
    }
    async with walk.database.begin() as db:
        return {name: sorted(map(repr, await db.execute(query))) for name, query in queries.items()}


async def test_no_word_of_theirs_stays_anywhere(walk: Walk) -> None:
    await fill(walk)
    before = await everything_readable(walk)
    assert not [word for word in SECRETS if word not in before], "the test would look for what was never there"
    assert await erase(walk)
    after = await everything_readable(walk)
    assert [word for word in SECRETS if word in after] == []
    assert "what Ben wrote is his" in after


async def test_every_count_stays(walk: Walk) -> None:
    await fill(walk)
    before = await counted(walk)
    told = words_of(await walk.say("team", as_="eve"))
    await erase(walk)
    assert await counted(walk) == before
    assert words_of(await walk.say("team", as_="eve")) == told


@pytest.mark.parametrize("place", PUT)
async def test_nothing_refers_to_them_any_more(walk: Walk, place: str) -> None:
    await PUT[place](walk)
    await erase(walk)
    ana = walk.people["ana"]
    async with walk.database.begin() as db:
        for table in Base.metadata.sorted_tables:
            for row in (await db.execute(select(table))).mappings():
                if table.name != "audit_events":  # which keeps ids, for good
                    assert str(ana) not in map(str, row.values()), f"{table.name} still refers to the person"


async def test_the_row_that_stays_is_nobody(walk: Walk) -> None:
    await fill(walk)
    await erase(walk)
    row = await nobody(walk)
    assert row.id != walk.people["ana"]
    assert (row.name, row.email, row.department, row.manager_id) == ("", None, None, None)
    # Of men and of women it is told how many there were, and that does not change by it.
    assert (row.gender, row.gender_is_own, row.is_admin, row.is_auditor) == (Gender.WOMAN, False, False, False)
    assert (row.left_on, row.erased_at) == (date(2026, 3, 5), walk.clock())
    assert await walk.rows(Preferences, Preferences.person_id == row.id) == []
    assert await walk.rows(Account, Account.person_id == row.id) == []


async def test_actions_that_count_say_no_more_than_a_count_needs(walk: Walk) -> None:
    await fill(walk)
    await erase(walk)
    mine = await walk.rows(Action, Action.actor_id == (await nobody(walk)).id)
    assert sorted(one.kind for one in mine) == [Kind.AMPLIFY, Kind.INTERVENE, Kind.SPONSOR]  # not the withdrawn ones
    for one in mine:
        assert (one.note_sealed, one.visibility, one.replaces_id) == (None, Visibility.PRIVATE, None)
        assert one.actor_gender is Gender.WOMAN
    (sponsorship,) = await walk.rows(Sponsorship, Sponsorship.sponsor_id == (await nobody(walk)).id)
    assert sponsorship.detail_sealed is None
    assert sponsorship.beneficiary_id == walk.people["cleo"]  # that she was sponsored goes on to count


async def test_what_others_did_and_are_stays_without_them(walk: Walk) -> None:
    await fill(walk)
    await erase(walk)
    (for_ana,) = await walk.rows(Action, Action.actor_id == walk.people["ben"])
    assert (for_ana.beneficiary_id, for_ana.withdrawn_at, for_ana.visibility) == (None, None, Visibility.NAMED)
    (answer,) = await walk.rows(Confirmation)
    assert (answer.person_id, answer.answer) == (None, "yes")
    (ben,) = await walk.rows(Person, Person.id == walk.people["ben"])
    assert ben.manager_id is None
    (payments,) = await walk.rows(Team, Team.id == walk.teams["payments"])
    assert payments.lead_id is None
    (workspace,) = await walk.rows(Workspace)
    assert workspace.installed_by is None


async def test_they_are_in_their_team_up_to_today(walk: Walk) -> None:
    await erase(walk)
    (membership,) = await walk.rows(Membership, Membership.person_id == (await nobody(walk)).id)
    assert (membership.team_id, membership.ends_on) == (walk.teams["payments"], date(2026, 3, 5))


async def test_who_came_today_counts_today(walk: Walk) -> None:
    await walk.add_person("new", "New Comer", team="payments", since=walk.clock().date())
    await action(walk, "new", occurred_on=walk.clock().date())
    before = await counted(walk)
    await erase(walk, "new")
    assert await counted(walk) == before


async def test_who_left_keeps_that_day_and_who_was_to_join_never_did(walk: Walk) -> None:
    await walk.set_person("ana", left_on=date(2025, 5, 1))
    await erase(walk)
    assert (await nobody(walk)).left_on == date(2025, 5, 1)
    await walk.add_person("soon", "Joining Soon", team="payments", since=date(2026, 9, 1))
    memberships = len(await walk.rows(Membership))
    await erase(walk, "soon")
    assert len(await walk.rows(Membership)) == memberships - 1


async def test_the_trail_tells_that_it_was_done_and_nothing_of_whom(walk: Walk) -> None:
    await fill(walk)
    await erase(walk)
    (event,) = await walk.rows(AuditEvent, AuditEvent.event == "person.erased")
    assert event.actor == str(walk.people["ana"])
    assert event.details == {"person": str(walk.people["ana"])}
    async with walk.database.begin() as db:
        assert not (await audit.verify(db, walk.organization_id)).findings


async def test_a_second_time_changes_nothing(walk: Walk) -> None:
    await fill(walk)
    assert await erase(walk)
    before = await walk.dump()
    assert not await erase(walk)
    assert await walk.dump() == before


async def test_two_at_once_leave_one_nobody(walk: Walk) -> None:
    await fill(walk)
    assert sorted(await asyncio.gather(erase(walk), erase(walk))) == [False, True]
    await nobody(walk)


async def test_another_organization_cannot_erase(walk: Walk) -> None:
    other = await walk.another_organization()
    before = await walk.dump()
    async with walk.database.begin() as db:
        now = walk.clock()
        assert not await erasure.erase(db, other.organization_id, walk.people["ana"], today=now.date(), now=now)
    assert await walk.dump() == before


async def test_others_are_not_touched(walk: Walk) -> None:
    await action(walk, "ben", note="kept")
    people = Person.id != walk.people["ana"], Person.erased_at.is_(None)
    before = await walk.rows(Person, *people), await walk.rows(Action), await walk.rows(Account)
    await erase(walk)
    assert await walk.rows(Person, *people) == before[0]
    assert await walk.rows(Action) == before[1]
    assert len(await walk.rows(Account)) == len(before[2]) - 1


async def test_a_newcomer_is_unmade_only_if_this_request_made_them(walk: Walk) -> None:
    ana, now = walk.people["ana"], walk.clock()

    async def unmade(newcomer: str, *, later: int = 0) -> bool:
        async with walk.database.begin() as db:
            return await erasure.unmake_newcomer(
                db, walk.organization_id, walk.people[newcomer], ana, now + timedelta(seconds=later)
            )

    await walk.add_person("new", "New Comer")
    assert not await unmade("new")  # ana is still there
    await erase(walk)
    assert not await unmade("new", later=1)
    assert await unmade("new")
    assert await walk.rows(Person, Person.id == walk.people["new"]) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
class TestMeanwhile:
    """PostgreSQL has many writers: what another one is about to write for the person is not overlooked."""

    async def test_what_is_being_written_is_waited_for_and_erased(self, walk: Walk) -> None:
        async with walk.database.begin() as db:
            reflection = insert(Reflection).values(
                organization_id=walk.organization_id,
                person_id=walk.people["ana"],
                text_sealed=walk.cipher.seal("Bilby"),
                created_at=walk.clock(),
            )
            await db.execute(reflection)
            erasing = asyncio.create_task(erase(walk))
            await somebody_waits(walk.database)
        assert await erasing
        assert await walk.rows(Reflection) == []

    async def test_what_comes_later_is_refused(self, walk: Walk) -> None:
        async with walk.database.begin() as db:
            assert await erasure.erase(
                db, walk.organization_id, walk.people["ana"], today=walk.clock().date(), now=walk.clock()
            )
            writing = asyncio.create_task(action(walk, "ana", note="Numbat"))
            await somebody_waits(walk.database)
        with pytest.raises(IntegrityError):
            await writing
        assert await walk.rows(Action) == []


async def test_what_they_said_of_being_put_forward_goes_and_that_they_advanced_counts(walk: Walk) -> None:
    await fill(walk)
    await erase(walk)
    (sponsorship,) = await walk.rows(Sponsorship, Sponsorship.sponsor_id == walk.people["dan"])
    said = (sponsorship.beneficiary_agreed, sponsorship.beneficiary_outcome, sponsorship.beneficiary_due)
    assert said == (None, None, None)
    assert (sponsorship.state, sponsorship.advanced_on) == (SponsorshipState.OUTCOME, date(2026, 3, 1))


async def test_questions_to_colleagues_about_what_is_dropped_are_dropped_and_the_nudges_count(walk: Walk) -> None:
    """An action that was taken back goes with the questions about it, also where a nudge had asked one."""
    gone = await action(walk, "ana", withdrawal=Withdrawal.UNDONE)
    stays = await action(walk, "ana")
    for at, (about, state) in enumerate(
        ((gone, DeliveryState.SENT), (gone, DeliveryState.PENDING), (stays, DeliveryState.SENT)), 2
    ):
        who = ("ben", "cleo", "dan")[at - 2]
        asked = await put(
            walk, Confirmation, action_id=about, person_id=walk.people[who], part=ConfirmationPart.WITNESS
        )
        await put(
            walk,
            Delivery,
            person_id=walk.people[who],
            nudge=Nudge.CHECK_IN,
            day=date(2026, 3, at),
            state=state,
            confirmation_id=asked,
            zone="UTC",
            due_at=walk.clock(),
            ready_at=walk.clock(),
            created_at=walk.clock(),
        )
    await erase(walk)
    (kept,) = await walk.rows(Confirmation)
    assert kept.action_id == stays
    deliveries = await walk.rows(Delivery)
    assert {(one.person_id, one.state, one.confirmation_id) for one in deliveries} == {
        (walk.people["ben"], DeliveryState.SENT, None),
        (walk.people["cleo"], DeliveryState.PENDING, None),
        (walk.people["dan"], DeliveryState.SENT, kept.id),
    }

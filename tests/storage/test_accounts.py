"""Who is behind an account: found in one query, made known once, whoever comes first."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from storage import accounts
from storage.accounts import KnownWorkspace, NewPerson
from storage.database import Connection
from storage.models import Account, Membership, Person, Preferences, Schedule
from storage.words import Gender, Platform
from tests.walking import Walk

TODAY = date(2026, 3, 4)
PIA = NewPerson("U-PIA", "Pia Berg", "Pia@Example.com", "Europe/Berlin", "de")


async def resolve(walk: Walk, *external_ids: str, today: date = TODAY) -> dict[str, accounts.KnownAccount]:
    async with walk.database.begin() as db:
        found = await accounts.resolve(db, Platform.SLACK, "T1", set(external_ids), today)
    assert found is not None
    return found[1]


async def workspace_of(walk: Walk, db: Connection) -> KnownWorkspace:
    found = await accounts.resolve(db, Platform.SLACK, walk.workspace, set(), TODAY)
    assert found is not None
    return found[0]


async def welcome(walk: Walk, new: NewPerson) -> str:
    async with walk.database.begin() as db:
        return str(await accounts.welcome(db, await workspace_of(walk, db), new, walk.clock()))


async def test_known_accounts_come_with_what_handlers_need(walk: Walk) -> None:
    found = await resolve(walk, "U-BEN", "U-DAN", "U-ADA", "U-NOBODY")
    assert set(found) == {"U-BEN", "U-DAN", "U-ADA"}
    ben, dan, ada = found["U-BEN"], found["U-DAN"], found["U-ADA"]
    assert (ben.person_id, ben.name, ben.gender) == (walk.people["ben"], "Ben Okafor", Gender.MAN)
    assert ben.team_id == walk.teams["payments"]
    assert [one.has_reports for one in (ben, dan, ada)] == [False, True, False]
    assert [one.is_admin for one in (ben, dan, ada)] == [False, False, True]


@pytest.mark.parametrize(
    ("platform", "workspace"), [(Platform.TEAMS, "T1"), (Platform.SLACK, "T2"), (Platform.CONSOLE, "T1")]
)
async def test_another_workspace_is_not_ours(walk: Walk, platform: Platform, workspace: str) -> None:
    async with walk.database.begin() as db:
        assert await accounts.resolve(db, platform, workspace, {"U-BEN"}, TODAY) is None


async def test_an_account_belongs_to_its_workspace(walk: Walk) -> None:
    other = await walk.another_organization()
    async with walk.database.begin() as db:
        found = await accounts.resolve(db, Platform.SLACK, other.workspace, {"U-BEN", "U-ZOE"}, TODAY)
    assert found is not None
    assert set(found[1]) == {"U-ZOE"}
    assert found[0].organization_id == other.organization_id


async def test_the_team_is_that_of_the_day(walk: Walk) -> None:
    ben = Membership.person_id == walk.people["ben"]
    await walk.execute(
        "UPDATE memberships SET ends_on = '2026-03-04' WHERE person_id = "
        f"'{walk.people['ben'].hex if walk.database.is_sqlite else walk.people['ben']}'"
    )
    assert len(await walk.rows(Membership, ben)) == 1
    assert (await resolve(walk, "U-BEN", today=TODAY - timedelta(days=1)))["U-BEN"].team_id == walk.teams["payments"]
    assert (await resolve(walk, "U-BEN"))["U-BEN"].team_id is None


async def test_who_left_is_known_to_have_left(walk: Walk) -> None:
    await walk.set_person("ben", left_on=TODAY)
    ben = (await resolve(walk, "U-BEN"))["U-BEN"]
    assert ben.has_left(TODAY)
    assert not ben.has_left(TODAY - timedelta(days=1))


async def test_a_stranger_becomes_a_person_with_what_the_profile_tells(walk: Walk) -> None:
    person_id = await welcome(walk, PIA)
    [person] = await walk.rows(Person, Person.name == "Pia Berg")
    assert (str(person.id), person.email, person.gender) == (person_id, "pia@example.com", Gender.UNDISCLOSED)
    pia = (await resolve(walk, "U-PIA"))["U-PIA"]
    assert (pia.zone, pia.language, pia.log_me) == ("Europe/Berlin", "de", True)


async def test_an_account_with_a_known_address_is_that_person_and_brings_its_zone(walk: Walk) -> None:
    await walk.add_person("gus", "Gus Roth", account=False)
    new = NewPerson("U-GUS", "gus", "GUS@example.com", "Asia/Tokyo", "en")
    assert await welcome(walk, new) == str(walk.people["gus"])
    gus = (await resolve(walk, "U-GUS"))["U-GUS"]
    assert (gus.name, gus.zone) == ("Gus Roth", "Asia/Tokyo")


async def test_a_zone_that_was_chosen_stays(walk: Walk) -> None:
    await walk.add_person("gus", "Gus Roth", account=False, zone="Europe/Paris")
    await walk.set_preferences("gus", zone_is_own=True)
    await welcome(walk, NewPerson("U-GUS", "gus", "gus@example.com", "Asia/Tokyo", "en"))
    assert (await resolve(walk, "U-GUS"))["U-GUS"].zone == "Europe/Paris"


async def test_people_without_an_address_are_each_a_person(walk: Walk) -> None:
    first = await welcome(walk, NewPerson("U-1", "One", None, "UTC", "en"))
    second = await welcome(walk, NewPerson("U-2", "Two", None, "UTC", "en"))
    assert first != second


@pytest.mark.parametrize("email", ["pia@example.com", None])
async def test_the_same_account_twice_is_one_person(walk: Walk, email: str | None) -> None:
    """Without an address nothing but the account tells that it is the same: who comes second leaves no empty person."""
    before = len(await walk.rows(Person))
    new = NewPerson("U-PIA", "Pia Berg", email, "UTC", "en")
    ids = await asyncio.gather(*(welcome(walk, new) for _ in range(4)))
    assert len(set(ids)) == 1
    assert len(await walk.rows(Person)) == before + 1
    assert len(await walk.rows(Preferences, Preferences.person_id == (await walk.rows(Account))[-1].person_id)) == 1
    assert len(await walk.rows(Account, Account.external_id == "U-PIA")) == 1


async def test_who_has_an_account_is_planned_and_with_one_more_planned_anew(walk: Walk) -> None:
    await welcome(walk, PIA)
    [schedule] = await walk.rows(Schedule, Schedule.due_on.is_(None), Schedule.next_due_at == walk.clock())
    assert str(schedule.person_id) == str((await resolve(walk, "U-PIA"))["U-PIA"].person_id)
    await walk.execute("UPDATE schedules SET next_due_at = NULL")  # as where no account could be reached
    await welcome(walk, replace(PIA, external_id="U-PIA-2"))
    assert [one.next_due_at for one in await walk.rows(Schedule, Schedule.person_id == schedule.person_id)] == [
        walk.clock()
    ]

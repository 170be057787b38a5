"""The example organization: always the same, plausible, made once, and brought up to the day."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from bot.console import demo
from bot.console.example import plan
from bot.settings import load
from bot.upstander import Upstander
from bot.wiring import build
from storage import actions, console_people, migrations, workspaces
from storage.database import Database
from storage.example import WORKSPACE, ExampleAction
from storage.models import Action, Confirmation, Membership, Organization, Person, Sponsorship, Team
from storage.words import Gender, Kind, Platform
from tests.clock import FrozenClock
from tests.conftest import SECRET


def test_the_same_seed_and_day_make_the_same_data(clock: FrozenClock) -> None:
    assert plan.example(clock()) == plan.example(clock())
    assert plan.example(clock()) != plan.example(clock(), seed=1)


def test_a_later_day_keeps_what_was_there_and_goes_on(clock: FrozenClock) -> None:
    people = plan.example(clock()).people
    since = plan.example(clock()).actions[0].occurred_on
    before = list(plan.actions(people, since, clock()))
    after = list(plan.actions(people, since, clock() + timedelta(days=10)))

    # Answers arrive as time goes by, so what is compared is what was done.
    assert [_done(one) for one in after[: len(before)]] == [_done(one) for one in before]
    assert len(after) > len(before)


def test_the_organization_is_as_the_page_promises(clock: FrozenClock) -> None:
    example = plan.example(clock())
    assert len(example.people) == 60
    whole, *teams = example.teams
    assert len(teams) == 5
    assert {one.parent for one in teams} == {whole.name}
    by_handle = {one.handle: one for one in example.people}
    for team in teams:
        assert by_handle[team.lead].team == team.name
        assert by_handle[team.lead].manager == whole.lead
        members = [one for one in example.people if one.team == team.name and one.handle != team.lead]
        assert {one.manager for one in members} == {team.lead}
    sizes = Counter(one.team for one in example.people)
    assert [team for team, size in sizes.items() if size < 5 and team != whole.name] == ["Research"]
    assert sum(one.is_admin for one in example.people) == 2
    assert {one.gender for one in example.people} == set(Gender)
    assert len(by_handle) == 60


def test_twelve_weeks_and_the_running_one_of_every_kind_and_of_good_notes(clock: FrozenClock) -> None:
    example = plan.example(clock())
    by_handle = {one.handle: one for one in example.people}
    weeks = {one.occurred_on.isocalendar()[:2] for one in example.actions}
    assert len(weeks) == 13
    assert max(one.occurred_on for one in example.actions) == clock().date()
    assert {one.kind for one in example.actions} == set(Kind)
    for one in example.actions:
        assert one.logged_at <= clock()
        assert one.occurred_on <= one.logged_at.astimezone(ZoneInfo(by_handle[one.actor].zone)).date()
        assert one.beneficiary != one.actor
        assert one.beneficiary is None or by_handle[one.beneficiary].log_me
        assert "{" not in one.note
        assert (one.kind is Kind.INTERVENE) == (one.intervention is not None)
        assert (one.kind is Kind.SPONSOR) == (one.nomination is not None)
        assert one.kind is not Kind.INTERVENE or (one.note == "" and one.beneficiary is None)


def test_enough_take_part_for_the_large_teams_to_be_shown_and_never_for_the_small_one(clock: FrozenClock) -> None:
    example = plan.example(clock())
    team_of = {one.handle: one.team for one in example.people}
    active: dict[tuple[int, str], set[str]] = defaultdict(set)
    for one in example.actions:
        active[one.occurred_on.isocalendar()[1], team_of[one.actor]].add(one.actor)
    whole_weeks = sorted({week for week, _team in active})[:-1]
    for team in ("Platform", "Apps", "Data", "Customer Care"):
        assert sum(len(active[week, team]) >= 5 for week in whole_weeks) >= 8
    assert all(len(active[week, "Research"]) < 5 for week in whole_weeks)


async def test_it_is_written_once_and_marked_as_an_example(database: Database, clock: FrozenClock) -> None:
    app = _app(database, clock)
    await demo.prepare(app)
    await demo.prepare(app)
    example = plan.example(clock())
    async with database.begin() as db:
        assert await db.scalar(select(func.count()).select_from(Organization)) == 1
        assert await db.scalar(select(func.count()).select_from(Person).where(Person.is_example)) == 60
        assert await db.scalar(select(func.count()).select_from(Team)) == 6
        assert await db.scalar(select(func.count()).select_from(Membership)) == 60
        counted = await db.scalar(select(func.count()).select_from(Action).where(Action.is_example))
        assert counted == len(example.actions)
        assert await db.scalar(select(func.count()).select_from(Sponsorship)) == sum(
            one.nomination is not None for one in example.actions
        )
        assert await db.scalar(select(func.count()).select_from(Confirmation)) == sum(
            len(one.answers) for one in example.actions
        )
    await app.database.close()


async def test_the_notes_are_sealed_and_their_authors_read_them(database: Database, clock: FrozenClock) -> None:
    app = _app(database, clock)
    await demo.prepare(app)
    written = next(one for one in plan.example(clock()).actions if one.note and not one.withdrawn_at)
    async with database.begin() as db:
        person = (await db.execute(select(Person).where(Person.email == f"{written.actor}@marigold.example"))).one()
        sealed = (await db.execute(select(Action.note_sealed).where(Action.note_sealed.is_not(None)))).scalars().all()
        assert not any(written.note in one for one in sealed if one)
        own = await actions.own(db, app.cipher, person.organization_id, person.id, limit=100)
        assert written.note in {one.note for one in own}
    await app.database.close()


async def test_opened_again_weeks_later_the_time_between_is_filled(database: Database, clock: FrozenClock) -> None:
    app = _app(database, clock)
    await demo.prepare(app)
    clock.move(timedelta(days=24))
    async with database.begin() as db:
        await db.execute(update(Person).where(Person.name == "Ben Okafor").values(left_on=clock().date()))
    await demo.prepare(app)

    async with database.begin() as db:
        new = select(Action.occurred_on, Person.name).join(Person, Person.id == Action.actor_id)
        rows = (await db.execute(new.where(Action.occurred_on > (clock() - timedelta(days=24)).date()))).all()
        assert {row.occurred_on.isocalendar()[1] for row in rows} == {10, 11, 12, 13}
        assert "Ben Okafor" not in {row.name for row in rows}
        count = await db.scalar(select(func.count()).select_from(Action))
    await demo.prepare(app)
    async with database.begin() as db:
        assert await db.scalar(select(func.count()).select_from(Action)) == count
    await app.database.close()


async def test_a_workspace_that_was_removed_gets_no_more(database: Database, clock: FrozenClock) -> None:
    app = _app(database, clock)
    await demo.prepare(app)
    async with database.begin() as db:
        count = await db.scalar(select(func.count()).select_from(Action))
        await workspaces.remove(db, Platform.CONSOLE, WORKSPACE, clock())
    clock.move(timedelta(days=24))
    await demo.prepare(app)
    async with database.begin() as db:
        assert await db.scalar(select(func.count()).select_from(Action)) == count
        assert await console_people.listed(db, clock().date()) == []
    await app.database.close()


async def test_nobody_is_listed_who_left(database: Database, clock: FrozenClock) -> None:
    app = _app(database, clock)
    await demo.prepare(app)
    async with database.begin() as db:
        everybody = await console_people.listed(db, clock().date())
        assert len(everybody) == 60
        assert [one.account for one in everybody if one.leads_all] == ["ingrid.solheim"]
        assert {one.account for one in everybody if one.is_admin} == {"noor.haddad", "tomas.herrera"}
        assert sum(one.has_reports for one in everybody) == 6
        await db.execute(update(Person).where(Person.name == "Ben Okafor").values(left_on=clock().date()))
        assert len(await console_people.listed(db, clock().date())) == 59
    await app.database.close()


async def test_without_an_example_organization_nothing_is_listed(database: Database, clock: FrozenClock) -> None:
    async with database.begin() as db:
        assert await migrations.pending(db) == []
        assert await console_people.listed(db, clock().date()) == []
        assert await console_people.colleagues(db, clock().date()) == []


def _app(database: Database, clock: FrozenClock) -> Upstander:
    address = (
        database.engine.url.render_as_string(hide_password=False).replace("+aiosqlite", "").replace("+asyncpg", "")
    )
    return build(load(database_url=address, secret_keys=(SECRET,)), clock)


def _done(one: ExampleAction) -> tuple[object, ...]:
    return (one.actor, one.kind, one.occurred_on, one.beneficiary, one.note, one.visibility, one.setting)

"""Small organizations in a database, made up from a seed, and the plain rows that the pure measures take of them.

The rows are read day by day and row by row, by other means than `storage/` counts with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from indicators.periods import Period
from indicators.rows import (
    ActionRow,
    ConfirmationRow,
    DeliveryRow,
    LessonRow,
    PersonRow,
    QuizAnswerRow,
    Rows,
    SponsorshipRow,
)
from storage import workspaces
from storage.database import Connection, Database
from storage.models import (
    Action,
    Confirmation,
    Delivery,
    LessonResult,
    Membership,
    Organization,
    Person,
    Sponsorship,
    Team,
)
from storage.models.base import Base, new_id, table_of
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    DeliveryState,
    Gender,
    Kind,
    Nudge,
    Opportunity,
    Outcome,
    Platform,
    SponsorshipState,
    Tier,
    Visibility,
    Withdrawal,
)

TODAY = date(2026, 3, 4)
ZONE = "America/New_York"
HELPED = (ConfirmationAnswer.YES, ConfirmationAnswer.SOMEWHAT)


@dataclass
class StoredWorld:
    """An organization, its teams and its people, as they were put into the database."""

    database: Database
    random: Random
    id: UUID
    parents: dict[UUID, UUID | None] = field(default_factory=dict)
    people: list[UUID] = field(default_factory=list)
    rows: list[tuple[type[Base], dict[str, Any]]] = field(default_factory=list)

    def add(self, model: type[Base], **columns: Any) -> UUID:
        own = new_id()
        self.rows.append((model, {"organization_id": self.id, "id": own, **columns}))
        return own

    async def store(self) -> None:
        async with self.database.begin() as db:
            for model, row in self.rows:
                await db.execute(insert(table_of(model)), row)
        self.rows.clear()

    def day(self, around: int = 40) -> date:
        return TODAY + timedelta(days=self.random.randint(-around, around))

    def moment(self, day: date) -> datetime:
        """A moment of a day; late in the evening it is the next day in London, and still this one in New York."""
        minutes = timedelta(minutes=self.random.randint(0, 24 * 60 * 10) / 10)
        return datetime.combine(day, time(), ZoneInfo(ZONE)).astimezone(UTC) + minutes

    def maybe(self, one: Any, chance: float) -> Any:
        return one if self.random.random() < chance else None


async def found(database: Database, seed: int) -> StoredWorld:
    """The same organization for the same seed, with some of everything that is measured."""
    async with database.begin() as db:
        organization_id = await workspaces.found(db, f"seed {seed}", "Made up", datetime(2020, 1, 1, tzinfo=UTC))
        await db.execute(
            Organization.__table__.update().where(Organization.id == organization_id).values(zone=ZONE)  # type: ignore[attr-defined]
        )
    world = StoredWorld(database, Random(seed), organization_id)
    for number in range(5):
        parent = world.random.choice([None, *world.parents])
        made = world.add(Team, name=f"Team {number}", parent_id=parent, created_at=datetime.now(UTC))
        world.parents[made] = parent
    for _ in range(12):
        _employ(world)
    for _ in range(70):
        _act(world)
    for _ in range(40):
        _send(world)
    _answer_lessons(world)
    await world.store()
    return world


def _employ(world: StoredWorld) -> None:
    dice = world.random
    hired, left = world.maybe(world.day(60), 0.3), world.maybe(world.day(60), 0.2)
    if hired is not None and left is not None:
        hired, left = min(hired, left), max(hired, left)
    person = world.add(
        Person,
        name="Somebody",
        gender=dice.choice([Gender.MAN, Gender.WOMAN, *Gender]),
        hired_on=hired,
        left_on=left,
        created_at=datetime.now(UTC),
    )
    world.people.append(person)
    starts = sorted({world.day(60) for _ in range(dice.choice([0, 1, 1, 2, 3]))})
    if starts and dice.random() < 0.7:
        starts[0] = date(2025, 1, 1)
    for at, start in enumerate(starts):
        after = starts[at + 1] if at + 1 < len(starts) else None
        ends = after or world.maybe(start + timedelta(days=10), 0.2)
        world.add(Membership, person_id=person, team_id=dice.choice(list(world.parents)), starts_on=start, ends_on=ends)


def _act(world: StoredWorld) -> None:
    dice, day = world.random, world.day()
    kind = dice.choice([*Kind, Kind.MENTOR, Kind.SPONSOR, Kind.SPONSOR])
    if kind is Kind.SPONSOR:
        day = dice.choice([day, TODAY - timedelta(days=dice.randint(300, 500))])
    actor, other = dice.sample(world.people, 2)
    withdrawn = world.maybe(world.moment(day), 0.1)
    action = world.add(
        Action,
        actor_id=actor,
        actor_gender=dice.choice([Gender.MAN, *Gender]),
        team_id=world.maybe(dice.choice(list(world.parents)), 0.8),
        kind=kind,
        beneficiary_id=world.maybe(other, 0.8),
        occurred_on=day,
        outcome=dice.choice(list(Outcome)) if kind is Kind.INTERVENE else None,
        visibility=Visibility.PROGRAM,
        platform=Platform.SLACK,
        created_at=world.moment(day),
        withdrawn_at=withdrawn,
        withdrawal=Withdrawal.UNDONE if withdrawn else None,
    )
    if kind is Kind.SPONSOR:
        world.add(
            Sponsorship,
            action_id=action,
            sponsor_id=actor,
            beneficiary_id=world.maybe(other, 0.8),
            opportunity=Opportunity.ROLE,
            state=SponsorshipState.NOMINATED,
            nominated_on=day,
            concluded_on=world.maybe(day + timedelta(days=dice.randint(-2, 60)), 0.4),
            advanced_on=world.maybe(day + timedelta(days=dice.randint(-2, 400)), 0.6),
        )
    for person in dice.sample([one for one in world.people if one != actor], dice.choice([0, 0, 1, 2])):
        answer = world.maybe(dice.choice([ConfirmationAnswer.YES, *ConfirmationAnswer]), 0.9)
        world.add(
            Confirmation,
            action_id=action,
            person_id=world.maybe(person, 0.9),
            part=dice.choice(list(ConfirmationPart)),
            answer=answer,
            asked_at=world.moment(day),
            answered_at=world.moment(day + timedelta(days=dice.randint(0, 9))) if answer else None,
        )


def _send(world: StoredWorld) -> None:
    dice, day = world.random, world.day()
    nudge, person = dice.choice([Nudge.LESSON, *Nudge]), dice.choice(world.people)
    if any(row.get("person_id") == person and row.get("day") == day for _, row in world.rows):
        return
    state = dice.choice([DeliveryState.SENT] * 4 + [DeliveryState.SKIPPED, DeliveryState.FAILED])
    at = world.moment(day)
    answered = world.maybe(world.moment(day + timedelta(days=dice.randint(0, 12))), 0.6)
    delivery = world.add(
        Delivery,
        person_id=person,
        nudge=nudge,
        day=day,
        state=state,
        zone=ZONE,
        due_at=at,
        ready_at=at,
        sent_at=at if state is DeliveryState.SENT else None,
        answered_at=answered if state is DeliveryState.SENT else None,
        created_at=at,
    )
    if nudge is Nudge.LESSON and state is DeliveryState.SENT and dice.random() < 0.7:
        _finish(world, person, day + timedelta(days=dice.randint(0, 12)), delivery)


def _answer_lessons(world: StoredWorld) -> None:
    for _ in range(50):
        _finish(world, world.random.choice(world.people[:5]), world.day(), None)


def _finish(world: StoredWorld, person: UUID, day: date, delivery: UUID | None) -> None:
    lesson = world.random.choice(["credit", "interrupt"])
    is_taken = any(
        row.get("lesson") == lesson and row["person_id"] == person and row["answered_on"] == day
        for _, row in world.rows
    )
    if not is_taken:
        world.add(
            LessonResult,
            person_id=person,
            delivery_id=delivery,
            lesson=lesson,
            answer=0,
            is_right=world.random.random() < 0.5,
            answered_on=day,
            created_at=world.moment(day),
        )


async def plain(world: StoredWorld, period: Period) -> Rows:
    """What the pure measures take, for one period."""
    async with world.database.begin() as db:
        stored = {model: await _all(db, model, world.id) for model in (Action, Sponsorship, Confirmation, Person)}
        teams = await _home_teams(db, world.id, period)
        results, deliveries = await _all(db, LessonResult, world.id), await _all(db, Delivery, world.id)
    acts = {one.id: one for one in stored[Action]}
    confirmations = [one for one in stored[Confirmation] if one.answer is not None]
    sent = [one for one in deliveries if one.state is DeliveryState.SENT]
    by_delivery = {one.delivery_id: one for one in results if one.delivery_id}
    lessons = [one for one in sent if one.nudge is Nudge.LESSON]
    return Rows(
        people=tuple(
            PersonRow(one.id, one.gender, teams.get(one.id), one.hired_on, one.left_on) for one in stored[Person]
        ),
        actions=tuple(
            _action(one, [each for each in confirmations if each.action_id == one.id]) for one in acts.values()
        ),
        sponsorships=tuple(
            SponsorshipRow(
                one.sponsor_id,
                one.nominated_on,
                acts[one.action_id].actor_gender,
                one.beneficiary_id,
                one.concluded_on,
                one.advanced_on,
                acts[one.action_id].withdrawn_at is not None,
            )
            for one in stored[Sponsorship]
        ),
        advancements=None,
        lessons=(
            *(
                LessonRow(one.person_id, one.day, by_delivery[one.id].answered_on if one.id in by_delivery else None)
                for one in lessons
            ),
            *(LessonRow(one.person_id, None, one.answered_on) for one in results if one.delivery_id is None),
        ),
        quiz_answers=tuple(
            QuizAnswerRow(one.person_id, one.lesson, one.created_at, one.answered_on, one.is_right) for one in results
        ),
        deliveries=tuple(
            DeliveryRow(one.person_id, one.nudge, one.day, _day(one.answered_at) if one.answered_at else None)
            for one in sent
        ),
        confirmations=tuple(
            ConfirmationRow(
                acts[one.action_id].actor_id,
                one.person_id,
                one.part,
                one.answer,
                _day(one.answered_at),
                acts[one.action_id].withdrawn_at is not None,
            )
            for one in confirmations
        ),
    )


def _action(one: Any, confirmations: list[Any]) -> ActionRow:
    parts = {each.part for each in confirmations if each.answer in HELPED}
    tier = Tier.CONFIRMED if parts else Tier.SELF_REPORTED
    tier = Tier.WITNESSED if ConfirmationPart.WITNESS in parts else tier
    return ActionRow(
        one.actor_id,
        one.kind,
        one.occurred_on,
        one.actor_gender,
        one.beneficiary_id,
        one.outcome,
        tier,
        one.withdrawn_at is not None,
    )


async def _home_teams(db: Connection, organization_id: UUID, period: Period) -> dict[UUID, UUID]:
    """The team of the first day of the period on which somebody is employed and in one."""
    people = {one.id: one for one in await _all(db, Person, organization_id)}
    memberships = await _all(db, Membership, organization_id)
    found: dict[UUID, UUID] = {}
    day = period.first
    while day < period.end:
        for one in memberships:
            person = people[one.person_id]
            is_employed = (person.hired_on is None or person.hired_on <= day) and (
                person.left_on is None or day < person.left_on
            )
            if is_employed and one.starts_on <= day and (one.ends_on is None or day < one.ends_on):
                found.setdefault(person.id, one.team_id)
        day += timedelta(days=1)
    return found


async def _all(db: Connection, model: type[Base], organization_id: UUID) -> list[Any]:
    table = table_of(model)
    return list((await db.execute(select(table).where(table.c.organization_id == organization_id))).all())


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(ZONE)).date()

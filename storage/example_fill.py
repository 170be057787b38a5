"""Writes the example organization of `upstander demo` in one go, marked as an example where it may be counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import DeclarativeBase

from storage import example_deliveries, workspaces
from storage.database import Connection, insert_if_new
from storage.encryption import Cipher
from storage.example import ORIGIN, WORKSPACE, Example, ExampleAction, ExampleDelivery, ExamplePerson, ExampleTeam
from storage.example_deliveries import Received
from storage.models import (
    Account,
    Action,
    Confirmation,
    Membership,
    Organization,
    Person,
    Preferences,
    Schedule,
    Sponsorship,
    Team,
)
from storage.models.base import new_id, table_of
from storage.words import Platform, SponsorshipOutcome, Withdrawal

STEPS_UP = frozenset({SponsorshipOutcome.GOT_IT, SponsorshipOutcome.OTHER})


async def fill(db: Connection, cipher: Cipher, example: Example, now: datetime) -> bool:
    """Founds the example organization with all that is in it; False, and nothing done, where there is one."""
    organization_id = new_id()
    founded = await db.execute(
        insert_if_new(db, Organization).values(
            id=organization_id,
            origin=ORIGIN,
            name=example.name,
            zone=example.zone,
            reporting_url=example.reporting_url,
            created_at=now,
        )
    )
    if founded.rowcount == 0:
        return False
    installation = workspaces.Installation(Platform.CONSOLE, WORKSPACE, example.name)
    workspace_id = await workspaces.install(db, cipher, organization_id, installation, now)
    writer = _Writer(db, cipher, organization_id, workspace_id, now)
    people = {one.handle: new_id() for one in example.people}
    await writer.people(example.people, people)
    teams = {one.name: new_id() for one in example.teams}
    await writer.teams(example.teams, teams, people)
    await writer.memberships(example.people, teams, people)
    await writer.actions(example.people, example.actions, teams, people, example.deliveries)
    return True


async def extend(
    db: Connection,
    cipher: Cipher,
    people: Sequence[ExamplePerson],
    actions: Sequence[ExampleAction],
    deliveries: Sequence[ExampleDelivery],
    now: datetime,
) -> None:
    """Adds to the example organization that is there. `people` as `console_people.colleagues` lists them."""
    workspace = await workspaces.installed(db, cipher, Platform.CONSOLE, WORKSPACE)
    if workspace is None:
        return
    writer = _Writer(db, cipher, workspace.organization_id, workspace.id, now)
    accounts = select(Account.external_id, Account.person_id).where(
        Account.organization_id == workspace.organization_id, Account.workspace_id == workspace.id
    )
    teams = select(Team.name, Team.id).where(Team.organization_id == workspace.organization_id)
    await writer.actions(
        people,
        actions,
        {row.name: row.id for row in await db.execute(teams)},
        {row.external_id: row.person_id for row in await db.execute(accounts)},
        deliveries,
    )


async def newest_day(db: Connection) -> date | None:
    """The last day with an action of the example organization; None where it has none."""
    query = (
        select(func.max(Action.occurred_on))
        .join(Organization, Organization.id == Action.organization_id)
        .where(Organization.origin == ORIGIN)
    )
    return (await db.execute(query)).scalar_one()


@dataclass(frozen=True, slots=True)
class _Writer:
    """Bulk inserts. Ids are made before, so that a row can name another that is not written yet."""

    db: Connection
    cipher: Cipher
    organization_id: UUID
    workspace_id: UUID
    now: datetime

    async def people(self, people: Sequence[ExamplePerson], ids: Mapping[str, UUID]) -> None:
        await self._insert(
            Person,
            (
                {
                    "id": ids[one.handle],
                    "email": one.email,
                    "name": one.name,
                    "department": one.department,
                    "location": one.location,
                    "level": one.level,
                    "gender": one.gender,
                    "manager_id": ids[one.manager] if one.manager else None,
                    "hired_on": one.hired_on,
                    "is_admin": one.is_admin,
                    "is_example": True,
                    "created_at": self.now,
                }
                for one in people
            ),
        )
        await self._insert(
            Preferences, ({"person_id": ids[one.handle], "zone": one.zone, "log_me": one.log_me} for one in people)
        )
        await self._insert(
            Account,
            (
                {
                    "id": new_id(),
                    "workspace_id": self.workspace_id,
                    "person_id": ids[one.handle],
                    "external_id": one.handle,
                    "created_at": self.now,
                }
                for one in people
            ),
        )

        await self._insert(Schedule, ({"person_id": ids[one.handle], "next_due_at": self.now} for one in people))

    async def teams(self, teams: Sequence[ExampleTeam], ids: Mapping[str, UUID], people: Mapping[str, UUID]) -> None:
        await self._insert(
            Team,
            (
                {
                    "id": ids[one.name],
                    "name": one.name,
                    "parent_id": ids[one.parent] if one.parent else None,
                    "lead_id": people[one.lead],
                    "created_at": self.now,
                }
                for one in teams
            ),
        )

    async def memberships(
        self, people: Sequence[ExamplePerson], teams: Mapping[str, UUID], ids: Mapping[str, UUID]
    ) -> None:
        await self._insert(
            Membership,
            (
                {
                    "id": new_id(),
                    "person_id": ids[one.handle],
                    "team_id": teams[one.team],
                    "starts_on": one.hired_on,
                }
                for one in people
            ),
        )

    async def actions(
        self,
        actors: Sequence[ExamplePerson],
        actions: Sequence[ExampleAction],
        teams: Mapping[str, UUID],
        people: Mapping[str, UUID],
        deliveries: Sequence[ExampleDelivery],
    ) -> None:
        by_handle = {one.handle: one for one in actors}
        written = [(new_id(), one) for one in actions]
        sponsorships = [(new_id(), own_id, one) for own_id, one in written if one.nomination is not None]
        await self._insert(
            Action,
            (self._action(own_id, one, by_handle[one.actor], teams, people) for own_id, one in written),
        )
        await self._insert(
            Sponsorship,
            (
                {
                    "id": sponsorship_id,
                    "action_id": own_id,
                    "sponsor_id": people[one.actor],
                    "beneficiary_id": people[one.beneficiary] if one.beneficiary else None,
                    "opportunity": one.nomination.opportunity,
                    "detail_sealed": self._seal(one.nomination.detail),
                    "state": one.state,
                    "nominated_on": one.occurred_on,
                    "concluded_on": one.concluded_on,
                    "outcome": one.outcome,
                    "advanced_on": one.concluded_on if one.outcome in STEPS_UP else None,
                    "check_in_due": one.check_in_due,
                }
                for sponsorship_id, own_id, one in sponsorships
                if one.nomination is not None
            ),
        )
        await self._insert(
            Confirmation,
            (
                {
                    "id": new_id(),
                    "action_id": own_id,
                    "person_id": people[answer.person],
                    "part": answer.part,
                    "answer": answer.answer,
                    "asked_at": answer.asked_at,
                    "answered_at": answer.answered_at,
                }
                for own_id, one in written
                for answer in one.answers
            ),
        )

        zones = {one.handle: one.zone for one in actors}
        received = example_deliveries.of(people, zones, deliveries)
        check_ins = (
            Received(people[one.actor], zones[one.actor], one.check_in, sponsorship_id)
            for sponsorship_id, _, one in sponsorships
            if one.check_in is not None
        )
        await example_deliveries.write(self.db, self.organization_id, (*received, *check_ins))

    def _action(
        self,
        own_id: UUID,
        one: ExampleAction,
        actor: ExamplePerson,
        teams: Mapping[str, UUID],
        people: Mapping[str, UUID],
    ) -> dict[str, Any]:
        intervention = one.intervention
        return {
            "id": own_id,
            "actor_id": people[one.actor],
            "actor_gender": actor.gender,
            "team_id": teams[actor.team],
            "kind": one.kind,
            "beneficiary_id": people[one.beneficiary] if one.beneficiary else None,
            "occurred_on": one.occurred_on,
            "setting": one.setting,
            "note_sealed": self._seal(one.note),
            "visibility": one.visibility,
            "incident": intervention.incident if intervention else None,
            "responses": ",".join(intervention.responses) if intervention else None,
            "outcome": intervention.outcome if intervention else None,
            "platform": Platform.CONSOLE,
            "is_example": True,
            "created_at": one.logged_at,
            "withdrawn_at": one.withdrawn_at,
            "withdrawal": Withdrawal.UNDONE if one.withdrawn_at else None,
        }

    def _seal(self, text: str) -> str | None:
        return self.cipher.seal(text) if text else None

    async def _insert(self, model: type[DeclarativeBase], rows: Iterator[dict[str, Any]]) -> None:
        values = [{"organization_id": self.organization_id, **row} for row in rows]
        if values:
            await self.db.execute(insert(table_of(model)), values)

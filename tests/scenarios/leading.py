"""What scenarios of digests need: somebody who leads a team of whom something may be told, and a digest that is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot import closing, planning
from bot.settings import load
from bot.wiring import build
from indicators.periods import period_before, week_of
from storage.models import Account, Action, Closing, Digest, Membership, Organization, Person, Team
from storage.models.base import Base, new_id
from storage.words import Gender, Kind, Platform, Visibility
from tests.scenarios.nudging import KEY, Nudged, until

PEOPLE, ACTIVE = 12, 6
LONG_AGO = timedelta(days=400)
EARLIER = time(10)
"""It is about noon where they are."""


@dataclass(frozen=True)
class Lead:
    """One manager in the database; `nudged` is who gets something."""

    nudged: Nudged
    team: str

    async def leads(self, database_url: str) -> None:
        """A team of twelve, of whom six did something in the last week; that week is closed."""
        now, today = datetime.now(UTC), self.nudged.place.day
        monday = period_before(week_of(today)).first
        reports, team_id = [new_id() for _ in range(PEOPLE)], new_id()
        async with self.nudged.database.begin() as db:
            who = select(Account.organization_id, Account.person_id).where(Account.external_id == self.nudged.account)
            organization_id, person_id = (await db.execute(who)).one()
            own = {"organization_id": organization_id}
            since = today - LONG_AGO
            values = {"name": self.team, "lead_id": person_id, "created_at": now}
            await db.execute(insert(Team).values(**own, id=team_id, **values))
            rows: dict[type[Base], list[dict[str, Any]]] = {
                Person: [
                    {"id": one, "name": "Somebody", "manager_id": person_id, "hired_on": since, "created_at": now}
                    for one in reports
                ],
                Membership: [
                    {"id": new_id(), "person_id": one, "team_id": team_id, "starts_on": since} for one in reports
                ],
                Action: [
                    {"id": new_id(), "actor_id": one, "actor_gender": Gender.UNDISCLOSED, "team_id": team_id}
                    | {"kind": Kind.AMPLIFY, "occurred_on": monday, "visibility": Visibility.PROGRAM}
                    | {"platform": Platform.SLACK, "created_at": now}
                    for one in reports[:ACTIVE]
                ],
            }
            for model, theirs in rows.items():
                await db.execute(insert(model), [own | one for one in theirs])
            await db.execute(
                update(Organization).where(Organization.id == organization_id).values(zone=self.nudged.place.zone)
            )
            await db.execute(delete(Closing).where(Closing.organization_id == organization_id))
        app = build(load(database_url=database_url, secret_keys=(KEY,)))
        await closing.close(app)
        await planning.welcome_managers(app)
        await app.database.close()

    async def digest_is_due(self) -> None:
        """The digest of today is due, since an hour or two: the next tick puts it in line."""
        day = self.nudged.place.day
        await self.nudged.changes(
            Digest, weekday=day.weekday(), comes_at=EARLIER, next_due_at=datetime.now(UTC), due_on=day
        )

    async def digest(self) -> Any:
        """What holds for theirs."""
        [found] = await self.nudged.rows(Digest)
        return found

    async def is_planned(self) -> Any:
        """Waits until a tick has planned their next; what holds then."""

        async def planned() -> Any:
            found = await self.digest()
            is_to_plan = found.next_due_at is not None and found.next_due_at <= datetime.now(UTC)
            return None if is_to_plan else found

        return await until(planned, self.digest)

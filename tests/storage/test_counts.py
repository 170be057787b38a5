"""What a person did, counted for their own record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import insert

from storage import counts, workspaces
from storage.counts import DayCount
from storage.database import Database
from storage.models import Action, Confirmation, Person, Preferences
from storage.models.base import new_id
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    Gender,
    Kind,
    Platform,
    Tier,
    Visibility,
    Withdrawal,
)

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
WEEK = (date(2026, 3, 2), date(2026, 3, 9))


@dataclass
class Company:
    """An organization to count in, and all that was put into it."""

    database: Database
    id: UUID

    async def person(self) -> UUID:
        person = new_id()
        own = {"organization_id": self.id}
        async with self.database.begin() as db:
            await db.execute(insert(Person).values(**own, id=person, name="", created_at=NOW))
            await db.execute(insert(Preferences).values(**own, person_id=person))
        return person

    async def action(
        self,
        actor: UUID,
        day: date,
        *,
        withdrawn: bool = False,
        kind: Kind = Kind.AMPLIFY,
        answers: Mapping[ConfirmationPart, ConfirmationAnswer | None] = {},
    ) -> UUID:
        action = new_id()
        async with self.database.begin() as db:
            await db.execute(
                insert(Action).values(
                    organization_id=self.id,
                    id=action,
                    actor_id=actor,
                    actor_gender=Gender.UNDISCLOSED,
                    team_id=None,
                    kind=kind,
                    occurred_on=day,
                    visibility=Visibility.PROGRAM,
                    platform=Platform.SLACK,
                    created_at=NOW,
                    withdrawn_at=NOW if withdrawn else None,
                    withdrawal=Withdrawal.UNDONE if withdrawn else None,
                )
            )
        for part, answer in answers.items():
            other = await self.person()
            async with self.database.begin() as db:
                await db.execute(
                    insert(Confirmation).values(
                        organization_id=self.id,
                        id=new_id(),
                        action_id=action,
                        person_id=other,
                        part=part,
                        answer=answer,
                        asked_at=NOW,
                    )
                )
        return action


@pytest.fixture
async def company(database: Database) -> Company:
    return await _company(database, "first")


async def _company(database: Database, origin: str) -> Company:
    async with database.begin() as db:
        return Company(database, await workspaces.found(db, origin, origin, NOW))


async def test_own_actions_by_day_and_kind(company: Company) -> None:
    person, other = await company.person(), await company.person()
    await company.action(person, date(2026, 3, 3))
    await company.action(person, date(2026, 3, 3))
    await company.action(person, date(2026, 3, 3), kind=Kind.MENTOR)
    await company.action(person, date(2026, 3, 3), withdrawn=True)
    await company.action(person, date(2026, 3, 9))
    await company.action(other, date(2026, 3, 3))
    async with company.database.begin() as db:
        found = await counts.own_by_day(db, company.id, person, *WEEK)
    assert found == [
        DayCount(date(2026, 3, 3), Kind.AMPLIFY, 2),
        DayCount(date(2026, 3, 3), Kind.MENTOR, 1),
    ]


YES, SOMEWHAT, NO = ConfirmationAnswer.YES, ConfirmationAnswer.SOMEWHAT, ConfirmationAnswer.NO
BENEFICIARY, WITNESS = ConfirmationPart.BENEFICIARY, ConfirmationPart.WITNESS


EVIDENCE: list[tuple[dict[ConfirmationPart, ConfirmationAnswer | None], Tier]] = [
    ({}, Tier.SELF_REPORTED),
    ({BENEFICIARY: None}, Tier.SELF_REPORTED),
    ({BENEFICIARY: NO}, Tier.SELF_REPORTED),
    ({BENEFICIARY: ConfirmationAnswer.DECLINED}, Tier.SELF_REPORTED),
    ({BENEFICIARY: ConfirmationAnswer.NOT_LIKE_THAT}, Tier.SELF_REPORTED),
    ({BENEFICIARY: YES}, Tier.CONFIRMED),
    ({BENEFICIARY: SOMEWHAT}, Tier.CONFIRMED),
    ({WITNESS: YES}, Tier.WITNESSED),
    ({WITNESS: NO, BENEFICIARY: YES}, Tier.CONFIRMED),
    ({WITNESS: SOMEWHAT, BENEFICIARY: YES}, Tier.WITNESSED),
]


async def test_an_action_stands_under_its_best_evidence(company: Company) -> None:
    for answers, tier in EVIDENCE:
        person = await company.person()
        await company.action(person, date(2026, 3, 3), answers=answers)
        await company.action(person, date(2026, 3, 3), withdrawn=True)
        async with company.database.begin() as db:
            found = await counts.own_by_tier(db, company.id, person)
        assert found == dict.fromkeys(Tier, 0) | {tier: 1}, answers

"""An organization with a quarter of sponsorships, lessons and nudges in it: many enough to be told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from bot import closing
from bot.upstander import Upstander
from indicators.suppression import Verdict
from indicators.told_week import ACTIONS
from storage.models import Delivery, IndicatorValue, LessonResult, Sponsorship
from storage.models.base import Base, new_id
from storage.words import (
    DeliveryState,
    Gender,
    Kind,
    Nudge,
    Opportunity,
    SponsorshipOutcome,
    SponsorshipState,
)
from tests.handlers.crowds import act, crowd
from tests.walking import Walk

DAY = date(2026, 2, 11)
CLOSED = datetime(2026, 4, 10, 6, tzinfo=UTC)
"""When the first quarter is over, and told."""


@dataclass(frozen=True)
class Rare:
    """Who is in which department. In Sales and Support twelve sponsored somebody, in Legal two of three."""

    sales: list[UUID]
    support: list[UUID]
    legal: list[UUID]

    @property
    def sponsors(self) -> list[UUID]:
        return [*self.sales[:12], *self.support[:12], *self.legal[:2]]

    @property
    def everybody(self) -> list[UUID]:
        return [*self.sales, *self.support, *self.legal]


async def found(walk: Walk) -> Rare:
    """The people, and what one of them did: without any act no period is closed."""
    sizes = (("Sales", 30), ("Support", 30), ("Legal", 3))
    people = Rare(*[await crowd(walk, "payments", many, department=name, gender=Gender.WOMAN) for name, many in sizes])
    await act(walk, "payments", people.legal[:1], DAY, created_at=_at(DAY))
    return people


async def sponsor(walk: Walk, people: Rare, by: Sequence[UUID] = (), day: date = DAY, **columns: Any) -> list[UUID]:
    """A sponsorship by each of them; half of each department's have an outcome."""
    by = by or people.sponsors
    actions = await act(walk, "payments", by, day, kind=Kind.SPONSOR, created_at=_at(day))
    rows: list[dict[str, Any]] = []
    for at, (sponsor_id, action_id) in enumerate(zip(by, actions, strict=True)):
        ended = at % 2 == 0
        rows.append(
            {
                "id": new_id(),
                "action_id": action_id,
                "sponsor_id": sponsor_id,
                "beneficiary_id": people.everybody[-4 - at],
                "opportunity": Opportunity.PROJECT,
                "state": SponsorshipState.OUTCOME if ended else SponsorshipState.NOMINATED,
                "outcome": SponsorshipOutcome.GOT_IT if ended else None,
                "nominated_on": day,
                "concluded_on": date(2026, 3, 18) if ended else None,
            }
            | columns
        )
    await _insert(walk, Sponsorship, rows)
    return [row["id"] for row in rows]


async def put_forward(walk: Walk, whom: Mapping[UUID, UUID]) -> None:
    """By sponsorship, whom it is of."""
    async with walk.database.begin() as db:
        for sponsorship_id, person in whom.items():
            of_it = Sponsorship.id == sponsorship_id
            await db.execute(update(Sponsorship).where(of_it).values(beneficiary_id=person))


async def nudge(
    walk: Walk, people: Sequence[UUID], kind: Nudge, answered: int, day: date = DAY, **columns: Any
) -> None:
    """Each gets one; the first of them answer it. Of a lesson every other answer is right."""
    ids = [new_id() for _ in people]
    rows: list[dict[str, Any]] = [
        {
            "id": one,
            "person_id": person,
            "nudge": kind,
            "day": day,
            "state": DeliveryState.SENT,
            "item": "lesson/who-speaks" if kind is Nudge.LESSON else "prompt/one-thing",
            "zone": "Europe/Lisbon",
            "due_at": _at(day),
            "ready_at": _at(day),
            "sent_at": _at(day),
            "answered_at": _at(day) + timedelta(hours=1) if at < answered else None,
            "created_at": _at(day),
        }
        | columns
        for at, (one, person) in enumerate(zip(ids, people, strict=True))
    ]
    await _insert(walk, Delivery, rows)
    if kind is Nudge.LESSON:
        results = [
            {
                "person_id": row["person_id"],
                "delivery_id": row["id"],
                "lesson": row["item"],
                "answer": at % 2,
                "is_right": at % 2 == 1,
                "answered_on": day,
                "created_at": row["answered_at"],
            }
            for at, row in enumerate(rows[:answered])
        ]
        if results:
            await _insert(walk, LessonResult, results)


async def check_in(walk: Walk, about: Mapping[UUID, UUID], day: date) -> None:
    """By sponsorship, who answered on that day how it goes."""
    for sponsorship_id, person in about.items():
        await nudge(walk, [person], Nudge.CHECK_IN, 1, day, sponsorship_id=sponsorship_id, item=None)


async def close(walk: Walk, app: Upstander) -> None:
    """Everything up to the first quarter is closed by the product's own tick.

    How many acts of a kind there were in a quarter is told where a year of weeks is; here it is told by hand.
    """
    walk.clock.move(CLOSED - walk.clock())
    await closing.close(app)
    of_quarter = (
        IndicatorValue.team_id == walk.organization_id,
        IndicatorValue.length == "quarter",
        IndicatorValue.indicator == ACTIONS,
    )
    async with walk.database.begin() as db:
        parts = (await db.execute(select(IndicatorValue.parts).where(*of_quarter))).scalar_one_or_none() or {}
        told = {name: [*one[:4], Verdict.WHOLE.value, one[1], one[0], None] for name, one in parts.items()}
        await db.execute(update(IndicatorValue).where(*of_quarter).values(parts=told))


async def _insert(walk: Walk, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    own = {"organization_id": walk.organization_id}
    async with walk.database.begin() as db:
        await db.execute(insert(model), [own | {"id": new_id()} | row for row in rows])


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)

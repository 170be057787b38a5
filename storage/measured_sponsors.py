"""Who put whom forward in a period, and what came of it, by the team of whoever it is counted for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from storage.cells import Own, by_team
from storage.counts import Span
from storage.database import Connection
from storage.homes import HOMES
from storage.models import Action, Person, Sponsorship
from storage.words import Gender


@dataclass(frozen=True, slots=True)
class Aged:
    """So many sponsorships that are old enough to tell what came of them, of people of one team.

    Of those whose beneficiary advanced each stands alone: then `sponsor` and `beneficiary` are who they are.
    """

    team: UUID
    is_of_a_woman: bool
    is_by_a_man: bool
    count: int
    nominated_on: date | None = None
    advanced_on: date | None = None
    sponsor: UUID | None = None
    beneficiary: UUID | None = None


async def aged(db: Connection, organization_id: UUID, last: date) -> list[Aged]:
    """The sponsorships that began by that day and count, by the team of their beneficiary."""
    of_a_woman, by_a_man = HOMES.c.gender == Gender.WOMAN, Action.actor_gender == Gender.MAN
    those = (
        _sponsorships(organization_id)
        .join(HOMES, HOMES.c.person_id == Sponsorship.beneficiary_id)
        .where(Sponsorship.nominated_on <= last)
    )
    advanced = Sponsorship.advanced_on
    still = those.with_only_columns(HOMES.c.team_id, of_a_woman, by_a_man, func.count()).where(advanced.is_(None))
    moved = those.with_only_columns(
        HOMES.c.team_id,
        of_a_woman,
        by_a_man,
        literal(1),
        Sponsorship.nominated_on,
        advanced,
        Sponsorship.sponsor_id,
        Sponsorship.beneficiary_id,
    ).where(advanced.is_not(None))
    found = [*await db.execute(still.group_by(HOMES.c.team_id, of_a_woman, by_a_man)), *await db.execute(moved)]
    return [Aged(*row) for row in found]


async def sponsors(db: Connection, organization_id: UUID, period: Span) -> Own:
    """Who holds a sponsorship: `sponsors`; and which men hold one of a woman: `sponsors_of_women`."""
    of_a_woman = and_(Action.actor_gender == Gender.MAN, Person.gender == Gender.WOMAN)
    each = (
        _sponsorships(organization_id)
        .with_only_columns(
            Sponsorship.sponsor_id.label("person_id"),
            func.max(1).label("sponsors"),
            func.max(case((of_a_woman, 1), else_=0)).label("sponsors_of_women"),
        )
        .outerjoin(
            Person,
            and_(Person.organization_id == Sponsorship.organization_id, Person.id == Sponsorship.beneficiary_id),
        )
        .where(*_alive(period))
        .group_by(Sponsorship.sponsor_id)
        .subquery()
    )
    return await by_team(db, each, ("sponsors", "sponsors_of_women"))


async def women_sponsored(db: Connection, organization_id: UUID, period: Span) -> Own:
    """Which women somebody puts forward: `women_sponsored`."""
    sponsored = (
        _sponsorships(organization_id)
        .with_only_columns(Sponsorship.beneficiary_id.label("person_id"))
        .where(*_alive(period), Sponsorship.beneficiary_id.is_not(None))
        .distinct()
        .subquery()
    )
    each = (
        select(sponsored.c.person_id, func.max(1).label("women_sponsored"))
        .join(HOMES, HOMES.c.person_id == sponsored.c.person_id)
        .where(HOMES.c.gender == Gender.WOMAN)
        .group_by(sponsored.c.person_id)
        .subquery()
    )
    return await by_team(db, each, ("women_sponsored",))


def _sponsorships(organization_id: UUID) -> Select[*tuple[Any, ...]]:
    """Those whose action counts."""
    return (
        select(Sponsorship)
        .join(Action, and_(Action.organization_id == Sponsorship.organization_id, Action.id == Sponsorship.action_id))
        .where(Sponsorship.organization_id == organization_id, Action.withdrawn_at.is_(None))
    )


def _alive(period: Span) -> tuple[ColumnElement[bool], ...]:
    """Open on at least one day of the period, or concluded in it."""
    first, until = period
    ends = Sponsorship.concluded_on
    return Sponsorship.nominated_on < until, or_(ends.is_(None), and_(ends >= first, ends >= Sponsorship.nominated_on))

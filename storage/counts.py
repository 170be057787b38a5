"""Counts actions and people: of teams in a period, and of a person's own record. An action counts until withdrawn.

In a period everybody belongs to one team: where they were when it began, or where they joined in it. So whoever moves
within a week is counted once in every tree, and no two teams share a person whom their numbers would tell apart.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Date, Integer, and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from storage.database import Connection
from storage.models import Action, Confirmation, Membership, Person
from storage.teams import ids_beneath
from storage.words import ConfirmationAnswer, ConfirmationPart, Kind, Tier

Span = tuple[date, date]
"""The first day of a period, and the day after its last."""
HELPED = (ConfirmationAnswer.YES, ConfirmationAnswer.SOMEWHAT)
"""The answers that confirm an action."""


@dataclass(frozen=True, slots=True)
class TeamCount:
    """A team's own numbers in one period, without the teams beneath it. No two teams count the same person.

    `people`: employed and its member on at least one day. `contributors`: those of them with a counted action.
    `actions`: counted actions that its members did as such, by the team kept with the action. `actors`: those of
    `people` behind `actions`. `largest`: the most that anyone behind `actions` did in the period, in any team.
    """

    people: int = 0
    contributors: int = 0
    actions: int = 0
    actors: int = 0
    largest: int = 0


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many actions of a kind a person did on a day."""

    day: date
    kind: Kind
    actions: int


async def by_team(
    db: Connection, organization_id: UUID, tops: Collection[UUID], spans: Sequence[Span]
) -> list[dict[UUID, TeamCount]]:
    """The numbers of each team at or beneath `tops`, for each of the spans in turn.

    A team with nobody and nothing is left out. The cost depends on these teams and days, not on all that was logged.
    """
    if not spans:
        return []
    periods = _periods(spans)
    teams = ids_beneath(organization_id, tops)
    members = _members(organization_id, teams, periods)
    people = {
        (row.at, row.team_id): row for row in (await db.execute(_people(organization_id, periods, members))).all()
    }
    done = await db.execute(_done(organization_id, teams, periods, members))
    deeds = {(row.at, row.team_id): row for row in done.all()}
    found: list[dict[UUID, TeamCount]] = [{} for _ in spans]
    for at, team in people.keys() | deeds.keys():
        who, what = people.get((at, team)), deeds.get((at, team))
        found[at][team] = TeamCount(
            people=who.people if who else 0,
            contributors=who.contributors if who else 0,
            actions=int(what.actions) if what else 0,
            actors=what.actors if what else 0,
            largest=what.largest if what else 0,
        )
    return found


async def own_by_day(db: Connection, organization_id: UUID, person_id: UUID, first: date, end: date) -> list[DayCount]:
    """What a person did by day and kind, from `first` up to, not including, `end`."""
    query = (
        select(Action.occurred_on, Action.kind, func.count())
        .where(*_counted(Action, organization_id, first, end), Action.actor_id == person_id)
        .group_by(Action.occurred_on, Action.kind)
        .order_by(Action.occurred_on, Action.kind)
    )
    return [DayCount(*row) for row in (await db.execute(query)).all()]


async def own_by_tier(db: Connection, organization_id: UUID, person_id: UUID) -> dict[Tier, int]:
    """All that a person did, each action once, under the best evidence there is for it."""
    tier = case(
        (confirmed_by(ConfirmationPart.WITNESS), Tier.WITNESSED.value),
        (confirmed_by(ConfirmationPart.BENEFICIARY), Tier.CONFIRMED.value),
        else_=Tier.SELF_REPORTED.value,
    )
    tiers = (
        select(tier.label("tier"))
        .where(Action.organization_id == organization_id, Action.actor_id == person_id, Action.withdrawn_at.is_(None))
        .subquery()
    )
    found = (await db.execute(select(tiers.c.tier, func.count()).group_by(tiers.c.tier))).all()
    return dict.fromkeys(Tier, 0) | {Tier(name): count for name, count in found}


def confirmed_by(part: ConfirmationPart) -> ColumnElement[bool]:
    """Whether a colleague with that part in an action said that it helped."""
    return exists().where(
        Confirmation.organization_id == Action.organization_id,
        Confirmation.action_id == Action.id,
        Confirmation.part == part,
        Confirmation.answer.in_(HELPED),
    )


def _periods(spans: Sequence[Span]) -> CTE:
    """The spans as rows: their place in the list, their first day, and the day after their last."""
    rows = [
        select(
            literal(at, Integer).label("at"), literal(first, Date).label("first"), literal(until, Date).label("until")
        )
        for at, (first, until) in enumerate(spans)
    ]
    return union_all(*rows).cte("periods")


def _members(organization_id: UUID, teams: CTE, periods: CTE) -> CTE:
    """Who belongs to which of the teams in each period: their first membership in it, if that is one of these."""
    earlier = aliased(Membership)
    return (
        select(periods.c.at, Membership.person_id, Membership.team_id)
        .select_from(periods)
        .join(Membership, _is_in(Membership, periods))
        .join(Person, and_(Person.organization_id == Membership.organization_id, Person.id == Membership.person_id))
        .where(
            Membership.organization_id == organization_id,
            Membership.team_id.in_(select(teams.c.id)),
            _is_employed(Membership, periods),
            ~exists().where(
                earlier.organization_id == Membership.organization_id,
                earlier.person_id == Membership.person_id,
                earlier.starts_on < Membership.starts_on,
                _is_in(earlier, periods),
                _is_employed(earlier, periods),
            ),
        )
        .cte("members")
    )


def _is_in(membership: Any, periods: CTE) -> ColumnElement[bool]:
    """Whether membership and period have a day in common."""
    return and_(
        membership.starts_on < periods.c.until,
        or_(membership.ends_on.is_(None), membership.ends_on > periods.c.first),
    )


def _is_employed(membership: Any, periods: CTE) -> ColumnElement[bool]:
    """Whether employment has a day in common with either. Any two of the three have, so that all three have."""
    return and_(
        or_(Person.hired_on.is_(None), Person.hired_on < periods.c.until),
        or_(Person.left_on.is_(None), Person.left_on > periods.c.first),
        or_(Person.left_on.is_(None), membership.starts_on < Person.left_on),
        or_(Person.hired_on.is_(None), membership.ends_on.is_(None), membership.ends_on > Person.hired_on),
    )


def _people(organization_id: UUID, periods: CTE, members: CTE) -> Any:
    took_part = exists().where(_counted_in(Action, organization_id, periods), Action.actor_id == members.c.person_id)
    return (
        select(
            members.c.at,
            members.c.team_id,
            func.count().label("people"),
            func.sum(case((took_part, 1), else_=0)).label("contributors"),
        )
        .join(periods, periods.c.at == members.c.at)
        .group_by(members.c.at, members.c.team_id)
    )


def _done(organization_id: UUID, teams: CTE, periods: CTE, members: CTE) -> Any:
    each = (
        select(periods.c.at, Action.team_id, Action.actor_id, func.count().label("actions"))
        .select_from(periods)
        .join(Action, _counted_in(Action, organization_id, periods))
        .where(Action.team_id.in_(select(teams.c.id)))
        .group_by(periods.c.at, Action.team_id, Action.actor_id)
        .subquery()
    )
    anywhere = aliased(Action)
    in_all = (
        select(func.count())
        .where(_counted_in(anywhere, organization_id, periods), anywhere.actor_id == each.c.actor_id)
        .correlate(periods, each)
        .scalar_subquery()
    )
    is_member = and_(
        members.c.at == each.c.at, members.c.person_id == each.c.actor_id, members.c.team_id == each.c.team_id
    )
    return (
        select(
            each.c.at,
            each.c.team_id,
            func.sum(each.c.actions).label("actions"),
            func.count(members.c.person_id).label("actors"),
            func.max(in_all).label("largest"),
        )
        .join(periods, periods.c.at == each.c.at)
        .outerjoin(members, is_member)
        .group_by(each.c.at, each.c.team_id)
    )


def _counted_in(action: Any, organization_id: UUID, periods: CTE) -> ColumnElement[bool]:
    return and_(*_counted(action, organization_id, periods.c.first, periods.c.until))


def _counted(action: Any, organization_id: UUID, first: Any, until: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        action.organization_id == organization_id,
        action.occurred_on >= first,
        action.occurred_on < until,
        action.withdrawn_at.is_(None),
    )

"""How many people each team has in a period, and what they did: one row of numbers a team, by its own people.

Whoever calls has settled `homes` for the period. Of a thing `x` that people did, the column `x` says how often, `x_by`
how many people are behind it, and `x_most` the most that one of them did. What is nought may be left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import reduce
from operator import add
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, Subquery, and_, case, cast, func, or_, select

from storage.counts import HELPED, Span
from storage.database import Connection
from storage.homes import HOMES
from storage.models import Action, Confirmation, Person
from storage.words import ConfirmationPart, Gender, Kind, Outcome, Tier

Numbers = dict[str, int]
"""The numbers of a team by their columns."""
Own = dict[UUID, Numbers]
"""Those of each team's own people, without the teams beneath; the organization's own under its id."""

ZONES = timedelta(days=2)
"""More than any two places differ in what day it is."""


@dataclass(frozen=True, slots=True)
class Grading:
    """How acts are put together: by what they ask of people, by what came of them, and over which weeks.

    Who was active in `steady` of `weeks` is steady.
    """

    efforts: Mapping[str, Collection[Kind]]
    outcomes: Collection[Outcome]
    weeks: Sequence[Span]
    steady: int


async def of_people(db: Connection) -> Own:
    """How many `people` there are; and by the gender they declare: `people_man`, and so on."""
    query = select(HOMES.c.team_id, HOMES.c.gender, func.count()).group_by(HOMES.c.team_id, HOMES.c.gender)
    found: Own = defaultdict(dict)
    for team, gender, people in await db.execute(query):
        found[team][f"people_{gender.value}"] = people
        found[team]["people"] = found[team].get("people", 0) + people
    return found


async def of_acts(db: Connection, organization_id: UUID, period: Span, grading: Grading) -> Own:
    """What people did: of any kind, by kind, by evidence, by effort; and how many of each gender did something.

    `did_man`, and so on; `steady`, of the `ever` that were active in the weeks of the grading; and which men mentor
    women: `mentors_of_women`.
    """
    acts = _acts(organization_id, period, grading)
    # What the period is itself need not be read twice.
    before = [week for week in grading.weeks if week != period]
    weeks = _weeks(organization_id, before)

    def so_many(count: ColumnElement[int]) -> ColumnElement[int]:
        return func.coalesce(count, 0)

    kinds = {kind.value: so_many(acts.c[kind.value]) for kind in Kind}
    every = reduce(add, kinds.values())
    tiers = {tier.value: so_many(acts.c[tier.value]) for tier in (Tier.CONFIRMED, Tier.WITNESSED)}
    active = [weeks.c[f"week_{at}"] for at in range(len(before))] + [every] * (len(grading.weeks) - len(before))
    named: dict[str, ColumnElement[int]] = {
        **kinds,
        "all": every,
        **tiers,
        Tier.SELF_REPORTED.value: every - reduce(add, tiers.values()),
        **{name: reduce(add, (kinds[kind] for kind in some)) for name, some in grading.efforts.items()},
        "made_a_difference": so_many(acts.c.made_a_difference),
        "mentors_of_women": so_many(acts.c.mentors_of_women),
        "weeks": reduce(add, (case((count > 0, 1), else_=0) for count in active)),
    }
    # From here on there is a row a person, and no longer one an act.
    each = (
        select(HOMES.c.team_id, HOMES.c.gender, *(count.label(name) for name, count in named.items()))
        .outerjoin(acts, acts.c.actor_id == HOMES.c.person_id)
        .outerjoin(weeks, weeks.c.actor_id == HOMES.c.person_id)
        .where(or_(acts.c.actor_id.is_not(None), weeks.c.actor_id.is_not(None)))
        .offset(0)  # else PostgreSQL works out each sum anew wherever it is used
        .subquery()
    )
    genders = {
        f"did_{gender.value}": func.count().filter(each.c["all"] > 0, each.c.gender == gender) for gender in Gender
    }
    steadiness = {
        "steady": func.count().filter(each.c.weeks >= grading.steady),
        "ever": func.count().filter(each.c.weeks > 0),
    }
    things = [name for name in named if name != "weeks"]
    query = select(each.c.team_id, *_sums(each, things, genders | steadiness)).group_by(each.c.team_id)
    return await rows_by_team(db, query)


async def by_team(db: Connection, each: Subquery, things: Iterable[str]) -> Own:
    """Sums up what `each` has of a person (`person_id`, and a column a thing), over the people of each team."""
    query = (
        select(HOMES.c.team_id, *_sums(each, things))
        .join(each, each.c.person_id == HOMES.c.person_id)
        .group_by(HOMES.c.team_id)
    )
    return await rows_by_team(db, query)


async def rows_by_team(db: Connection, query: Select[*tuple[Any, ...]]) -> Own:
    """The rows of a query whose first column is the team, by it."""
    found = await db.execute(query)
    names = list(found.keys())[1:]
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in found.all()}


def _sums(
    each: FromClause, things: Iterable[str], more: Mapping[str, ColumnElement[int]] = {}
) -> Iterator[ColumnElement[int]]:
    for thing in things:
        count = each.c[thing]
        yield cast(func.sum(count), BigInteger).label(thing)  # else it is a decimal, of any size
        yield func.count().filter(count > 0).label(f"{thing}_by")
        yield func.max(count).label(f"{thing}_most")
    yield from (count.label(name) for name, count in more.items())


def _acts(organization_id: UUID, period: Span, grading: Grading) -> Subquery:
    """What each actor did, by kind and by evidence; how often that made a difference; whether a man mentored a woman.

    All of it in one go: of what a large organization does in a week, reading it is what takes the time.
    """
    best = _evidence(organization_id, period)
    women = select(Person.id).where(Person.organization_id == organization_id, Person.gender == Gender.WOMAN)
    is_of_a_woman = and_(
        Action.kind == Kind.MENTOR, Action.actor_gender == Gender.MAN, Action.beneficiary_id.in_(women)
    )
    counts: dict[str, ColumnElement[int]] = {
        **{kind.value: func.count().filter(Action.kind == kind) for kind in Kind},
        Tier.CONFIRMED.value: func.count().filter(best.c.is_witnessed == 0),
        Tier.WITNESSED.value: func.count().filter(best.c.is_witnessed == 1),
        "made_a_difference": func.count().filter(
            Action.kind == Kind.INTERVENE, Action.outcome.in_(list(grading.outcomes))
        ),
        "mentors_of_women": func.max(case((is_of_a_woman, 1), else_=0)),
    }
    return (
        select(Action.actor_id, *(count.label(name) for name, count in counts.items()))
        .outerjoin(best, best.c.action_id == Action.id)
        .where(*_counted(organization_id, period))
        .group_by(Action.actor_id)
        .subquery()
    )


def _evidence(organization_id: UUID, period: Span) -> Subquery:
    """The acts that somebody confirmed, and whether a witness did. Nothing is confirmed before it was done."""
    is_witnessed = func.max(case((Confirmation.part == ConfirmationPart.WITNESS, 1), else_=0))
    return (
        select(Confirmation.action_id, is_witnessed.label("is_witnessed"))
        .where(
            Confirmation.organization_id == organization_id,
            Confirmation.answer.in_(HELPED),
            Confirmation.answered_at >= datetime.combine(period[0], time(), UTC) - ZONES,
        )
        .group_by(Confirmation.action_id)
        .subquery()
    )


def _weeks(organization_id: UUID, weeks: Sequence[Span]) -> Subquery:
    """How much each actor did in each of these weeks, which follow each other: `week_0`, and so on."""
    counts = (
        func.count().filter(Action.occurred_on < until, Action.occurred_on >= first).label(f"week_{at}")
        for at, (first, until) in enumerate(weeks)
    )
    return (
        select(Action.actor_id, *counts)
        .where(*_counted(organization_id, (weeks[0][0], weeks[-1][1])))
        .group_by(Action.actor_id)
        .subquery()
    )


def _counted(organization_id: UUID, span: Span) -> tuple[ColumnElement[bool], ...]:
    first, until = span
    return (
        Action.organization_id == organization_id,
        Action.occurred_on >= first,
        Action.occurred_on < until,
        Action.withdrawn_at.is_(None),
    )

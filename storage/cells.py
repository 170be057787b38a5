"""How many people each team has in a period, and what they did: one row of numbers a team, by its own people.

Whoever calls has settled `homes` for the period. Of a thing `x` that people did, the column `x` says how often, `x_by`
how many people are behind it, and `x_most` the most that one of them did. What is nought may be left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import add
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, Subquery, and_, case, cast, func, select

from storage.counts import HELPED, Span
from storage.database import Connection
from storage.homes import HOMES
from storage.models import Action, Confirmation
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

    `did_man`, and so on; `steady`, of the `ever` that were active in the weeks of the grading.
    """
    each = _each_actor(organization_id, period, grading)
    things = ["all", *Kind, *Tier, *grading.efforts, "made_a_difference"]
    weeks = reduce(add, (each.c[f"week_{at}"] for at in range(len(grading.weeks))))
    genders = {
        f"did_{gender.value}": func.count().filter(each.c["all"] > 0, HOMES.c.gender == gender) for gender in Gender
    }
    steadiness = {"steady": func.count().filter(weeks >= grading.steady), "ever": func.count().filter(weeks > 0)}
    return await by_team(db, each, things, genders | steadiness)


async def by_team(
    db: Connection, each: Subquery, things: Iterable[str], more: Mapping[str, ColumnElement[int]] = {}
) -> Own:
    """Sums up what `each` has of a person (`person_id`, and a column a thing), over the people of each team."""
    columns = [column for thing in things for column in _of_a_thing(each, thing)]
    query = (
        select(HOMES.c.team_id, *columns, *(count.label(name) for name, count in more.items()))
        .join(each, each.c.person_id == HOMES.c.person_id)
        .group_by(HOMES.c.team_id)
    )
    return await rows_by_team(db, query)


async def rows_by_team(db: Connection, query: Select[*tuple[Any, ...]]) -> Own:
    """The rows of a query whose first column is the team, by it."""
    found = await db.execute(query)
    names = list(found.keys())[1:]
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in found.all()}


def _of_a_thing(each: FromClause, thing: str) -> Iterable[ColumnElement[int]]:
    count = each.c[thing]
    yield cast(func.sum(count), BigInteger).label(thing)  # else it is a decimal, of any size
    yield func.count().filter(count > 0).label(f"{thing}_by")
    yield func.max(count).label(f"{thing}_most")


def _each_actor(organization_id: UUID, period: Span, grading: Grading) -> Subquery:
    first, until = period
    evidence = _evidence(organization_id, first)
    is_in = and_(Action.occurred_on >= first, Action.occurred_on < until)
    # What is seldom so stands first: the rest is then not looked at, of a million rows.
    kinds = {kind.value: func.count().filter(Action.kind == kind, is_in) for kind in Kind}
    tiers = {
        Tier.CONFIRMED.value: func.count().filter(evidence.c.is_witnessed == 0, is_in),
        Tier.WITNESSED.value: func.count().filter(evidence.c.is_witnessed == 1, is_in),
    }
    mattered = func.count().filter(Action.kind == Kind.INTERVENE, Action.outcome.in_(list(grading.outcomes)), is_in)
    weeks = {
        f"acts_of_week_{at}": func.count().filter(Action.occurred_on < ends, Action.occurred_on >= starts)
        for at, (starts, ends) in enumerate(grading.weeks)
    }
    named: dict[str, ColumnElement[int]] = {**kinds, **tiers, "made_a_difference": mattered, **weeks}
    acts = (
        select(Action.actor_id.label("person_id"), *(count.label(name) for name, count in named.items()))
        .outerjoin(evidence, evidence.c.action_id == Action.id)
        .where(
            Action.organization_id == organization_id,
            Action.withdrawn_at.is_(None),
            Action.occurred_on >= min(first, *(starts for starts, _ends in grading.weeks)),
            Action.occurred_on < max(until, *(ends for _starts, ends in grading.weeks)),
        )
        .group_by(Action.actor_id)
        .subquery()
    )
    # Here there is a row a person and no longer one an act: what can be added up is added up here.
    together = {name: reduce(add, (acts.c[kind] for kind in some)) for name, some in grading.efforts.items()}
    every = reduce(add, (acts.c[kind] for kind in Kind))
    return select(
        acts,
        every.label("all"),
        (every - acts.c[Tier.CONFIRMED] - acts.c[Tier.WITNESSED]).label(Tier.SELF_REPORTED),
        *(count.label(name) for name, count in together.items()),
        *(case((acts.c[f"acts_of_week_{at}"] > 0, 1), else_=0).label(f"week_{at}") for at in range(len(grading.weeks))),
    ).subquery()


def _evidence(organization_id: UUID, first: date) -> Subquery:
    """The actions that somebody confirmed since that day, and whether a witness did. Nothing is confirmed before it
    was done.
    """
    is_witnessed = func.max(case((Confirmation.part == ConfirmationPart.WITNESS, 1), else_=0))
    return (
        select(Confirmation.action_id, is_witnessed.label("is_witnessed"))
        .where(
            Confirmation.organization_id == organization_id,
            Confirmation.answer.in_(HELPED),
            Confirmation.answered_at >= datetime.combine(first, time(), UTC) - ZONES,
        )
        .group_by(Confirmation.action_id)
        .subquery()
    )

"""Who may be asked about what, in one place: both queries join some people, columns `organization_id` and `id`.

Left out is who said "don't ask me" or "don't log me", what its author keeps private, interventions (they name nobody),
and what is about somebody who was erased. Whoever saw an action is asked because its author named them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from storage.models import Account, Action, Confirmation, Person, Preferences, Schedule, Sponsorship, Workspace
from storage.reachable import IS_REACHABLE, ON_WORKSPACE
from storage.words import ConfirmationPart, Kind, SponsorshipState, Visibility

MOST = 50
"""So many actions wait to be asked about, for one person: the latest. At one a week, none behind them has its turn."""
_Recipient, _Other, _OthersOwn = aliased(Person), aliased(Person), aliased(Preferences)
_SINCE, _TODAY = bindparam("since", type_=Date()), bindparam("today", type_=Date())


def have_any(those: FromClause) -> Select[*tuple[Any, ...]]:
    """Those of these people about whose actions or sponsorships there is anything to look at, whether or not they may
    be asked.
    """
    of_them = (
        exists().where(
            _are(Confirmation.organization_id, Confirmation.person_id, those),
            Confirmation.asked_at.is_(None),
            Confirmation.answer.is_(None),
        ),
        exists().where(
            _are(Action.organization_id, Action.beneficiary_id, those),
            # wrapped, so that nobody's are looked for among all the organization's of these days
            func.coalesce(Action.occurred_on, _SINCE) >= _SINCE,
        ),
        exists().where(
            _are(Sponsorship.organization_id, Sponsorship.sponsor_id, those),
            Sponsorship.state != SponsorshipState.OUTCOME,
        ),
        exists().where(
            _are(Sponsorship.organization_id, Sponsorship.beneficiary_id, those),
            Sponsorship.beneficiary_agreed.is_(True),
            Sponsorship.beneficiary_outcome.is_(None),
        ),
    )
    keys = (type_coerce(one, Uuid()) for one in (those.c.organization_id, those.c.id))
    return select(*keys).where(or_(*of_them))


def about_actions(those: FromClause) -> Select[*tuple[Any, ...]]:
    """Of these people, the latest actions: those that wait already, and those that were for them. Each has an index."""
    its_action = and_(Action.organization_id == Confirmation.organization_id, Action.id == Confirmation.action_id)
    in_line = (
        select(*_for_action(Confirmation.id, Confirmation.part))
        .select_from(those)
        .join(Confirmation, _are(Confirmation.organization_id, Confirmation.person_id, those))
        .join(Action, its_action)
        .where(Confirmation.asked_at.is_(None), Confirmation.answer.is_(None))
    )
    nobody_asked = ~exists().where(
        Confirmation.organization_id == Action.organization_id,
        Confirmation.action_id == Action.id,
        Confirmation.person_id == Action.beneficiary_id,
    )
    not_yet = literal(None, Confirmation.id.type), literal(ConfirmationPart.BENEFICIARY, Confirmation.part.type)
    for_them = (
        select(*_for_action(*not_yet))
        .select_from(those)
        .join(Action, _are(Action.organization_id, Action.beneficiary_id, those))
        .where(Action.kind != Kind.INTERVENE, Action.visibility != Visibility.PRIVATE, nobody_asked)
    )
    both = union_all(*(_fresh(one, those) for one in (in_line, for_them))).subquery()
    of_one = both.c.organization_id, both.c.id
    latest = func.row_number().over(partition_by=of_one, order_by=(both.c.occurred_on.desc(), both.c.action_id.desc()))
    numbered = select(both, latest.label("place")).subquery()
    return select(*(numbered.c[column.name] for column in both.c)).where(numbered.c.place <= MOST)


def _for_action(confirmation: Any, part: Any) -> tuple[Any, ...]:
    """The columns of `AboutAction`, after whose it is."""
    return (
        _Recipient.organization_id,
        _Recipient.id,
        Action.id.label("action_id"),
        confirmation.label("confirmation_id"),
        part.label("part"),
        _Other.name,
        Action.kind,
        Action.setting,
        Action.occurred_on,
        Action.created_at,
    )


def _fresh(query: Select[*tuple[Any, ...]], those: FromClause) -> Select[*tuple[Any, ...]]:
    """Without old actions and those that do not count. Nobody is asked about what they did themselves."""
    # Behind a function, so that SQLite goes by whose action it is: it would take all since that day, for each of them.
    day = func.coalesce(Action.occurred_on, _SINCE)
    return _may_be_asked(query, those, Action.actor_id).where(
        Preferences.log_me,
        day >= _SINCE,
        Action.withdrawn_at.is_(None),
        Action.actor_id != _Recipient.id,
    )


def about_sponsorships(those: FromClause) -> CompoundSelect[*tuple[Any, ...]]:
    """Of these people, the open ones, as sponsors and as those who were put forward."""
    stays = or_(_Other.left_on.is_(None), _Other.left_on > _TODAY)
    may_be_named = exists().where(
        _OthersOwn.organization_id == _Other.organization_id, _OthersOwn.person_id == _Other.id, _OthersOwn.log_me
    )
    as_sponsors = _sponsorships(those, Sponsorship.sponsor_id, Sponsorship.beneficiary_id, of_sponsor=True).where(
        Sponsorship.state != SponsorshipState.OUTCOME, stays, may_be_named
    )
    as_beneficiaries = _sponsorships(those, Sponsorship.beneficiary_id, Sponsorship.sponsor_id, of_sponsor=False).where(
        Preferences.log_me, Sponsorship.beneficiary_agreed.is_(True), Sponsorship.beneficiary_outcome.is_(None)
    )
    return union_all(as_sponsors, as_beneficiaries)


def _sponsorships(those: FromClause, own: Any, other: Any, *, of_sponsor: bool) -> Select[*tuple[Any, ...]]:
    its_action = and_(Action.organization_id == Sponsorship.organization_id, Action.id == Sponsorship.action_id)
    columns = (
        _Recipient.organization_id,
        _Recipient.id,
        Sponsorship.id.label("sponsorship_id"),
        literal(of_sponsor).label("of_sponsor"),
        _Other.name,
        Sponsorship.opportunity,
        Sponsorship.nominated_on,
        Action.created_at,
        (Sponsorship.check_in_due if of_sponsor else Sponsorship.beneficiary_due).label("due"),
    )
    found = (
        select(*columns)
        .select_from(those)
        .join(Sponsorship, _are(Sponsorship.organization_id, own, those))
        .join(Action, its_action)
    )
    return _may_be_asked(found, those, other).where(Action.withdrawn_at.is_(None))


def _may_be_asked(query: Select[*tuple[Any, ...]], those: FromClause, other: Any) -> Select[*tuple[Any, ...]]:
    """Those who let us ask, where the other one is there still. What is made up is asked of
    nobody but made-up people.
    """
    return (
        query.join(Preferences, _are(Preferences.organization_id, Preferences.person_id, those))
        .join(_Recipient, _are(_Recipient.organization_id, _Recipient.id, those))
        .join(_Other, and_(_Other.organization_id == those.c.organization_id, _Other.id == other))
        .where(
            Preferences.ask_me,
            _Other.erased_at.is_(None),
            or_(_Recipient.is_example, not_(Action.is_example)),
        )
    )


def _are(organization: Any, person: Any, those: FromClause) -> ColumnElement[bool]:
    return and_(organization == those.c.organization_id, person == those.c.id)


def asleep() -> FromClause:
    """Who is there, could be sent something, and has nothing planned."""
    of_them = and_(Preferences.organization_id == Person.organization_id, Preferences.person_id == Person.id)
    theirs = and_(Person.organization_id == Schedule.organization_id, Person.id == Schedule.person_id)
    can_be_reached = (
        select(Account.id)
        .join(Workspace, ON_WORKSPACE)
        .where(Account.organization_id == Person.organization_id, Account.person_id == Person.id, IS_REACHABLE)
        .exists()
    )
    return (
        select(Schedule.organization_id, Schedule.person_id.label("id"))
        .join(Person, theirs)
        .join(Preferences, of_them)
        .where(
            Schedule.next_due_at.is_(None),
            Person.erased_at.is_(None),
            or_(Person.left_on.is_(None), Person.left_on > _TODAY),
            not_(Preferences.nudges_stopped),
            can_be_reached,
        )
        .subquery("those")
    )

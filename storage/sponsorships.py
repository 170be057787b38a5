"""A sponsorship's life after the nomination: what its sponsor says came of it, and, where they agreed, its beneficiary.

The two never read each other's answers. `state`, `outcome` and `concluded_on` are what the sponsor said;
`beneficiary_outcome` what the beneficiary said; `advanced_on` is what counts: the beneficiary's word, and without one
the sponsor's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, select, update

from storage.database import Connection
from storage.encryption import Cipher
from storage.models import Action, Person, Sponsorship
from storage.words import Opportunity, SponsorshipOutcome, SponsorshipState

ADVANCED = frozenset({SponsorshipOutcome.GOT_IT, SponsorshipOutcome.OTHER})
"""The outcomes that are a step up: the role that the nomination was for, or another one."""


@dataclass(frozen=True, slots=True)
class OwnSponsorship:
    """A sponsorship as its sponsor sees it. `detail` is None where the key to it is lost."""

    id: UUID
    beneficiary: str | None
    opportunity: Opportunity
    detail: str | None
    state: SponsorshipState
    outcome: SponsorshipOutcome | None
    nominated_on: date
    concluded_on: date | None

    @property
    def is_open(self) -> bool:
        return self.state is not SponsorshipState.OUTCOME


@dataclass(frozen=True, slots=True)
class OfMe:
    """A sponsorship as its beneficiary may see it: who put them forward and for what, in the design's words."""

    id: UUID
    sponsor: str
    opportunity: Opportunity
    nominated_on: date
    agreed: bool | None
    outcome: SponsorshipOutcome | None


async def of_sponsor(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID) -> list[OwnSponsorship]:
    """A person's sponsorships that count: open ones first, the latest nomination first."""
    query = _own(organization_id, person_id).order_by(
        case((Sponsorship.state == SponsorshipState.OUTCOME, 1), else_=0),
        Sponsorship.nominated_on.desc(),
        Sponsorship.id.desc(),
    )
    return [_read(cipher, row) for row in (await db.execute(query)).all()]


async def one_of_mine(
    db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID, sponsorship_id: UUID
) -> OwnSponsorship | None:
    """The sponsorship, if this person is its sponsor and its nomination counts."""
    row = (await db.execute(_own(organization_id, person_id).where(Sponsorship.id == sponsorship_id))).one_or_none()
    return None if row is None else _read(cipher, row)


async def count_open(db: Connection, organization_id: UUID, person_id: UUID) -> int:
    """How many of a person's sponsorships are open."""
    open_ones = (
        select(Sponsorship.id)
        .join(Action, _ITS_ACTION)
        .where(
            Sponsorship.organization_id == organization_id,
            Sponsorship.sponsor_id == person_id,
            Sponsorship.state != SponsorshipState.OUTCOME,
            Action.withdrawn_at.is_(None),
        )
        .subquery()
    )
    return await db.scalar(select(func.count()).select_from(open_ones)) or 0


async def of_me(db: Connection, organization_id: UUID, person_id: UUID, sponsorship_id: UUID) -> OfMe | None:
    """The sponsorship, if it is of this person, its nomination counts, and whoever nominated is still there."""
    query = (
        select(
            Sponsorship.id,
            Person.name,
            Sponsorship.opportunity,
            Sponsorship.nominated_on,
            Sponsorship.beneficiary_agreed,
            Sponsorship.beneficiary_outcome,
        )
        .join(Action, _ITS_ACTION)
        .join(Person, and_(Person.organization_id == Sponsorship.organization_id, Person.id == Sponsorship.sponsor_id))
        .where(
            Sponsorship.organization_id == organization_id,
            Sponsorship.id == sponsorship_id,
            Sponsorship.beneficiary_id == person_id,
            Action.withdrawn_at.is_(None),
            Person.erased_at.is_(None),
        )
    )
    row = (await db.execute(query)).one_or_none()
    return None if row is None else OfMe(*row)


async def agree(db: Connection, organization_id: UUID, person_id: UUID, sponsorship_id: UUID, *, agreed: bool) -> bool:
    """Whether its beneficiary may be asked in some months what came of it: that is for them alone to say."""
    changed = await db.execute(
        update(Sponsorship)
        .where(
            Sponsorship.organization_id == organization_id,
            Sponsorship.id == sponsorship_id,
            Sponsorship.beneficiary_id == person_id,
        )
        .values(beneficiary_agreed=agreed)
    )
    return changed.rowcount == 1


async def conclude(
    db: Connection,
    organization_id: UUID,
    person_id: UUID,
    sponsorship_id: UUID,
    outcome: SponsorshipOutcome,
    on: date,
) -> bool:
    """What came of it, as its sponsor says, and since when; False where this person is not its sponsor."""
    return await _sponsor_says(
        db,
        organization_id,
        person_id,
        sponsorship_id,
        state=SponsorshipState.OUTCOME,
        outcome=outcome,
        concluded_on=on,
        check_in_due=None,
        advanced_on=_unless_beneficiary_said(on if outcome in ADVANCED else None),
    )


async def leave_open(
    db: Connection,
    organization_id: UUID,
    person_id: UUID,
    sponsorship_id: UUID,
    state: SponsorshipState,
    check_in_due: date | None,
) -> bool:
    """It is still open, as its sponsor says, and when to ask again; False where this person is not its sponsor."""
    return await _sponsor_says(
        db,
        organization_id,
        person_id,
        sponsorship_id,
        state=state,
        outcome=None,
        concluded_on=None,
        check_in_due=check_in_due,
        advanced_on=_unless_beneficiary_said(None),
    )


async def beneficiary_says(
    db: Connection,
    organization_id: UUID,
    person_id: UUID,
    sponsorship_id: UUID,
    outcome: SponsorshipOutcome | None,
    on: date,
) -> bool:
    """What came of it, as its beneficiary says; None while it is open, and then the sponsor's word counts.

    False where it is not of this person, or they did not agree to be asked.
    """
    said_by_sponsor = case((Sponsorship.outcome.in_(ADVANCED), Sponsorship.concluded_on), else_=None)
    changed = await db.execute(
        update(Sponsorship)
        .where(
            Sponsorship.organization_id == organization_id,
            Sponsorship.id == sponsorship_id,
            Sponsorship.beneficiary_id == person_id,
            Sponsorship.beneficiary_agreed.is_(True),
        )
        .values(
            beneficiary_outcome=outcome,
            advanced_on=said_by_sponsor if outcome is None else (on if outcome in ADVANCED else None),
        )
    )
    return changed.rowcount == 1


async def _sponsor_says(
    db: Connection, organization_id: UUID, person_id: UUID, sponsorship_id: UUID, **values: Any
) -> bool:
    changed = await db.execute(
        update(Sponsorship)
        .where(
            Sponsorship.organization_id == organization_id,
            Sponsorship.id == sponsorship_id,
            Sponsorship.sponsor_id == person_id,
        )
        .values(**values)
    )
    return changed.rowcount == 1


def _unless_beneficiary_said(advanced_on: date | None) -> Any:
    return case((Sponsorship.beneficiary_outcome.is_(None), advanced_on), else_=Sponsorship.advanced_on)


_ITS_ACTION = and_(Action.organization_id == Sponsorship.organization_id, Action.id == Sponsorship.action_id)


def _own(organization_id: UUID, person_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Sponsorship.id,
            Person.name,
            Sponsorship.opportunity,
            Sponsorship.detail_sealed,
            Sponsorship.state,
            Sponsorship.outcome,
            Sponsorship.nominated_on,
            Sponsorship.concluded_on,
        )
        .join(Action, _ITS_ACTION)
        .outerjoin(
            Person,
            and_(Person.organization_id == Sponsorship.organization_id, Person.id == Sponsorship.beneficiary_id),
        )
        .where(
            Sponsorship.organization_id == organization_id,
            Sponsorship.sponsor_id == person_id,
            Action.withdrawn_at.is_(None),
        )
    )


def _read(cipher: Cipher, row: Any) -> OwnSponsorship:
    detail = cipher.open(row.detail_sealed) if row.detail_sealed else ""
    return OwnSponsorship(
        id=row.id,
        beneficiary=row.name,
        opportunity=row.opportunity,
        detail=detail,
        state=row.state,
        outcome=row.outcome,
        nominated_on=row.nominated_on,
        concluded_on=row.concluded_on,
    )

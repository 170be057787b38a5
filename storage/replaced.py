"""What a corrected action takes over from the one that it replaces: what colleagues said of it, and what came of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from storage.database import Connection
from storage.models import Action, Confirmation, Sponsorship
from storage.words import SponsorshipOutcome


async def take_over(db: Connection, organization_id: UUID, old_id: UUID, new_id: UUID) -> None:
    """Both are stored, and the old one does not count any more."""
    await _sponsorship(db, organization_id, old_id, new_id)
    await _questions(db, organization_id, old_id, new_id)


async def _sponsorship(db: Connection, organization_id: UUID, old_id: UUID, new_id: UUID) -> None:
    """Gives the new action's sponsorship the life of the old one's; what the beneficiary said of it, to nobody else."""
    life = (Sponsorship.state, Sponsorship.outcome, Sponsorship.concluded_on, Sponsorship.check_in_due)
    theirs = (Sponsorship.beneficiary_agreed, Sponsorship.beneficiary_outcome, Sponsorship.beneficiary_due)
    query = select(Sponsorship.beneficiary_id, Sponsorship.advanced_on, *life, *theirs).where(
        Sponsorship.organization_id == organization_id
    )
    old = (await db.execute(query.where(Sponsorship.action_id == old_id))).one_or_none()
    new = (await db.execute(query.where(Sponsorship.action_id == new_id))).one_or_none()
    if old is None or new is None:
        return
    is_same = old.beneficiary_id == new.beneficiary_id
    kept = {column.key: getattr(old, column.key) for column in (*life, *(theirs if is_same else ()))}
    said = old.concluded_on if old.outcome in {SponsorshipOutcome.GOT_IT, SponsorshipOutcome.OTHER} else None
    kept["advanced_on"] = old.advanced_on if is_same else said
    await db.execute(
        update(Sponsorship)
        .where(Sponsorship.organization_id == organization_id, Sponsorship.action_id == new_id)
        .values(kept)
    )


async def _questions(db: Connection, organization_id: UUID, old_id: UUID, new_id: UUID) -> None:
    """Gives the new action the old one's questions, where all that they tell is the same, and whom it was for."""
    old, new = aliased(Action), aliased(Action)
    is_same = (
        select(new.id)
        .join(old, old.organization_id == new.organization_id)
        .where(
            new.organization_id == organization_id,
            new.id == new_id,
            old.id == old_id,
            new.kind == old.kind,
            new.occurred_on == old.occurred_on,
            new.setting.is_not_distinct_from(old.setting),
            new.beneficiary_id.is_not_distinct_from(old.beneficiary_id),
        )
        .exists()
    )
    await db.execute(
        update(Confirmation)
        .where(Confirmation.organization_id == organization_id, Confirmation.action_id == old_id, is_same)
        .values(action_id=new_id)
    )

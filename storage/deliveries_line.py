"""Moves deliveries that are held: out of the line to be sent, back into it, or away because they must not be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from storage import many
from storage.database import Connection
from storage.deliveries import Key
from storage.models import Delivery
from storage.words import DeliveryState, LeftOut, SkipReason


@dataclass(frozen=True, slots=True)
class Sending:
    """What becomes of a delivery that is sent now."""

    organization_id: UUID
    id: UUID
    account_id: UUID
    item: str | None
    why: str | None
    zone: str
    attempts: int
    confirmation_id: UUID | None = None
    sponsorship_id: UUID | None = None


async def lease(db: Connection, sending: Sequence[Sending], lease_id: UUID, until: datetime) -> None:
    """They are being sent by whoever has this lease, until that moment."""
    await _change(
        db,
        [
            {
                "organization_id": one.organization_id,
                "id": one.id,
                "state": DeliveryState.SENDING,
                "account_id": one.account_id,
                "item": one.item,
                "why": one.why,
                "zone": one.zone,
                "attempts": one.attempts,
                "confirmation_id": one.confirmation_id,
                "sponsorship_id": one.sponsorship_id,
                "lease_id": lease_id,
                "lease_until": until,
            }
            for one in sending
        ],
    )


async def skip(db: Connection, skipped: Mapping[Key, SkipReason | LeftOut]) -> None:
    """These, by organization and id, are not sent, each for its reason."""
    await _change(
        db,
        [
            {"organization_id": organization_id, "id": one, "state": DeliveryState.SKIPPED, "reason": reason.value}
            for (organization_id, one), reason in skipped.items()
        ],
    )


async def put_back(db: Connection, ready_at: Mapping[Key, datetime]) -> None:
    """These, by organization and id, wait until their moments."""
    await _change(
        db,
        [
            {"organization_id": organization_id, "id": one, "ready_at": at}
            for (organization_id, one), at in ready_at.items()
        ],
    )


async def address(db: Connection, accounts: Mapping[Key, UUID]) -> None:
    """These, by organization and id, go to those accounts."""
    await _change(
        db,
        [
            {"organization_id": organization_id, "id": one, "account_id": account}
            for (organization_id, one), account in accounts.items()
        ],
    )


async def _change(db: Connection, rows: list[dict[str, Any]]) -> None:
    await many.change(db, Delivery, ("organization_id", "id"), rows)

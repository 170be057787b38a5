"""Whether the numbers of a week are there: it is closed, or its organization had nothing to close when it was over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from indicators.periods import Period
from nudges.digest_times import end_of
from storage import closed_weeks
from storage.database import Connection


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of some organizations: the closed ones of some weeks, by Monday, and when they were last looked at."""

    closed: AbstractSet[tuple[UUID, date]]
    looked_at: Mapping[UUID, datetime]

    def are_there(self, organization_id: UUID, zone: str, week: Period) -> bool:
        """Whether there is something to read of that week, or will never be. `zone` is the organization's."""
        if (organization_id, week.first) in self.closed:
            return True
        looked_at = self.looked_at.get(organization_id)
        return looked_at is not None and looked_at >= end_of(week, zone)


async def numbers(db: Connection, organizations: Collection[UUID], weeks: Collection[Period]) -> Numbers:
    """What there is; asks twice for all of them."""
    if not organizations or not weeks:
        return Numbers(frozenset(), {})
    closed = await closed_weeks.of_organizations(db, organizations, {week.first for week in weeks})
    return Numbers(closed, await closed_weeks.looked_at(db, organizations))

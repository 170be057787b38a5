"""The digest: what a manager reads of a closed week of their whole tree. Never a name, never who did not take part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from indicators.periods import Period, weeks_back
from messages.blocks import Message
from nudges import digest_offers, manager_tree, team_weeks
from nudges.digest_card import Page, card
from nudges.library import Library
from nudges.team_weeks import Looking, TeamWeek
from storage import digests
from storage.database import Connection

WEEKS = 8
"""How many weeks the trend shows."""


async def content(
    db: Connection,
    organization_id: UUID,
    person_id: UUID,
    week: Period,
    library: Library,
    k: int,
    *,
    today: date,
    is_example: bool = False,
) -> Message | None:
    """The digest of that week for a manager; None where they have no team to read of any more.

    `k`: the smallest group that may be shown now. `today`: the date where the organization is. The week has to be
    closed: of one that is not, nothing is told.
    """
    tree = await manager_tree.of_manager(db, organization_id, person_id, today)
    if not tree.tops:
        return None
    looking = Looking(organization_id, k, today)
    weeks = weeks_back(week, WEEKS)
    tops = [await team_weeks.read(db, looking, team, weeks) for team in tree.tops]
    about = _about(tops)
    above = about[-1].above
    if about[-1].own.reading.is_hidden and above is not None:
        about = await team_weeks.read(db, looking, above.team, weeks)
    offer = await digest_offers.of_week(db, organization_id, person_id, week, about[-1].own.reading, library)
    choice = await digests.read_choice(db, organization_id, person_id)
    return card(Page(week, [one[-1] for one in tops], about, offer, choice), is_example=is_example)


def _about(tops: Sequence[Sequence[TeamWeek]]) -> Sequence[TeamWeek]:
    """The team with most people of whom something is told; where there is none, one with a team above that is."""

    def size(weeks: Sequence[TeamWeek]) -> tuple[bool, bool, int]:
        own = weeks[-1].own.reading
        return not own.is_hidden, weeks[-1].above is not None, own.people.people

    return max(tops, key=size)

"""The digest: what a manager reads of a closed week of their whole tree. Never a name, never who did not take part."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from indicators.periods import Period
from messages.blocks import Message, Text
from nudges import manager_tree
from nudges.library import Library
from storage.database import Connection


async def content(
    db: Connection,
    organization_id: UUID,
    person_id: UUID,
    week: Period,
    library: Library,  # noqa: ARG001
    k: int,  # noqa: ARG001
    *,
    today: date,
    is_example: bool = False,  # noqa: ARG001
) -> Message | None:
    """The digest of that week for a manager; None where they have no team to read of any more.

    `k`: the smallest group that may be shown now. `today`: the date where the organization is.
    """
    tree = await manager_tree.of_manager(db, organization_id, person_id, today)
    if not tree.tops:
        return None
    return Message(f"Your week of {week.name}", (Text(tree.tops[0].name),))

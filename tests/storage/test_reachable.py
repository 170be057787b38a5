"""Whether somebody can be written to is one rule: the planner, the delivery loop and `/ally nudges` all go by it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update

from storage import deliveries_claim, nudge_places, schedules
from storage.models import Account, Schedule, Workspace
from storage.words import Platform, Unreachable
from tests.walking import Walk

CONVERSATION = {"id": "a:1"}


@pytest.mark.parametrize(
    ("platform", "account", "is_reachable"),
    [
        (Platform.SLACK, {}, True),
        (Platform.SLACK, {"unreachable": Unreachable.BLOCKED}, False),
        (Platform.SLACK, {"unreachable": Unreachable.NOT_INSTALLED}, False),
        (Platform.TEAMS, {"conversation": CONVERSATION}, True),
        (Platform.TEAMS, {}, False),
        (Platform.TEAMS, {"conversation": CONVERSATION, "unreachable": Unreachable.ACCOUNT_GONE}, False),
        (Platform.CONSOLE, {}, True),
    ],
)
@pytest.mark.parametrize("is_removed", [False, True])
async def test_one_rule_for_all_who_ask(
    walk: Walk, platform: Platform, account: dict[str, Any], is_reachable: bool, is_removed: bool
) -> None:
    ana, now = (walk.organization_id, walk.people["ana"]), walk.clock()
    async with walk.database.begin() as db:
        await db.execute(update(Workspace).values(platform=platform, removed_at=now if is_removed else None))
        if account:
            await db.execute(update(Account).where(Account.person_id == ana[1]).values(**account))
        await db.execute(
            insert(Schedule).values(organization_id=ana[0], person_id=ana[1], next_due_at=now, due_on=None)
        )
    async with walk.database.begin() as db:
        [for_planner] = await schedules.claim(db, now, 10)
        [to_send] = (await deliveries_claim.places(db, [ana]))[ana]
        shown = await nudge_places.of(db, *ana)
    expected = is_reachable and not is_removed
    assert for_planner.is_reachable is expected
    assert to_send.is_reachable is expected
    assert any(one.is_reachable for one in shown) is expected

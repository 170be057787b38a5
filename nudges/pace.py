"""How fast messages go out on each platform. The buckets are in the database, so that all processes share them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from nudges.sender import Address
from storage import pace
from storage.database import Connection
from storage.deliveries import Key
from storage.deliveries_claim import Place, Waiting
from storage.pace import Rate
from storage.words import Platform


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform takes from us: for a whole workspace, and in one conversation."""

    workspace: Rate
    conversation: Rate


LIMITS: Mapping[Platform, Limits] = {
    # Slack tells about one a second in a conversation; in a workspace about 525 a minute are seen to pass.
    Platform.SLACK: Limits(Rate(8, 8), Rate(1, 1)),
    # Teams tells 50 a second for an app in a tenant, and 7 in a conversation.
    Platform.TEAMS: Limits(Rate(40, 40), Rate(5, 5)),
}
"""Below what the platforms are said to take, for we answer people there, too. The console takes anything."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`Pace({})` holds nothing up."""

    limits: Mapping[Platform, Limits]

    async def hold_up(
        self, db: Connection, waiting: Sequence[tuple[Waiting, Place]], now: datetime
    ) -> dict[Key, datetime]:
        """Takes a token for each; tells when those are tried again, by organization and delivery, that got none."""
        later: dict[Key, datetime] = {}
        by_platform: dict[Platform, list[tuple[Waiting, Place]]] = defaultdict(list)
        for one, place in waiting:
            by_platform[place.platform].append((one, place))
        for platform, theirs in sorted(by_platform.items()):
            if platform in self.limits:
                later |= await _hold_up(db, self.limits[platform], theirs, now)
        return later

    async def allows(self, db: Connection, to: Address, now: datetime) -> bool:
        """Takes a token for one message; False where there is none now."""
        limits = self.limits.get(to.platform)
        if limits is None:
            return True
        for rate, name in (
            (limits.workspace, _workspace(to.workspace_id)),
            (limits.conversation, f"account:{to.account_id}"),
        ):
            key = (to.organization_id, name)
            if not (await pace.take(db, rate, {key: 1}, now))[key].tokens:
                return False
        return True

    async def block(self, db: Connection, workspaces: Sequence[tuple[Address, datetime]], now: datetime) -> None:
        """The platform asks for a pause for these whole workspaces, until those moments."""
        blocked: dict[tuple[UUID, str], datetime] = {}
        for to, moment in workspaces:
            if to.platform in self.limits:
                key = (to.organization_id, _workspace(to.workspace_id))
                blocked[key] = max(moment, blocked.get(key, moment))
        await pace.block(db, blocked, now)


async def _hold_up(
    db: Connection, limits: Limits, waiting: Sequence[tuple[Waiting, Place]], now: datetime
) -> dict[Key, datetime]:
    """First the workspaces' tokens, then the conversations', in this order everywhere."""
    later: dict[Key, datetime] = {}
    homes = {one.key: (one.organization_id, _workspace(place.workspace_id)) for one, place in waiting}
    taken = await pace.take(db, limits.workspace, Counter(homes.values()), now)
    left = {key: one.tokens for key, one in taken.items()}
    going: list[tuple[Waiting, Place]] = []
    in_line: dict[pace.Key, list[Waiting]] = defaultdict(list)
    for one, place in waiting:
        home = homes[one.key]
        if left[home]:
            left[home] -= 1
            going.append((one, place))
        else:
            in_line[home].append(one)
    conversations = {one.key: (one.organization_id, f"account:{place.account_id}") for one, place in going}
    spoken = await pace.take(db, limits.conversation, Counter(conversations.values()), now)
    free = {key: one.tokens for key, one in spoken.items()}
    for one, _place in going:
        conversation = conversations[one.key]
        if free[conversation]:
            free[conversation] -= 1
        else:
            later[one.key] = now + timedelta(seconds=1 / limits.conversation.a_second)
    places = await pace.line_up(db, limits.workspace, {key: len(theirs) for key, theirs in in_line.items()}, now)
    for home, theirs in in_line.items():
        blocked_until = taken[home].blocked_until
        for one, moment in zip(theirs, places[home], strict=True):
            later[one.key] = moment if blocked_until is None else max(moment, blocked_until)
    return later


def _workspace(workspace_id: UUID) -> str:
    return f"workspace:{workspace_id}"

"""What people had lately, and what they ignored before it: a pace that is halved stays so until one is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from nudges.rhythm import IGNORED, LOOK_BACK, PATIENCE
from storage import deliveries
from storage.database import Connection
from storage.deliveries import COUNTED, Key, Past
from storage.words import DeliveryState, Nudge


async def of(db: Connection, people: Sequence[Key], now: datetime) -> Mapping[Key, Sequence[Past]]:
    """By person, the oldest first. Only for those whose last weeks leave it open is there another look."""
    since = (now - LOOK_BACK).date()
    found = dict(await deliveries.past(db, people, since))
    open_ = [key for key in people if leaves_open(found.get(key, ()), now)]
    if open_:
        for key, ignored in (await deliveries.ignored_before(db, open_, since, IGNORED)).items():
            found[key] = [*ignored, *found.get(key, ())]
    return found


def leaves_open(past: Sequence[Past], now: datetime) -> bool:
    """Whether what came before it may have halved the pace already: nothing in it is answered, and it has too few that
    are ignored by now.
    """
    ignored = 0
    for one in past:
        if one.state not in COUNTED or one.nudge is Nudge.DIGEST:
            continue
        if one.answered_at is not None:
            return False
        if one.snoozed_until is None and one.state is not DeliveryState.UNKNOWN and one.at <= now - PATIENCE:
            ignored += 1
    return ignored < IGNORED

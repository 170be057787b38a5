"""When somebody may be written to about what they did not ask for and that is no nudge. Pure.

Their hours hold, and weekends and holidays stay free. The days that they chose for nudges, their pace, a pause and a
stop are about nudges, and do not hold up what somebody else waits for.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from nudges.holidays import holiday, is_weekend
from nudges.preferences import Preferences
from nudges.window import stretches

_DAY = timedelta(days=1)
AHEAD = 31
"""So many days are looked at for one with an hour for it."""


def next_in(who: Preferences, now: datetime) -> datetime:
    """The first moment from now on that is in their hours: now, if it is. Now, too, where there is none to wait for."""
    day = now.astimezone(who.clock).date()
    if who.window.crosses_midnight:
        day -= _DAY
    for number in range(AHEAD):
        one = day + number * _DAY
        if is_weekend(who.country, one) or holiday(who.country, one) is not None:
            continue
        for part in stretches(who.window, one, who.clock):
            if now < part.end:
                return max(now, part.start)
    return now

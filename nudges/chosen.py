"""What a person chose, as the calendar and the choice of content take it."""

from __future__ import annotations

from datetime import time
from functools import lru_cache
from uuid import UUID

from nudges.history import Profile
from nudges.preferences import Preferences, Window
from storage.nudge_preferences import NudgeChoices
from storage.words import Seniority


def calendar(person_id: UUID, chosen: NudgeChoices) -> Preferences:
    """For `nudges.calendar`."""
    return Preferences(
        person_id=person_id,
        zone=chosen.zone,
        country=chosen.country,
        days=chosen.days,
        window=_window(chosen.starts, chosen.ends),
        pace=chosen.pace,
        paused_until=chosen.paused_until,
        stopped=chosen.stopped,
    )


@lru_cache(maxsize=1024)
def _window(starts: time, ends: time) -> Window:
    return Window(starts, ends)


def profile(person_id: UUID, chosen: NudgeChoices, *, leads: bool) -> Profile:
    """For `nudges.choice`. Who has reports leads; of others we know nothing."""
    return Profile(
        key=str(person_id),
        sector=chosen.sector,
        settings=chosen.settings,
        seniority=Seniority.LEADER if leads else Seniority.ANYONE,
        prompts=chosen.wants_reflections,
        lessons=chosen.wants_lessons,
    )

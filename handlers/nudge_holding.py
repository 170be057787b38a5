"""Pauses, resumes and stops the asker's nudges; the commands of these names, and buttons, come here."""

from __future__ import annotations

from datetime import date

from handlers.command import Services
from handlers.nudge_standing import Standing, standing
from handlers.request import Mention, Request, Words
from storage import nudge_preferences, schedules


async def hold(
    request: Request, services: Services, *, paused_until: date | None = None, stopped: bool = False
) -> Standing:
    """What holds from now on: a pause, a stop, or neither. The next nudge is planned anew."""
    asker, db = request.asker, services.db
    await nudge_preferences.save(
        db, asker.organization_id, asker.person_id, paused_until=paused_until, nudges_stopped=stopped
    )
    await schedules.ask_to_plan(db, asker.organization_id, [asker.person_id], request.now)
    return await standing(request, services)


def said(words: Words) -> str:
    """The words as one line; a mention says nothing here."""
    return " ".join(" ".join(part for part in words.parts if not isinstance(part, Mention)).split())

"""What waits for a person's answer, whether or not a nudge brought it: who paused or stopped nudges can answer, too.

What may be asked is the same for both roads (`storage/askable.py`), and from which day on (`nudges/check_ins.py`).
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from handlers.command import Services
from handlers.request import Request
from nudges import check_ins
from storage import confirmations, questions
from storage.confirmations import Question
from storage.questions import AboutAction


async def is_any(request: Request, services: Services) -> bool:
    """Whether there is anything to answer. Nothing is put to them by looking."""
    asker = request.asker
    put = await confirmations.unanswered(services.db, asker.organization_id, asker.person_id, 1)
    return bool(put) or bool(await _not_put_yet(request, services))


async def latest(request: Request, services: Services, most: int) -> tuple[list[Question], bool]:
    """Up to so many questions, of the latest acts first, and whether there are more. These are asked by that."""
    db, asker = services.db, request.asker
    person = (asker.organization_id, asker.person_id)
    await questions.put_all(db, person, (await _not_put_yet(request, services))[: most + 1])
    found = await confirmations.unanswered(db, *person, most + 1)
    shown = found[:most]
    if shown:
        await confirmations.mark_shown(db, *person, [one.id for one in shown], request.now)
    return shown, len(found) > most


async def _not_put_yet(request: Request, services: Services) -> list[AboutAction]:
    """What may be asked of them today and was not put to them so far, the latest first."""
    key, clock = (request.asker.organization_id, request.asker.person_id), ZoneInfo(request.asker.zone)
    may_be_asked = await questions.waiting(services.db, [key], check_ins.earliest(request.now), request.now.date())
    return sorted(
        (
            one
            for one in may_be_asked.get(key, ())
            if isinstance(one, AboutAction)
            and one.confirmation_id is None
            and check_ins.spell(one, clock).has(request.today)
        ),
        key=lambda one: (one.occurred_on, one.action_id),
        reverse=True,
    )

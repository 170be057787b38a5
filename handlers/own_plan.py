"""Finds the if-then plan that a card is about: by its own id, or by the nudge that asked about it."""

from __future__ import annotations

from handlers import nudge_subject
from handlers.command import Services
from handlers.errors import say
from handlers.own_action import parsed
from handlers.request import Request
from messages.blocks import Message
from storage import plans
from storage.plans import OwnPlan


async def find(request: Request, services: Services, subject: str) -> OwnPlan | None:
    """The plan, if it is the asker's. Nobody learns whether somebody else's is there."""
    subject_id = parsed(subject)
    if subject_id is None:
        return None
    delivery = await nudge_subject.delivered(request, services, subject_id)
    plan_id = subject_id if delivery is None else delivery.plan_id
    if plan_id is None:
        return None
    asker = request.asker
    return await plans.one_of_mine(services.db, services.cipher, asker.organization_id, asker.person_id, plan_id)


def gone() -> Message:
    return say("I can't find that plan any more. /ally plan shows the ones that are there.")

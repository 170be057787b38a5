"""Logs an action straight from a nudge: the form, with the nudge's kind chosen."""

from __future__ import annotations

from handlers import log, nudge_subject, own_plan
from handlers.command import Services
from handlers.request import Press, Reply, Request
from storage.words import Kind


async def from_item(request: Request, press: Press, services: Services) -> Reply:
    found = await nudge_subject.about(request, services, press.subject)
    return nudge_subject.gone() if found is None else log.blank(request, found.item.tags.kind)


async def learning(request: Request, press: Press, services: Services) -> Reply:
    """What a lesson taught counts as learning, whatever the lesson is about."""
    await nudge_subject.about(request, services, press.subject)
    return log.blank(request, Kind.LEARN)


async def from_plan(request: Request, press: Press, services: Services) -> Reply:
    """A plan that came true: of the kind that its lesson is about, if it has one."""
    plan = await own_plan.find(request, services, press.subject)
    if plan is None:
        return own_plan.gone()
    item = services.library.items.get(plan.lesson or "")
    return log.blank(request, None if item is None else item.tags.kind)

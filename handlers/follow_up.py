"""What becomes of an if-then plan: the moment came, not yet, or the plan is dropped. Asked about once, never nagged."""

from __future__ import annotations

from handlers import nudge_subject, own_plan, plan_card, plan_form
from handlers.command import Services
from handlers.request import Press, Reply, Request, Submission
from messages.forms import FormErrors
from storage import plans
from storage.plans import OwnPlan
from storage.words import PlanState


async def came(request: Request, press: Press, services: Services) -> Reply:
    return await _close(request, press, services, PlanState.DONE)


async def not_yet(request: Request, press: Press, services: Services) -> Reply:
    """The plan stays, and we ask again only if the person picks a day."""
    return await _close(request, press, services, PlanState.NOT_YET)


async def drop(request: Request, press: Press, services: Services) -> Reply:
    return await _close(request, press, services, PlanState.DROPPED)


async def open_day(request: Request, press: Press, services: Services) -> Reply:
    plan = await own_plan.find(request, services, press.subject)
    if plan is None:
        return own_plan.gone()
    draft = plan_form.Draft(ask_on=plan.follow_up_on or request.today + plan_form.ASKED_AFTER)
    return plan_form.only_day(request, "plan.ask", draft, plan)


async def submit_day(request: Request, submission: Submission, services: Services) -> Reply:
    plan = await own_plan.find(request, services, submission.subject)
    if plan is None:
        return own_plan.gone()
    draft, asker = plan_form.Draft.sent(submission.values), request.asker
    day = draft.ask_on
    if problem := plan_form.problem_with_day(request, day):
        return FormErrors({"ask_on": problem}, plan_form.only_day(request, "plan.ask", draft, plan))
    own = (services.db, asker.organization_id, asker.person_id, plan.id)
    if day is None or isinstance(day, str):
        await plans.close(*own, PlanState.NOT_YET, request.now)
        day = None
    else:
        await plans.ask_on(*own, day)
    await nudge_subject.plan_anew(request, services)
    held = nudge_subject.held_back(await nudge_subject.choices(request, services), request)
    return plan_card.kept(plan.text, day, str(plan.id), held)


async def _close(request: Request, press: Press, services: Services, state: PlanState) -> Reply:
    plan = await own_plan.find(request, services, press.subject)
    if plan is None:
        return own_plan.gone()
    asker = request.asker
    await plans.close(services.db, asker.organization_id, asker.person_id, plan.id, state, request.now)
    await nudge_subject.plan_anew(request, services)
    return _told(plan, state)


def _told(plan: OwnPlan, state: PlanState) -> Reply:
    match state:
        case PlanState.DONE:
            return plan_card.came(plan)
        case PlanState.DROPPED:
            return plan_card.dropped(plan)
        case _:
            return plan_card.not_yet(plan)

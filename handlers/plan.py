"""`plan`: a person's if-then plans, for themselves alone."""

from __future__ import annotations

from handlers import follow_up, nudge_log, nudge_subject, own_plan, plan_card, plan_form
from handlers.command import Command, Services
from handlers.request import Press, Reply, Request, Submission, Words
from handlers.understanding import as_typed, clean
from messages.forms import FormErrors
from nudges.items import Lesson
from storage import plans
from storage.words import PlanState


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """Without words, the plans there are; with words, the form with them in it."""
    mentioned = [request.colleague(one).name or one.name for one in words.parts if not isinstance(one, str)]
    text = clean(as_typed(words, mentioned)).strip()
    if text:
        return plan_form.whole(request, "plan.new", plan_form.new(request, text))
    return await _listed(request, services)


async def on_press(request: Request, _press: Press, services: Services) -> Reply:
    return await _listed(request, services)


async def open_new(request: Request, _press: Press, _services: Services) -> Reply:
    return plan_form.whole(request, "plan.new", plan_form.new(request))


async def open_from_lesson(request: Request, press: Press, services: Services) -> Reply:
    """The form with the lesson's own plan, to be completed."""
    found = await nudge_subject.about(request, services, press.subject)
    if found is None or not isinstance(found.item, Lesson):
        return nudge_subject.gone()
    return plan_form.whole(request, "plan.from_lesson", plan_form.new(request, found.item.plan), found.subject)


async def submit_new(request: Request, submission: Submission, services: Services) -> Reply:
    return await _submit(request, submission, services, None)


async def submit_from_lesson(request: Request, submission: Submission, services: Services) -> Reply:
    """The plan is kept even if the lesson is gone by now: it is the person's own words that count."""
    found = await nudge_subject.about(request, services, submission.subject)
    return await _submit(request, submission, services, None if found is None else found.item.id)


async def _submit(request: Request, submission: Submission, services: Services, lesson: str | None) -> Reply:
    draft, asker = plan_form.Draft.sent(submission.values), request.asker
    if wrong := plan_form.problems(request, draft):
        return FormErrors(wrong, plan_form.whole(request, submission.form, draft, submission.subject))
    day = draft.ask_on if not isinstance(draft.ask_on, str) else None
    plan_id = await plans.add(
        services.db,
        services.cipher,
        asker.organization_id,
        asker.person_id,
        draft.text,
        follow_up_on=day,
        now=request.now,
        lesson=lesson,
    )
    await nudge_subject.plan_anew(request, services)
    held = nudge_subject.held_back(await nudge_subject.choices(request, services), request)
    return plan_card.kept(draft.text, day, str(plan_id), held)


async def done(request: Request, press: Press, services: Services) -> Reply:
    return await follow_up.came(request, press, services)


async def keep(request: Request, press: Press, services: Services) -> Reply:
    """Dropping it was a slip: it is open again, and nothing is asked."""
    plan = await own_plan.find(request, services, press.subject)
    if plan is None:
        return own_plan.gone()
    asker = request.asker
    await plans.close(services.db, asker.organization_id, asker.person_id, plan.id, PlanState.OPEN, request.now)
    return await _listed(request, services)


async def _listed(request: Request, services: Services) -> Reply:
    asker = request.asker
    found = await plans.of_person(services.db, services.cipher, asker.organization_id, asker.person_id)
    return plan_card.listed(found, request.asker.zone)


COMMAND = Command(
    name="plan",
    summary="your if-then plans, for you alone",
    examples=("plan", f"plan {plan_form.EXAMPLE}"),
    answer=answer,
    aliases=("plans", "planned"),
    presses={
        "plan": on_press,
        "plan.new": open_new,
        "plan.from_lesson": open_from_lesson,
        "plan.done": done,
        "plan.drop": follow_up.drop,
        "plan.keep": keep,
        "plan.ask": follow_up.open_day,
        "plan.log": nudge_log.from_plan,
        "follow_up.came": follow_up.came,
        "follow_up.not_yet": follow_up.not_yet,
        "follow_up.drop": follow_up.drop,
    },
    submits={
        "plan.new": submit_new,
        "plan.from_lesson": submit_from_lesson,
        "plan.ask": follow_up.submit_day,
    },
    opens_form=frozenset({"plan", "plan.new", "plan.from_lesson", "plan.ask", "plan.log"}),
    details="A plan ties a moment to one small act. If you like, I ask once whether the moment came.",
)

"""`reflect`: a question to think about, at once; and everything that can be done with one that was sent."""

from __future__ import annotations

from handlers import nudge_answer, nudge_choice, nudge_later, nudge_log, nudge_offer
from handlers.command import Command, Services
from handlers.request import Press, Reply, Request, Words


async def answer(request: Request, _words: Words, services: Services) -> Reply:
    return await nudge_offer.prompt(request, services)


async def on_press(request: Request, _press: Press, services: Services) -> Reply:
    return await nudge_offer.prompt(request, services)


COMMAND = Command(
    name="reflect",
    summary="a question to think about, for you alone",
    examples=("reflect",),
    answer=answer,
    aliases=("reflection", "prompt"),
    presses={
        "reflect": on_press,
        "nudge.answer": nudge_answer.open_form,
        "nudge.forget": nudge_answer.forget,
        "nudge.log": nudge_log.from_item,
        "nudge.log_learning": nudge_log.learning,
        "nudge.later": nudge_later.ask,
        "nudge.tomorrow": nudge_later.tomorrow,
        "nudge.next_week": nudge_later.next_week,
        "nudge.show": nudge_later.show,
        "nudge.why": nudge_choice.why,
        "nudge.not_for_me": nudge_choice.not_for_me,
        "nudge.take_back": nudge_choice.take_back,
        "nudge.another": nudge_offer.another,
    },
    submits={"nudge.answer": nudge_answer.submit},
    opens_form=frozenset({"nudge.answer", "nudge.log", "nudge.log_learning"}),
    details="What you write stays encrypted, and nobody else can read it. It counts nowhere.",
)

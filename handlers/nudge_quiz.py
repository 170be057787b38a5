"""The quiz of a lesson: what was chosen is explained, the best answer too, and then an if-then plan is offered."""

from __future__ import annotations

from collections.abc import Iterator

from handlers import nudge_subject
from handlers.command import OnPress, Services
from handlers.nudge_subject import About
from handlers.request import Press, Reply, Request
from messages.blocks import Block, Button, Buttons, Divider, Heading, Message, Note, Style, Text, emphasis, strong
from nudges import tracks
from nudges.cards import LETTERS, source
from nudges.items import Lesson
from nudges.remembered import history
from storage import lesson_results


def _choosing(number: int) -> OnPress:
    async def choose(request: Request, press: Press, services: Services) -> Reply:
        return await _chosen(request, press, services, number)

    return choose


PRESSES = {f"quiz.{letter.lower()}": _choosing(number) for number, letter in enumerate(LETTERS)}


async def _chosen(request: Request, press: Press, services: Services, number: int) -> Reply:
    found = await nudge_subject.about(request, services, press.subject)
    if found is None or not isinstance(found.item, Lesson) or number >= len(found.item.quiz.answers):
        return nudge_subject.gone()
    asker, lesson, answer = request.asker, found.item, found.item.quiz.answers[number]
    own = (services.db, asker.organization_id, asker.person_id)
    # One a day: pressing through the others, to read why, is no second try.
    kept = await lesson_results.add(
        *own,
        lesson=lesson.id,
        answer=number,
        is_right=answer.is_best,
        day=request.today,
        now=request.now,
        delivery_id=found.delivery_id,
    )
    await nudge_subject.is_dealt_with(request, services, found)
    past, chosen = await history(*own), await nudge_subject.choices(request, services)
    progress = tracks.progress(tracks.of(lesson), services.library, past, chosen.sector)
    return _result(found, lesson, number, progress, is_kept=kept == number)


def _result(found: About, lesson: Lesson, number: int, progress: tracks.Progress, *, is_kept: bool) -> Message:
    answer, best = lesson.quiz.answers[number], lesson.quiz.best
    track = progress.track
    blocks: list[Block] = [
        Heading(lesson.title),
        Text(lesson.quiz.question),
        *_explained(lesson, number),
        *_what_follows(is_kept=is_kept, is_best=answer.is_best),
        source(lesson),
        Divider(),
        Text(strong("An if-then plan, if you like: "), emphasis(lesson.plan)),
        Note("A plan that names the moment and the act is easier to keep. Its words stay yours alone."),
        Buttons(
            (
                Button("Make a plan", "plan.from_lesson", found.subject, Style.PRIMARY),
                Button("Log something I learned", "nudge.log_learning", found.subject),
                Button(f"Next in {track.name}", "learn.track", track.id),
            )
        ),
        Note(f"{progress.words}."),
    ]
    told = answer.why if answer.is_best else f"{answer.why} What helps best: {best.text}."
    return Message(told, tuple(blocks))


def _what_follows(*, is_kept: bool, is_best: bool) -> Iterator[Note]:
    if not is_kept:
        yield Note("Your first answer of today is the one I keep.")
    elif not is_best:
        yield Note("This question may come back in a week or so. Meeting it once more helps it stay.")


def _explained(lesson: Lesson, number: int) -> Iterator[Block]:
    answer, best = lesson.quiz.answers[number], lesson.quiz.best
    yield Text("You chose ", strong(f"{LETTERS[number]}: {answer.text}"))
    if answer.is_best:
        yield Text(strong("That is the one that helps best."), f" {answer.why}")
        return
    yield Text(answer.why)
    letter = LETTERS[lesson.quiz.answers.index(best)]
    yield Text("What helps best is ", strong(f"{letter}: {best.text}"))
    yield Text(best.why)

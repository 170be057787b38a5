"""Offers a question or a lesson at once, because the person asked for it."""

from __future__ import annotations

from dataclasses import replace

from handlers import nudge_subject
from handlers.command import Services
from handlers.errors import say
from handlers.request import Press, Reply, Request
from messages.blocks import Button, Buttons, Message, Note, Style, Text, strong
from nudges import cards, tracks
from nudges.cards import Beside
from nudges.choice import Choice, choose
from nudges.history import History, Profile
from nudges.items import Lesson, Prompt
from nudges.remembered import history, met_on
from nudges.tracks import Track
from storage import seen_items


async def prompt(request: Request, services: Services) -> Reply:
    """The question whose turn it is."""
    past, profile = await _known(request, services)
    choice = choose(services.library, past, replace(profile, prompts=True, lessons=False), request.today)
    if choice is None:
        return say("You have turned down every question I have, so there is none to show. New ones come with time.")
    return await _show(request, services, choice, past, "")


async def lesson(request: Request, services: Services) -> Reply:
    """The lesson whose turn it is, with how far the person is in its track."""
    past, profile = await _known(request, services)
    profile = replace(profile, prompts=False, lessons=True)
    choice = choose(services.library, past, profile, request.today)
    if choice is None or not isinstance(choice.item, Lesson):
        return say("You have turned down every lesson I have, so there is none to show. New ones come with time.")
    told = tracks.progress(tracks.of(choice.item), services.library, past, profile.sector).words
    return await _show(request, services, choice, past, told)


async def this_one(request: Request, services: Services, lesson: Lesson, why: str) -> Reply:
    """A lesson that something else led to."""
    past, profile = await _known(request, services)
    told = tracks.progress(tracks.of(lesson), services.library, past, profile.sector).words
    return await _show(request, services, Choice(lesson, why), past, told)


async def next_of(request: Request, services: Services, track: Track, *, again: bool = False) -> Reply:
    """The next lesson of a track. Where all are taken, that is said, and one is offered once more."""
    past, profile = await _known(request, services)
    progress = tracks.progress(track, services.library, past, profile.sector)
    choice = tracks.next_of(track, services.library, past, replace(profile, prompts=False, lessons=True), request.today)
    if choice is None:
        return _nothing_in(track)
    if progress.is_complete and not again:
        return _all_taken(progress)
    return await _show(request, services, choice, past, progress.words)


async def overview(request: Request, services: Services) -> Message:
    """All tracks and how far the person is."""
    past, profile = await _known(request, services)
    told = [tracks.progress(one, services.library, past, profile.sector) for one in tracks.TRACKS]
    return Message(
        "Your tracks of lessons.",
        (
            Text(strong("Your lessons"), ", two minutes each. Start wherever you like."),
            Text("\n".join(one.words for one in told)),
            Buttons(tuple(Button(one.track.name, "learn.track", one.track.id) for one in told)),
        ),
    )


async def another(request: Request, press: Press, services: Services) -> Reply:
    """Another one of the sort that the card showed."""
    found = await nudge_subject.about(request, services, press.subject)
    if found is None:
        return nudge_subject.gone()
    return await (prompt if isinstance(found.item, Prompt) else lesson)(request, services)


async def on_track(request: Request, press: Press, services: Services) -> Reply:
    return await _on_track(request, press, services, again=False)


async def on_track_again(request: Request, press: Press, services: Services) -> Reply:
    return await _on_track(request, press, services, again=True)


async def _on_track(request: Request, press: Press, services: Services, *, again: bool) -> Reply:
    track = tracks.by_id(press.subject)
    return await overview(request, services) if track is None else await next_of(request, services, track, again=again)


async def _known(request: Request, services: Services) -> tuple[History, Profile]:
    asker = request.asker
    past = await history(services.db, asker.organization_id, asker.person_id)
    return past, nudge_subject.profile(request, await nudge_subject.choices(request, services))


async def _show(request: Request, services: Services, choice: Choice, past: History, told: str) -> Message:
    asker, item = request.asker, choice.item
    await seen_items.mark_shown(services.db, [(asker.organization_id, asker.person_id, item.id, request.today)])
    met = met_on(past, item, request.today)
    return cards.of_item(item, item.id, Beside(met_on=met, why=choice.why, progress=told, asked_for=True))


def _all_taken(progress: tracks.Progress) -> Message:
    track = progress.track
    return Message(
        f"You have taken all {progress.total} lessons of {track.name}.",
        (
            Text(strong(f"You have taken all {progress.total} lessons of {track.name}."), " That is time well spent."),
            Note("Questions that you answered otherwise come back now and then. You can also take one once more."),
            Buttons(
                (
                    Button("Take one once more", "learn.again", track.id, Style.PRIMARY),
                    Button("Other tracks", "learn.tracks"),
                )
            ),
        ),
    )


def _nothing_in(track: Track) -> Message:
    return Message(
        f"There is no lesson for you in {track.name} at the moment.",
        (
            Text(f"There is no lesson for you in {track.name} at the moment."),
            Buttons((Button("Other tracks", "learn.tracks"),)),
        ),
    )

"""`learn`: a lesson at once, or the next one of a track. With other words, it logs what was learned, for oneself."""

from __future__ import annotations

from dataclasses import replace

from handlers import nudge_offer, nudge_quiz
from handlers.by_words import command
from handlers.command import Services
from handlers.request import Press, Reply, Request, Words
from nudges import tracks
from storage.words import Kind

A_LESSON = frozenset({"lesson", "a lesson", "next", "another", "more"})
ALL_TRACKS = frozenset({"track", "tracks", "lessons", "progress"})

_BY_WORDS = command(
    Kind.LEARN,
    examples=(
        "learn",
        "learn speaking up",
        "learn: read about who gets interrupted in meetings",
        "learn yesterday: took the inclusive hiring course",
    ),
    aliases=(
        "learned",
        "learnt",
        "learning",
    ),
    details=(
        "Alone, it brings a lesson of two minutes; with a track's name, the next one of that track; “learn tracks” "
        "shows them all. With any other words, it logs what you learned: no colleague is needed, and what you write is "
        "your note."
    ),
)


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """Words that name no lesson are what somebody learned."""
    if not all(isinstance(one, str) for one in words.parts):
        return await _BY_WORDS.answer(request, words, services)
    said = " ".join(one for one in words.parts if isinstance(one, str)).casefold().strip(" .:!?")
    if not said or said in A_LESSON:
        return await nudge_offer.lesson(request, services)
    if said in ALL_TRACKS:
        return await nudge_offer.overview(request, services)
    track = tracks.named(said)
    if track is not None:
        return await nudge_offer.next_of(request, services, track)
    return await _BY_WORDS.answer(request, words, services)


async def on_press(request: Request, _press: Press, services: Services) -> Reply:
    return await nudge_offer.lesson(request, services)


async def show_tracks(request: Request, _press: Press, services: Services) -> Reply:
    return await nudge_offer.overview(request, services)


COMMAND = replace(
    _BY_WORDS,
    summary="a lesson of two minutes; or log what you did to learn",
    answer=answer,
    presses={
        "learn": on_press,
        "learn.track": nudge_offer.on_track,
        "learn.again": nudge_offer.on_track_again,
        "learn.tracks": show_tracks,
        **nudge_quiz.PRESSES,
    },
)

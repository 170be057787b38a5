"""Tracks: lessons that belong together, and how far a person is in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA

from nudges.choice import Choice, choose
from nudges.history import History, Profile
from nudges.items import Lesson
from nudges.library import Library
from storage.words import Kind, Sector

SLIPS = 2
"""How many letters may be wrong in a track's name: no other word of ours is so near."""


@dataclass(frozen=True, slots=True)
class Track:
    """The lessons about some kinds of action."""

    id: str
    name: str
    kinds: frozenset[Kind]


TRACKS = (
    Track("giving-credit", "Giving credit", frozenset({Kind.AMPLIFY, Kind.RECOGNIZE})),
    Track("opening-doors", "Opening doors", frozenset({Kind.SPONSOR, Kind.MENTOR})),
    Track("speaking-up", "Speaking up", frozenset({Kind.INTERVENE, Kind.ADVOCATE})),
    Track("making-room", "Making room", frozenset({Kind.INCLUDE})),
    Track("steady-habits", "Steady habits", frozenset({Kind.LEARN})),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a track's lessons a person has taken, of those that are for them."""

    track: Track
    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        return self.done == self.total

    @property
    def words(self) -> str:
        return f"{self.track.name}: {self.done} of {self.total} done"


def of(lesson: Lesson) -> Track:
    """The track that the lesson belongs to."""
    return next(one for one in TRACKS if lesson.tags.kind in one.kinds)


def by_id(track_id: str) -> Track | None:
    return next((one for one in TRACKS if one.id == track_id), None)


def named(typed: str) -> Track | None:
    """The track of that name, forgiving of case and small slips; None where the words are anything else."""
    plain = " ".join(typed.casefold().replace("-", " ").split()).strip(" .!?“”\"'")
    plain = plain.removeprefix("the ").removeprefix("track ").removesuffix(" track").strip()
    found = [one for one in TRACKS if OSA.distance(plain, one.name.casefold()) <= SLIPS]
    return found[0] if len(found) == 1 else None


def progress(track: Track, library: Library, history: History, sector: Sector) -> Progress:
    """A lesson is taken when its question was answered, right or not. What was turned down is not asked for."""
    taken = {one.id for one in history.answered}
    lessons = _lessons(track, library, history, sector)
    return Progress(track, sum(one.id in taken for one in lessons), len(lessons))


def next_of(track: Track, library: Library, history: History, profile: Profile, today: date) -> Choice | None:
    """The lesson of the track that comes next: one that was not taken yet, as long as there is one."""
    lessons = _lessons(track, library, history, profile.sector)
    taken = {one.id for one in history.answered}
    left = [one for one in lessons if one.id not in taken] or lessons
    return choose(Library(library.language, {one.id: one for one in left}), history, profile, today)


def _lessons(track: Track, library: Library, history: History, sector: Sector) -> Sequence[Lesson]:
    never = {one.id for one in history.not_for_me}
    return [
        one
        for one in library.lessons
        if one.tags.kind in track.kinds and one.tags.sector in {Sector.GENERAL, sector} and one.id not in never
    ]

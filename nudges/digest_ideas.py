"""One idea for a manager that fits what is missing, by what was told of a team alone; and a lesson that fits the idea.

An offer, never an order: each is something that a manager can do in the coming week, for everybody, whatever their
gender. What nothing is told of may be there all the same, so no idea says that it is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from indicators.readings import Reading, per_100
from indicators.suppression import Verdict
from nudges.fit import fitting
from nudges.history import History, Profile
from nudges.items import Lesson
from nudges.library import Library
from storage.words import Kind, Tier

GAP = 15.0
"""So many percentage points between women and men are worth a word."""


@dataclass(frozen=True, slots=True)
class Idea:
    """What one could do, where that comes from, and the kind of lesson that fits."""

    text: str
    source: str
    lesson: Kind


SMALL = (
    Idea(
        "Small acts count. In your next meeting you could name one thing that a colleague did for somebody else, and "
        "say that logging it takes a minute.",
        "Raj 2024, 4.2",
        Kind.LEARN,
    ),
    Idea(
        "You could log one act of your own this week and say so in the team. What a lead does openly is easier to do.",
        "our own; not tested",
        Kind.RECOGNIZE,
    ),
    Idea(
        "When an idea comes back under another name in a meeting, you could say whose it was. It costs a sentence.",
        "Raj 2024, 4.2",
        Kind.AMPLIFY,
    ),
)
IDEAS: Mapping[Kind, tuple[Idea, ...]] = {
    Kind.SPONSOR: (
        Idea(
            "Before the next role or project is filled, you could think of somebody whose name is seldom called, ask "
            "what they would want, and put them forward.",
            "Raj 2024, 3.1",
            Kind.SPONSOR,
        ),
        Idea(
            "When a talk, a pilot or a client meeting comes up, you could ask: who has not had one yet? Then offer it "
            "to them.",
            "Raj 2024, 3.1",
            Kind.SPONSOR,
        ),
        Idea(
            "You could ask your leads, one by one, whom they would put forward next, and for what.",
            "Raj 2024, 4.2, citing Campbell 2023",
            Kind.SPONSOR,
        ),
    ),
    Kind.ADVOCATE: (
        Idea(
            "Before the next hiring or promotion talk, you could agree on what counts, and write it down before any "
            "name comes up.",
            "Raj 2024, 3.2 and 4.1",
            Kind.ADVOCATE,
        ),
        Idea(
            "You could look at one rule of your team, such as who is on call or when meetings begin, and ask whom it "
            "makes things harder for.",
            "Raj 2024, 4.4",
            Kind.ADVOCATE,
        ),
    ),
    Kind.MENTOR: (
        Idea(
            "You could say in a meeting that an hour of your time a month is open to whoever would like it.",
            "Raj 2024, 4.2",
            Kind.MENTOR,
        ),
    ),
    Kind.INTERVENE: (
        Idea(
            "You could tell your team how you would like to hear it when a remark of yours lands badly. That shows "
            "that stepping in is welcome.",
            "Raj 2024, 4.3",
            Kind.INTERVENE,
        ),
    ),
    Kind.INCLUDE: (
        Idea(
            "You could look at who is invited to your next decision, and ask who is missing.",
            "Raj 2024, 4.3",
            Kind.INCLUDE,
        ),
    ),
    Kind.RECOGNIZE: (
        Idea(
            "You could name one result and who made it where it counts: in front of your own lead, or in a review.",
            "Raj 2024, 4.2",
            Kind.RECOGNIZE,
        ),
    ),
    Kind.AMPLIFY: (
        Idea(
            "You could repeat one good idea in the next meeting, and say whose it is.",
            "Raj 2024, 4.2",
            Kind.AMPLIFY,
        ),
    ),
}
"""By the kind that is missing, in the order in which they take turns."""
EVIDENCE = Idea(
    "Beside what people log themselves, it tells more when a colleague says “that helped”. You could mention that "
    "whoever is asked may answer in private, or not at all.",
    "Raj 2024, 5.2",
    Kind.LEARN,
)
INVITATION = Idea(
    "Women and men took part quite differently. You could invite in person, and leave the choice: wording that leaves "
    "a choice lowers prejudice, and pressure raises it.",
    "Legault, Gutsell & Inzlicht 2011, 10.1177/0956797611427918",
    Kind.ADVOCATE,
)


def for_week(reading: Reading, turn: int) -> Idea:
    """The idea whose turn it is, of those that fit what is missing. `turn` is the number of the week.

    Sponsorship is where support counts most, so while it is missing it takes every second turn.
    """
    if reading.is_hidden:
        return SMALL[turn % len(SMALL)]
    missing = [kind for kind in IDEAS if kind not in reading.kinds]
    if Kind.SPONSOR in missing and turn % 2 == 0:
        return _of(IDEAS[Kind.SPONSOR], turn // 2)
    others = [IDEAS[kind] for kind in missing if kind is not Kind.SPONSOR]
    if reading.tiers and not {Tier.CONFIRMED, Tier.WITNESSED} & reading.tiers.keys():
        others.insert(0, (EVIDENCE,))
    if _differ(reading):
        others.insert(0, (INVITATION,))
    others = others or [IDEAS[Kind.SPONSOR]]
    turn_around, at = divmod(turn // 2, len(others))
    return _of(others[at], turn_around)


def does_not_show(idea: Idea, reading: Reading) -> bool:
    """Whether the idea is about a kind of which nothing is told, while others are."""
    return bool(reading.kinds) and idea in IDEAS.get(idea.lesson, ()) and idea.lesson not in reading.kinds


def lesson(library: Library, idea: Idea, profile: Profile, history: History, turn: int) -> Lesson | None:
    """A lesson on what the idea is about, or of any kind where there is none; what was seen longest ago goes first.

    Between those that were never seen the lot decides, the same way all week.
    """
    never = {one.id for one in history.not_for_me}
    left = [one for one in library.lessons if one.id not in never]
    fit = fitting([one for one in left if one.tags.kind is idea.lesson] or left, profile).items
    seen: dict[str, date] = {}
    for one in history.seen:
        seen[one.id] = max(one.on, seen.get(one.id, date.min))

    def turn_of(one: Lesson) -> tuple[date, bytes]:
        return seen.get(one.id, date.min), sha256(f"{profile.key}:{turn}:{one.id}".encode()).digest()

    return min((one for one in fit if isinstance(one, Lesson)), key=turn_of, default=None)


def _differ(reading: Reading) -> bool:
    men, women = reading.men, reading.women
    if not men.verdict is women.verdict is Verdict.WHOLE:
        return False
    return abs((per_100(men) or 0) - (per_100(women) or 0)) >= GAP


def _of(some: Sequence[Idea], turn: int) -> Idea:
    return some[turn % len(some)]

"""What a manager can take from a week: one thing that went well, one idea, and a lesson that fits it.

The digest and the team's card say the same of the same week.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from indicators.periods import WEEK, Period
from indicators.readings import Reading
from messages.blocks import Block, Button, Note, Style, Text, strong
from nudges import chosen, digest_ideas, digest_well, remembered
from nudges.digest_ideas import Idea
from nudges.items import Lesson
from nudges.library import Library
from nudges.names import KINDS
from nudges.team_weeks import TeamWeek
from storage import nudge_preferences
from storage.database import Connection


@dataclass(frozen=True, slots=True)
class Offer:
    """`reading`: what the idea goes by; `turn`: the number of the week."""

    reading: Reading
    idea: Idea
    lesson: Lesson | None
    turn: int


async def of_week(
    db: Connection, organization_id: UUID, person_id: UUID, week: Period, reading: Reading, library: Library
) -> Offer:
    """What is offered to this manager with what they read of a week."""
    turn = week.first.toordinal() // WEEK.days
    choices = await nudge_preferences.of(db, organization_id, person_id)
    history = await remembered.history(db, organization_id, person_id)
    idea = digest_ideas.for_week(reading, turn)
    profile = chosen.profile(person_id, choices, leads=True)
    return Offer(reading, idea, digest_ideas.lesson(library, idea, profile, history, turn), turn)


def well(weeks: Sequence[TeamWeek], turn: int) -> Iterator[Block]:
    """One thing that went well in the last of these weeks of one team, if anything is told of it."""
    said = digest_well.of_week([one.own.reading for one in weeks], min(one.k for one in weeks), turn)
    if said:
        yield Text(strong("What went well: "), said)


def ideas(offer: Offer) -> Iterator[Block]:
    """The idea with its source, and the lesson."""
    idea = offer.idea
    is_missing = digest_ideas.does_not_show(idea, offer.reading)
    missing = f"“{KINDS[idea.lesson]}” does not show in these numbers. " if is_missing else ""
    yield Text(strong("One idea, if you like: "), f"{missing}{idea.text}")
    yield Note(f"Source: {idea.source}")
    if offer.lesson is not None:
        yield Text(strong("A lesson that fits: "), f"{offer.lesson.title}. It takes two minutes.")


def lesson_buttons(offer: Offer) -> Iterator[Button]:
    """The way to the lesson."""
    if offer.lesson is not None:
        yield Button("Read the lesson", "digest.lesson", offer.lesson.id, Style.PRIMARY)

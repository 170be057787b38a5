"""Teams, weeks and what is told of them, for tests of the digest: short to write, with steady ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from indicators.periods import Period, week_of, weeks_back
from indicators.readings import Reading
from indicators.suppression import Ruling, Verdict
from nudges import digest_ideas
from nudges.digest_card import Page
from nudges.digest_offers import Offer
from nudges.history import History, Profile
from nudges.library import BUILT_IN, load
from nudges.team_weeks import TeamWeek, Told
from storage.digests import DigestChoice
from storage.teams import TreeTeam
from storage.words import Kind, Seniority, Tier

LIBRARY = load(BUILT_IN, "en")
WEEK = week_of(date(2026, 2, 25))
COMPANY = TreeTeam(UUID(int=1), "Company", None)
PAYMENTS, PLATFORM = (TreeTeam(UUID(int=at), name, COMPANY.id) for at, name in ((2, "Payments"), (3, "Platform")))
HIDDEN = Reading()
LEADER = Profile("a manager", seniority=Seniority.LEADER)


def whole(count: int, people: int) -> Ruling:
    return Ruling(Verdict.WHOLE, people, count)


def part(count: int, people: int) -> Ruling:
    return Ruling(Verdict.PART, people, count)


def reading(
    people: Ruling,
    kinds: Mapping[Kind, Ruling] | None = None,
    tiers: Mapping[Tier, Ruling] | None = None,
    *,
    men: Ruling | None = None,
    women: Ruling | None = None,
) -> Reading:
    """What is told of a team. Its actions are those of its kinds."""
    acts = sum(one.count for one in (kinds or {}).values())
    actions = Ruling(people.verdict, people.people, acts) if kinds else Ruling(Verdict.HIDDEN)
    none = Ruling(Verdict.HIDDEN)
    return Reading(people, men or none, women or none, actions, kinds or {}, tiers or {})


def weeks_of(team: TreeTeam, readings: Sequence[Reading], *, k: int = 5, above: Told | None = None) -> list[TeamWeek]:
    """The team in weeks up to `WEEK`, the last one last."""
    weeks: Sequence[Period] = weeks_back(WEEK, len(readings))
    return [
        TeamWeek(week, Told(team, one), k, above=above if one.is_hidden else None)
        for week, one in zip(weeks, readings, strict=True)
    ]


def page(
    about: Sequence[TeamWeek], tops: Sequence[TeamWeek] | None = None, turn: int = 0, choice: DigestChoice | None = None
) -> Page:
    """The digest about a team, of a manager who leads it, or `tops`."""
    last = about[-1].own.reading
    idea = digest_ideas.for_week(last, turn)
    lesson = digest_ideas.lesson(LIBRARY, idea, LEADER, History(), turn)
    offer = Offer(about[-1].own.reading, idea, lesson, turn)
    return Page(WEEK, [about[-1]] if tops is None else tops, about, offer, choice or DigestChoice())

"""Twelve weeks of plausible actions, from a fixed seed: the same seed and the same day make the same data.

Each week draws from a generator of its own, so that a demo started again later goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.console.example import roster, sent, stories, waiting
from storage.actions import Intervention, Nomination
from storage.example import Example, ExampleAction, ExampleAnswer, ExamplePerson
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    Incident,
    Kind,
    Outcome,
    Response,
    Setting,
    SponsorshipOutcome,
    SponsorshipState,
    Visibility,
)

Drawn = TypeVar("Drawn")

SEED = 20240
WEEKS = 13

FOR_NOBODY_IN_PARTICULAR = 0.5
OF_ONES_OWN_TEAM = 0.8
WITHOUT_NOTE = 0.25
TAKEN_BACK = 0.03
ASKED_AFTERWARDS = 0.33
SEEN_BY_A_WITNESS = 0.1

_KINDS = {
    Kind.AMPLIFY: 22,
    Kind.RECOGNIZE: 20,
    Kind.INCLUDE: 15,
    Kind.MENTOR: 14,
    Kind.LEARN: 11,
    Kind.INTERVENE: 7,
    Kind.ADVOCATE: 6,
    Kind.SPONSOR: 5,
}
_SETTINGS = {
    Setting.MEETING: 40,
    Setting.REMOTE: 20,
    Setting.CHAT: 16,
    Setting.REVIEW: 12,
    Setting.HIRING: 6,
    Setting.OTHER: 6,
}
_VISIBILITIES = {Visibility.PROGRAM: 65, Visibility.PRIVATE: 20, Visibility.NAMED: 15}
_OUTCOMES = {
    Outcome.STOPPED: 36,
    Outcome.ACKNOWLEDGED: 30,
    Outcome.IGNORED: 14,
    Outcome.UNKNOWN: 12,
    Outcome.ESCALATED: 8,
}
_ANSWERS = {
    ConfirmationAnswer.YES: 60,
    ConfirmationAnswer.SOMEWHAT: 20,
    ConfirmationAnswer.DECLINED: 10,
    ConfirmationAnswer.NO: 5,
    ConfirmationAnswer.NOT_LIKE_THAT: 5,
}
_SPONSORED = {
    SponsorshipOutcome.GOT_IT: 50,
    SponsorshipOutcome.OTHER: 20,
    SponsorshipOutcome.NOT_NOW: 25,
    SponsorshipOutcome.STOPPED: 5,
}
_TO_NOBODY = frozenset({Kind.LEARN, Kind.INTERVENE})
_OFTEN_TO_NOBODY = frozenset({Kind.ADVOCATE})


def example(now: datetime, seed: int = SEED) -> Example:
    """The organization with its last weeks, twelve that are over and the running one, up to `now`."""
    today = now.astimezone(ZoneInfo(roster.ZONE)).date()
    people = roster.people(today)
    since = _monday(today) - timedelta(weeks=WEEKS - 1)
    done = tuple(waiting.with_story(actions(people, since, now, seed), now))
    received = tuple(sent.deliveries(people, since, now, seed))
    return Example(roster.NAME, roster.ZONE, roster.REPORTING_URL, roster.teams(), people, done, received)


def actions(people: Sequence[ExamplePerson], since: date, now: datetime, seed: int = SEED) -> Iterator[ExampleAction]:
    """What these people did on the days from `since` on, as far as they had logged it by `now`."""
    monday = _monday(since)
    while monday <= now.date() + timedelta(days=1):
        week = _Week(Random(f"{seed}:{monday}"), monday, tuple(people), now, seed)  # noqa: S311 - example data, no secret
        yield from (one for one in week.actions(_habits(people, seed)) if one.occurred_on >= since)
        monday += timedelta(weeks=1)


def _habits(people: Sequence[ExamplePerson], seed: int) -> dict[str, float]:
    """How likely each person does something in a week: most do now and then, some often, a few never."""
    random = Random(f"{seed}:habits")  # noqa: S311
    return {one.handle: random.choice((0.0, 0.35, 0.5, 0.6, 0.7, 0.8, 0.95)) for one in people}


@dataclass(frozen=True, slots=True)
class _Week:
    random: Random
    monday: date
    people: tuple[ExamplePerson, ...]
    now: datetime
    seed: int

    def actions(self, habits: dict[str, float]) -> list[ExampleAction]:
        # Everything is drawn before anything is dropped: what `now` cuts off must not change what came before it.
        drawn = [self._action(person) for person in self.people for _ in range(self._how_many(habits[person.handle]))]
        return sorted((one for one in drawn if one.logged_at <= self.now), key=lambda one: one.logged_at)

    def _how_many(self, habit: float) -> int:
        if self.random.random() >= habit:
            return 0
        return self._weighted({1: 70, 2: 22, 3: 8})

    def _action(self, actor: ExamplePerson) -> ExampleAction:
        kind = self._weighted(_KINDS)
        done_at, logged_at = self._times(actor)
        beneficiary = self._beneficiary(actor, kind)
        nomination = self._nomination() if kind is Kind.SPONSOR else None
        state, concluded_on = self._life_of_a_sponsorship(done_at.date())
        check_in = sent.check_in(actor, done_at.date(), self.now, self.seed) if nomination else None
        return ExampleAction(
            actor=actor.handle,
            kind=kind,
            occurred_on=done_at.date(),
            logged_at=logged_at,
            visibility=self._weighted(_VISIBILITIES),
            beneficiary=beneficiary.handle if beneficiary else None,
            setting=None if kind is Kind.LEARN else self._weighted(_SETTINGS),
            note=self._note(kind, beneficiary),
            nomination=nomination,
            state=state if nomination else SponsorshipState.NOMINATED,
            concluded_on=concluded_on if nomination else None,
            outcome=self._outcome(actor, concluded_on) if nomination and concluded_on else None,
            check_in=check_in,
            check_in_due=done_at.date() + sent.NEXT_CHECK_IN if check_in else None,
            intervention=self._intervention() if kind is Kind.INTERVENE else None,
            withdrawn_at=self._withdrawn_at(logged_at),
            answers=self._answers(actor, beneficiary, logged_at),
        )

    def _times(self, actor: ExamplePerson) -> tuple[datetime, datetime]:
        """When it was done, in the person's working hours, and when it was logged: mostly at once, or the next day."""
        day = self.monday + timedelta(days=self._weighted({0: 14, 1: 24, 2: 24, 3: 22, 4: 16}))
        at = time(self.random.randint(9, 16), self.random.randint(0, 59), self.random.randint(0, 59))
        done_at = datetime.combine(day, at, ZoneInfo(actor.zone))
        return done_at, done_at + timedelta(minutes=self._weighted({4: 50, 35: 25, 110: 15, 24 * 60: 10}))

    def _beneficiary(self, actor: ExamplePerson, kind: Kind) -> ExamplePerson | None:
        chance = self.random.random()
        if kind in _TO_NOBODY or (kind in _OFTEN_TO_NOBODY and chance < FOR_NOBODY_IN_PARTICULAR):
            return None
        others = [one for one in self.people if one.handle != actor.handle and one.log_me]
        near = [one for one in others if one.team == actor.team]
        return self.random.choice(near if near and self.random.random() < OF_ONES_OWN_TEAM else others)

    def _note(self, kind: Kind, beneficiary: ExamplePerson | None) -> str:
        """Interventions carry no free text: the organization leaves it off, as the default is."""
        if kind is Kind.INTERVENE or self.random.random() < WITHOUT_NOTE:
            return ""
        who = beneficiary.name.split()[0] if beneficiary else "a colleague"
        what = self.random.choice(stories.work_of(beneficiary.team if beneficiary else roster.WHOLE))
        note = self.random.choice(stories.NOTES[kind]).format(who=who, what=what)
        return note[0].upper() + note[1:]

    def _nomination(self) -> Nomination:
        opportunity = self.random.choice(tuple(stories.NOMINATIONS))
        return Nomination(opportunity, self.random.choice(stories.NOMINATIONS[opportunity]))

    def _life_of_a_sponsorship(self, nominated_on: date) -> tuple[SponsorshipState, date | None]:
        """Nominations of more than six weeks ago may have come to something."""
        state = self.random.choice(tuple(SponsorshipState))
        concluded_on = nominated_on + timedelta(days=42)
        if state is SponsorshipState.NOMINATED or concluded_on > self.now.date():
            return SponsorshipState.NOMINATED, None
        return state, concluded_on if state is SponsorshipState.OUTCOME else None

    def _outcome(self, actor: ExamplePerson, concluded_on: date) -> SponsorshipOutcome:
        random = Random(f"{self.seed}:{concluded_on}:{actor.handle}:outcome")  # noqa: S311 - as above
        return random.choices(tuple(_SPONSORED), tuple(_SPONSORED.values()))[0]

    def _intervention(self) -> Intervention:
        responses = self.random.sample(tuple(Response), k=self._weighted({1: 70, 2: 30}))
        incident = self.random.choice(tuple(Incident))
        return Intervention(incident, tuple(one for one in Response if one in responses), self._weighted(_OUTCOMES))

    def _withdrawn_at(self, logged_at: datetime) -> datetime | None:
        withdrawn_at = logged_at + timedelta(minutes=2)
        return withdrawn_at if self.random.random() < TAKEN_BACK and withdrawn_at <= self.now else None

    def _answers(
        self, actor: ExamplePerson, beneficiary: ExamplePerson | None, logged_at: datetime
    ) -> tuple[ExampleAnswer, ...]:
        """A third of the colleagues it was for were asked whether it helped, and now and then somebody who saw it."""
        asked = []
        if beneficiary is not None and self.random.random() < ASKED_AFTERWARDS:
            asked.append((beneficiary, ConfirmationPart.BENEFICIARY))
        saw = self.random.choice(self.people)
        if self.random.random() < SEEN_BY_A_WITNESS and saw not in (actor, beneficiary):
            asked.append((saw, ConfirmationPart.WITNESS))
        return tuple(self._answer(person, part, logged_at) for person, part in asked)

    def _answer(self, person: ExamplePerson, part: ConfirmationPart, logged_at: datetime) -> ExampleAnswer:
        asked_at = logged_at + timedelta(hours=2)
        answer = self._weighted(_ANSWERS)
        answered_at = asked_at + timedelta(hours=self.random.randint(1, 40))
        if answered_at > self.now:
            return ExampleAnswer(person.handle, part, None, min(asked_at, self.now), None)
        return ExampleAnswer(person.handle, part, answer, asked_at, answered_at)

    def _weighted(self, weights: Mapping[Drawn, int]) -> Drawn:
        return self.random.choices(tuple(weights), tuple(weights.values()))[0]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

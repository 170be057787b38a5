"""What holds for anybody at any time: over a year with journeys, answers, late workers and clocks that jump."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from nudges.calendar import Due, Go, NeverDue, Skip, may_send, next_due
from nudges.preferences import Preferences, Sent, Window
from storage.words import Pace, SkipReason

ZONES = [
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati",
    "Pacific/Pago_Pago", "Asia/Riyadh", "Asia/Kathmandu", "Africa/Casablanca", "America/St_Johns",
]  # fmt: skip
WEEKENDS = {None: {5, 6}, "DE": {5, 6}, "US": {5, 6}, "SA": {4, 5}, "IR": {4}, "JP": {5, 6}, "XX": {5, 6}}
MOST = {Pace.TWICE_A_WEEK: (2, 7), Pace.WEEKLY: (1, 7), Pace.EVERY_TWO_WEEKS: (1, 14)}


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start, end = draw(st.tuples(st.integers(0, 47), st.integers(0, 47)).filter(lambda one: one[0] != one[1]))
    return Window(time(start // 2, start % 2 * 30), time(end // 2, end % 2 * 30))


PEOPLE = st.builds(
    Preferences,
    person_id=st.uuids(),
    zone=st.sampled_from(ZONES),
    country=st.sampled_from(list(WEEKENDS)),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    window=windows(),
    pace=st.sampled_from(list(Pace)),
)
FIRST = datetime(2010, 1, 1, tzinfo=UTC)
TIMES = st.integers(0, 25 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


def local(preferences: Preferences, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(preferences.zone))


def assert_fits(preferences: Preferences, day: date, at: datetime) -> None:
    """In the window of a chosen day that is neither weekend nor holiday; told by other means than the calendar's."""
    there = local(preferences, at).replace(tzinfo=None)
    first = datetime.combine(day, preferences.window.start)
    last = datetime.combine(day, preferences.window.end)
    if last <= first:
        last += timedelta(days=1)
    assert first <= there < last
    assert day.weekday() in preferences.days
    assert day.weekday() not in WEEKENDS[preferences.country] or (preferences.country == "SA" and day.year < 2014)
    if preferences.country not in {None, "XX"}:
        assert day not in holidays.country_holidays(preferences.country, years=day.year)


@settings(max_examples=200, deadline=None)
@given(PEOPLE, TIMES, st.one_of(st.none(), st.integers(-30, 300)))
def test_what_is_due_fits_and_stays_until_then(preferences: Preferences, now: datetime, pause: int | None) -> None:
    if pause is not None:
        preferences = replace(preferences, paused_until=now.date() + timedelta(days=pause))
    found = next_due(preferences, [], now)
    if isinstance(found, NeverDue):
        # The weekend takes every day that was chosen, or the window is one that no day has or holidays leave.
        assert preferences.days <= WEEKENDS[preferences.country] | ({3} if preferences.country == "SA" else set())
        assert found.reason is SkipReason.WEEKEND
        return
    assert found.at >= now
    assert_fits(preferences, found.day, found.at)
    assert preferences.paused_until is None or found.day >= preferences.paused_until
    assert may_send(preferences, [], found.at, found.at) == Go(found.day)
    for share in (0.0, 0.3, 0.9, 1.0):
        later = now + (found.at - now) * share
        again = next_due(replace(preferences), [], later)
        assert isinstance(again, Due)
        assert (again.at, again.day) == (found.at, found.day)


PASTS = st.lists(
    st.tuples(
        st.integers(0, 40 * 24 * 60), st.sampled_from(ZONES), st.one_of(st.none(), st.integers(1, 9_000)), st.booleans()
    ),
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(PEOPLE, TIMES, PASTS)
def test_after_any_past_what_is_due_stays_until_then_and_may_be_sent_then(
    preferences: Preferences, now: datetime, past: list[tuple[int, str, int | None, bool]]
) -> None:
    history = []
    for minutes, zone, answered_after, is_unsure in past:
        at = now - timedelta(minutes=minutes)
        answered = None if answered_after is None else min(now, at + timedelta(minutes=answered_after))
        history.append(Sent(at, at.astimezone(ZoneInfo(zone)).date(), zone, answered, is_unsure=is_unsure))
    found = next_due(preferences, history, now)
    if isinstance(found, NeverDue):
        return
    assert may_send(preferences, history, found.at, found.at) == Go(found.day)
    for share in (0.0, 0.3, 0.9, 1.0):
        again = next_due(preferences, history, now + (found.at - now) * share)
        assert isinstance(again, Due)
        assert (again.at, again.day, again.halved) == (found.at, found.day, found.halved)


@dataclass
class Year:
    """A worker and a person through a year of real time; the worker's own clock may be wrong."""

    preferences: Preferences
    random: Random
    clock_jumps: bool
    start: datetime
    history: list[Sent] = field(default_factory=list)
    sent: int = 0

    def live(self) -> None:
        now = self.start
        for _step in range(140):
            now = self._at_due(now)
            if now > self.start + timedelta(days=366):
                return

    def _at_due(self, now: datetime) -> datetime:
        due = next_due(self.preferences, self.history, now)
        if isinstance(due, NeverDue):
            return now + timedelta(days=30)
        assert due.at >= now
        assert_fits(self.preferences, due.day, due.at)
        if self.random.random() < 0.15:
            self.preferences = replace(self.preferences, zone=self.random.choice(ZONES))
        late = self.random.choice([0, 0, 0, 5, 60, 3600, 20_000, 100_000])
        now = due.at + timedelta(seconds=late)
        if self.clock_jumps and self.random.random() < 0.2:
            now += timedelta(hours=self.random.choice([-400, -30, -5, -1, 1, 30, 700]))
        self._send(now, due)
        self._answer(now)
        return now

    def _send(self, now: datetime, due: Due) -> None:
        for _try in range(2):  # the second is a mistake of the worker's, and must come to nothing
            answer = may_send(self.preferences, self.history, now, due.at)
            if isinstance(answer, Skip):
                continue
            assert_fits(self.preferences, answer.day, now)
            assert now - due.at <= timedelta(hours=4)
            self._assert_first_of_its_day(answer.day, now)
            self._assert_within_the_pace(answer.day)
            self.history.append(Sent(now, answer.day, self.preferences.zone))
            self.sent += 1

    def _assert_first_of_its_day(self, day: date, now: datetime) -> None:
        assert day not in {one.day for one in self.history}
        for one in self.history:
            for zone in {one.zone, self.preferences.zone}:
                assert one.at.astimezone(ZoneInfo(zone)).date() != now.astimezone(ZoneInfo(zone)).date()

    def _assert_within_the_pace(self, day: date) -> None:
        most, length = MOST[self.preferences.pace]
        days = [*(one.day for one in self.history), day]
        for first in (day - timedelta(days=back) for back in range(length)):
            assert sum(first <= one < first + timedelta(days=length) for one in days) <= most
        assert sum(one.isocalendar()[:2] == day.isocalendar()[:2] for one in days) <= most

    def _answer(self, now: datetime) -> None:
        if self.history and self.random.random() < 0.6:
            which = self.random.randrange(max(0, len(self.history) - 3), len(self.history))
            self.history[which] = self.history[which]._replace(answered_at=max(now, self.history[which].at))


@settings(max_examples=60, deadline=None)
@given(PEOPLE, st.integers(0, 2**32), st.booleans(), TIMES)
def test_a_year_of_anybodys_life_keeps_every_promise(
    preferences: Preferences, seed: int, clock_jumps: bool, start: datetime
) -> None:
    Year(preferences, Random(seed), clock_jumps, start).live()


def days_of_a_year(preferences: Preferences, *, answering: bool) -> Sequence[date]:
    """The days of 2026 on which a worker that is never late sends."""
    now, history = datetime(2026, 1, 1, tzinfo=UTC), list[Sent]()
    while True:
        due = next_due(preferences, history, now)
        assert isinstance(due, Due)
        now = due.at
        if due.day.year > 2026:
            return [one.day for one in history]
        if isinstance(may_send(preferences, history, now, now), Go):
            history.append(Sent(now, due.day, preferences.zone, now if answering else None))
        now += timedelta(seconds=1)


def test_a_year_of_a_person_who_answers_is_full() -> None:
    person = Preferences(UUID(int=7), "Europe/Berlin", "DE")
    days = days_of_a_year(person, answering=True)
    assert len(days) >= 100
    weekdays = [day.weekday() for day in days]
    assert weekdays.count(1) >= 48
    assert weekdays.count(3) >= 46


def test_a_year_of_a_person_who_never_answers_is_half_as_full_but_never_silent() -> None:
    for pace, least, most in (
        (Pace.TWICE_A_WEEK, 50, 54), (Pace.WEEKLY, 25, 28), (Pace.EVERY_TWO_WEEKS, 12, 15),
    ):  # fmt: skip
        days = days_of_a_year(Preferences(UUID(int=7), "America/New_York", "US", pace=pace), answering=False)
        assert least <= len(days) <= most, pace

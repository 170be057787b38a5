"""What is told of the whole organization alone: beside its other periods, and parts beside their whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest

from indicators import attack_published, told
from indicators.attack_published import Outcome, by_primary_rules
from indicators.attack_tellings import tellings
from indicators.effort import EFFORTS, Effort
from indicators.measures.acts import recent_weeks
from indicators.periods import Length, Period, length_of, period_after, period_of
from indicators.suppression import Ruling, Verdict
from indicators.told import EVERYBODY, Closed, Key, Numbers
from storage.indicator_values import StoredPart, StoredValue
from storage.words import Gender, Kind, Nudge, Tier
from tests.indicators.published_worlds import ORGANIZATION, Deed, World
from tests.indicators.told_worlds import K, cells, words
from tests.seeds import seeds

MONDAY = date(2025, 12, 29)
DAYS = 102
MONTH = period_of(Length.MONTH, date(2026, 1, 10))
WEEK = period_of(Length.WEEK, date(2026, 1, 7))
MEN, WOMEN = ("participation", "men"), ("participation", "women")
ACTS: Key = ("actions_per_100", "all")
HIDDEN = Verdict.HIDDEN


def people(count: int, out_of: int) -> Numbers:
    return count, out_of, count, min(1, count)


def acts(count: int, actors: int, largest: int, out_of: int = 100) -> Numbers:
    return count, out_of, actors, largest


def month(values: dict[Key, Numbers], *others: Closed) -> dict[Key, Ruling]:
    return told.of_organization(MONTH, values, K, others=others)


def verdicts(found: dict[Key, Ruling], *keys: Key) -> list[Verdict]:
    return [found[key].verdict for key in keys]


# beside other periods


def test_a_month_is_told_where_its_weeks_are() -> None:
    in_week = {EVERYBODY: people(12, 100)}
    week = Closed(WEEK, in_week, {EVERYBODY: Ruling(Verdict.WHOLE, 100, 12)})
    covered = [Closed(one.period, in_week, week.told) for one in every_week(MONTH)]
    assert month({EVERYBODY: people(30, 100)}, *covered)[EVERYBODY] == Ruling(Verdict.WHOLE, 100, 30)


def test_a_month_of_five_does_not_tell_of_a_week_of_few() -> None:
    """Seven in the month. In one week six of 12 are told, and two others did something: at most one more could have."""
    told_of_part = {EVERYBODY: Ruling(Verdict.PART, 12, 6)}
    part = Closed(WEEK, {EVERYBODY: people(8, 100)}, told_of_part)
    weeks = [part if one.period == WEEK else one for one in every_week(MONTH)]
    assert month({EVERYBODY: people(8, 100)}, *weeks)[EVERYBODY].verdict is HIDDEN
    assert month({EVERYBODY: people(14, 100)}, *weeks)[EVERYBODY].verdict is Verdict.WHOLE


def test_a_quarter_does_not_tell_of_the_month_that_is_hidden() -> None:
    """Acts add up: a quarter less two of its months is the third."""
    quarter = period_of(Length.QUARTER, date(2026, 2, 1))
    months = [period_of(Length.MONTH, date(2026, number, 1)) for number in (1, 2, 3)]
    known = {ACTS: Ruling(Verdict.WHOLE, 100, 40)}
    of = [Closed(one, {ACTS: acts(40, 20, 5), EVERYBODY: people(20, 100)}, known) for one in months]
    hidden = Closed(months[2], {ACTS: acts(3, 2, 2), EVERYBODY: people(2, 100)}, {})
    values = {EVERYBODY: people(30, 100), ACTS: acts(120, 30, 10)}
    assert told.of_organization(quarter, values, K, others=of)[ACTS] == Ruling(Verdict.WHOLE, 100, 120)
    values[ACTS] = acts(83, 30, 10)
    assert told.of_organization(quarter, values, K, others=[*of[:2], hidden])[ACTS].verdict is HIDDEN


def test_a_month_of_which_a_week_is_not_over_yet_waits() -> None:
    """Nobody knows yet whether that week will be told."""
    weeks = every_week(MONTH)
    values = {EVERYBODY: people(90, 100)}
    assert month(values, *weeks)[EVERYBODY].verdict is Verdict.WHOLE
    assert month(values, *weeks[:-1])[EVERYBODY].verdict is HIDDEN


def test_where_one_kind_would_give_a_week_away_no_kind_is_told() -> None:
    kinds = {("actions_per_100", kind.value): acts(20, 12, 3) for kind in Kind}
    values = {EVERYBODY: people(40, 100), ACTS: acts(160, 40, 10), **kinds}
    found = month(values, *every_week(MONTH, kinds=True))
    assert {found[key].verdict for key in kinds} == {Verdict.WHOLE}
    rare = ("actions_per_100", Kind.LEARN.value)
    values[rare], values[ACTS] = acts(5, 5, 1), acts(145, 40, 10)
    found = month(values, *every_week(MONTH, kinds=True, hidden=rare))
    assert {found[key].verdict for key in kinds} == {HIDDEN}
    assert found[ACTS].verdict is Verdict.WHOLE


def every_week(period: Period, *, kinds: bool = False, hidden: Key | None = None) -> list[Closed]:
    """All weeks that have a day in it, each with twenty people who did something: as told."""
    found = []
    week = period_of(Length.WEEK, period.first)
    while week.first < period.end:
        values: dict[Key, Numbers] = {EVERYBODY: people(20, 100), ACTS: acts(48, 20, 5)}
        values |= {("actions_per_100", kind.value): acts(6, 6, 1) for kind in Kind if kinds}
        rulings = {key: Ruling(Verdict.WHOLE, 100, one[0]) for key, one in values.items() if key != hidden}
        found.append(Closed(week, values, rulings))
        week = period_after(week)
    return found


# beside each other


def whole(**more: Numbers) -> dict[Key, Numbers]:
    """A month in which much is done, and of one indicator these parts."""
    kinds = {("actions_per_100", kind.value): acts(20, 12, 3) for kind in Kind}
    base: dict[Key, Numbers] = {EVERYBODY: people(40, 100), ACTS: acts(160, 40, 10), **kinds}
    for name, one in more.items():
        indicator, part = name.split("__")
        base[indicator, part] = one
    return base


def test_men_who_sponsor_women_are_told_where_few_others_do_not_follow() -> None:
    all_of_them, men = ("sponsors", "all"), ("sponsors", "men_sponsoring_women")
    several = month(whole(sponsors__all=people(20, 100), sponsors__men_sponsoring_women=people(9, 100)))
    assert verdicts(several, all_of_them, men) == [Verdict.WHOLE, Verdict.WHOLE]
    nearly = month(whole(sponsors__all=people(20, 100), sponsors__men_sponsoring_women=people(17, 100)))
    assert verdicts(nearly, all_of_them, men) == [Verdict.WHOLE, HIDDEN]


def test_what_interventions_came_to_is_told_where_enough_people_had_others() -> None:
    per_100, of_use = ("interventions", "per_100"), ("interventions", "made_a_difference")
    some = month(whole(interventions__per_100=acts(20, 12, 3), interventions__made_a_difference=acts(8, 6, 2, 20)))
    assert verdicts(some, per_100, of_use) == [Verdict.WHOLE, Verdict.WHOLE]
    most = month(whole(interventions__per_100=acts(20, 12, 3), interventions__made_a_difference=acts(18, 11, 2, 20)))
    assert verdicts(most, per_100, of_use) == [Verdict.WHOLE, HIDDEN]


def test_an_effort_is_told_where_all_its_kinds_are() -> None:
    values = whole(substance_mix__high=acts(60, 30, 5, 160), substance_mix__middle=acts(40, 30, 5, 160))
    assert verdicts(month(values), ("substance_mix", "high"), ("substance_mix", "middle")) == [Verdict.WHOLE] * 2
    values["actions_per_100", "mentor"] = acts(9, 3, 3)
    found = month(values)
    assert found["substance_mix", "middle"].verdict is HIDDEN


def test_sessions_are_told_with_mentors_and_with_mentoring() -> None:
    every = {"mentors__all": people(12, 100), "mentors__sessions_per_mentor": acts(20, 12, 3, 12)}
    sessions = ("mentors", "sessions_per_mentor")
    assert month(whole(**every))[sessions] == Ruling(Verdict.WHOLE, 12, 20)
    few = whole(**{**every, "mentors__all": people(4, 100)})
    few["actions_per_100", "mentor"] = acts(20, 4, 6)
    assert verdicts(month(few), sessions, ("mentors", "all")) == [HIDDEN, HIDDEN]


def test_answers_to_two_kinds_of_nudge_are_hidden_where_one_would_be() -> None:
    parts = {f"nudge_response__{nudge.value}": acts(30, 20, 3, 60) for nudge in Nudge}
    total = 30 * len(Nudge)
    found = month(whole(nudge_response__all=acts(total, 40, 9, 2 * total), **parts))
    assert {found["nudge_response", nudge.value].verdict for nudge in Nudge} == {Verdict.WHOLE}
    parts[f"nudge_response__{Nudge.DIGEST.value}"] = acts(3, 2, 2, 60)
    found = month(whole(nudge_response__all=acts(total - 27, 40, 9, 2 * total), **parts))
    hidden = {nudge for nudge in Nudge if found["nudge_response", nudge.value].verdict is HIDDEN}
    assert Nudge.DIGEST in hidden
    assert len(hidden) == 2


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        ((20, 40, 12, 3), Verdict.WHOLE),
        ((20, 40, 4, 6), HIDDEN),
        ((20, 40, 12, 11), HIDDEN),
        ((38, 40, 12, 6), HIDDEN),
    ],
)
def test_a_share_of_things_needs_people_behind_it_and_things_that_did_not_happen(
    numbers: Numbers, verdict: Verdict
) -> None:
    for indicator, part in (("training_completion", "all"), ("confirmed_share", "confirmed")):
        assert month(whole(**{f"{indicator}__{part}": numbers}))[indicator, part].verdict is verdict


@pytest.mark.parametrize(
    ("count", "verdict"), [(4, HIDDEN), (5, Verdict.WHOLE), (95, Verdict.WHOLE), (96, Verdict.NEARLY_ALL)]
)
def test_a_share_of_people_is_told_by_the_rule_for_people(count: int, verdict: Verdict) -> None:
    assert month(whole(training_reach__all=people(count, 100)))["training_reach", "all"].verdict is verdict


def test_a_quiz_is_told_with_all_its_numbers_or_none() -> None:
    keys = [("quiz_gain", part) for part in ("gain", "first", "second")]
    parts = {"quiz_gain__gain": acts(6, 20, 2, 40), "quiz_gain__first": acts(20, 15, 2, 40)}
    assert verdicts(month(whole(**parts, quiz_gain__second=acts(26, 17, 2, 40))), *keys) == [Verdict.WHOLE] * 3
    assert verdicts(month(whole(**parts, quiz_gain__second=acts(38, 19, 2, 40))), *keys) == [HIDDEN] * 3


# again


def test_again_a_number_moves_where_so_many_people_changed_it() -> None:
    before = {EVERYBODY: Ruling(Verdict.WHOLE, 100, 30), ACTS: Ruling(Verdict.WHOLE, 100, 60)}
    some = told.again_of_organization(before, {EVERYBODY: people(34, 100), ACTS: acts(75, 34, 4)}, K)
    assert some == before
    many = told.again_of_organization(before, {EVERYBODY: people(35, 100), ACTS: acts(80, 35, 4)}, K)
    assert [one.count for one in many.values()] == [35, 80]
    others = told.again_of_organization(before, {EVERYBODY: people(35, 101)}, K)
    assert others == before


# under attack


@dataclass(frozen=True)
class Quarter:
    """Who there is, and who did what on which day. `helps`: whether it was of use, or for a woman."""

    genders: tuple[Gender, ...]
    teams: tuple[int | None, ...]
    deeds: tuple[tuple[date, Deed, bool], ...]

    def of(self, period: Period) -> list[tuple[date, Deed, bool]]:
        return [one for one in self.deeds if one[0] in period]


def quarter(seed: int) -> Quarter:
    dice = Random(seed)
    teams = [None] * dice.choice([0, 2, 5]) + [0] * dice.choice([4, 9, 14, 30]) + [1] * dice.choice([0, 3, 12, 25])
    neither, rate = dice.choice([0, 0.3, 3]), dice.choice([0.005, 0.02, 0.05, 0.1])
    genders = [dice.choices([Gender.MAN, Gender.WOMAN, Gender.UNDISCLOSED], [5, 4, neither])[0] for _ in teams]
    kinds = [dice.choice([1, 1, 2, 4, 8]) for _ in Kind]
    deeds = [
        (
            MONDAY + timedelta(day),
            Deed(person, dice.choices(list(Kind), kinds)[0], dice.choice(list(Tier))),
            dice.random() < 0.5,
        )
        for day in range(DAYS)
        for person in range(len(teams))
        if dice.random() < rate * dice.choice([0.3, 1, 2])
        for _ in range(dice.choice([1, 1, 2]))
    ]
    return Quarter(tuple(genders), tuple(teams), tuple(deeds))


def values_of(of: Quarter, period: Period) -> dict[Key, Numbers]:
    deeds, size = of.of(period), len(of.genders)

    def who(kind: Kind | None = None, gender: Gender | None = None) -> set[int]:
        return {
            deed.person
            for _, deed, helps in deeds
            if kind in {None, deed.kind} and (gender is None or (helps and of.genders[deed.person] is gender))
        }

    def things(some: Iterable[Deed], out_of: int) -> Numbers:
        behind = Counter(deed.person for deed in some)
        return behind.total(), out_of, len(behind), max(behind.values(), default=0)

    did, every = who(), [deed for _, deed, _ in deeds]
    found: dict[Key, Numbers] = {EVERYBODY: people(len(did), size), ACTS: things(every, size)}
    for key, gender in ((MEN, Gender.MAN), (WOMEN, Gender.WOMAN)):
        found[key] = people(sum(of.genders[one] is gender for one in did), of.genders.count(gender))
    for one in (*Kind, *Tier):
        found["actions_per_100", one.value] = things((deed for deed in every if one in {deed.kind, deed.tier}), size)
    per_100 = found["actions_per_100", "intervene"]
    found["interventions", "per_100"] = per_100
    helped = (deed for _, deed, helps in deeds if helps and deed.kind is Kind.INTERVENE)
    found["interventions", "made_a_difference"] = things(helped, per_100[0])
    found["mentors", "all"] = people(len(who(Kind.MENTOR)), size)
    found["mentors", "men_mentoring_women"] = people(len(who(Kind.MENTOR, Gender.MAN)), size)
    sessions = (deed for deed in every if deed.kind is Kind.MENTOR)
    found["mentors", "sessions_per_mentor"] = things(sessions, len(who(Kind.MENTOR)))
    found["sponsors", "all"] = people(len(who(Kind.SPONSOR)), size)
    found["sponsors", "men_sponsoring_women"] = people(len(who(Kind.SPONSOR, Gender.MAN)), size)
    for effort in Effort:
        graded = (deed for deed in every if EFFORTS[deed.kind] is effort)
        found["substance_mix", effort.value] = things(graded, len(every))
    active = Counter(person for week in recent_weeks(period) for person in {deed.person for _, deed, _ in of.of(week)})
    steady = sum(weeks >= 3 for weeks in active.values())
    found["sustained", "all"] = people(steady, len(active))
    return found


def periods() -> list[Period]:
    """All that are over, a longer one after all weeks with a day in it."""
    found = []
    for length in Length:
        period = period_of(length, MONDAY)
        while period.end <= MONDAY + timedelta(DAYS):
            found += [period] if period.first >= MONDAY else []
            period = period_after(period)

    def when(period: Period) -> tuple[date, int]:
        weeks = [one.end for one in found if length_of(one) is Length.WEEK and one.first < period.end]
        return max([period.end, *(end for end in weeks if end > period.first)]), list(Length).index(length_of(period))

    return sorted(found, key=when)


def closed(of: Quarter) -> list[Closed]:
    found: list[Closed] = []
    for period in periods():
        values, week = values_of(of, period), None
        if length_of(period) is Length.WEEK:
            world = World(
                (None, None), tuple(zip(of.teams, of.genders, strict=True)), tuple(d for _, d, _ in of.of(period))
            )
            week = told.of_week(cells(world), K)[ORGANIZATION]
        found.append(Closed(period, values, told.of_organization(period, values, K, week=week, others=found)))
    return found


def attacked(some: Iterable[Closed], *, by_itself: bool = False) -> Outcome:
    rows = []
    for one in some:
        parts: dict[str, dict[str, StoredPart]] = {}
        for key, numbers in one.values.items():
            ruling = one.told.get(key, Ruling(HIDDEN))
            part = StoredPart(*numbers, ruling.verdict.value, ruling.people, ruling.count, None)
            parts.setdefault(key[0], {})[key[1]] = part
        length, first = length_of(one.period).value, one.period.first
        rows += [StoredValue(ORGANIZATION, length, first, name, 0, 1, None, its) for name, its in parts.items()]
    read = tellings(rows, ORGANIZATION, {(one.length, one.starts_on, 0): K for one in rows}, {})
    if by_itself:
        read = [by_primary_rules(one) for one in read]
    return attack_published.of_organization(read, {ORGANIZATION: "Everybody"})[1]


@pytest.mark.parametrize("seed", seeds(range(30)))
def test_nothing_is_found_in_all_periods_and_indicators(seed: int) -> None:
    outcome = attacked(closed(quarter(seed)))
    assert sum(outcome.tried.values()) > 0
    assert words(outcome) == []


def test_something_is_told_of_each_length_and_indicator() -> None:
    shown: Counter[object] = Counter()
    for seed in range(20):
        for one in closed(quarter(seed)):
            for key, ruling in one.told.items():
                shown[length_of(one.period)] += ruling.verdict is Verdict.WHOLE
                shown[key[0]] += ruling.verdict is Verdict.WHOLE
    for what in (Length.WEEK, Length.MONTH, Length.QUARTER, "mentors", "sponsors", "substance_mix", "sustained"):
        assert shown[what] > 0


@pytest.mark.no_cover
def test_where_each_number_is_looked_at_by_itself_much_is_found() -> None:
    assert sum(bool(attacked(closed(quarter(seed)), by_itself=True).leaks) for seed in range(5)) >= 2

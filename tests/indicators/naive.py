"""Every measure once more, from the formulas in words and by other means: days one by one, loops, no helpers of ours.

Slow and plain on purpose. Each gives, by part: numerator, denominator, contributors, and the most of one contributor.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from indicators.rows import PersonRow, Rows
from indicators.scope import Scope

Counted = tuple[int, int, int, int]


def days_of(scope: Scope) -> list[date]:
    """The days of the period, one by one."""
    period, days = scope.period, []
    day = period.first
    while day != period.end:
        days.append(day)
        day = day + timedelta(days=1)
    return days


def employed_on(person: PersonRow, day: date) -> bool:
    if person.hired_on is not None and day < person.hired_on:
        return False
    return not (person.left_on is not None and day >= person.left_on)


def people_of(rows: Rows, scope: Scope) -> list[PersonRow]:
    """Employed on at least one day of the period, and in one of the teams."""
    found = []
    for person in rows.people:
        if scope.teams is not None and person.team not in scope.teams:
            continue
        if any(employed_on(person, day) for day in days_of(scope)):
            found.append(person)
    return found


def gender_of(rows: Rows, person: UUID | None) -> str:
    for one in rows.people:
        if one.id == person:
            return one.gender.value
    return "nobody we know"


def acts_on(rows: Rows, days: Iterable[date]) -> list[Any]:
    wanted = set(days)
    return [one for one in rows.actions if one.is_withdrawn is False and one.occurred_on in wanted]


def acts_of(rows: Rows, scope: Scope) -> list[Any]:
    everybody = people_of(rows, scope)
    return [one for one in acts_on(rows, days_of(scope)) for person in everybody if person.id == one.actor]


def people_counted(true_of: Iterable[UUID], out_of: Iterable[UUID]) -> Counted:
    everybody = set(out_of)
    those = {person for person in true_of if person in everybody}
    return (len(those), len(everybody), len(those), 1 if those else 0)


def things_counted(doers: list[UUID], out_of: int) -> Counted:
    return (len(doers), out_of, len(set(doers)), max([doers.count(one) for one in doers], default=0))


def pairs_counted(pairs: list[tuple[UUID | None, UUID | None]], out_of: int) -> Counted:
    ones = [one for one, _ in pairs if one is not None]
    others = [other for _, other in pairs if other is not None]
    most = max([ones.count(one) for one in ones] + [others.count(one) for one in others], default=0)
    return (len(pairs), out_of, min(len(set(ones)), len(set(others))), most)


def participation(rows: Rows, scope: Scope) -> dict[str, Counted]:
    active = [one.actor for one in acts_on(rows, days_of(scope))]
    found = {"all": people_counted(active, [one.id for one in people_of(rows, scope)])}
    for part, gender in (("men", "man"), ("women", "woman")):
        group = [one.id for one in people_of(rows, scope) if one.gender.value == gender]
        found[part] = people_counted(active, group)
    return found


def actions_per_100(rows: Rows, scope: Scope) -> dict[str, Counted]:
    people, acts = len(people_of(rows, scope)), acts_of(rows, scope)
    found = {"all": things_counted([one.actor for one in acts], people)}
    for kind in ("amplify", "sponsor", "mentor", "intervene", "advocate", "include", "recognize", "learn"):
        found[kind] = things_counted([one.actor for one in acts if one.kind.value == kind], people)
    for tier in ("self_reported", "confirmed", "witnessed"):
        found[tier] = things_counted([one.actor for one in acts if one.tier.value == tier], people)
    return found


def interventions(rows: Rows, scope: Scope) -> dict[str, Counted]:
    acts = [one for one in acts_of(rows, scope) if one.kind.value == "intervene"]
    no_difference = ("ignored", "unknown")
    mattered = [one.actor for one in acts if one.outcome is not None and one.outcome.value not in no_difference]
    return {
        "per_100": things_counted([one.actor for one in acts], len(people_of(rows, scope))),
        "made_a_difference": things_counted(mattered, len(acts)),
    }


def sponsorships_alive(rows: Rows, scope: Scope) -> list[Any]:
    """Open on at least one day of the period, or concluded in it: a sponsorship lives until the day it is concluded."""
    found = []
    for one in rows.sponsorships:
        lives_on = [
            day
            for day in days_of(scope)
            if one.nominated_on <= day and (one.concluded_on is None or day <= one.concluded_on)
        ]
        if one.is_withdrawn is False and lives_on:
            found.append(one)
    return found


def sponsors(rows: Rows, scope: Scope) -> dict[str, Counted]:
    everybody = [one.id for one in people_of(rows, scope)]
    men, all_of_them = [], []
    for one in sponsorships_alive(rows, scope):
        all_of_them.append(one.sponsor)
        if one.sponsor_gender.value == "man" and gender_of(rows, one.beneficiary) == "woman":
            men.append(one.sponsor)
    return {
        "men_sponsoring_women": people_counted(men, everybody),
        "all": people_counted(all_of_them, everybody),
    }


def women_sponsored(rows: Rows, scope: Scope) -> dict[str, Counted]:
    women = [one.id for one in people_of(rows, scope) if one.gender.value == "woman"]
    return {"all": people_counted([one.beneficiary for one in sponsorships_alive(rows, scope)], women)}


def a_year_later(day: date) -> tuple[int, int, int]:
    """As something that days compare to: the 29 February that is not there comes after the 28th, before 1 March."""
    return (day.year + 1, day.month, day.day)


def as_triple(day: date) -> tuple[int, int, int]:
    return (day.year, day.month, day.day)


def sponsorship_outcome(rows: Rows, scope: Scope) -> dict[str, Counted]:
    everybody = [one.id for one in people_of(rows, scope)]
    end = as_triple(scope.period.end)
    kept = [one for one in rows.sponsorships if one.is_withdrawn is False and one.beneficiary in everybody]
    old = [one for one in kept if a_year_later(one.nominated_on) <= end]

    def share(some: list[Any]) -> Counted:
        pairs: list[tuple[UUID | None, UUID | None]] = []
        for one in some:
            if one.advanced_on is None or one.advanced_on < one.nominated_on:
                continue
            if as_triple(one.advanced_on) < a_year_later(one.nominated_on):
                pairs.append((one.sponsor, one.beneficiary))
        return pairs_counted(pairs, len(some))

    of_women = [one for one in old if gender_of(rows, one.beneficiary) == "woman"]
    return {
        "all": share(old),
        "women": share(of_women),
        "women_sponsored_by_men": share([one for one in of_women if one.sponsor_gender.value == "man"]),
        "women_not_sponsored": women_not_sponsored(rows, scope),
    }


def women_not_sponsored(rows: Rows, scope: Scope) -> Counted:
    if rows.advancements is None:
        return (0, 0, 0, 0)
    year, day = set(), scope.period.end - timedelta(days=1)
    while a_year_later(day) >= as_triple(scope.period.end):
        year.add(day)
        day = day - timedelta(days=1)
    without = []
    for person in people_of(rows, scope):
        sponsored = False
        for one in rows.sponsorships:
            if one.beneficiary == person.id and not one.is_withdrawn and one.nominated_on < scope.period.end:
                sponsored = True
        if person.gender.value == "woman" and not sponsored and all(employed_on(person, day) for day in year):
            without.append(person.id)
    return people_counted([one.person for one in rows.advancements if one.on in year], without)


def mentors(rows: Rows, scope: Scope) -> dict[str, Counted]:
    everybody = [one.id for one in people_of(rows, scope)]
    anywhere = [one for one in acts_on(rows, days_of(scope)) if one.kind.value == "mentor"]
    of_women = [one for one in anywhere if gender_of(rows, one.beneficiary) == "woman"]
    men = [one.actor for one in of_women if one.actor_gender.value == "man"]
    here = [one.actor for one in acts_of(rows, scope) if one.kind.value == "mentor"]
    return {
        "men_mentoring_women": people_counted(men, everybody),
        "all": people_counted([one.actor for one in anywhere], everybody),
        "sessions_per_mentor": things_counted(here, len(set(here))),
    }


def training_reach(rows: Rows, scope: Scope) -> dict[str, Counted]:
    finished = [one.person for one in rows.lessons if one.completed_on in days_of(scope)]
    return {"all": people_counted(finished, [one.id for one in people_of(rows, scope)])}


def training_completion(rows: Rows, scope: Scope) -> dict[str, Counted]:
    everybody = [one.id for one in people_of(rows, scope)]
    sent = [one for one in rows.lessons if one.delivered_on in days_of(scope) and one.person in everybody]
    last = days_of(scope)[-1]
    finished = [one.person for one in sent if one.completed_on is not None and one.completed_on <= last]
    return {"all": things_counted(finished, len(sent))}


def quiz_gain(rows: Rows, scope: Scope) -> dict[str, Counted]:
    first_right, second_right, asked = [], [], []
    for person in people_of(rows, scope):
        for lesson in {one.lesson for one in rows.quiz_answers}:
            answers = [one for one in rows.quiz_answers if one.person == person.id and one.lesson == lesson]
            if not answers:
                continue
            first = min(answers, key=lambda one: one.answered_at)
            later = [one for one in answers if (one.answered_on - first.answered_on).days >= 7]
            later = [one for one in later if one.answered_at > first.answered_at]
            if not later:
                continue
            second = min(later, key=lambda one: one.answered_at)
            if second.answered_on in days_of(scope):
                asked.append(person.id)
                first_right += [person.id] if first.is_right else []
                second_right += [person.id] if second.is_right else []
    _, pairs, people, most = things_counted(asked, len(asked))
    return {
        "gain": (len(second_right) - len(first_right), pairs, people, most),
        "first": things_counted(first_right, pairs),
        "second": things_counted(second_right, pairs),
    }


def nudge_response(rows: Rows, scope: Scope) -> dict[str, Counted]:
    everybody = [one.id for one in people_of(rows, scope)]
    sent = [one for one in rows.deliveries if one.sent_on in days_of(scope) and one.person in everybody]
    found, last = {}, days_of(scope)[-1]
    for part in ("all", "reflection", "lesson", "follow_up", "check_in", "digest", "pulse"):
        some = [one for one in sent if part in ("all", one.nudge.value)]
        answered = [one.person for one in some if one.answered_on is not None and one.answered_on <= last]
        found[part] = things_counted(answered, len(some))
    return found


def sustained(rows: Rows, scope: Scope) -> dict[str, Counted]:
    sunday = days_of(scope)[-1]
    while sunday.isoweekday() != 7:
        sunday = sunday - timedelta(days=1)
    weeks_active: dict[UUID, set[int]] = {}
    for one in people_of(rows, scope):
        weeks_active[one.id] = set()
        for act in acts_on(rows, [sunday - timedelta(days=back) for back in range(28)]):
            if act.actor == one.id:
                weeks_active[one.id].add((sunday - act.occurred_on).days // 7)
    return {
        "all": people_counted(
            [person for person, weeks in weeks_active.items() if len(weeks) in (3, 4)],
            [person for person, weeks in weeks_active.items() if weeks],
        )
    }


def substance_mix(rows: Rows, scope: Scope) -> dict[str, Counted]:
    tiers = {
        "high": ("sponsor", "intervene", "advocate"),
        "middle": ("mentor", "learn"),
        "low": ("amplify", "include", "recognize"),
    }
    acts = acts_of(rows, scope)
    return {
        effort: things_counted([one.actor for one in acts if one.kind.value in kinds], len(acts))
        for effort, kinds in tiers.items()
    }


def confirmed_share(rows: Rows, scope: Scope) -> dict[str, Counted]:
    found, everybody = {}, [one.id for one in people_of(rows, scope)]
    for name, part in (("confirmed", "beneficiary"), ("witnessed", "witness")):
        answered, helped = 0, list[tuple[UUID | None, UUID | None]]()
        for one in rows.confirmations:
            if one.part.value != part or one.is_withdrawn or one.answered_on not in days_of(scope):
                continue
            if one.actor not in everybody:
                continue
            if one.answer.value in ("yes", "somewhat"):
                helped.append((one.actor, one.person))
            if one.answer.value in ("yes", "somewhat", "no", "not_like_that"):
                answered += 1
        found[name] = pairs_counted(helped, answered)
    return found

"""Who puts whom forward, who gives whom time, and what came of it."""

from __future__ import annotations

from indicators.periods import Period, years_after
from indicators.rows import PersonRow, Rows, SponsorshipRow
from indicators.scope import Scope, counted, counted_in, population, with_gender
from indicators.values import Unit, Value, between_people, of_people, of_things
from storage.words import Gender, Kind


def sponsors(rows: Rows, scope: Scope) -> dict[str, Value]:
    """Who holds a sponsorship, and which men hold one of a woman."""
    people = population(rows, scope).keys()
    women = with_gender(rows.people, Gender.WOMAN)
    alive = [one for one in rows.sponsorships if _is_alive(one, scope.period)]
    men = {one.sponsor for one in alive if one.sponsor_gender is Gender.MAN and one.beneficiary in women}
    return {
        "men_sponsoring_women": of_people(Unit.PEOPLE, men & people, people),
        "all": of_people(Unit.PEOPLE, {one.sponsor for one in alive} & people, people),
    }


def women_sponsored(rows: Rows, scope: Scope) -> dict[str, Value]:
    """Which women somebody puts forward, of all women."""
    women = with_gender(population(rows, scope).values(), Gender.WOMAN)
    sponsored = {one.beneficiary for one in rows.sponsorships if _is_alive(one, scope.period)}
    return {"all": of_people(Unit.PERCENT, women & sponsored, women)}


def sponsorship_outcome(rows: Rows, scope: Scope) -> dict[str, Value]:
    """Whose career moved within a year: of the sponsored and, beside them, of women whom nobody sponsored.

    The two are told beside each other, never as cause: whoever is likely to advance is likely to find a sponsor.
    """
    people = population(rows, scope)
    women = with_gender(people.values(), Gender.WOMAN)
    aged = [one for one in rows.sponsorships if one.beneficiary in people and _is_a_year_old(one, scope.period)]
    of_women = [one for one in aged if one.beneficiary in women]
    by_men = [one for one in of_women if one.sponsor_gender is Gender.MAN]
    return {
        "all": _advanced(aged),
        "women": _advanced(of_women),
        "women_sponsored_by_men": _advanced(by_men),
        "women_not_sponsored": _advanced_without(rows, scope.period, [people[woman] for woman in women]),
    }


def mentors(rows: Rows, scope: Scope) -> dict[str, Value]:
    """Who mentors, which men mentor women, and how often a mentor does."""
    people = population(rows, scope).keys()
    women = with_gender(rows.people, Gender.WOMAN)
    anywhere = counted(rows, scope.period, Kind.MENTOR)
    men = {one.actor for one in anywhere if one.actor_gender is Gender.MAN and one.beneficiary in women}
    sessions = [one.actor for one in counted_in(rows, scope, Kind.MENTOR)]
    return {
        "men_mentoring_women": of_people(Unit.PEOPLE, men & people, people),
        "all": of_people(Unit.PEOPLE, {one.actor for one in anywhere} & people, people),
        "sessions_per_mentor": of_things(Unit.PER_PERSON, sessions, len(set(sessions))),
    }


def _is_alive(one: SponsorshipRow, period: Period) -> bool:
    """Whether it was open on at least one day of the period, or concluded in it."""
    starts = max(period.first, one.nominated_on)
    ends = min(period.last, one.concluded_on) if one.concluded_on else period.last
    return starts <= ends and not one.is_withdrawn


def _is_a_year_old(one: SponsorshipRow, period: Period) -> bool:
    return years_after(one.nominated_on, 1) <= period.end and not one.is_withdrawn


def _advanced(aged: list[SponsorshipRow]) -> Value:
    within = [
        (one.sponsor, one.beneficiary)
        for one in aged
        if one.advanced_on and one.nominated_on <= one.advanced_on < years_after(one.nominated_on, 1)
    ]
    return between_people(Unit.PERCENT, within, len(aged))


def _advanced_without(rows: Rows, period: Period, women: list[PersonRow]) -> Value:
    """Of the women employed all through the year up to the period's end whom nobody ever sponsored."""
    if rows.advancements is None:
        return of_people(Unit.PERCENT, (), ())
    since = years_after(period.end, -1)
    sponsored = {one.beneficiary for one in rows.sponsorships if one.nominated_on < period.end and not one.is_withdrawn}
    stayed = {
        one.id
        for one in women
        if (one.hired_on is None or one.hired_on <= since) and (one.left_on is None or one.left_on >= period.end)
    }
    advanced = {one.person for one in rows.advancements if since <= one.on < period.end}
    without = stayed - sponsored
    return of_people(Unit.PERCENT, without & advanced, without)

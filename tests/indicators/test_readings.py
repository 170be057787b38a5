"""What was told is read as it was told; what was measured beside it is nobody's to read."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from indicators.readings import HIDDEN, Reading, of_values
from indicators.suppression import Reason, Ruling, Verdict
from storage.indicator_values import StoredPart, StoredValue
from storage.words import Kind, Tier

TEAM, MONDAY = UUID(int=1), date(2026, 2, 23)


def value(indicator: str, **parts: StoredPart) -> StoredValue:
    return StoredValue(TEAM, "week", MONDAY, indicator, 0, 1, None, parts)


def told(verdict: str, people: int = 0, count: int = 0, why: str | None = None) -> StoredPart:
    return StoredPart(999, 999, 999, 999, verdict, people, count, why)


def test_rulings_are_read_as_they_were_stored() -> None:
    found = of_values(
        [
            value("participation", all=told("whole", 20, 8), men=told("part", 9, 5, "small"), women=told("hidden")),
            value(
                "actions_per_100",
                all=told("whole", 20, 12),
                amplify=told("part", 11, 7),
                confirmed=told("whole", 20, 6),
            ),
            value("sponsors", all=told("whole", 20, 8)),
        ]
    )
    assert found == {
        (TEAM, MONDAY): Reading(
            people=Ruling(Verdict.WHOLE, 20, 8),
            men=Ruling(Verdict.PART, 9, 5, Reason.SMALL),
            women=HIDDEN,
            actions=Ruling(Verdict.WHOLE, 20, 12),
            kinds={Kind.AMPLIFY: Ruling(Verdict.PART, 11, 7)},
            tiers={Tier.CONFIRMED: Ruling(Verdict.WHOLE, 20, 6)},
        )
    }


def test_what_has_no_ruling_is_hidden_whatever_was_measured() -> None:
    measured = StoredPart(8, 20, 8, 1)
    found = of_values([value("participation", all=measured), value("actions_per_100", all=measured, amplify=measured)])
    assert found == {(TEAM, MONDAY): Reading()}
    assert found[TEAM, MONDAY].is_hidden
    assert found[TEAM, MONDAY].share is None


def test_hidden_kinds_and_tiers_are_not_there() -> None:
    (found,) = of_values(
        [value("actions_per_100", sponsor=told("hidden", why="small"), witnessed=told("hidden"))]
    ).values()
    assert (found.kinds, found.tiers) == ({}, {})


def test_numbers_of_100_people() -> None:
    one = Reading(people=Ruling(Verdict.WHOLE, 20, 8), actions=Ruling(Verdict.PART, 10, 15))
    assert (one.share, one.actions_per_100) == (40.0, 150.0)
    assert Reading(people=Ruling(Verdict.NEARLY_ALL)).share is None

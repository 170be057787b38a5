"""Where everybody was when a period began, found for all of them at once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from bot.exporting.crowd import Crowd
from storage.export_facts import Earlier, Somebody
from storage.words import Gender

MONDAY = date(2026, 3, 2)
MOVED, STAYED = UUID(int=1), UUID(int=2)
EARLIER = (
    Earlier(MOVED, "First", MONDAY),
    Earlier(MOVED, None, MONDAY + timedelta(days=7)),
    Earlier(UUID(int=3), "Elsewhere", MONDAY),  # of somebody who is not in the crowd
    Earlier(MOVED, "Third", MONDAY + timedelta(days=14)),
)


def somebody(person: UUID, department: str) -> Somebody:
    return Somebody(person, person, "", department, Gender.UNDISCLOSED, None, None, is_erased=False)


@pytest.mark.parametrize(
    ("day", "department"), [(-400, "First"), (-1, "First"), (0, ""), (6, ""), (7, "Third"), (13, "Third"), (14, "Now")]
)
def test_a_department_holds_up_to_the_day_on_which_the_roster_said_otherwise(day: int, department: str) -> None:
    crowd = Crowd([somebody(STAYED, "Care"), somebody(MOVED, "Now")], [], EARLIER)
    first = MONDAY + timedelta(days=day)
    for place in (crowd.together(first, first + timedelta(days=7)), crowd.in_parts(UUID(int=9), [], first, first)):
        assert [crowd.departments[at] for at in place.department.tolist()] == ["Care", department]
    assert crowd.departments == ["", "Care", "First", "Now", "Third"]

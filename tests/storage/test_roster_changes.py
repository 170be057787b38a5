"""What a roster may not change, given what is known already."""

from __future__ import annotations

from datetime import date

import pytest

from storage.models.base import new_id
from storage.roster import RosterErrors
from storage.roster.known import Known, KnownPerson
from storage.roster.plan import plan
from tests.storage.test_roster_plan import TODAY, read


@pytest.mark.parametrize(
    ("known", "file", "told"),
    [
        (
            {"hired_on": date(2025, 1, 1)},
            "email,name,left_on\nana@example.com,Ana,2020-01-01\n",
            "left_on: left on 2020-01-01, before being hired on 2025-01-01, as I know from before",
        ),
        (
            {"left_on": date(2025, 1, 1)},
            "email,name,hired_on\nana@example.com,Ana,2026-01-01\n",
            "hired_on: hired on 2026-01-01, after leaving on 2025-01-01, as I know from before",
        ),
    ],
)
def test_a_day_that_does_not_fit_what_is_known_is_told(known: dict[str, date], file: str, told: str) -> None:
    ana = KnownPerson(new_id(), "ana@example.com", "Ana", **known)  # type: ignore[arg-type]
    with pytest.raises(RosterErrors) as raised:
        plan(read(file), Known((ana,)), TODAY)
    [problem] = raised.value.problems
    assert str(problem).startswith(f"line 2, column {told}; ")
    right = plan(read("email,name,left_on\nana@example.com,Ana,2027-01-01\n"), Known((ana,)), TODAY)
    assert right.people[0].left_on == date(2027, 1, 1)

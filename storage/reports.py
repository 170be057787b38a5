"""Who has reports: a manager is whoever somebody that still works here reports to, as of a day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, Exists, FromClause, bindparam, or_, select
from sqlalchemy.orm import aliased

from storage.models import Person

TODAY = bindparam("today", type_=Date())
"""For statements that are built once."""
_Report = aliased(Person)


def has_reports(day: Any, *beside: type[Any] | FromClause) -> Exists:
    """Whether a person of the query around it has reports on that day, a `date` or a column of `beside`."""
    return (
        select(_Report.id)
        .where(
            _Report.organization_id == Person.organization_id,
            _Report.manager_id == Person.id,
            or_(_Report.left_on.is_(None), _Report.left_on > day),
        )
        .correlate(Person, *beside)
        .exists()
    )

"""A person's memberships over time, as a roster changes them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Stint:
    """One membership: from `starts_on` up to, not including, `ends_on`. Without an id it is new."""

    team_id: UUID
    starts_on: date
    ends_on: date | None
    id: UUID | None = None

    def is_over(self, today: date) -> bool:
        return self.ends_on is not None and self.ends_on <= today


def revise(
    stints: Sequence[Stint],
    team_id: UUID | None,
    *,
    hired_on: date | None,
    left_on: date | None,
    left_before: date | None,
    today: date,
) -> tuple[Stint, ...]:
    """The memberships after a roster said `team_id` today. `left_before` is what was known of their leaving.

    The first one starts with the hiring. Who moves ends one and starts another today; what is past stays as it was.
    """
    if stints and hired_on is not None and hired_on < stints[0].starts_on:
        stints = (replace(stints[0], starts_on=hired_on), *stints[1:])
    if left_on is not None and left_on <= today:
        past = _until(stints, left_on)
        if not past and team_id is not None and hired_on is not None:
            past = _until((Stint(team_id, hired_on, None),), left_on)
        return past
    if team_id is None:
        return _until(stints, today)
    return _until(_in_team(stints, team_id, hired_on, left_before, today), left_on)


def current_team(stints: Sequence[Stint], today: date) -> UUID | None:
    """The team of who is in one, or is to join one."""
    return stints[-1].team_id if stints and not stints[-1].is_over(today) else None


def _in_team(
    stints: Sequence[Stint], team_id: UUID, hired_on: date | None, left_before: date | None, today: date
) -> tuple[Stint, ...]:
    """The memberships with the last one open and in that team."""
    if not stints:
        return (Stint(team_id, hired_on or today, None),)
    *past, last = stints
    if last.ends_on is not None and last.is_over(today):
        came_back = hired_on is not None and hired_on >= last.ends_on
        if last.team_id == team_id and last.ends_on == left_before and not came_back:
            return (*past, replace(last, ends_on=None))  # they never left after all
        return (*stints, Stint(team_id, hired_on if hired_on is not None and came_back else today, None))
    if last.starts_on > today:  # still to come: it may be put off, or brought forward
        earliest = past[-1].ends_on if past else None
        last = replace(last, starts_on=max(hired_on or today, earliest or date.min))
    if last.team_id != team_id and last.starts_on < today:
        return (*past, replace(last, ends_on=today), Stint(team_id, today, None))
    return (*past, replace(last, team_id=team_id, ends_on=None))


def _until(stints: Sequence[Stint], day: date | None) -> tuple[Stint, ...]:
    """The memberships up to a day; none that would be of no length. Without a day, as they are."""
    if day is None:
        return tuple(stints)
    return tuple(
        replace(one, ends_on=day) if one.ends_on is None or one.ends_on > day else one
        for one in stints
        if one.starts_on < day
    )

"""What a person gets next and when: their rhythm, what they put off, and the plans to ask about. Pure.

A nudge that was put off comes on the day that it was put off to. A plan whose day has come takes the next place in the
rhythm, and then, once a week at most, a question how something went (`check_ins`). Else prompts and lessons take turns,
as far as they are wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from nudges import check_ins
from nudges.calendar import Due, NeverDue, due_again, next_due
from nudges.check_ins import Spell
from nudges.preferences import Preferences, Sent
from storage.deliveries import COUNTED, FollowUp, Past
from storage.nudge_preferences import NudgeChoices
from storage.words import DeliveryState, LeftOut, Nudge

TRIES = 3
"""So often something that is to come is tried on another day, where it could not be sent."""
_TURNS = (Nudge.REFLECTION, Nudge.LESSON)


@dataclass(frozen=True, slots=True)
class What:
    """What a delivery is about, as far as it is known before it is sent. `again_of`: the one that was put off."""

    nudge: Nudge
    item: str | None = None
    plan_id: UUID | None = None
    again_of: UUID | None = None


_PLAIN = {one: What(one) for one in _TURNS}


@dataclass(frozen=True, slots=True)
class PutOff:
    """A nudge that the person asked for again, from that day on."""

    what: What
    until: date


def rhythm(past: Sequence[Past]) -> list[Sent]:
    """For the calendar: what went out, may have, or is about to. A digest has a day of its own, and takes no place."""
    return [
        Sent(
            one.at,
            one.day,
            one.zone,
            one.answered_at,
            one.snoozed_until is not None,  # put off
            one.state is DeliveryState.UNKNOWN,  # unsure
        )
        for one in past
        if one.state in COUNTED and one.nudge is not Nudge.DIGEST
    ]


def when(
    preferences: Preferences,
    choices: NudgeChoices,
    past: Sequence[Past],
    follow_ups: Sequence[FollowUp],
    now: datetime,
    to_ask: Sequence[Spell] = (),
) -> Due | None:
    """The next moment at which something comes; None while nothing can. `to_ask`: when each question may be asked."""
    history = rhythm(past)
    again = None
    for one in put_off(past, choices):
        due = due_again(preferences, history, now, one.until)
        if due is not None and (again is None or due.at < again.at):
            again = due
    if again is not None:  # the place that it will take must stay free
        history.append(Sent(again.at, again.day, preferences.zone))
    usual = None

    def says(due: Due) -> What | None:
        by_day = not to_ask or check_ins.is_by_day(preferences, due.at, due.day)
        return what(past, follow_ups, choices, due.day, to_ask, by_day=by_day)

    if wants(choices):
        usual = _place(preferences, history, now, to_ask, says)
    else:
        for first in _first_days(past, follow_ups, to_ask):
            usual = _place(preferences, history, now, to_ask, says, first)
            if not isinstance(usual, Due) or says(usual) is not None:
                break
            usual = None  # by then, what there was to ask is too long ago
    if not isinstance(usual, Due):
        return again
    return usual if again is None or usual.at < again.at else again


def _place(
    preferences: Preferences,
    history: Sequence[Sent],
    now: datetime,
    to_ask: Sequence[Spell],
    says: Callable[[Due], What | None],
    first: date | None = None,
) -> Due | NeverDue:
    """The next place in the rhythm, from that day on. Where it is a question's and their hours are not by day, it is
    at a moment of that day, or of the next one that they have, when they may be asked.
    """
    usual = next_due(preferences, history, _begin(preferences, now, first))
    by_day = check_ins.by_day(preferences) if to_ask else preferences
    if by_day is preferences:
        return usual
    asking = next_due(by_day, history, _begin(by_day, now, first))
    if not isinstance(asking, Due) or says(asking) != What(Nudge.CHECK_IN):
        return usual
    if isinstance(usual, Due) and usual.day < asking.day and says(usual) is not None:
        return usual
    return asking


def _begin(preferences: Preferences, now: datetime, first: date | None) -> datetime:
    if first is None:
        return now
    return max(now, datetime.combine(first, preferences.window.start, preferences.clock).astimezone(now.tzinfo))


def what(
    past: Sequence[Past],
    follow_ups: Sequence[FollowUp],
    choices: NudgeChoices,
    day: date,
    to_ask: Sequence[Spell] = (),
    *,
    by_day: bool = True,
) -> What | None:
    """What to send on that day; None where nothing is wanted. What a question asks is chosen when it is sent.

    `by_day`: the moment is one at which somebody may be asked something.
    """
    if again := [one for one in put_off(past, choices) if one.until <= day]:
        return min(again, key=_until).what
    for plan in _unasked(past, follow_ups):
        if plan.since <= day:
            return What(Nudge.FOLLOW_UP, plan_id=plan.plan_id)
    if to_ask and by_day and any(one.has(day) for one in to_ask) and check_ins.is_free(past, day):
        return What(Nudge.CHECK_IN)
    wanted = wants(choices)
    if not wanted:
        return None
    return _PLAIN[_next_turn(wanted, past)]


def _next_turn(wanted: Sequence[Nudge], past: Sequence[Past]) -> Nudge:
    """The kind that was not the last one, where more than one is wanted."""
    for one in reversed(past):
        if one.nudge in _TURNS and _took_turn(one):
            return wanted[-1] if one.nudge is wanted[0] else wanted[0]
    return wanted[0]


def is_asked_again(past: Sequence[Past], again_of: UUID, day: date) -> bool:
    """Whether the person still wants on that day what they put off: by now they may have had it, or put it off longer.

    What is too long ago to be in `past` stays as it was.
    """
    return all(one.snoozed_until is not None and one.snoozed_until <= day for one in past if one.id == again_of)


def wants(choices: NudgeChoices) -> tuple[Nudge, ...]:
    """The kinds that come by turns, as far as the person wants them."""
    if choices.wants_reflections and choices.wants_lessons:
        return _TURNS
    if choices.wants_reflections:
        return (Nudge.REFLECTION,)
    return (Nudge.LESSON,) if choices.wants_lessons else ()


def put_off(past: Sequence[Past], choices: NudgeChoices) -> list[PutOff]:
    """What the person asked for again and did not get yet."""
    return [
        PutOff(What(one.nudge, one.item, one.plan_id, one.id), one.snoozed_until)
        for one in past
        if one.snoozed_until is not None and _is_open(one, past, choices)
    ]


def _is_open(one: Past, past: Sequence[Past], choices: NudgeChoices) -> bool:
    """Whether what was put off is wanted still, and nothing came of it on its day or since: it is told by its id, for
    an item may be gone by then.
    """
    if not one.counts or one.nudge not in (*wants(choices), Nudge.FOLLOW_UP) or one.snoozed_until is None:
        return False
    came = [other for other in past if other.again_of == one.id and other.day >= one.snoozed_until]
    return len(came) < TRIES and all(other.was_in_vain for other in came)


def _unasked(past: Sequence[Past], follow_ups: Sequence[FollowUp]) -> list[FollowUp]:
    """Without those that we asked about already, or are about to, and those that we tried to too often."""
    if not follow_ups:
        return []
    asked = [(one.plan_id, one.day) for one in past if one.plan_id is not None and not one.was_in_vain]
    return [
        one
        for one in follow_ups
        if one.in_vain < TRIES and not any(plan == one.plan_id and day >= one.since for plan, day in asked)
    ]


def _first_days(past: Sequence[Past], follow_ups: Sequence[FollowUp], to_ask: Sequence[Spell]) -> list[date]:
    """The days from which on there is something, for whoever wants nothing else."""
    free = check_ins.free_from(past)
    return sorted({one.since for one in _unasked(past, follow_ups)} | {max(one.since, free) for one in to_ask})


def _took_turn(one: Past) -> bool:
    """Where nothing was left to say the turn is over, too."""
    return one.counts or (one.state is DeliveryState.SKIPPED and one.reason == LeftOut.NOTHING_LEFT)


def _until(one: PutOff) -> date:
    return one.until

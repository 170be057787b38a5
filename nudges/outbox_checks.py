"""Whether a delivery may still be sent, and where to: everything may have changed since it was planned. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from nudges import agenda, check_ins, chosen, digest_times
from nudges.calendar import Skip, may_send
from storage.deliveries import Key, Past
from storage.deliveries_claim import Place, Waiting
from storage.words import DeliveryState, LeftOut, Nudge, Platform, SkipReason

Reason = SkipReason | LeftOut
_OF_OTHER_CHOICES = frozenset({Nudge.FOLLOW_UP, Nudge.CHECK_IN, Nudge.DIGEST})
"""Whether these are wanted, whoever chooses what they say looks at."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What may be sent and where to, what not and why, and what goes to a platform that this process does not serve.

    Keys are organization and delivery. `broken`: what could not be checked, by its id.
    """

    fit: Sequence[tuple[Waiting, Place]]
    skipped: Mapping[Key, Reason]
    elsewhere: Mapping[Key, UUID]
    broken: Sequence[tuple[UUID, Exception]]


def sort_out(
    waiting: Sequence[Waiting],
    past: Mapping[Key, Sequence[Past]],
    places: Mapping[Key, Sequence[Place]],
    platforms: Collection[Platform],
    now: datetime,
) -> Batch:
    """Checks each of them."""
    fit: list[tuple[Waiting, Place]] = []
    skipped: dict[Key, Reason] = {}
    elsewhere: dict[Key, UUID] = {}
    broken: list[tuple[UUID, Exception]] = []
    for one in waiting:
        place = where_to(one, places.get(one.person, ()))
        try:
            reason = refuse(one, past.get(one.person, ()), now)
        except Exception as error:  # noqa: BLE001 - one person's mistaken data must not hold up everybody else's nudges
            broken.append((one.id, error))
            reason = LeftOut.BROKEN
        if reason is not None or place is None:
            skipped[one.key] = reason or LeftOut.NO_ACCOUNT
        elif place.platform not in platforms:
            elsewhere[one.key] = place.account_id
        else:
            fit.append((one, place))
    return Batch(fit, skipped, elsewhere, broken)


def where_to(waiting: Waiting, places: Sequence[Place]) -> Place | None:
    """The account that the person chose, or else the first one that can be reached."""
    reachable = [one for one in places if one.is_reachable]
    chosen_one = (one for one in reachable if one.account_id == waiting.choices.account_id)
    return next(chosen_one, reachable[0] if reachable else None)


def refuse(waiting: Waiting, past: Sequence[Past], now: datetime) -> Reason | None:
    """What speaks against sending it now. What a person asked for needs no good moment."""
    preferences = chosen.calendar(waiting.person_id, waiting.choices)
    today = now.astimezone(preferences.clock).date()
    if not _is_employed(waiting, today):
        return LeftOut.NOT_EMPLOYED
    if waiting.nudge not in _OF_OTHER_CHOICES and waiting.nudge not in agenda.wants(waiting.choices):
        return LeftOut.NOT_WANTED
    if waiting.is_asked_for:
        return None
    if waiting.nudge is Nudge.DIGEST:
        return digest_times.why_not(preferences, waiting.day, waiting.due_at, now)
    if waiting.again_of is not None and not agenda.is_asked_again(past, waiting.again_of, waiting.day):
        return LeftOut.OUT_OF_DATE
    others = [one for one in past if one.id != waiting.id and not _gives_way(one, waiting)]
    if waiting.nudge is Nudge.CHECK_IN:
        preferences = check_ins.by_day(preferences)
        if not check_ins.is_free(others, waiting.day):
            return SkipReason.PACE
    was_put_off = waiting.again_of is not None
    answer = may_send(preferences, agenda.rhythm(others), now, waiting.due_at, was_put_off=was_put_off)
    if isinstance(answer, Skip):
        return answer.reason
    if answer.day != waiting.day:  # the person is in another zone now, and there it is another day
        return SkipReason.TOO_LATE if answer.day > waiting.day else SkipReason.TOO_EARLY
    return None


def _is_employed(waiting: Waiting, today: date) -> bool:
    has_begun = waiting.hired_on is None or waiting.hired_on <= today
    return has_begun and not waiting.is_erased and (waiting.left_on is None or today < waiting.left_on)


def _gives_way(other: Past, waiting: Waiting) -> bool:
    """Of two in line, the one that was there first goes; and before both what the person asked for."""
    is_in_line = other.state is DeliveryState.PENDING
    return is_in_line and not other.is_asked_for and other.id > waiting.id

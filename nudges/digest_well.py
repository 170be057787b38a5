"""One thing that went well in a week, by what was told of a team alone: never more than can be read beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indicators.effort import EFFORTS, Effort
from indicators.readings import Reading, per_100
from indicators.suppression import Verdict
from nudges.figures import counted, in_words, listed
from nudges.names import KINDS
from storage.words import Kind, Tier

RISE, MORE = 5.0, 3
"""So many percentage points, and so many people, are more than one or two who happened to log something."""
STREAK = 3
"""So many weeks in a row are a habit."""
VARIED = 3


def of_week(readings: Sequence[Reading], k: int, turn: int) -> str | None:
    """A sentence or two; None where nothing was told. `readings`: of one team, week by week, the last one last.

    What changed goes first. What is so for longer takes turns: `turn` is the number of the week.
    """
    last = readings[-1]
    if last.is_hidden:
        return None
    changed = next(_changed(readings), None)
    if changed is not None:
        return changed
    standing = list(_standing(readings, k))
    return standing[turn % len(standing)] if standing else _took_part(last)


def _changed(readings: Sequence[Reading]) -> Iterator[str]:
    last, earlier = readings[-1], readings[:-1]
    before = earlier[-1] if earlier else Reading()
    share, was = per_100(last.people), per_100(before.people)
    are_whole = last.people.verdict is before.people.verdict is Verdict.WHOLE
    if not are_whole or share is None or was is None:
        return
    if share >= was + RISE and last.people.count >= before.people.count + MORE:
        yield (
            f"More people logged something than the week before: {last.people.count} of {last.people.people} after "
            f"{before.people.count} of {before.people.people}."
        )


def _standing(readings: Sequence[Reading], k: int) -> Iterator[str]:
    last = readings[-1]
    if Kind.SPONSOR in last.kinds:
        yield (
            f"Colleagues were put forward {_times(last, Kind.SPONSOR)}: somebody used their influence for them, which "
            "is what sets sponsoring apart (Raj 2024, 3.1)."
        )
    if Tier.CONFIRMED in last.tiers:
        yield f"{counted(last.tiers[Tier.CONFIRMED].count, 'action')} helped, say the colleagues that they were for."
    if Tier.WITNESSED in last.tiers:
        yield f"{counted(last.tiers[Tier.WITNESSED].count, 'action')} helped, say colleagues who saw them."
    weeks = _in_a_row(readings)
    if weeks >= STREAK:
        yield (
            f"For {in_words(weeks)} weeks in a row, at least {in_words(k)} people logged something. The small and "
            "repeated adds up (de Alwis 2021, cited in Raj 2024, 4.2)."
        )
    if Kind.INTERVENE in last.kinds:
        yield f"People stepped in {_times(last, Kind.INTERVENE)}. That asks something of whoever does it."
    if Kind.ADVOCATE in last.kinds:
        yield f"People spoke up for something fairer {_times(last, Kind.ADVOCATE)}."
    if Kind.MENTOR in last.kinds:
        yield f"People gave colleagues their time as mentors {_times(last, Kind.MENTOR)}."
    if len(last.kinds) >= VARIED:
        yield f"Support took {in_words(len(last.kinds))} shapes: {listed([KINDS[kind] for kind in last.kinds])}."


def _took_part(last: Reading) -> str:
    if not last.people.people:
        return "Nearly all logged something."
    quick = all(EFFORTS[kind] is Effort.LOW for kind in last.kinds) and last.kinds
    ending = " The small and quick counts, too." if quick else ""
    return f"{last.people.count} people took a minute to log what they did.{ending}"


def _in_a_row(readings: Sequence[Reading]) -> int:
    """How many weeks up to the last one were told, without a gap."""
    weeks = 0
    for one in reversed(readings):
        if one.is_hidden:
            break
        weeks += 1
    return weeks


def _times(reading: Reading, kind: Kind) -> str:
    """ "6 times"; of what may be told only, so it may be more."""
    ruling = reading.kinds[kind]
    return f"{'at least ' if ruling.verdict is Verdict.PART else ''}{ruling.count} times"

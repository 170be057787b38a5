"""What the dashboard's page of nudges lets be known of those that did not go out: of each week, by reason.

The attacker has the numbers and labels of all weeks, knows for how many people there was any nudge in a week, and that
nobody has more than one of a kind on a day. He asks how many people a reason was true of. As all of the attack this
shares no code with what decides what is told.

No total is told of these, and no number of what was planned: so there is nothing else to reckon a reason with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indicators.attack import Target, attack, band
from indicators.attack_published import WRONG, Leak, Outcome
from indicators.attack_solver import ContradictionError, Fact, Range
from indicators.told_deliveries import Said
from storage.words import Nudge

NOT_SENT = "nudges not sent"
MOST = 7 * len(Nudge)
"""So many of a week one person may have at most."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason in a week as it is told, and what is true of it. `count` is the number that is told, if it is one.

    `times`: of how many nudges it was true; of so many `people`, of one of them `largest` times. `everybody` had any
    nudge in that week. `is_chosen`: the reason is of people's own making, and says as much of those of whom it is not.
    """

    name: str
    k: int
    said: Said
    count: int
    times: int
    people: int
    largest: int
    everybody: int
    is_chosen: bool


def attacked(told: Iterable[Reason]) -> Outcome:
    """Tries every reason of every week."""
    found = list(told)
    targets = [target for one in found if (target := _secret(one)) is not None]
    tried = Counter({NOT_SENT: len(found)})
    leaks = [Leak(NOT_SENT, f"{one.name}: {why}") for one in found if (why := _too_much(one))]
    leaks += [
        Leak(WRONG, f"{one.name}: told as {one.count}, where there were {one.times}") for one in found if _lies(one)
    ]
    try:
        report = attack([fact for one in found for fact in _facts(one)], targets)
    except ContradictionError as error:
        return Outcome(tried, (*leaks, Leak(WRONG, f"what is told of nudges cannot all be true: {error}")))
    return Outcome(tried, (*leaks, *(Leak(NOT_SENT, str(one)) for one in report.recovered)))


def _facts(one: Reason) -> Iterator[Fact]:
    people, times = ("people", one.name), ("times", one.name)
    yield Fact({people: 1}, Range(0, one.everybody))
    yield Fact({times: 1, people: -1}, Range(0))
    yield Fact({people: MOST, times: -1}, Range(0))
    match one.said:
        case Said.NUMBER:
            yield Fact({times: 1}, Range(one.count, one.count))
        case Said.FEW:
            yield Fact({people: 1}, Range(0, one.k - 1))
        case Said.NEARLY_ALL:
            yield Fact({people: 1}, Range(max(one.k, one.everybody - one.k + 1), one.everybody))
        case Said.HIDDEN:
            yield Fact({people: 1}, Range(min(one.k, one.everybody)))


def _secret(one: Reason) -> Target | None:
    """How many people it was true of, where only a label may be known of that."""
    if one.people >= one.k and not one.is_chosen:
        return None
    keep = band(one.everybody, one.people, one.k)
    return None if keep is None else Target(one.name, {("people", one.name): 1}, one.people, keep)


def _too_much(one: Reason) -> str | None:
    """A number that is one person's for more than half."""
    return "one person has more than half of it" if one.said is Said.NUMBER and 2 * one.largest > one.times else None


def _lies(one: Reason) -> bool:
    return one.said is Said.NUMBER and one.count != one.times

"""What may be told of the whole organization alone: months, quarters and years, and every other indicator.

Never by team: months beside weeks, and people who move, would give hidden groups away. What is told here has to leave
open what is not told of the organization's other periods, and what nests or adds up may not be subtracted:

- **Longer periods.** Whoever contributed in a week did so in its month. So a month's number has to be as large as any
  hidden part of a week in it may be, and may not be so large that the hidden part of a week can't be nought any more.
  Acts add up: beside all others as small as they may be, each hidden one has to have room, and beside all others as
  large as they may be, it must not be needed. If one number of a family fails (men, women; the kinds; the tiers), none
  of the family is told, for it would be what the others leave.
- **Parts of a whole.** A part is told where it passes by itself, and so does what it leaves of a whole that is told. Of
  how many people that is, the least that is certain is taken. Numbers that are acts of one kind are told with it; those
  of an effort where all its kinds are told.
- **Shares of things** (lessons, nudges, answers): at least k people behind the things that did happen, no one behind
  more than half of them, and at least k things that did not. Who is behind these is not counted: that is a limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from indicators import told_beside, told_periods, told_week
from indicators.cells import OwnWeek, Tally
from indicators.periods import Period
from indicators.suppression import Ruling, Verdict
from indicators.told_keys import (
    ADDING,
    ALL_ACTS,
    GROWING,
    HIDDEN,
    INTERVENTIONS,
    KINDS,
    MEN,
    MENTORS,
    OF_USE,
    REST,
    SESSIONS,
    SHARES,
    SPONSORS,
    SUSTAINED,
    THINGS,
    TIERS,
    WOMEN,
    Numbers,
    is_whole,
    number,
)
from indicators.told_periods import Closed
from indicators.told_week import ACTIONS, EVERYBODY, Key
from storage.words import Gender, Tier

__all__ = ["Closed", "Numbers", "again_of_organization", "of_organization"]

OF_TEAMS_TOO = (EVERYBODY, MEN, WOMEN, *REST, ALL_ACTS, *KINDS.values(), *TIERS)
"""What is told of teams, too, in a week."""
WHOLES = (EVERYBODY, ALL_ACTS, SPONSORS, *SHARES, *THINGS)
"""What is no part of anything else."""


def of_organization(
    period: Period,
    values: Mapping[Key, Numbers],
    k: int,
    *,
    week: Mapping[Key, Ruling] | None = None,
    others: Sequence[Closed] = (),
) -> dict[Key, Ruling]:
    """What may be told of the whole organization for one period.

    `week`: for a week, what is told of the organization among its teams. `others`: all periods that are told already
    and have a day in common with this one, and the weeks before it that an indicator looks back at.
    """
    if week is None:
        found = _as_one_team(values, k)
        told_periods.withhold(found, values, period, others, OF_TEAMS_TOO, k)
    else:
        found = dict(week)
    beside = told_beside.rule(values, found, k)
    found |= beside
    told_periods.withhold(found, values, period, others, [key for key in (*GROWING, *ADDING) if key in beside], k)
    for out_of, part in ((MENTORS, SESSIONS), (INTERVENTIONS, OF_USE)):
        if not is_whole(found, out_of):  # a number is told with what it is out of
            found[part] = HIDDEN
    if told_periods.tells_of_a_week(period, values, others, k):
        found[SUSTAINED] = HIDDEN
    return {key: ruling for key, ruling in found.items() if key in values}


def again_of_organization(told: Mapping[Key, Ruling], values: Mapping[Key, Numbers], k: int) -> dict[Key, Ruling]:
    """What is told after a change: the same numbers, of which those move that k people at least have changed.

    Parts stay: what one of them and the whole have changed by would leave the change of the others.
    """
    found = dict(told)
    for key in WHOLES:
        ruling, (numerator, denominator, _, largest) = told.get(key, HIDDEN), number(values, key)
        is_same = ruling.verdict is Verdict.WHOLE and denominator == ruling.people
        if is_same and numerator - ruling.count >= k * max(1, largest):
            found[key] = Ruling(Verdict.WHOLE, denominator, numerator)
    return found


def _as_one_team(values: Mapping[Key, Numbers], k: int) -> dict[Key, Ruling]:
    """Participation and acts, by the rules for a team of which there is nothing beneath."""
    everybody, men, women = (values.get(key, (0, 0, 0, 0)) for key in (EVERYBODY, MEN, WOMEN))
    team = UUID(int=0)
    cell = OwnWeek(
        team=team,
        parent=None,
        people={
            Gender.MAN: men[1],
            Gender.WOMAN: women[1],
            Gender.UNDISCLOSED: everybody[1] - men[1] - women[1],
        },
        contributors={
            Gender.MAN: men[0],
            Gender.WOMAN: women[0],
            Gender.UNDISCLOSED: everybody[0] - men[0] - women[0],
        },
        all=_tally(values, ALL_ACTS),
        kinds={kind: _tally(values, key) for kind, key in KINDS.items()},
        tiers={tier: _tally(values, (ACTIONS, tier.value)) for tier in Tier},
    )
    return told_week.rule([cell], k)[team]


def _tally(values: Mapping[Key, Numbers], key: Key) -> Tally:
    acts, _, actors, largest = values.get(key, (0, 0, 0, 0))
    return Tally(acts, actors, largest)

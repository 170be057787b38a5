"""Which numbers of a period may be told, so that nobody can be found out from all that is told together.

By team and by week only participation (of everybody, of men, of women) and acts (all, of each kind, of each evidence
tier) are told; every other indicator, and every longer period, of the whole organization alone. Weeks do not hang
together: nobody's number in one follows from another. One engine says what, for every way out.

**One thing inside the other.** How many contributed is told by `indicators/suppression.py`, of groups that share nobody
and the sums of these. How many acts there were is told of such groups only (`told_acts.py`), and kinds, tiers and
genders are the columns of tables of which the rows are groups with a known total (`told_genders.py`, `told_tables.py`).
So whatever could be true of who contributed can still be true beside the acts, and of the rows beside the columns.

**What has to stay possible.** Of each team's own people, and of each team with all beneath, in each of these numbers:
where fewer than k contributed, anything from none to k-1; where fewer than k did not, the same from the other end; of
acts of which one person did more than half, one more and one less. What the number of everybody says of the men among
them, being what it is, that number says; nothing that is told of men or women adds to it.

**Told again** (`told_again.py`): who it is told of stays, and a number moves only by what k people did.

**The literature.** This is complementary cell suppression in hierarchical and linked tables: Cox (1980), "Suppression
methodology and statistical disclosure control", Journal of the American Statistical Association 75; Willenborg and de
Waal (2001), "Elements of Statistical Disclosure Control"; the audit by integer programming that the tests and
`upstander privacy attack` make of it is that of Fischetti and Salazar-González (2001), "Solving the cell suppression
problem on tabular data with linear constraints", Management Science 47(7). What to hide is chosen greedily, from the
leaves up, so that more is hidden than the best choice would hide.

**Limits.** It is proved for secrets one at a time, and audited for all of them; not for what follows of two at once.
Whoever knows the rule learns from a silence that some secret would have failed, but not which. That the acts of a told
group are hidden says that one person did more than half of them. How many people are behind the acts of several hidden
kinds together is not counted, but bounded from below by the most that anyone did. Which kinds are the two rarest of the
whole organization shows in what is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from indicators import told_again, told_week
from indicators.cells import OwnWeek
from indicators.suppression import Ruling
from indicators.told_organization import Closed, Numbers, again_of_organization, of_organization
from indicators.told_week import EVERYBODY, KEYS, Key

__all__ = [
    "EVERYBODY",
    "KEYS",
    "Closed",
    "Key",
    "Numbers",
    "Told",
    "again",
    "again_of_organization",
    "of_organization",
    "of_week",
]

Told = Mapping[UUID, Mapping[Key, Ruling]]
"""What is told of each team. What is missing is hidden."""


def of_week(cells: Sequence[OwnWeek], k: int, *, without_complementary: bool = False) -> dict[UUID, dict[Key, Ruling]]:
    """What may be told of each team for one week. `cells` are all of one organization's, itself on top of them."""
    return told_week.each_by_itself(cells, k) if without_complementary else told_week.rule(cells, k)


def again(
    told: Told,
    before: Sequence[OwnWeek],
    now: Sequence[OwnWeek],
    k: int,
    *,
    last: Sequence[OwnWeek] | None = None,
) -> dict[UUID, dict[Key, Ruling]]:
    """What is told of a week whose numbers changed after it was told.

    `told`: what was told last; `before`: the cells that it was told of at first; `now`: as they are; `last`: as they
    were when it was told last, if it was told again since.
    """
    return told_again.again(told, before, now, k, last)

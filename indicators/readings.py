"""What was told of a team in a closed week, as it is stored: by participation, acts, kinds and evidence tiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from indicators.suppression import Reason, Ruling, Verdict
from storage.indicator_values import StoredPart, StoredValue
from storage.words import Kind, Tier

HIDDEN = Ruling(Verdict.HIDDEN)
PARTICIPATION, ACTIONS = "participation", "actions_per_100"
NEEDED = frozenset({PARTICIPATION, ACTIONS})
"""The indicators that a reading is made of."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What may be told of one team and one week. What was not stored is hidden; so is a kind that is not in `kinds`."""

    people: Ruling = HIDDEN
    men: Ruling = HIDDEN
    women: Ruling = HIDDEN
    actions: Ruling = HIDDEN
    kinds: Mapping[Kind, Ruling] = field(default_factory=dict)
    tiers: Mapping[Tier, Ruling] = field(default_factory=dict)

    @property
    def is_hidden(self) -> bool:
        """Whether nothing may be said of how many contributed."""
        return self.people.verdict is Verdict.HIDDEN

    @property
    def share(self) -> float | None:
        """Percent of the people who did something; None where there is no number to show."""
        return per_100(self.people)

    @property
    def actions_per_100(self) -> float | None:
        """Actions per 100 people; None where there is no number to show."""
        return per_100(self.actions)


Week = tuple[UUID, date]
"""A team (or the organization, by its own id), and the Monday of a week."""


def of_values(values: Iterable[StoredValue]) -> dict[Week, Reading]:
    """A reading for each team and week of which anything is stored."""
    stored: dict[Week, dict[str, Mapping[str, StoredPart]]] = {}
    for one in values:
        stored.setdefault((one.team_id, one.starts_on), {})[one.indicator] = one.parts
    return {week: _read(by.get(PARTICIPATION, {}), by.get(ACTIONS, {})) for week, by in stored.items()}


def per_100(ruling: Ruling) -> float | None:
    """The number as one of 100 people; None where there is no number to show."""
    return 100 * ruling.count / ruling.people if ruling.people else None


def _read(people: Mapping[str, StoredPart], acts: Mapping[str, StoredPart]) -> Reading:
    return Reading(
        people=_ruling(people.get("all")),
        men=_ruling(people.get("men")),
        women=_ruling(people.get("women")),
        actions=_ruling(acts.get("all")),
        kinds={kind: ruling for kind in Kind if _is_told(ruling := _ruling(acts.get(kind.value)))},
        tiers={tier: ruling for tier in Tier if _is_told(ruling := _ruling(acts.get(tier.value)))},
    )


def _ruling(part: StoredPart | None) -> Ruling:
    """What was told; never the measured numbers beside it, which are nobody's to read here."""
    if part is None or part.verdict is None:
        return HIDDEN
    return Ruling(Verdict(part.verdict), part.people, part.count, Reason(part.why) if part.why else None)


def _is_told(ruling: Ruling) -> bool:
    return ruling.verdict in {Verdict.WHOLE, Verdict.PART}

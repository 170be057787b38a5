"""Which function measures which indicator."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from indicators.measures.acts import actions_per_100, interventions, participation, substance_mix, sustained
from indicators.measures.evidence import confirmed_share
from indicators.measures.learning import nudge_response, quiz_gain, training_completion, training_reach
from indicators.measures.sponsoring import mentors, sponsors, sponsorship_outcome, women_sponsored
from indicators.rows import Rows
from indicators.scope import Scope
from indicators.values import Value

Measure = Callable[[Rows, Scope], dict[str, Value]]
"""The values of an indicator by their parts, in the order of its definition."""

MEASURES: Mapping[str, Measure] = {
    "participation": participation,
    "actions_per_100": actions_per_100,
    "interventions": interventions,
    "sponsors": sponsors,
    "women_sponsored": women_sponsored,
    "sponsorship_outcome": sponsorship_outcome,
    "mentors": mentors,
    "training_reach": training_reach,
    "training_completion": training_completion,
    "quiz_gain": quiz_gain,
    "nudge_response": nudge_response,
    "sustained": sustained,
    "substance_mix": substance_mix,
    "confirmed_share": confirmed_share,
}

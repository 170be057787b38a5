"""Table 1 of Raj (2024), *The Power of Allyship*: the rows that what people log can speak to, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indicators.registry import Criterion

TITLE = "Table 1: Key Metrics for Evaluating Male Allyship in Workplace Gender Equity"
DOI = "https://doi.org/10.53555/kuey.v30i9.10114"


@dataclass(frozen=True, slots=True)
class Row:
    """How a criterion is to be measured, and the sources that the paper names for it."""

    methods: str
    sources: str


ROWS: Mapping[Criterion, Row] = {
    Criterion.SPONSORSHIP: Row(
        "Number of male mentors supporting female employees; tracking the career progression of women under male "
        "sponsorship.",
        "Watson & Detjen (2020); Wood (2021)",
    ),
    Criterion.INTERVENTION: Row(
        "Recording instances of men addressing workplace discrimination through formal reports or HR feedback "
        "channels.",
        "Stowers et al. (2019); Smith (2021)",
    ),
    Criterion.TRAINING: Row(
        "Attendance and engagement in workshops addressing gender bias and allyship.",
        "Engström (2019); Abdulina et al. (2021)",
    ),
}

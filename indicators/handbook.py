"""Writes docs/indicators.md from the registry, so that what is documented is what is measured."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.breakdowns import ENOUGH
from indicators.definitions import REGISTRY
from indicators.registry import LEAST_CONTRIBUTORS, Indicator, Part
from indicators.values import Unit

UNITS = {
    Unit.PEOPLE: "people",
    Unit.PERCENT: "%",
    Unit.PER_100_PEOPLE: "per 100 people",
    Unit.PER_PERSON: "per person",
    Unit.POINTS: "percentage points",
}
_OPENING = f"""\
# Indicators

<!-- Made from indicators/definitions.py by indicators/handbook.py: change the definitions, then run `make golden`. -->

What each number means. They follow the evaluation criteria of Table 1 in Raj (2024), *The Power of Allyship*
([doi:10.53555/kuey.v30i9.10114](https://doi.org/10.53555/kuey.v30i9.10114)), as far as what people log can speak to
them. There is no number of a person: what is graded is a portfolio of acts.

## What holds for all

- **Scope**: the whole organization, or some of its teams. **Period**: an ISO week, a calendar month, quarter or year in
  the organization's zone.
- **Population**: people employed on at least one day of the period. In a period everybody belongs to one team: where
  they were when it began, or where they joined in it.
- **Counted action**: not withdrawn, and it happened in the period. It counts for its actor, in the one team that they
  belong to in the period: so whoever is behind a team's acts is one of its people. Who was employed on no day of the
  period is in none of its numbers.
- **Gender** is what people declare, or the roster lawfully holds; it is never guessed. Who declares nothing is in every
  number that is not of men or women alone.
- **Contributors**: the distinct people behind the numerator. A sponsorship and an answer have two people behind them;
  there the side with fewer people counts.
- **Closed**: a value is measured when its period is over in the organization's zone, and stored with its method
  version. What is logged, withdrawn or confirmed later makes a revision with its reason, once a day at most; what was
  told moves only where that gives nobody away. Of a team only participation and acts of a week are told, and nothing
  is told of a period that still runs.
- **Shown or not**: a value needs at least {LEAST_CONTRIBUTORS} contributors to be shown. An organization may ask for
  more, never for fewer; and the other rules of privacy hold besides.
- **Nothing to show**: a value out of nothing is not 0; it is left out.
- **Interval**: every proportion carries its 95% Wilson interval. It takes each thing counted as independent of the
  others. Several acts of one person are not, so for proportions of acts, lessons, nudges and answers read it as the
  least uncertainty there is.
- **Evidence tiers** (self-reported, confirmed, witnessed) are always told separately. An action counts whatever its
  evidence; how many have which is told beside it.
- **By department, location and level**: participation, acts (all, by kind, by evidence tier) and interventions of a
  week are told by what the roster says of people. Each number is the sum of what is told of teams in which everybody is
  of that group, so that nothing is told that was not told before. Such teams have to have at least {ENOUGH}% of the
  group's people; of how many it is, is told with it. Everybody counts where the roster had them when the week began.
  Other indicators are told of the whole organization alone.
- A change of what an indicator counts is a new **method version**; its id stays.

## All of them

"""
_CLOSING = """\
## Not measured yet

`perception_gap` (men's self-report minus women's anonymous report of the same behaviour) and the scales of the pulse,
Table 1's *Employee Perception Surveys*, wait for a pulse, which is not sent yet. The other criteria of Table 1
(*Promotion & Retention of Women*, *Wage Gap Analysis*, *Diversity in Leadership*, *Cultural Shifts*) need what HR
records, or what people say in interviews.
"""


def as_markdown() -> str:
    """The whole page."""
    return _OPENING + "".join(_lines()) + _CLOSING


def _lines() -> Iterator[str]:
    yield "| id | name | formula | Table 1 |\n|---|---|---|---|\n"
    for one in REGISTRY.values():
        yield f"| [`{one.id}`](#{one.id}) | {one.name} | {one.formula} | {_criteria(one)} |\n"
    yield "\n"
    for one in REGISTRY.values():
        yield from _section(one)


def _section(one: Indicator) -> Iterator[str]:
    yield f"## {one.id}\n\n**{one.name}.** {one.formula}.\n\n"
    yield "| number | formula | unit |\n|---|---|---|\n"
    yield from (_row(part) for part in one.parts)
    yield f"\n- Population: {one.population}.\n"
    if one.splits:
        yield f"- Told apart by {' and by '.join(one.splits)}.\n"
    yield f"- Table 1: {_criteria(one)}. Source: {one.source}.\n"
    yield f"- At least {one.minimum_contributors} contributors. Method version {one.method_version}.\n"
    if one.caution:
        yield f"- {one.caution}\n"
    if one.note:
        yield f"- {one.note}\n"
    yield "\n"


def _row(part: Part) -> str:
    interval = ", with interval" if part.unit is Unit.PERCENT else ""
    return f"| `{part.id}` | {part.formula} | {UNITS[part.unit]}{interval} |\n"


def _criteria(one: Indicator) -> str:
    return "; ".join(one.criteria) or "none of its criteria"

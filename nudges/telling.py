"""How what may be told of a team is said: numbers where there are any, and plain words for what is not shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from indicators.periods import Period
from indicators.readings import Reading, per_100
from indicators.suppression import Ruling, Verdict
from messages.blocks import Block, Chart, ChartKind, Note, Series, Span, Table, Text, strong
from nudges.figures import counted, in_words, short_day
from nudges.names import KINDS, TIERS
from nudges.team_weeks import TeamWeek, Told
from storage.words import Kind, Tier

PRIVACY = (
    "People log this themselves; what a colleague has confirmed is told apart. It tells nobody's name, and not who "
    "logged nothing."
)
NOT_SHOWN = "not shown"


def people(ruling: Ruling, k: int) -> Iterator[str | Span]:
    """ "8 of 23 people logged something.", or why that is not told."""
    match ruling.verdict:
        case Verdict.WHOLE:
            yield strong(f"{ruling.count} of {ruling.people} people")
            yield " logged something."
        case Verdict.PART:
            yield strong(f"{ruling.count} of {ruling.people} people")
            yield " logged something, small groups left out."
        case Verdict.NEARLY_ALL:
            yield strong("nearly all")
            yield " logged something."
        case Verdict.HIDDEN:
            yield strong(fewer_than(k))
            yield ", so no number is shown."


def cell(ruling: Ruling, k: int) -> str:
    """The same in a table."""
    match ruling.verdict:
        case Verdict.WHOLE:
            return f"{ruling.count} of {ruling.people}"
        case Verdict.PART:
            return f"{ruling.count} of {ruling.people}, in part"
        case Verdict.NEARLY_ALL:
            return "nearly all"
        case Verdict.HIDDEN:
            return fewer_than(k)


def number(ruling: Ruling | None) -> str:
    """A number of acts in a table."""
    match ruling:
        case Ruling(verdict=Verdict.WHOLE):
            return str(ruling.count)
        case Ruling(verdict=Verdict.PART):
            return f"{ruling.count}, in part"
        case _:
            return NOT_SHOWN


def rate(ruling: Ruling) -> str:
    """So many per 100 people, in a table."""
    value = per_100(ruling)
    return NOT_SHOWN if value is None else f"{value:.0f}"


def by_gender(reading: Reading) -> Iterator[Block]:
    """How many of the men, and of the women, where that is told."""
    told = [
        f"{ruling.count} of {ruling.people} {who}{', in part' if ruling.verdict is Verdict.PART else ''}"
        for ruling, who in ((reading.men, "men"), (reading.women, "women"))
        if ruling.people
    ]
    if told:
        yield Text(f"Of these, by what people declare: {' and '.join(told)}.")


def acts(reading: Reading) -> Iterator[Block]:
    """How many actions there were."""
    ruling, rate_per_100 = reading.actions, reading.actions_per_100
    if rate_per_100 is not None:
        left_out = ", small groups left out" if ruling.verdict is Verdict.PART else ""
        yield Text(f"{counted(ruling.count, 'action')}, {rate_per_100:.0f} per 100 people{left_out}.")
    elif not reading.is_hidden:
        yield Text("The number of actions is not shown: it would say too much of single people.")


def kinds(reading: Reading, title: str) -> Iterator[Block]:
    """The kinds that may be told, the most frequent first."""
    if not reading.kinds:
        if reading.actions_per_100 is not None:
            yield Text("What kinds they were is not shown, as single people would show through.")
        return
    by_number = sorted(reading.kinds, key=lambda kind: -reading.kinds[kind].count)
    rows = [(KINDS[kind], number(reading.kinds[kind]), rate(reading.kinds[kind])) for kind in by_number]
    if len(rows) < len(Kind):
        rows.append(("Other kinds", NOT_SHOWN, NOT_SHOWN))
    yield Table(title, ("Kind", "Actions", "Per 100 people"), tuple(rows))


def tiers(reading: Reading, title: str) -> Iterator[Block]:
    """The evidence tiers, each by itself."""
    if reading.tiers:
        rows = tuple((TIERS[tier], number(reading.tiers.get(tier))) for tier in Tier)
        yield Table(title, ("Evidence", "Actions"), rows)
    elif reading.actions_per_100 is not None:
        yield Text("How well they are evidenced is not shown, as single answers of colleagues could show through.")


def trend(weeks: Sequence[TeamWeek]) -> Iterator[Chart]:
    """How many of a team took part, week by week."""
    shares = [(one.week, one.own.reading.share) for one in weeks]
    yield from _bars("People who logged something", "Logged something", "%", shares)


def trend_of_acts(weeks: Sequence[TeamWeek]) -> Iterator[Chart]:
    """How much a team did, week by week."""
    rates = [(one.week, one.own.reading.actions_per_100) for one in weeks]
    yield from _bars("Actions per 100 people", "Per 100 people", "per 100 people", rates)


def _bars(title: str, name: str, unit: str, values: Sequence[tuple[Period, float | None]]) -> Iterator[Chart]:
    """Weeks that may be shown, each named by its Monday. One that is not told has no bar: a gap drawn as zero lies.

    `name`: what is counted, in a few letters, as platforms cut what is longer.
    """
    shown = [(week, round(value, 1)) for week, value in values if value is not None]
    if len(shown) > 1:
        categories = tuple(short_day(week.first) for week, _ in shown)
        yield Chart(ChartKind.BAR, title, categories, (Series(name, tuple(value for _, value in shown)),), unit)


def instead(above: Told | None, k: int) -> Iterator[str | Span]:
    """What is told in place of a hidden team: the smallest team above it that may be shown."""
    if above is None:
        yield " No team above it may be shown for this week either."
    else:
        yield f" The smallest team above it that may be shown is {above.team.name}: "
        yield from people(above.reading.people, k)


def fewer_than(k: int) -> str:
    return f"fewer than {in_words(k)}"


def notes(k: int, shown: Iterable[Ruling], acts: Iterable[Ruling], *, is_example: bool) -> Iterator[Block]:
    """What the words for what is not shown mean. `shown`: of people; `acts`: of what they did."""
    verdicts = {ruling.verdict for ruling in shown}
    yield Note(PRIVACY)
    if Verdict.HIDDEN in verdicts:
        few = fewer_than(k)
        yield Note(
            f"“{few.capitalize()}” means that a group of {few} would show through: of people, of those who logged "
            "something (there may be none), or of those who did not, here or in a team beneath."
        )
    if Verdict.PART in verdicts or any(ruling.verdict is Verdict.PART for ruling in acts):
        yield Note("“In part” and “small groups left out”: only the groups are counted that are large enough to show.")
    if is_example:
        yield Note("This is example data.")

"""`me quarter`: what this quarter's acts asked of whoever did them, for that person alone.

The acts are sorted, never the person: there is no score, no aim, nobody to compare with, and the quick ones count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from handlers import log
from handlers.command import Services
from handlers.request import Press, Reply, Request
from handlers.wording import KINDS
from indicators.effort import EFFORTS, Effort
from indicators.periods import Period, quarter_of, today_in
from messages.blocks import (
    Block,
    Button,
    Buttons,
    Chart,
    ChartKind,
    Field,
    Fields,
    Heading,
    Message,
    Note,
    Series,
    Style,
    Text,
    strong,
)
from nudges.day_words import MONTHS
from nudges.figures import counted, listed
from storage import counts
from storage.counts import DayCount
from storage.words import Kind

EFFORT_WORDS: Mapping[Effort, str] = {
    Effort.LOW: "Quick",
    Effort.MIDDLE: "Took time",
    Effort.HIGH: "Demanding",
}
"""In the order in which they are told; short, for they stand beneath bars."""
IN_A_MIX: Mapping[Effort, str] = {
    Effort.LOW: "what is quick to do",
    Effort.MIDDLE: "what took time",
    Effort.HIGH: "what was demanding",
}
SOURCE = (
    "Acts are sorted by what their kind usually asks of people. Why that: performative support is described as easy "
    "and costless (Kutlaca & Radke, 10.1111/spc3.12724), effective allyship as aware, authentic, inclusive of all, and "
    "of consistent high effort (Pietri et al. 2024, 10.1038/s44159-024-00359-0). Quick is not the same as for show: "
    "the small and repeated adds up (de Alwis 2021, cited in Raj 2024, 4.2)."
)
ONLY_YOU = "Only you see this. It sorts acts, never people."
QUARTER = Button("This quarter", "me.quarter")
PUT_FORWARD = Button("Put someone forward", "me.sponsor", style=Style.PRIMARY)
RECORD = Button("My record", "me")


@dataclass(frozen=True, slots=True)
class Portfolio:
    """How many acts of each kind somebody did in a quarter."""

    by_kind: Mapping[Kind, int]

    @classmethod
    def of(cls, days: Iterable[DayCount], quarter: Period) -> Portfolio:
        by_kind: Counter[Kind] = Counter()
        for one in days:
            if one.day in quarter:
                by_kind[one.kind] += one.actions
        return cls(by_kind)

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())

    @property
    def has_sponsored(self) -> bool:
        return self.by_kind.get(Kind.SPONSOR, 0) > 0

    def kinds(self, effort: Effort) -> dict[Kind, int]:
        """The kinds of that effort that there are, in the order in which kinds are told."""
        return {kind: self.by_kind[kind] for kind in KINDS if EFFORTS[kind] is effort and self.by_kind.get(kind)}

    def acts(self, effort: Effort) -> int:
        return sum(self.kinds(effort).values())


def this_quarter(request: Request) -> Period:
    """The quarter that it is where the organization is: the one that its indicators count, too."""
    return quarter_of(today_in(request.asker.organization_zone, request.now))


async def show(request: Request, _press: Press, services: Services) -> Reply:
    return await card(request, services)


async def put_forward(request: Request, _press: Press, _services: Services) -> Reply:
    """The form, with sponsoring chosen. Nothing is logged before it is sent."""
    return log.blank(request, Kind.SPONSOR)


async def card(request: Request, services: Services) -> Message:
    """The quarter as a page of its own."""
    db, asker, quarter = services.db, request.asker, this_quarter(request)
    days = await counts.own_by_day(db, asker.organization_id, asker.person_id, quarter.first, quarter.end)
    portfolio = Portfolio.of(days, quarter)
    if portfolio.total == 0:
        return _nothing(quarter)
    return _card(portfolio, quarter)


def in_short(portfolio: Portfolio) -> Iterator[Block]:
    """The quarter in a line of the record, with the way to its page."""
    if portfolio.total == 0:
        yield Text(strong("This quarter: "), "nothing logged so far, and there is no hurry.")
        return
    split = [f"{words} {portfolio.acts(effort)}" for effort, words in EFFORT_WORDS.items() if portfolio.acts(effort)]
    yield Text(strong("This quarter: "), f"{listed(split)}.")
    yield Buttons((QUARTER,))


def _card(portfolio: Portfolio, quarter: Period) -> Message:
    total = portfolio.total
    values = tuple(float(portfolio.acts(effort)) for effort in EFFORT_WORDS)
    blocks: tuple[Block, ...] = (
        Heading(f"Your quarter, {_months(quarter)}"),
        Text(strong(counted(total, "action")), " so far."),
        Text(_kindly(portfolio)),
        Chart(
            ChartKind.BAR,
            "What your actions asked of you",
            tuple(EFFORT_WORDS.values()),
            (Series("Actions", values),),
            unit="actions",
        ),
        Fields(tuple(Field(words, _share(portfolio, effort)) for effort, words in EFFORT_WORDS.items())),
        Buttons((PUT_FORWARD, RECORD)),
        Note(SOURCE),
        Note(ONLY_YOU),
    )
    return Message(f"Your quarter so far: {counted(total, 'action')}.", blocks)


def _nothing(quarter: Period) -> Message:
    return Message(
        "Nothing logged this quarter so far, and that is fine.",
        (
            Heading(f"Your quarter, {_months(quarter)}"),
            Text(
                "Nothing logged so far, and that is fine. If something comes to mind, small or large, I am glad to "
                "keep it for you."
            ),
            Buttons((Button("Log an action", "log", style=Style.PRIMARY), RECORD)),
            Note(ONLY_YOU),
        ),
    )


def _share(portfolio: Portfolio, effort: Effort) -> str:
    """ "2 of 8 (25%): Sponsor 1 and Advocate 1"; where there is none, what it would be."""
    acts, total = portfolio.acts(effort), portfolio.total
    if not acts:
        return f"none so far ({', '.join(KINDS[kind] for kind in KINDS if EFFORTS[kind] is effort)})"
    kinds = listed([f"{KINDS[kind]} {number}" for kind, number in portfolio.kinds(effort).items()])
    return f"{acts} of {total} ({100 * acts / total:.0f}%): {kinds}"


def _kindly(portfolio: Portfolio) -> str:
    """What is there, and one offer that fits it. Never a grade: each is told with what is good about it."""
    total = portfolio.total
    most = next((effort for effort in Effort if 2 * portfolio.acts(effort) > total), None)
    is_all = most is not None and portfolio.acts(most) == total
    what = "What you logged this quarter" if is_all else "Most of what you logged this quarter"
    match most:
        case Effort.LOW:
            is_told = f"{what} was quick to do, and it {'adds up' if total > 1 else 'counts'}."
        case Effort.MIDDLE:
            is_told = f"{what} took time, and you made that time."
        case Effort.HIGH:
            is_told = f"{what} was demanding. Be kind to yourself, too."
        case _:
            parts = [words for effort, words in IN_A_MIX.items() if portfolio.acts(effort)]
            is_told = f"What you logged this quarter is a mix of {listed(parts)}."
    if portfolio.has_sponsored:
        return f"{is_told} Sponsorship is part of it, and that is where it counts most."
    return f"{is_told} Sponsorship is where it counts most: who could you put forward?"


def _months(quarter: Period) -> str:
    first, last = (MONTHS[day.month - 1].capitalize() for day in (quarter.first, quarter.last))
    return f"{first} to {last} {quarter.first.year}"

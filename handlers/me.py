"""`me`: what I logged, by kind and week, and how well it is evidenced; `me quarter`. Nobody else sees these cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from handlers import cards, confirm_waiting, errors, portfolio
from handlers import own_evidence as evidence_words
from handlers.command import Command, Services
from handlers.entry import Entry
from handlers.portfolio import Portfolio
from handlers.request import Press, Reply, Request, Words
from handlers.wording import INCIDENTS, KINDS, OPPORTUNITIES
from indicators.periods import month_of, week_of, weeks_back
from messages.blocks import (
    Block,
    Button,
    Buttons,
    Chart,
    ChartKind,
    Divider,
    Heading,
    Message,
    Note,
    Series,
    Span,
    Style,
    Text,
    emphasis,
    strong,
)
from nudges.figures import counted, in_words, listed, short_day
from storage import actions, counts, own_evidence, sponsorships
from storage.actions import LoggedAction
from storage.counts import DayCount

PAGE = 10
WEEKS = 12
LONGEST_NOTE = 300
ONLY_YOU = "Only you see this list."
QUARTER = frozenset({"quarter", "this quarter", "my quarter", "portfolio"})


async def answer(request: Request, words: Words, services: Services) -> Reply:
    said = " ".join(one for one in words.parts if isinstance(one, str)).casefold().strip(" .:!?")
    return await (portfolio.card if said in QUARTER else _record)(request, services)


async def show(request: Request, _press: Press, services: Services) -> Reply:
    return await _record(request, services)


async def older(request: Request, press: Press, services: Services) -> Reply:
    """The page after the action that the button names."""
    asker = request.asker
    last = await _one_of_mine(request, press.subject, services)
    if last is None:
        return errors.gone("page")
    page = await actions.own(
        services.db, services.cipher, asker.organization_id, asker.person_id, limit=PAGE + 1, before=last
    )
    if not page:
        return errors.say("That is all: there is nothing older in your record.")
    blocks = [Heading("Older actions"), *_listed(page, request.today), Note(ONLY_YOU)]
    return Message("Older actions of yours.", tuple(blocks))


async def _record(request: Request, services: Services) -> Message:
    db, asker, today = services.db, request.asker, request.today
    quarter = portfolio.this_quarter(request)
    evidence = await own_evidence.tell(db, asker.organization_id, asker.person_id, asker.k, request.now)
    is_asked = await confirm_waiting.is_any(request, services)
    total = evidence.actions
    if total == 0:
        return _nothing_yet(_questions(is_any=is_asked))
    open_sponsorships = await sponsorships.count_open(db, asker.organization_id, asker.person_id)
    weeks = weeks_back(week_of(today), WEEKS)
    month = month_of(today)
    first, end = min(weeks[0].first, month.first, quarter.first), max(weeks[-1].end, quarter.end)
    days = await counts.own_by_day(db, asker.organization_id, asker.person_id, first, end)
    page = await actions.own(db, services.cipher, asker.organization_id, asker.person_id, limit=PAGE + 1)
    this_week = sum(one.actions for one in days if one.day in weeks[-1])
    this_month = sum(one.actions for one in days if one.day in month)
    blocks: list[Block] = [
        Heading("Your record"),
        Text(strong(counted(total, "action")), f" in all, {this_month} this month, {this_week} this week."),
        *_by_kind_and_week([one for one in days if weeks[0].first <= one.day < weeks[-1].end], today),
        *portfolio.in_short(Portfolio.of(days, quarter)),
        *_sponsorships(open_sponsorships),
        *_questions(is_any=is_asked),
        *evidence_words.blocks(evidence, asker.k),
        Divider(),
        Heading(f"Your last {in_words(PAGE)}" if total > PAGE else "Your actions"),
        *_listed(page, today),
        Note(ONLY_YOU),
    ]
    return Message(f"Your record: {counted(total, 'action')} in all, {this_week} this week.", tuple(blocks))


def _nothing_yet(also: Iterable[Block]) -> Message:
    return Message(
        "Your record is empty so far.",
        (
            Heading("Your record"),
            Text("Nothing here yet. What you log appears on this page, and only you see it."),
            Text(
                "Is there something small from this week? An idea you credited, a colleague you brought in, an article "
                "that made you think: it all counts."
            ),
            Buttons((Button("Log an action", "log", style=Style.PRIMARY),)),
            *also,
        ),
    )


def _sponsorships(open_ones: int) -> Iterator[Block]:
    if open_ones:
        yield Text(strong(counted(open_ones, "open sponsorship")), ": what came of it can be said at any time.")
        yield Buttons((Button("My sponsorships", "sponsorship"),))


def _questions(*, is_any: bool) -> Iterator[Block]:
    """Without a number: it would only grow where somebody would rather not answer."""
    if is_any:
        yield Text("Colleagues logged something with you in it. You may say, in private, whether it was so.")
        yield Buttons((Button("See what waits for me", "confirm"),))


def _by_kind_and_week(days: Sequence[DayCount], today: date) -> Iterator[Block]:
    """The last weeks as bars, and the kinds in a sentence."""
    if not days:
        yield Text(f"Nothing in the last {in_words(WEEKS)} weeks.")
        return
    weeks = weeks_back(week_of(today), WEEKS)
    by_week: Counter[tuple[str, str]] = Counter()
    by_kind: Counter[str] = Counter()
    for one in days:
        by_week[week_of(one.day).name, one.kind] += one.actions
        by_kind[one.kind] += one.actions
    kinds = [kind for kind in KINDS if by_kind[kind]]
    yield Chart(
        ChartKind.BAR,
        "Your actions by week",
        tuple(short_day(week.first) for week in weeks),
        tuple(Series(KINDS[kind], tuple(float(by_week[week.name, kind]) for week in weeks)) for kind in kinds),
        unit="actions",
    )
    told = sorted(kinds, key=lambda kind: -by_kind[kind])
    yield Text(f"In these {in_words(WEEKS)} weeks: ", listed([f"{KINDS[kind]} {by_kind[kind]}" for kind in told]), ".")


def _listed(page: Sequence[LoggedAction], today: date) -> Iterator[Block]:
    for action in page[:PAGE]:
        yield Text(strong(cards.one_line(Entry.of(action), today)), *_more(action))
        yield cards.beside(Entry.of(action), action.id, today)
    if len(page) > PAGE:
        yield Divider()
        yield Buttons((Button("Older", "me.older", str(page[PAGE - 1].id)),))


def _more(action: LoggedAction) -> Iterator[str | Span]:
    """What else was kept, shortened: the whole of it is behind Edit."""
    if action.nomination is not None:
        what = OPPORTUNITIES[action.nomination.opportunity]
        yield f"\nPut forward for: {what}"
        yield f", {action.nomination.detail}" if action.nomination.detail else ""
    if action.intervention is not None:
        yield f"\n{INCIDENTS[action.intervention.incident]}"
    if action.note is None:
        yield "\nYour note can't be read any more: the key to it is lost."
    elif action.note:
        yield "\n"
        yield emphasis(action.note if len(action.note) <= LONGEST_NOTE else f"{action.note[: LONGEST_NOTE - 1]}…")


async def _one_of_mine(request: Request, subject: str, services: Services) -> LoggedAction | None:
    try:
        action_id = UUID(subject)
    except ValueError:
        return None
    asker = request.asker
    return await actions.one_of_mine(services.db, services.cipher, asker.organization_id, asker.person_id, action_id)


COMMAND = Command(
    name="me",
    summary="your own record, by kind and week; only you see it",
    examples=("me", "me quarter"),
    answer=answer,
    aliases=("mine", "record", "history"),
    presses={
        "me": show,
        "me.older": older,
        "me.quarter": portfolio.show,
        "me.sponsor": portfolio.put_forward,
    },
    opens_form=frozenset({"me.sponsor"}),
    details=(
        "Each entry has Undo and Edit beside it, and a way to ask a colleague who was there. “me "
        "quarter” shows what this quarter's acts asked of you: some are quick, some take time, some are demanding. All "
        "count."
    ),
)

"""What a manager reads of a team: words and numbers for what may be told, and plain words for what may not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from handlers.errors import say
from indicators.participation import Reading
from indicators.periods import Period
from indicators.suppression import Ruling, Verdict
from messages.blocks import (
    Block,
    Button,
    Buttons,
    Chart,
    ChartKind,
    Heading,
    Message,
    Note,
    Series,
    Span,
    Table,
    Text,
    strong,
)
from nudges.figures import counted, in_words, short_day, week_days
from storage.teams import TreeTeam

MOST_BUTTONS = 10
SELF_REPORTED = "All of this is self-reported by the team. It tells nobody's name, and not who logged nothing."


@dataclass(frozen=True, slots=True)
class Told:
    """A team and what may be told of it."""

    team: TreeTeam
    reading: Reading


@dataclass(frozen=True, slots=True)
class TeamWeek:
    """A team in a week; where nothing may be told of it, the smallest team above of which something may."""

    week: Period
    own: Told
    beneath: Mapping[UUID, Reading] = field(default_factory=dict)
    above: Told | None = None


def current(
    team: TreeTeam,
    weeks: Sequence[TeamWeek],
    parts: Sequence[TreeTeam],
    k: int,
    before: Period | None,
    *,
    is_example: bool,
) -> Message:
    """A team now: the open week, the closed ones before it, and the teams right beneath."""
    *closed, now = weeks
    last = closed[-1]
    headline = list(_sentence(now, k))
    buttons = [Button(part.name, "team", str(part.id)) for part in parts[:MOST_BUTTONS]]
    blocks: list[Block] = [
        Heading(team.name),
        Text(strong(f"This week so far ({week_days(now.week)}): "), *headline),
        *_actions(now),
        Text(strong(f"Last week ({week_days(last.week)}): "), *_sentence(last, k)),
        *_actions(last),
        *_charts(closed),
        _week_by_week(weeks, k, now.week),
        *_parts(parts, last, now, k),
        *([Buttons(tuple(buttons))] if buttons else []),
        *_earlier_button(team, before),
        *_notes(weeks, k, is_example=is_example),
    ]
    plain = "".join(one if isinstance(one, str) else one.text for one in headline)
    return Message(f"{team.name}, this week so far: {plain}", tuple(blocks))


def earlier(team: TreeTeam, weeks: Sequence[TeamWeek], k: int, before: Period | None, *, is_example: bool) -> Message:
    """Closed weeks of a team, further back."""
    span = f"{short_day(weeks[0].week.first)} – {short_day(weeks[-1].week.last)} {weeks[-1].week.last.year}"
    blocks: list[Block] = [
        Heading(f"{team.name}, {span}"),
        *_charts(weeks),
        _week_by_week(weeks, k, None),
        Buttons((Button("This week", "team", str(team.id)),)),
        *_earlier_button(team, before),
        *_notes(weeks, k, is_example=is_example),
    ]
    return Message(f"{team.name}, week by week, {span}.", tuple(blocks))


def several(teams: Sequence[tuple[TreeTeam, Sequence[TeamWeek]]], k: int, *, is_example: bool) -> Message:
    """Somebody leads more than one team: each in a line, and a button for more."""
    rows = tuple(
        (team.name, _cell(now.own.reading.people, k), _cell(last.own.reading.people, k)) for team, (last, now) in teams
    )
    weeks = [week for _, both in teams for week in both]
    blocks: list[Block] = [
        Heading("Your teams"),
        Table("How many people logged something", ("Team", "This week so far", "Last week"), rows),
        Buttons(tuple(Button(team.name, "team", str(team.id)) for team, _ in teams[:MOST_BUTTONS])),
        *_notes(weeks, k, is_example=is_example),
    ]
    return Message(f"You lead {in_words(len(teams))} teams: choose one to see its weeks.", tuple(blocks))


def no_team() -> Message:
    """They have reports, but the tree has no team around them."""
    return say(
        "I know that people report to you, but not in which team. Your program admin can add teams to the roster."
    )


def not_in_your_tree(wanted: str) -> Message:
    """It may be somebody else's, or nowhere: the answer is the same on purpose."""
    return Message(
        f"I find no team “{wanted}” in your tree.",
        (Text("I find no team “", strong(wanted), "” in your tree."), Buttons((Button("My team", "team"),))),
    )


def _sentence(told: TeamWeek, k: int) -> Iterator[str | Span]:
    """ "8 of 23 people logged something.", or why that is not told and what is."""
    yield from _people(told.own.reading.people, k)
    if told.above is not None:
        yield f" The smallest team above it that may be shown is {told.above.team.name}: "
        yield from _people(told.above.reading.people, k)
    elif told.own.reading.is_hidden and told.own.team.parent_id is not None:
        yield " No team above it may be shown for this week either."


def _people(ruling: Ruling, k: int) -> Iterator[str | Span]:
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
            yield strong(_fewer_than(k))
            yield ", so no number is shown."


def _actions(told: TeamWeek) -> Iterator[Block]:
    ruling, per_100 = told.own.reading.actions, told.own.reading.actions_per_100
    if per_100 is not None:
        left_out = ", small groups left out" if ruling.verdict is Verdict.PART else ""
        yield Text(f"{counted(ruling.count, 'action')}, {per_100:.0f} per 100 people{left_out}.")
    elif not told.own.reading.is_hidden:
        yield Text("The number of actions is not shown: it would say too much of single people.")


def _charts(weeks: Sequence[TeamWeek]) -> Iterator[Block]:
    """The closed weeks that may be shown, each named by its Monday.

    A week that is not told has no bar: a gap drawn as zero would lie.
    """
    shares = [(one.week, one.own.reading.share) for one in weeks]
    yield from _bars("People who logged something", "%", shares)
    rates = [(one.week, one.own.reading.actions_per_100) for one in weeks]
    yield from _bars("Actions", "per 100 people", rates)


def _bars(title: str, unit: str, values: Sequence[tuple[Period, float | None]]) -> Iterator[Chart]:
    shown = [(week, round(value, 1)) for week, value in values if value is not None]
    if len(shown) > 1:
        categories = tuple(short_day(week.first) for week, _ in shown)
        yield Chart(ChartKind.BAR, title, categories, (Series(title, tuple(value for _, value in shown)),), unit)


def _week_by_week(weeks: Sequence[TeamWeek], k: int, now: Period | None) -> Table:
    """The latest first. Where weeks are hidden, a column tells the smallest team above that is not."""
    has_above = any(one.above is not None for one in weeks)
    columns = ("Week", "Logged something", "Actions", "Per 100 people", *(("In a team above",) if has_above else ()))
    rows = []
    for one in reversed(weeks):
        reading = one.own.reading
        per_100 = reading.actions_per_100
        row = [
            f"{week_days(one.week)}, so far" if one.week == now else week_days(one.week),
            _cell(reading.people, k),
            _number(reading.actions),
            "not shown" if per_100 is None else f"{per_100:.0f}",
        ]
        if has_above:
            row.append(f"{one.above.team.name}: {_cell(one.above.reading.people, k)}" if one.above else "–")
        rows.append(tuple(row))
    return Table("Week by week", columns, tuple(rows))


def _parts(parts: Sequence[TreeTeam], last: TeamWeek, now: TeamWeek, k: int) -> Iterator[Block]:
    if not parts:
        return
    hidden = Reading()
    rows = tuple(
        (
            part.name,
            _cell(now.beneath.get(part.id, hidden).people, k),
            _cell(last.beneath.get(part.id, hidden).people, k),
        )
        for part in parts
    )
    yield Table("How many people logged something, by team", ("Team", "This week so far", "Last week"), rows)


def _cell(ruling: Ruling, k: int) -> str:
    match ruling.verdict:
        case Verdict.WHOLE:
            return f"{ruling.count} of {ruling.people}"
        case Verdict.PART:
            return f"{ruling.count} of {ruling.people}, in part"
        case Verdict.NEARLY_ALL:
            return "nearly all"
        case Verdict.HIDDEN:
            return _fewer_than(k)


def _number(ruling: Ruling) -> str:
    match ruling.verdict:
        case Verdict.WHOLE:
            return str(ruling.count)
        case Verdict.PART:
            return f"{ruling.count}, in part"
        case Verdict.NEARLY_ALL | Verdict.HIDDEN:
            return "not shown"


def _fewer_than(k: int) -> str:
    return f"fewer than {in_words(k)}"


def _earlier_button(team: TreeTeam, before: Period | None) -> Iterator[Block]:
    if before is not None:
        yield Buttons((Button("Earlier weeks", "team.weeks", f"{team.id}/{before.name}"),))


def _notes(weeks: Sequence[TeamWeek], k: int, *, is_example: bool) -> Iterator[Block]:
    yield Note(SELF_REPORTED)
    few = _fewer_than(k)
    yield Note(
        f"“{few.capitalize()}” means that a group of {few} would show through: of people, of those who logged "
        "something (there may be none), or of those who did not, here or in a team beneath."
    )
    readings = [one.own.reading.people.verdict for one in weeks] + [
        reading.people.verdict for one in weeks for reading in one.beneath.values()
    ]
    if Verdict.PART in readings:
        yield Note("“In part” and “small groups left out”: only the groups are counted that are large enough to show.")
    if is_example:
        yield Note("This is example data.")

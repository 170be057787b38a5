"""What a manager reads of a team: words and numbers for what may be told, and plain words for what may not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.errors import say
from indicators.periods import Period
from indicators.readings import Reading
from indicators.suppression import Ruling
from messages.blocks import Block, Button, Buttons, Divider, Heading, Message, Note, Span, Table, Text, strong
from nudges import digest_offers, telling
from nudges.digest_offers import Offer
from nudges.figures import in_words, short_day, week_days
from nudges.team_weeks import TeamWeek
from storage.teams import TreeTeam

MOST_BUTTONS = 10
PENDING = "not worked out yet"


def current(
    team: TreeTeam,
    weeks: Sequence[TeamWeek],
    parts: Sequence[TreeTeam],
    now: Period,
    before: Period | None,
    offer: Offer,
    *,
    is_example: bool,
) -> Message:
    """A team as of its last closed week, the weeks before it, and the teams right beneath. `now` is still open."""
    last = weeks[-1]
    headline = list(_sentence(last))
    buttons = [Button(part.name, "team", str(part.id)) for part in parts[:MOST_BUTTONS]]
    blocks: list[Block] = [
        Heading(team.name),
        Text(strong(f"Last week ({week_days(last.week)}): "), *headline),
        *_in_detail(last),
        *digest_offers.well(weeks, offer.turn),
        Note(f"Numbers of this week ({week_days(now)}) come on Monday, when it is over."),
        *telling.trend(weeks),
        *telling.trend_of_acts(weeks),
        _week_by_week(weeks),
        *_parts(parts, last),
        *([Buttons(tuple(buttons))] if buttons else []),
        *_offered(offer),
        Buttons((*_earlier_button(team, before), Button("Weekly digest", "digest"))),
        *_notes(weeks, is_example=is_example),
    ]
    plain = "".join(one if isinstance(one, str) else one.text for one in headline)
    return Message(f"{team.name}, last week: {plain}", tuple(blocks))


def earlier(
    team: TreeTeam, weeks: Sequence[TeamWeek], before: Period | None, offer: Offer, *, is_example: bool
) -> Message:
    """Closed weeks of a team, further back; the last of them in detail."""
    last = weeks[-1]
    span = f"{short_day(weeks[0].week.first)} – {short_day(last.week.last)} {last.week.last.year}"
    blocks: list[Block] = [
        Heading(f"{team.name}, {span}"),
        Text(strong(f"{week_days(last.week)}: "), *_sentence(last)),
        *_in_detail(last),
        *digest_offers.well(weeks, offer.turn),
        *telling.trend(weeks),
        *telling.trend_of_acts(weeks),
        _week_by_week(weeks),
        *_offered(offer),
        Buttons((Button("Last week", "team", str(team.id)), *_earlier_button(team, before))),
        *_notes(weeks, is_example=is_example),
    ]
    return Message(f"{team.name}, week by week, {span}.", tuple(blocks))


def several(teams: Sequence[TeamWeek], now: Period, *, is_example: bool) -> Message:
    """Somebody leads more than one team: each in a line, and a button for more."""
    rows = tuple((one.own.team.name, _cell(one)) for one in teams)
    blocks: list[Block] = [
        Heading("Your teams"),
        Table("How many people logged something", ("Team", f"Last week ({week_days(teams[0].week)})"), rows),
        Note(f"Numbers of this week ({week_days(now)}) come on Monday, when it is over."),
        Buttons(tuple(Button(one.own.team.name, "team", str(one.own.team.id)) for one in teams[:MOST_BUTTONS])),
        Buttons((Button("Weekly digest", "digest"),)),
        *_notes(teams, is_example=is_example),
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


def _sentence(told: TeamWeek) -> Iterator[str | Span]:
    """ "8 of 23 people logged something.", or why that is not told and what is."""
    if told.is_pending:
        yield "its numbers are being worked out. They will be here in a few minutes."
        return
    yield from telling.people(told.own.reading.people, told.k)
    if told.own.reading.is_hidden and (told.above or told.own.team.parent_id):
        yield from telling.instead(told.above, told.k)


def _in_detail(told: TeamWeek) -> Iterator[Block]:
    """Who, how much and what; of the team above where the team itself is hidden."""
    shown = told.above if told.own.reading.is_hidden and told.above else told.own
    where = f"In {shown.team.name}, by" if shown is not told.own else "By"
    yield from telling.by_gender(shown.reading)
    yield from telling.acts(shown.reading)
    yield from telling.kinds(shown.reading, f"{where} kind, {week_days(told.week)}")
    yield from telling.tiers(shown.reading, f"{where} evidence, {week_days(told.week)}")


def _week_by_week(weeks: Sequence[TeamWeek]) -> Table:
    """The latest first. Where weeks are hidden, a column tells the smallest team above that is not."""
    has_above = any(one.above is not None for one in weeks)
    columns = ("Week", "Logged something", "Actions", "Per 100 people", *(("In a team above",) if has_above else ()))
    rows = []
    for one in reversed(weeks):
        actions = one.own.reading.actions
        row = [week_days(one.week), _cell(one), telling.number(actions), telling.rate(actions)]
        if has_above:
            row.append(f"{one.above.team.name}: {telling.cell(one.above.reading.people, one.k)}" if one.above else "–")
        rows.append(tuple(row))
    return Table("Week by week", columns, tuple(rows))


def _cell(told: TeamWeek) -> str:
    return PENDING if told.is_pending else telling.cell(told.own.reading.people, told.k)


def _parts(parts: Sequence[TreeTeam], last: TeamWeek) -> Iterator[Block]:
    if not parts or last.is_pending:
        return
    rows = tuple((part.name, telling.cell(last.beneath.get(part.id, Reading()).people, last.k)) for part in parts)
    title = "How many people logged something, by team"
    yield Table(title, ("Team", f"Last week ({week_days(last.week)})"), rows)


def _offered(offer: Offer) -> Iterator[Block]:
    """As in the digest of that week."""
    yield Divider()
    yield from digest_offers.ideas(offer)
    if read := tuple(digest_offers.lesson_buttons(offer)):
        yield Buttons(read)


def _earlier_button(team: TreeTeam, before: Period | None) -> Iterator[Button]:
    if before is not None:
        yield Button("Earlier weeks", "team.weeks", f"{team.id}/{before.name}")


def _notes(weeks: Sequence[TeamWeek], *, is_example: bool) -> Iterator[Block]:
    told = [reading for one in weeks for reading in (one.own.reading, *one.beneath.values())]
    told += [one.above.reading for one in weeks if one.above]
    people = [ruling for one in told for ruling in (one.people, *_of_genders(one))]
    acts = [ruling for one in told for ruling in (one.actions, *one.kinds.values(), *one.tiers.values())]
    yield from telling.notes(weeks[-1].k, people, acts, is_example=is_example)


def _of_genders(reading: Reading) -> Iterator[Ruling]:
    yield from (ruling for ruling in (reading.men, reading.women) if ruling.people)

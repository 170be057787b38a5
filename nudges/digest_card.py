"""The digest as a card: what may be told of a week, one thing that went well, one idea and one lesson. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indicators.periods import Period
from indicators.readings import Reading
from indicators.suppression import Ruling, Verdict
from messages.blocks import (
    Block,
    Button,
    Buttons,
    Divider,
    Field,
    Fields,
    Heading,
    Message,
    Note,
    Table,
    Text,
    strong,
)
from nudges import digest_bands, digest_offers, telling
from nudges.digest_offers import Offer
from nudges.figures import listed, week_days, weekly
from nudges.names import KINDS, TIERS
from nudges.team_weeks import TeamWeek
from storage.digests import DigestChoice
from storage.teams import TreeTeam
from storage.words import Kind, Tier

MOST_BUTTONS = 10
NOW = Button("Digest now", "digest")
WHEN = Button("Day and time", "digest.when")
OFF = Button("No digest any more", "digest.off")
ON = Button("Send it weekly", "digest.on")


@dataclass(frozen=True, slots=True)
class Page:
    """All that a digest says.

    `tops`: each team that the manager leads, in this week; `weeks`: of the one that the digest is about, the last one
    last. It is one of theirs, or where nothing may be told of any, the smallest team above.
    """

    week: Period
    tops: Sequence[TeamWeek]
    weeks: Sequence[TeamWeek]
    offer: Offer
    choice: DigestChoice

    @property
    def about(self) -> TeamWeek:
        return self.weeks[-1]

    @property
    def team(self) -> TreeTeam:
        return self.about.own.team

    @property
    def reading(self) -> Reading:
        return self.about.own.reading

    @property
    def is_of_a_team_above(self) -> bool:
        return all(one.own.team.id != self.team.id for one in self.tops)


def card(page: Page, *, is_example: bool) -> Message:
    """The whole digest."""
    names = listed([one.own.team.name for one in page.tops])
    title = f"{names}, {week_days(page.week)}"
    blocks: list[Block] = [
        Heading(title),
        *_tops(page),
        *_what_is_hidden(page),
        *(_what_is_told(page) if not page.reading.is_hidden else ()),
        Divider(),
        *digest_offers.ideas(page.offer),
        *_ways_on(page),
        *_when(page.choice),
        *telling.notes(page.about.k, _of_people(page), _of_acts(page.reading), is_example=is_example),
    ]
    return Message(f"Your week, {title}: {_headline(page)}", tuple(blocks))


def band(ruling: Ruling) -> tuple[str, str]:
    """ "about a third of 23 people" and " (7 to 9) logged something."; of a number that may be told."""
    if ruling.verdict is Verdict.NEARLY_ALL:
        return "nearly all", " logged something."
    found = digest_bands.of_share(ruling.count, ruling.people)
    left_out = ", small groups left out" if ruling.verdict is Verdict.PART else ""
    return f"{found.words} of {ruling.people} people", f" ({found.numbers}) logged something{left_out}."


def _headline(page: Page) -> str:
    if page.reading.is_hidden:
        return "no number may be shown, and here is an idea."
    where = f"in {page.team.name}, " if page.is_of_a_team_above or len(page.tops) > 1 else ""
    return where + "".join(band(page.reading.people))


def _tops(page: Page) -> Iterator[Block]:
    """Where there are several: each in a line."""
    if len(page.tops) > 1:
        rows = tuple((one.own.team.name, _in_a_cell(one)) for one in page.tops)
        yield Table("How many people logged something", ("Team", week_days(page.week)), rows)
        if not page.reading.is_hidden and not page.is_of_a_team_above:
            yield Text("What follows is about ", strong(page.team.name), ".")


def _in_a_cell(one: TeamWeek) -> str:
    ruling = one.own.reading.people
    if ruling.verdict not in {Verdict.WHOLE, Verdict.PART}:
        return telling.cell(ruling, one.k)
    found = digest_bands.of_share(ruling.count, ruling.people)
    in_part = ", in part" if ruling.verdict is Verdict.PART else ""
    return f"{found.words} of {ruling.people} ({found.numbers}){in_part}"


def _what_is_hidden(page: Page) -> Iterator[Block]:
    if not (page.is_of_a_team_above or page.reading.is_hidden):
        return
    if len(page.tops) == 1:
        name, few = page.tops[0].own.team.name, telling.fewer_than(page.tops[0].k)
        yield Text(f"Of {name} no number is shown for this week: a group of {few} would show through.")
    if page.is_of_a_team_above:
        yield Text(
            "What follows is about ",
            strong(page.team.name),
            ", the smallest team above that may be shown.",
        )
    else:
        above = "No team above it may be shown either. " if any(one.own.team.parent_id for one in page.tops) else ""
        yield Text(f"{above}That says nothing about how the week was, and here is an idea for the next one.")


def _what_is_told(page: Page) -> Iterator[Block]:
    reading = page.reading
    words, more = band(reading.people)
    yield Text(strong(words[:1].upper() + words[1:]), more)
    yield from _kinds(reading)
    yield from telling.trend(page.weeks)
    if any(one.own.reading.share is None for one in page.weeks):
        yield Note("A week without a number had none that may be shown.")
    yield from _tiers(reading)
    yield from digest_offers.well(page.weeks, page.offer.turn)


def _kinds(reading: Reading) -> Iterator[Block]:
    if not reading.kinds:
        yield Text(strong("What kinds: "), "this week they are not shown, as single people would show through.")
        return
    by_number = sorted(reading.kinds, key=lambda kind: -reading.kinds[kind].count)
    told = listed([f"{KINDS[kind]} {telling.number(reading.kinds[kind])}" for kind in by_number])
    rest = " The other kinds are not shown, as single people would show through." if len(by_number) < len(Kind) else ""
    yield Text(strong("What kinds: "), f"{told}.{rest}")


def _tiers(reading: Reading) -> Iterator[Block]:
    if not reading.tiers:
        yield Text(
            strong("How well it is evidenced: "),
            "this week that is not shown, as single answers of colleagues could show through.",
        )
    else:
        yield Text(strong("How well it is evidenced"))
        yield Fields(tuple(Field(TIERS[tier], telling.number(reading.tiers.get(tier))) for tier in Tier))


def _ways_on(page: Page) -> Iterator[Block]:
    read = tuple(digest_offers.lesson_buttons(page.offer))
    if len(page.tops) == 1:
        yield Buttons((*read, Button("Week by week", "team", str(page.tops[0].own.team.id))))
        return
    if read:
        yield Buttons(read)
    yield Buttons(tuple(Button(one.own.team.name, "team", str(one.own.team.id)) for one in page.tops[:MOST_BUTTONS]))


def _when(choice: DigestChoice) -> Iterator[Block]:
    if choice.is_on:
        yield Buttons((WHEN, OFF))
        yield Note(f"The digest comes on {weekly(choice.weekday, choice.at)}, by your own clock.")
    else:
        yield Buttons((ON,))
        yield Note("The digest does not come by itself: you turned it off.")


def _of_people(page: Page) -> list[Ruling]:
    return [page.reading.people, *(one.own.reading.people for one in page.tops)]


def _of_acts(reading: Reading) -> list[Ruling]:
    return [*reading.kinds.values(), *reading.tiers.values()]

"""The command that attacks all that is told of an organization, as somebody would who reads it all and can reckon."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import click

from bot.cli_deliveries import Ago
from bot.cli_session import on_organization, organization_option
from bot.clock import utc_now
from indicators import attack_deliveries, attack_published
from indicators.attack_deliveries import Reason
from indicators.attack_exports import Exported
from indicators.attack_published import Outcome
from indicators.attack_tellings import Telling, tellings
from indicators.periods import Length, period_of, today_in
from storage import indicator_values, published
from storage.database import Connection
from storage.organizations import Settled
from storage.published import Closed

if TYPE_CHECKING:
    from bot.attacking import Files

SHOWN = 20
"""How many of the things found are printed; --json has all."""
DAY = timedelta(days=1)


@click.group()
def privacy() -> None:
    """Try whether what is told keeps its word."""


@privacy.command()
@click.option("--since", type=Ago(), default=None, help="Only periods that began in so long: 12w, 90d. Else all.")
@click.option(
    "--without-complementary",
    is_flag=True,
    help="Attack what would be told if each number were looked at by itself: it shows that the attack finds things.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines: what was tried, and all that was found.")
@organization_option
def attack(since: timedelta | None, without_complementary: bool, as_json: bool, wanted: str | None) -> None:
    """Try to work out hidden numbers from all that is told, and fail (exit code 1) if one is recovered.

    Everything told of every team and period is taken together, revisions too, with the sizes of teams, which everybody
    knows. The attack then proves, for each group of whom only a label may be known, the least and the most it can be.
    """
    started = time.monotonic()
    first = date.min if since is None else utc_now().date() - since
    outline = on_organization(wanted, lambda db, organization: _read_outline(db, organization, first))
    periods = _ruled(outline.tellings, by_primary_rules=without_complementary)
    known, outcome = attack_published.of_organization(periods, outline.names)
    for one in outline.longer:
        outcome += attack_published.of_export(one)
    outcome += attack_deliveries.attacked(outline.not_sent)
    is_hidden = not sys.stderr.isatty()
    with click.progressbar(outline.weeks, label="Weeks attacked", file=sys.stderr, hidden=is_hidden) as weeks:
        for monday in weeks:
            told, exported = _week(outline, monday)
            week = _ruled(told, by_primary_rules=without_complementary)
            outcome += attack_published.of_teams(week, known, outline.names, exported)
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        click.echo(json.dumps(_for_machines(outline, outcome, seconds)))
    else:
        click.echo("\n".join(_in_words(outline, outcome, seconds, without_complementary)))
    if outcome.leaks and not without_complementary:
        raise click.exceptions.Exit(1)


COMMANDS: tuple[click.Command, ...] = (privacy,)


@dataclass(frozen=True, slots=True)
class _Outline:
    """What there is to attack: the periods as they were told of the whole organization, and which weeks of teams."""

    organization: Settled
    names: Mapping[UUID, str]
    closed: Sequence[Closed]
    tellings: Sequence[Telling]
    files: Files
    longer: Sequence[Exported]
    not_sent: Sequence[Reason]

    @property
    def weeks(self) -> list[date]:
        return sorted({one.starts_on for one in self.closed if one.length == Length.WEEK})

    @property
    def k(self) -> dict[tuple[str, date, int], int]:
        return {(one.length, one.starts_on, one.revision): one.k for one in self.closed}


async def _read_outline(db: Connection, organization: Settled, first: date) -> _Outline:
    closed = [one for one in await published.closed(db, organization.id) if one.starts_on >= first]
    names = {**await published.names(db, organization.id), organization.id: organization.name}
    values = [
        value
        for length in Length
        for value in await indicator_values.read_all(db, organization.id, [organization.id], length, first, date.max)
    ]
    from bot import attacking  # noqa: PLC0415 - Arrow loads with it, which no other command should wait for

    files = await attacking.files(db, organization.id, first)
    longer = await attacking.of_longer(db, files)
    not_sent = await attacking.not_sent(db, organization.id, _still(closed, organization))
    outline = _Outline(organization, names, closed, [], files, longer, not_sent)
    return replace(outline, tellings=tellings(values, organization.id, outline.k, {}))


def _still(closed: Sequence[Closed], organization: Settled) -> dict[date, int]:
    """The weeks of which the dashboard tells what was not sent, or did, and of each the smallest group."""
    from bot.dashboard.not_sent import STANDS_STILL  # noqa: PLC0415 - the dashboard loads with it

    today, smallest = today_in(organization.zone, utc_now()), dict[date, int]()
    for one in closed:
        if one.length == Length.WEEK and period_of(Length.WEEK, one.starts_on).end + STANDS_STILL <= today:
            smallest[one.starts_on] = max(one.k, organization.k, smallest.get(one.starts_on, 0))
    return smallest


def _week(outline: _Outline, monday: date) -> tuple[list[Telling], Exported | None]:
    """As it was told of all teams, once or several times, and exported. A transaction of its own: it takes its time."""

    from bot import attacking  # noqa: PLC0415 - as above

    async def read(db: Connection, organization: Settled) -> tuple[list[Telling], Exported | None]:
        values = await indicator_values.read_all(db, organization.id, None, Length.WEEK, monday, monday + DAY)
        trees = await published.trees(db, organization.id, monday)
        above = {(monday, revision): parents for revision, parents in trees.items()}
        exported = await attacking.of_week(db, outline.files, monday)
        return tellings(values, organization.id, outline.k, above), exported

    return on_organization(str(outline.organization.id), read)


def _ruled(told: Sequence[Telling], *, by_primary_rules: bool) -> Sequence[Telling]:
    return [attack_published.by_primary_rules(one) for one in told] if by_primary_rules else told


def _in_words(outline: _Outline, outcome: Outcome, seconds: float, is_what_if: bool) -> Iterator[str]:
    if not outline.closed:
        yield "Nothing was told yet: no period has closed."
        return
    yield f"{outline.organization.name}: {_periods(outline.closed)}."
    yield ""
    yield from _table(outcome)
    yield ""
    if not outcome.leaks:
        yield f"Nothing was recovered. It took {seconds:g} seconds."
        return
    if is_what_if:
        yield "This is what would be found if each number were looked at by itself. It is not what is told."
    else:
        yield "More can be proved than may be known. Please report this; nothing of it should be passed on."
    yield from (f"  {leak.words}" for leak in outcome.leaks[:SHOWN])
    if len(outcome.leaks) > SHOWN:
        yield f"  … and {len(outcome.leaks) - SHOWN:,} more: --json shows all."
    yield f"It took {seconds:g} seconds."


def _periods(closed: Sequence[Closed]) -> str:
    """How many there are of each length, and how often they were told again."""
    first = [one for one in closed if not one.revision]
    counts = {length: sum(one.length == length for one in first) for length in Length}
    words = [f"{count} {length}{'' if count == 1 else 's'}" for length, count in counts.items() if count]
    again = len(closed) - len(first)
    return f"{', '.join(words)}, {again} revision{'' if again == 1 else 's'}"


def _table(outcome: Outcome) -> Iterator[str]:
    found = Counter(leak.topic for leak in outcome.leaks)
    rows = [("NUMBER", "TRIED", "RECOVERED")]
    rows += [(one, f"{outcome.tried[one]:,}", f"{found[one]:,}") for one in {**outcome.tried, **found}]
    rows.append(("all", f"{outcome.tried.total():,}", f"{found.total():,}"))
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    return (f"{name:{wide[0]}}  {tried:>{wide[1]}}  {recovered:>{wide[2]}}" for name, tried, recovered in rows)


def _for_machines(outline: _Outline, outcome: Outcome, seconds: float) -> dict[str, object]:
    return {
        "organization": outline.organization.name,
        "periods": sum(not one.revision for one in outline.closed),
        "revisions": sum(bool(one.revision) for one in outline.closed),
        "tried": dict(outcome.tried),
        "recovered": [{"number": leak.topic, "what": leak.words} for leak in outcome.leaks],
        "seconds": seconds,
    }

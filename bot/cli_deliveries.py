"""The command that tells what became of nudges: how many were sent, and why others were not."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import click

from bot.cli_session import on_organization, organization_option
from bot.clock import utc_now
from storage import deliveries_counts
from storage.database import Connection
from storage.deliveries_counts import Count
from storage.organizations import Settled
from storage.words import DeliveryState

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_LONGEST = timedelta(days=3_650)


class Ago(click.ParamType[timedelta]):
    """A time like 30m, 12h, 7d or 2w."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        match = re.fullmatch(r"([0-9]{1,6})([mhdw])", str(value).strip())
        if match is None:
            self.fail("a number and m, h, d or w: 30m, 12h, 7d, 2w", param, ctx)
        number, unit = match.groups()
        return min(int(number) * UNITS[unit], _LONGEST)


@click.command()
@click.option("--since", type=Ago(), default="7d", show_default=True, help="What was due in so long: 12h, 7d, 2w.")
@click.option("--json", "as_json", is_flag=True, help="For machines: a list of state, reason and count.")
@organization_option
def deliveries(since: timedelta, as_json: bool, wanted: str | None) -> None:
    """Show what became of nudges: how many are in which state, and for what reason."""

    async def count(db: Connection, organization: Settled) -> Sequence[Count]:
        start: datetime = utc_now() - since
        return await deliveries_counts.by_state(db, organization.id, start)

    found = on_organization(wanted, count)
    if as_json:
        click.echo(json.dumps([{"state": one.state, "reason": one.reason, "count": one.count} for one in found]))
    elif not found:
        click.echo("No nudge was due in that time.")
    else:
        click.echo("\n".join(_table(found)))


COMMANDS: tuple[click.Command, ...] = (deliveries,)


def _table(found: Sequence[Count]) -> Sequence[str]:
    rows = [("STATE", "REASON", "COUNT"), *((one.state.value, one.reason or "", f"{one.count:,}") for one in found)]
    rows.append(("all", "", f"{sum(one.count for one in found):,}"))
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [f"{state:{wide[0]}}  {reason:{wide[1]}}  {count:>{wide[2]}}".rstrip() for state, reason, count in rows]
    if any(one.state is DeliveryState.UNKNOWN for one in found):
        lines += ["", "unknown: these may have arrived or not. They are not sent again; the log tells when and why."]
    return lines

"""Commands that read or write files: the roster, and the platforms' manifests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import click

from bot import settings
from bot.cli_session import on_organization, organization_option
from bot.clock import utc_now
from storage import roster
from storage.database import Connection
from storage.organizations import Settled
from storage.roster import RosterErrors, Summary

TEAMS_PACKAGE = Path("teams-app.zip")


@click.command()
@click.argument("platform", type=click.Choice(["slack", "teams"]))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
def manifest(platform: str, output: Path | None) -> None:
    """Write what to paste into Slack, or to upload to Teams.

    Slack's manifest is printed unless --output names a file. The Teams app package becomes teams-app.zip.
    """
    loaded = settings.load()
    if platform == "slack":
        from bot.slack.manifest import manifest as slack_manifest  # noqa: PLC0415

        text = json.dumps(slack_manifest(loaded), indent=2, ensure_ascii=False)
        if output is None:
            click.echo(text)
            return
        _write(output, f"{text}\n".encode())
    else:
        from bot.teams.manifest import app_package  # noqa: PLC0415

        output = output or TEAMS_PACKAGE
        _write(output, app_package(loaded))
    click.echo(f"Wrote {output}.")


@click.group("import")
def import_group() -> None:
    """Bring in what other systems know."""


@import_group.command("roster")
@click.argument("file", type=click.File("rb"))
@organization_option
def import_roster(file: BinaryIO, wanted: str | None) -> None:
    """Bring people, teams and managers from a CSV FILE ("-" for standard input).

    Everything wrong in the file is told at once, and then nothing is imported (exit code 2).
    """
    try:
        people = roster.read(file.read())

        async def work(db: Connection, organization: Settled) -> Summary:
            now = utc_now()
            today = now.astimezone(ZoneInfo(organization.zone)).date()
            return await roster.apply(db, organization.id, people, today, now)

        summary = on_organization(wanted, work, may_found=True)
    except RosterErrors as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        click.echo(f"Nothing was imported: {_counted(len(error.problems), 'thing')} to mend in {file.name}.", err=True)
        raise click.exceptions.Exit(2) from error
    click.echo(
        f"Imported {_counted(summary.people, 'person', 'people')}: {summary.added} new, {summary.changed} changed, "
        f"{summary.unchanged} as before.\n"
        f"Teams: {summary.teams_added} new, {summary.teams_changed} changed. "
        f"Memberships: {summary.memberships_started} begun, {summary.memberships_ended} ended."
    )


COMMANDS: tuple[click.Command, ...] = (manifest, import_group)


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise click.ClickException(f"Cannot write {file}: {error.strerror}.") from error


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"

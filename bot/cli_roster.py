"""`upstander import roster`: says what a file would change, or changes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO
from zoneinfo import ZoneInfo

import click

from bot.cli_session import on_organization, organization_option
from bot.clock import utc_now
from storage import roster
from storage.database import Connection
from storage.organizations import Settled
from storage.roster import (
    ChangeKind,
    EndsTooMany,
    FieldChange,
    Options,
    PersonChange,
    Proposal,
    RosterErrors,
    TeamChange,
)

SHOWN = 50
"""Lines of each kind, unless all are asked for."""

_HEADINGS = {
    ChangeKind.NEW: "New",
    ChangeKind.RETURNED: "Back again",
    ChangeKind.CHANGED: "Changed",
    ChangeKind.ENDED: "Ended",
}
_WORDS = {"hired_on": "hired on", "left_on": "left on"}


@click.group("import")
def import_group() -> None:
    """Bring in what other systems know."""


@import_group.command("roster")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--all", "show_all", is_flag=True, help=f"With --dry-run: show every line, not the first {SHOWN} of a kind."
)
@click.option("--complete", is_flag=True, help="The file lists everybody: who is not in it has left, from today on.")
@click.option("--teams-from-managers", is_flag=True, help="Who is given no team is in the one of their manager.")
@click.option("--yes-really", is_flag=True, help="Import even where more than a fifth of the people would end.")
@click.option(
    "--encoding", help="What the file is encoded in, where that is not recognized: windows-1250, mac_roman, …"
)
@organization_option
def import_roster(
    file: BinaryIO,
    *,
    dry_run: bool,
    show_all: bool,
    complete: bool,
    teams_from_managers: bool,
    yes_really: bool,
    encoding: str | None,
    wanted: str | None,
) -> None:
    """Bring people, teams and managers from a CSV FILE ("-" for standard input).

    Everything wrong in the file is told at once, and then nothing is imported (exit code 2).
    """
    reading = roster.read(file.read(), encoding)
    options = Options(complete=complete, teams_from_managers=teams_from_managers)

    async def work(db: Connection, organization: Settled) -> Proposal:
        now = utc_now()
        today = now.astimezone(ZoneInfo(organization.zone)).date()
        if dry_run:
            return await roster.propose(db, organization.id, reading, today, options)
        return await roster.apply(db, organization.id, reading, today, now, options, really=yes_really)

    try:
        proposal = on_organization(wanted, work, may_found=True, keep=not dry_run)
    except RosterErrors as error:
        proposal = Proposal(problems=error.problems, notes=reading.notes)
    except EndsTooMany as error:
        click.echo(f"Nothing was imported: {_ends(error.proposal)}", err=True)
        click.echo("--dry-run shows whom. If it is right so, say --yes-really.", err=True)
        raise click.exceptions.Exit(2) from error
    for problem in proposal.problems:
        click.echo(str(problem), err=True)
    for note in proposal.notes:
        click.echo(f"Note: {note}", err=True)
    if proposal.problems:
        mend = _counted(len(proposal.problems), "thing")
        click.echo(f"Nothing was imported: {mend} to mend in {file.name}.", err=True)
        raise click.exceptions.Exit(2)
    if dry_run:
        _show(proposal, None if show_all else SHOWN)
    click.echo(_in_numbers(proposal, "Would import" if dry_run else "Imported"))
    if dry_run:
        if proposal.ends_too_many:
            click.echo(f"The import will ask for --yes-really: {_ends(proposal)}")
        click.echo("Nothing was changed: this was a dry run.")


COMMANDS: tuple[click.Command, ...] = (import_group,)


def _show(proposal: Proposal, most: int | None) -> None:
    for kind, heading in _HEADINGS.items():
        _list(heading, [_person_line(one) for one in proposal.people if one.kind is kind], most)
    _list("Teams", [_team_line(one) for one in proposal.teams], most)


def _list(heading: str, lines: Sequence[str], most: int | None) -> None:
    if not lines:
        return
    click.echo(f"{heading}: {len(lines)}")
    for line in lines[:most]:
        click.echo(f"  {line}")
    if most is not None and len(lines) > most:
        click.echo(f"  … and {len(lines) - most} more (--all shows them)")
    click.echo()


def _person_line(one: PersonChange) -> str:
    where = f"line {one.line}" if one.line is not None else "not in the file"
    fields = one.fields
    if one.kind is ChangeKind.NEW:
        fields = tuple(field for field in fields if field.field != "name")
    return _line(f"{where}: {one.name} <{one.email}>", fields, is_new=one.kind is ChangeKind.NEW)


def _team_line(one: TeamChange) -> str:
    return _line(f"{one.name} (new)" if one.is_new else one.name, one.fields, is_new=one.is_new)


def _line(who: str, fields: Sequence[FieldChange], *, is_new: bool) -> str:
    told = "; ".join(_told(fields, is_new=is_new))
    return f"{who}: {told}" if told else who


def _told(fields: Sequence[FieldChange], *, is_new: bool) -> Iterator[str]:
    for one in fields:
        word = _WORDS.get(one.field, one.field)
        if one.before is None and one.after is None:
            yield word
        elif is_new:
            yield f"{word} {one.after}"
        else:
            yield f"{word} {one.before or '(none)'} → {one.after or '(none)'}"


def _in_numbers(proposal: Proposal, opening: str) -> str:
    summary = proposal.summary
    return (
        f"{opening} {_counted(summary.people, 'person', 'people')}: {summary.added} new, {summary.changed} changed, "
        f"{summary.unchanged} as before; {summary.ended} ended.\n"
        f"Teams: {summary.teams_added} new, {summary.teams_changed} changed. "
        f"Memberships: {summary.memberships_started} begun, {summary.memberships_ended} ended."
    )


def _ends(proposal: Proposal) -> str:
    summary = proposal.summary
    share = round(100 * summary.ended / summary.working)
    return f"{summary.ended} of {_counted(summary.working, 'person', 'people')} who work here would end ({share}%)."


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"

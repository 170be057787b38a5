"""Commands that govern an organization: who is admin or auditor, its rules, and whether the audit trail holds."""

from __future__ import annotations

from zoneinfo import available_timezones

import click

from bot.cli_session import on_organization, organization_option
from bot.clock import utc_now
from handlers.countries import name_of, read_country
from storage import audit, organizations, roles
from storage.audit import OPERATOR, Verdict
from storage.database import Connection
from storage.organizations import Changes, Settled
from storage.roles import Holder, UnknownPerson
from storage.words import Role

_role = click.argument("role", type=click.Choice([Role.ADMIN.value, Role.AUDITOR.value]))
_email = click.argument("email")


@click.group()
def admin() -> None:
    """Say who administers or audits the program, and settle an organization's rules."""


@admin.command()
@_role
@_email
@organization_option
def grant(role: str, email: str, wanted: str | None) -> None:
    """Give a person the role of admin or auditor."""

    async def work(db: Connection, organization: Settled) -> bool:
        return await roles.grant(db, organization.id, email, Role(role), actor=OPERATOR, now=utc_now())

    changed = _on_person(email, wanted, work)
    click.echo(f"{email} is {_a(role)} now." if changed else f"{email} was {_a(role)} already.")


@admin.command()
@_role
@_email
@organization_option
def revoke(role: str, email: str, wanted: str | None) -> None:
    """Take the role back from a person."""

    async def work(db: Connection, organization: Settled) -> bool:
        return await roles.revoke(db, organization.id, email, Role(role), actor=OPERATOR, now=utc_now())

    changed = _on_person(email, wanted, work)
    click.echo(f"{email} is no longer {_a(role)}." if changed else f"{email} was not {_a(role)}.")


@admin.command("list")
@organization_option
def list_(wanted: str | None) -> None:
    """List admins and auditors."""

    async def work(db: Connection, organization: Settled) -> list[Holder]:
        return await roles.holders(db, organization.id)

    holders = on_organization(wanted, work)
    for one in holders:
        held = [role for role, is_held in (("admin", one.is_admin), ("auditor", one.is_auditor)) if is_held]
        click.echo(f"{'+'.join(held):14} {one.email or '(no e-mail address)':40} {one.name}")
    if not holders:
        click.echo("Nobody yet: upstander admin grant admin name@example.com")


@admin.command()
@click.option("--name", help="What the organization is called.")
@click.option("--zone", help="Its time zone, such as Europe/Berlin: weeks and months begin there.")
@click.option(
    "--country", help="Whose public holidays stay free of nudges, such as Germany or DE; empty takes it away."
)
@click.option("-k", "--smallest-group", "k", type=click.IntRange(min=5), help="The smallest group to show; 5 or more.")
@click.option("--reporting-url", help="Where people report misconduct; empty takes it away.")
@click.option(
    "--intervention-notes/--no-intervention-notes", default=None, help="Whether interventions may have a free note."
)
@organization_option
def configure(
    name: str | None,
    zone: str | None,
    country: str | None,
    k: int | None,
    reporting_url: str | None,
    intervention_notes: bool | None,
    wanted: str | None,
) -> None:
    """Show the organization's rules, or settle some anew."""
    if name is not None and not name.strip():
        raise click.UsageError("--name is empty.")
    if zone is not None and zone not in available_timezones():
        raise click.UsageError(f"{zone!r} is no time zone; an example is Europe/Berlin.")
    code, problem = read_country(country) if country else (country, "")
    if problem:
        raise click.UsageError(f"--country: {problem}")
    if reporting_url and not reporting_url.startswith(("https://", "mailto:")):
        raise click.UsageError("--reporting-url must begin with https:// or mailto:.")

    async def work(db: Connection, organization: Settled) -> Settled:
        changes = Changes(name.strip() if name else None, zone, k, reporting_url, intervention_notes, code)
        return await organizations.settle(db, organization.id, changes, actor=OPERATOR, now=utc_now())

    rules = on_organization(wanted, work, may_found=True)
    click.echo(f"name                {rules.name}")
    click.echo(f"time zone           {rules.zone}")
    click.echo(f"country             {_country(rules.country)}")
    click.echo(f"smallest group      {rules.k}")
    click.echo(f"reporting address   {rules.reporting_url or '(none)'}")
    click.echo(f"intervention notes  {'on' if rules.intervention_notes else 'off'}")


@click.group("audit")
def audit_group() -> None:
    """Check the audit trail."""


@audit_group.command()
@click.option(
    "--knows",
    metavar="NUMBER:HASH",
    help="The last entry as an earlier check printed it: shows whether the end was cut off since.",
)
@organization_option
def verify(knows: str | None, wanted: str | None) -> None:
    """Check that no entry was changed, removed or moved. Fails if one was."""
    known = _entry(knows) if knows else None

    async def work(db: Connection, organization: Settled) -> Verdict:
        return await audit.verify(db, organization.id, known=known)

    verdict = on_organization(wanted, work)
    for finding in verdict.findings:
        click.echo(f"Entry {finding.sequence} {finding.what}.")
    if verdict.findings:
        raise click.ClickException(f"The audit trail does not hold ({len(verdict.findings)} to look into).")
    click.echo(f"The audit trail holds: {verdict.entries} entries.")
    if verdict.removed:
        click.echo(f"Their time over, entries up to {verdict.removed} were removed; the chain goes on from there.")
    if verdict.entries:
        click.echo(f"Write down elsewhere, for --knows next time: {verdict.last}:{verdict.head}")


COMMANDS: tuple[click.Command, ...] = (admin, audit_group)


def _on_person(email: str, wanted: str | None, work: object) -> bool:
    try:
        return on_organization(wanted, work)  # type: ignore[arg-type]
    except UnknownPerson as error:
        raise click.ClickException(
            f"Nobody here has the e-mail address {email}. People become known with their first message to the bot, or "
            "by `upstander import roster`. UPSTANDER_ADMINS names admins before that."
        ) from error


def _entry(text: str) -> tuple[int, str]:
    number, colon, digest = text.partition(":")
    if not (colon and number.isdigit() and len(digest) == 64):  # noqa: PLR2004 - SHA-256 in hex
        raise click.UsageError("--knows takes what `audit verify` printed: a number, a colon and 64 characters.")
    return int(number), digest.lower()


def _country(code: str | None) -> str:
    return f"{code} ({name_of(code)})" if code else "(none)"


def _a(role: str) -> str:
    return "a program admin" if role == Role.ADMIN else "an auditor"

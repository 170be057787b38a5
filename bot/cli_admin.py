"""Commands that govern an organization: who is admin or auditor, its rules, and whether the audit trail holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click

from bot import rules
from bot.cli_session import on_organization, organization_option
from bot.clock import utc_now
from handlers.countries import name_of
from handlers.settings_words import LANGUAGES
from nudges.day_words import WEEKDAYS
from nudges.figures import weekly
from storage import audit, retention, roles
from storage.audit import OPERATOR, Verdict
from storage.database import Connection
from storage.organizations import Settled
from storage.retention import Kept
from storage.roles import Holder, UnknownPerson
from storage.words import Role, Visibility

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
@click.option("-k", "--smallest-group", "k", help="The smallest group to show; 5 or more.")
@click.option(
    "--default-visibility",
    type=click.Choice([one.value for one in Visibility]),
    help="The visibility that new people begin with.",
)
@click.option("--reporting-url", help="Where people report misconduct (https:// or mailto:); empty takes it away.")
@click.option(
    "--intervention-notes/--no-intervention-notes", default=None, help="Whether interventions may have a free note."
)
@click.option("--digests/--no-digests", "digests_on", default=None, help="Whether managers get the weekly digest.")
@click.option(
    "--digest-weekday",
    type=click.Choice(WEEKDAYS, case_sensitive=False),
    help="The day on which it comes, where a manager chose none.",
)
@click.option("--digest-at", metavar="HH:MM", help="The full or half hour at which it comes, where they chose none.")
@organization_option
def configure(
    digests_on: bool | None, intervention_notes: bool | None, wanted: str | None, **given: str | None
) -> None:
    """Show the organization's rules, or settle some anew: those of the dashboard's settings page."""
    typed = {name: text for name, text in given.items() if text is not None}
    if (weekday := typed.get("digest_weekday")) is not None:
        typed["digest_weekday"] = str(WEEKDAYS.index(weekday.casefold()))
    switches = {"digests_on": digests_on, "intervention_notes": intervention_notes}
    typed |= {name: "yes" if is_on else "" for name, is_on in switches.items() if is_on is not None}

    async def work(db: Connection, held: Settled) -> tuple[Settled, Sequence[str], Kept]:
        now = utc_now()
        read = rules.read(typed, held, now)
        if read.problems:
            told = (f"--{_OPTIONS.get(name, name.replace('_', '-'))}: {why}" for name, why in read.problems.items())
            raise click.UsageError("\n".join(told))
        settled, consequences = await rules.settle(db, held, read.changes, actor=OPERATOR, now=now) or (held, ())
        return settled, consequences, await retention.of(db, held.id)

    settled, consequences, kept = on_organization(wanted, work, may_found=True)
    for label, value in _lines(settled, kept):
        click.echo(f"{label:19} {value}")
    if consequences:
        click.echo("\n" + "\n".join(consequences))


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


_OPTIONS = {"k": "smallest-group"}
"""Of rules whose option has another name."""


def _lines(held: Settled, kept: Kept) -> Iterator[tuple[str, str]]:
    yield "name", held.name
    yield "time zone", held.zone
    yield "country", _country(held.country)
    yield "smallest group", str(held.k)
    yield "visibility", f"{held.default_visibility.value}, for who is new"
    yield "reporting address", held.reporting_url or "(none)"
    yield "intervention notes", "on" if held.intervention_notes else "off"
    yield "digests", weekly(held.digest_weekday, held.digest_at) if held.digests_on else "off"
    yield "languages", ", ".join(LANGUAGES.values())
    months = ", ".join(f"{kind} {number}" for kind, number in asdict(kept).items())
    yield "kept for months", f"{months} (upstander retention set)"


def _country(code: str | None) -> str:
    return f"{code} ({name_of(code)})" if code else "(none)"


def _a(role: str) -> str:
    return "a program admin" if role == Role.ADMIN else "an auditor"

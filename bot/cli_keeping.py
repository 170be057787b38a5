"""Commands about what is kept: for how long, what a legal hold keeps longer, and under which key it is sealed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import fields
from uuid import UUID

import click

from bot import settings
from bot.cli_session import on_organization, organization_option
from bot.clock import utc_now
from bot.settings import PREFIX, CannotStart, Settings
from storage import holds, migrations, reseal, retention, sealed
from storage.audit import OPERATOR
from storage.database import Connection, Database
from storage.encryption import Cipher
from storage.holds import Held, UnknownPerson
from storage.organizations import Settled
from storage.retention import LEAST, MOST, Kept, NotKept

_WORDS = {
    "notes": "notes, reflections, plans",
    "actions": "actions",
    "deliveries": "deliveries, lessons",
    "audit": "the audit trail",
}


def _months(kind: str) -> click.IntRange:
    return click.IntRange(min=getattr(LEAST, kind), max=MOST)


@click.group("retention")
def retention_group() -> None:
    """Say how long each kind of data is kept. What is older goes at night."""


@retention_group.command("show")
@organization_option
def show_retention(wanted: str | None) -> None:
    """Show for how many months each kind is kept."""

    async def work(db: Connection, organization: Settled) -> Kept:
        return await retention.of(db, organization.id)

    _say(on_organization(wanted, work))


@retention_group.command("set")
@click.option("--notes", type=_months("notes"), help="Months for notes, reflections and plans; 12 if never set.")
@click.option("--actions", type=_months("actions"), help="Months for actions; 36 if never set.")
@click.option("--deliveries", type=_months("deliveries"), help="Months for deliveries and lessons; 12 if never set.")
@click.option("--audit", type=_months("audit"), help="Months for the audit trail; 84 if never set.")
@organization_option
def set_retention(
    notes: int | None, actions: int | None, deliveries: int | None, audit: int | None, wanted: str | None
) -> None:
    """Settle for how many months a kind is kept. Shorter than before: what is older goes in the next night."""
    given = {"notes": notes, "actions": actions, "deliveries": deliveries, "audit": audit}
    changes = {kind: months for kind, months in given.items() if months is not None}
    if not changes:
        raise click.UsageError("Say what is to be kept how long, such as --notes 6.")

    async def work(db: Connection, organization: Settled) -> Kept:
        return await retention.settle(db, organization.id, changes, actor=OPERATOR, now=utc_now())

    try:
        _say(on_organization(wanted, work))
    except NotKept as error:
        raise click.UsageError(str(error)) from error


@click.group()
def hold() -> None:
    """Set a legal hold, so that nothing of a person, or of anybody, is deleted until it is released."""


@hold.command("add")
@click.option("--person", "email", metavar="EMAIL", help="Whose data is held.")
@click.option("--everybody", is_flag=True, help="The whole organization's data is held.")
@click.option("--reason", required=True, help="Why; it is kept sealed, and only `hold list` shows it.")
@organization_option
def add_hold(email: str | None, everybody: bool, reason: str, wanted: str | None) -> None:
    """Set a hold on one person's data, or on everybody's."""
    if (email is None) == (not everybody):
        raise click.UsageError("Say whose data is held: --person EMAIL, or --everybody.")
    if not reason.strip():
        raise click.UsageError("--reason is empty.")
    cipher = _cipher(settings.load())

    async def work(db: Connection, organization: Settled) -> UUID:
        return await holds.add(db, cipher, organization.id, email, reason.strip(), actor=OPERATOR, now=utc_now())

    try:
        hold_id = on_organization(wanted, work)
    except UnknownPerson as error:
        raise click.ClickException(f"Nobody here has the e-mail address {email}.") from error
    click.echo(f"Nothing of {email or 'anybody'} is deleted from now on. To end it: upstander hold release {hold_id}")


@hold.command("list")
@click.option("--all", "over", is_flag=True, help="Also those that are over.")
@organization_option
def list_holds(over: bool, wanted: str | None) -> None:
    """List the holds that are on."""
    cipher = _cipher(settings.load())

    async def work(db: Connection, organization: Settled) -> list[Held]:
        return await holds.every(db, cipher, organization.id, over=over)

    found = on_organization(wanted, work)
    for one in found:
        whom = "everybody" if one.person is None else one.email or one.person
        ended = f", released {one.released_at:%Y-%m-%d}" if one.released_at else ""
        reason = "(sealed with a key that is lost)" if one.reason is None else one.reason
        click.echo(f"{one.id}  {whom:32} since {one.set_at:%Y-%m-%d}{ended}: {reason}")
    if not found:
        click.echo("No hold is on.")


@hold.command("release")
@click.argument("hold_id", type=click.UUID, metavar="ID")
@organization_option
def release_hold(hold_id: UUID, wanted: str | None) -> None:
    """End a hold. Who asked to be erased meanwhile is erased within minutes; what is too old goes in the next night."""

    async def work(db: Connection, organization: Settled) -> bool:
        return await holds.release(db, organization.id, hold_id, actor=OPERATOR, now=utc_now())

    if not on_organization(wanted, work):
        raise click.ClickException(f"No hold {hold_id} is on: `upstander hold list` shows those that are.")
    click.echo("The hold is released.")


@click.group()
def keys() -> None:
    """Change the key that texts and tokens are sealed with."""


@keys.command()
def rotate() -> None:
    """Seal everything anew with the first key of UPSTANDER_SECRET_KEYS.

    Put the new key first, leave the older ones behind it, and start everything that serves again; then run this. It may
    run while people use the product, and may be cut short and run again.
    """
    loaded = settings.load()
    cipher = _cipher(loaded)
    resealed, closed, older = asyncio.run(_rotate(loaded, cipher))
    click.echo(f"Sealed anew: {resealed:,}.")
    if closed:
        raise click.ClickException(
            f"{closed:,} values open with none of the keys: add the key that is missing at the end of "
            f"{PREFIX}SECRET_KEYS, and run this again. Take no key out before."
        )
    if older:
        raise click.ClickException(
            f"{older:,} values were sealed with an older key while this ran: something still serves with the older key "
            "first. Start it again with the new one first, and run this once more. Take no key out before."
        )
    click.echo("Nothing needs an older key any more.")
    if len(loaded.secret_keys) > 1:
        click.echo(
            f"You may take all but the first key out of {PREFIX}SECRET_KEYS, and start everything again, once an hour "
            "is over: links and pages that are open were signed with the older one. Backups from before still need the "
            "older keys, so keep them as long as those backups."
        )


COMMANDS: tuple[click.Command, ...] = (retention_group, hold, keys)


async def _rotate(loaded: Settings, cipher: Cipher) -> tuple[int, int, int]:
    """How many values were sealed anew, and how many then open with no key, or with an older one alone."""
    database = Database(loaded.database_url)
    try:
        async with database.begin() as db:
            if await migrations.pending(db):
                raise CannotStart("The database's schema is not up to date: run `upstander migrate` first.")
            total = await reseal.count(db)
        is_hidden = not sys.stderr.isatty()
        with click.progressbar(length=total, label="Sealing anew", file=sys.stderr, hidden=is_hidden) as bar:
            resealed, _, _ = await _walk(database, cipher, bar.update)
        # Once more, only to look: whoever serves with an older key first has sealed with it meanwhile.
        late, closed, _ = await _walk(database, cipher, lambda _count: None)
        return resealed + late, closed, late
    finally:
        await database.close()


async def _walk(database: Database, cipher: Cipher, tell: Callable[[int], None]) -> tuple[int, int, int]:
    resealed = closed = looked_at = 0
    for place in sealed.PLACES:
        after: reseal.Position | None = ()
        while after is not None:
            async with database.begin(patient=True) as db:
                batch = await reseal.batch(db, cipher, place, after)
            resealed, closed = resealed + batch.resealed, closed + batch.closed
            looked_at += batch.looked_at
            tell(batch.looked_at)
            after = batch.after
    return resealed, closed, looked_at


def _cipher(loaded: Settings) -> Cipher:
    if not loaded.secret_keys:
        raise CannotStart(f"{PREFIX}SECRET_KEYS is not set: `upstander secret` makes a key.")
    return Cipher(loaded.secret_keys)


def _say(kept: Kept) -> None:
    for one in fields(Kept):
        click.echo(f"{_WORDS[one.name]:27}{getattr(kept, one.name):4} months")

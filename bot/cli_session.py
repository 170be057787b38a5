"""What commands share: a unit of work on the right organization, and words for what the operator can mend."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import click
from sqlalchemy.exc import SQLAlchemyError

from bot import settings
from bot.clock import utc_now
from bot.settings import CannotStart, SettingsError
from storage import migrations, organizations, workspaces
from storage.database import Connection, Database, is_unavailable
from storage.organizations import Settled

Result = TypeVar("Result")

NAMELESS = "Our organization"
"""What an organization is called until `upstander admin configure --name`, or a platform, says otherwise."""

organization_option = click.option(
    "--organization", "wanted", metavar="NAME", help="Which organization, where there is more than one."
)


def on_organization(
    wanted: str | None,
    work: Callable[[Connection, Settled], Awaitable[Result]],
    *,
    may_found: bool = False,
    keep: bool = True,
) -> Result:
    """Does the work as one transaction on the organization that is meant.

    `may_found`: where there is none yet, the installation's own one is founded, unless each workspace brings its own.
    Without `keep`, whatever was written is undone.
    """
    loaded = settings.load()

    async def unit(db: Connection) -> Result:
        if await migrations.pending(db):
            raise CannotStart("The database's schema is not up to date: run `upstander migrate` first.")
        every = await organizations.every(db)
        if not every and may_found and not loaded.slack_client_id:
            await workspaces.found(db, workspaces.OWN, NAMELESS, utc_now())
            every = await organizations.every(db)
        return await work(db, _chosen(every, wanted))

    async def run() -> Result:
        database = Database(loaded.database_url)
        try:
            with suppress(_Undone):
                async with database.begin() as db:
                    result = await unit(db)
                    _end(keep=keep)
            return result
        finally:
            await database.close()

    return asyncio.run(run())


class _Undone(Exception):
    """Ends a transaction that is not to be kept."""


def _end(*, keep: bool) -> None:
    if not keep:
        raise _Undone


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turns what the operator can mend into a sentence, without a traceback."""
    try:
        yield
    except SettingsError as error:
        lines = "\n".join(f"  - {line}" for line in str(error).splitlines())
        raise click.ClickException(f"The settings need attention:\n{lines}") from error
    except CannotStart as error:
        raise click.ClickException(str(error)) from error
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        if not is_unavailable(error):
            raise
        raise click.ClickException(
            f"The database does not answer ({type(error).__name__}). Is UPSTANDER_DATABASE_URL right, and does it run? "
            "`upstander doctor` says more."
        ) from error


def _chosen(every: list[Settled], wanted: str | None) -> Settled:
    if not every:
        raise click.ClickException(
            "There is no organization yet: it is founded when Slack or Teams first connects to `upstander serve`."
        )
    if wanted is None and len(every) > 1:
        names = ", ".join(one.name for one in every)
        raise click.UsageError(f"There is more than one organization: name one by --organization ({names}).")
    found = [one for one in every if wanted is None or wanted.casefold() in {one.name.casefold(), str(one.id)}]
    if not found:
        raise click.UsageError(
            f"There is no organization {wanted!r}. There is: {', '.join(one.name for one in every)}."
        )
    if len(found) > 1:
        ids = ", ".join(str(one.id) for one in found)
        raise click.UsageError(f"More than one organization is called that; name its id: {ids}.")
    return found[0]

"""The command line of whoever runs the product: `upstander serve | demo | worker | migrate | doctor | …`.

Words go to standard output, logs to standard error. Exit codes: 0 done, 1 it did not work, 2 asked wrongly.
"""

from __future__ import annotations

import logging
import secrets
from importlib.metadata import version

import click

from bot import cli_admin, cli_deliveries, cli_files, cli_keeping, cli_privacy, cli_roster, cli_run
from bot.cli_session import in_plain_words


class _Plain(click.Group):
    def invoke(self, ctx: click.Context) -> object:
        with in_plain_words():
            return super().invoke(ctx)


@click.group(cls=_Plain, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("upstander"), prog_name="upstander")
def cli() -> None:
    """Upstander, a bot for everyday allyship in Slack and Microsoft Teams.

    Everything is set by environment variables UPSTANDER_…; `upstander doctor` says what is missing.
    """


@cli.command()
def secret() -> None:
    """Print a new key for UPSTANDER_SECRET_KEYS. Keep it safe: losing it loses what people wrote."""
    click.echo(secrets.token_urlsafe(48))


for one in (
    *cli_run.COMMANDS,
    *cli_admin.COMMANDS,
    *cli_files.COMMANDS,
    *cli_roster.COMMANDS,
    *cli_deliveries.COMMANDS,
    *cli_privacy.COMMANDS,
    *cli_keeping.COMMANDS,
):
    cli.add_command(one)


def main() -> None:
    """The entry point of the `upstander` command."""
    logging.captureWarnings(capture=True)  # a line in the log like all else
    cli(prog_name="upstander")

"""Commands that read or write files: the roster, and the platforms' manifests."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot import settings

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
        output.write_text(f"{text}\n", encoding="utf-8")
    else:
        from bot.teams.manifest import app_package  # noqa: PLC0415

        output = output or TEAMS_PACKAGE
        output.write_bytes(app_package(loaded))
    click.echo(f"Wrote {output}.")


COMMANDS: tuple[click.Command, ...] = (manifest,)

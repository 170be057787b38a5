"""Commands that write files: the platforms' manifests."""

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
        _write(output, f"{text}\n".encode())
    else:
        from bot.teams.manifest import app_package  # noqa: PLC0415

        output = output or TEAMS_PACKAGE
        _write(output, app_package(loaded))
    click.echo(f"Wrote {output}.")


COMMANDS: tuple[click.Command, ...] = (manifest,)


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise click.ClickException(f"Cannot write {file}: {error.strerror}.") from error

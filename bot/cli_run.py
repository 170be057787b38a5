"""Commands that run the product: serve, demo, worker, migrate."""

from __future__ import annotations

import os
import secrets
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import logs, settings
from bot.clock import MovableClock, utc_now
from bot.settings import Settings

if TYPE_CHECKING:  # imported where it is used: a key or a manifest need not wait for the web framework
    from bot.road import Clock
    from bot.upstander import Edge, Upstander
    from bot.worker import Worker

    Served = tuple[Sequence[Edge], Worker | None]
    """What is served, and a worker of its own, where it has one."""

_port = click.IntRange(0, 65535)


@click.command()
@click.option("--host", help="The address to listen on, instead of UPSTANDER_HOST.")
@click.option("--port", type=_port, help="The port to listen on, instead of UPSTANDER_PORT.")
def serve(host: str | None, port: int | None) -> None:
    """Serve Slack and Teams, and do the worker's work, in one process."""
    loaded = settings.load_for_serving(**_given(host=host, port=port))
    logs.configure(loaded.log_level)

    async def ready_made(app: Upstander) -> Served:
        from bot.wiring import edges  # noqa: PLC0415

        return edges(app), None

    _serve(loaded, ready_made)


@click.command()
@click.option("--host", help="A loopback address; the demo takes no other.")
@click.option("--port", type=_port, help="The port to listen on.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".demo"),
    show_default=True,
    help="Where its data lives.",
)
def demo(host: str | None, port: int | None, folder: Path) -> None:
    """Try everything with example data, in a browser on this machine. No account is needed."""
    loaded = settings.for_demo(folder, **_given(host=host, port=port))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    loaded = loaded.model_copy(update={"secret_keys": (_kept_key(folder / "secret.key"),)})
    logs.configure(loaded.log_level if loaded.log_level != "info" else "warning", readable=True)

    clock = MovableClock(folder / "clock")

    async def with_examples(app: Upstander) -> Served:
        from bot.api.edge import ApiEdge  # noqa: PLC0415
        from bot.console.demo import prepare, travelling  # noqa: PLC0415 - the demo alone needs it
        from bot.console.edge import ConsoleEdge  # noqa: PLC0415
        from bot.dashboard.edge import DashboardEdge  # noqa: PLC0415

        click.echo("Upstander demo: preparing the example organization …")
        await prepare(app)
        traveller, worker = travelling(app, clock)
        return [ConsoleEdge(app, traveller), DashboardEdge(app), ApiEdge(app)], worker

    _serve(loaded, with_examples, _welcome, clock)


@click.command()
def worker() -> None:
    """Do the worker's work alone: for more processes beside `serve`."""
    from bot import serve as serving  # noqa: PLC0415
    from bot.wiring import build  # noqa: PLC0415

    loaded = settings.load_for_serving()
    logs.configure(loaded.log_level)
    app = build(loaded)

    async def work() -> None:
        try:
            await serving.prepare(app)
            await serving.work_alone(app)
        finally:
            await app.database.close()

    serving.run(work())


@click.command()
def migrate() -> None:
    """Bring the database's schema up to date. Safe to run twice, and by several machines at once."""
    from bot import serve as serving  # noqa: PLC0415
    from storage import migrations  # noqa: PLC0415
    from storage.database import Database  # noqa: PLC0415

    loaded = settings.load()
    logs.configure(loaded.log_level)

    async def run() -> list[str]:
        database = Database(loaded.database_url)
        try:
            async with database.begin() as db:
                missing = await migrations.pending(db)
            await migrations.upgrade(database)
        finally:
            await database.close()
        return missing

    applied = serving.run(run())
    click.echo(f"Applied {', '.join(applied)}: the schema is up to date." if applied else "The schema is up to date.")


@click.command()
def doctor() -> None:
    """Check settings, database, Slack and Teams, and say what to do. Fails where something has to be mended."""
    from bot import serve as serving  # noqa: PLC0415
    from bot.doctor import State, examine  # noqa: PLC0415

    logs.configure("error")

    async def run() -> bool:
        is_well = True
        async for finding in examine():
            click.echo(f"{finding.state.value:5} {finding.about:15} {finding.words}")
            is_well = is_well and finding.state is not State.MEND
        return is_well

    if not serving.run(run()):
        raise click.ClickException("Mend what is marked so, and ask again.")
    click.echo("All is well.")


COMMANDS: tuple[click.Command, ...] = (serve, demo, worker, migrate, doctor)


def _serve(
    loaded: Settings,
    make: Callable[[Upstander], Awaitable[Served]],
    on_ready: Callable[[Settings], None] | None = None,
    clock: Clock = utc_now,
) -> None:
    from bot import serve as serving  # noqa: PLC0415
    from bot.wiring import build  # noqa: PLC0415

    listener = serving.listen(loaded.host, loaded.port)
    settled = loaded.model_copy(update={"port": listener.getsockname()[1]})
    app = build(settled, clock)

    async def run() -> None:
        try:
            await serving.prepare(app)
            platforms, worker = await make(app)
            await serving.serve(app, platforms, listener, lambda: on_ready(settled) if on_ready else None, worker)
        finally:
            listener.close()
            await app.database.close()

    serving.run(run())


def _welcome(settled: Settings) -> None:
    click.echo(
        f"""
  Upstander is ready:  {settled.own_url}/console

  Five things to try there:
    1. Be an employee, and type:  log
    2. Type:                      amplify @ and a colleague's name, then: in the planning meeting: …
    3. Be a manager, and type:    team
    4. In the bar of the demo:    Send me one now, and move the clock to your next nudge
    5. Be the admin, Noor Haddad: dashboard

  Everything in it is example data. Stop with Ctrl+C.
"""
    )


def _kept_key(path: Path) -> str:
    """The demo's own secret key: made once, readable by its owner alone."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="utf-8").strip()


def _given(**options: object) -> dict[str, object]:
    """The options that were given; the environment decides the others."""
    return {name: value for name, value in options.items() if value is not None}

"""Examines an installation, and says of everything that is not right what to do about it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

from bot import health, settings
from bot.clock import utc_now
from bot.metrics import Metrics
from bot.settings import PREFIX, Settings, SettingsError
from bot.upstander import Upstander
from bot.wiring import LANGUAGE, build
from nudges import library
from nudges.problems import ContentErrors
from storage import sealed
from storage.database import database_url

if TYPE_CHECKING:
    from bot.teams.wire import Cloud

PATIENCE = aiohttp.ClientTimeout(total=8)


class State(StrEnum):
    OK = "ok"
    NOTE = "note"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `mend`: the product does not work until this is done."""

    state: State
    about: str
    words: str


async def examine(cloud: Cloud | None = None) -> AsyncIterator[Finding]:
    """Everything, in the order in which to mend it. `cloud`: a stand-in for Microsoft's, in tests."""
    for name, near in settings.unknown_variables():
        meant = f"; did you mean {near}?" if near else ""
        yield Finding(State.NOTE, "settings", f"{name} is no setting of this version{meant}")
    try:
        loaded = settings.load_for_serving()
        yield Finding(State.OK, "settings", "complete")
    except SettingsError as error:
        for line in str(error).splitlines():
            yield Finding(State.MEND, "settings", line)
        try:
            loaded = settings.load()
        except SettingsError:
            return
    for one in _content(loaded):
        yield one
    # With content that can't be taken nothing is built; the rest can still be looked at.
    loaded = loaded.model_copy(update={"content_dir": None})
    for finding in await asyncio.gather(_database(loaded), _public_url(loaded), _slack(loaded), _teams(loaded, cloud)):
        for one in finding:
            yield one


def _content(loaded: Settings) -> list[Finding]:
    """Whether prompts and lessons can be taken as they are."""
    about = "content"
    try:
        items = library.load(library.BUILT_IN, LANGUAGE, own=loaded.content_dir)
    except ContentErrors as errors:
        return [Finding(State.MEND, about, str(one)) for one in errors.problems]
    except OSError as error:
        return [Finding(State.MEND, about, f"{loaded.content_dir} can't be read ({error.strerror})")]
    whose = f" with those of {loaded.content_dir}" if loaded.content_dir else ""
    return [Finding(State.OK, about, f"{len(items.prompts)} prompts and {len(items.lessons)} lessons{whose}")]


async def _database(loaded: Settings) -> list[Finding]:
    url = database_url(loaded.database_url)
    if url.get_backend_name() == "sqlite" and (folder := _shut_folder(url.database or "")):
        words = f"this user may not write to {folder}, where the SQLite file belongs"
        return [Finding(State.MEND, "database", words)]
    # Without a key, the rest of the database can still be looked at.
    app = build(loaded if loaded.secret_keys else loaded.model_copy(update={"secret_keys": ("-" * 32,)}))
    try:
        findings = []
        for check in await health.checks(app):
            state = State.MEND if check.problem else State.OK
            if check.name == "migrations" and check.problem and app.database.is_sqlite:
                findings.append(Finding(State.NOTE, check.name, "`upstander serve` brings the SQLite file up to date"))
                continue
            findings.append(Finding(state, check.name, _advice(check.name, check.problem)))
        if loaded.secret_keys and all(one.state is State.OK for one in findings):
            findings.append(await _keys(app))
        return findings
    finally:
        await app.database.close()


def _shut_folder(file: str) -> Path | None:
    """The folder of the file, if it is not ours to write to."""
    folder = Path(file).resolve().parent
    return None if os.access(folder, os.W_OK) else folder


def _advice(name: str, problem: str | None) -> str:
    match name, problem:
        case _, None:
            return {"database": "answers", "migrations": "up to date", "clock": "agrees"}.get(name, "well")
        case "database", _:
            return f"{problem}: check {PREFIX}DATABASE_URL, and that the server runs and lets this machine in"
        case "clock", _:
            return f"{problem}: set both by NTP, or leases and dates go wrong"
        case _:
            return str(problem)


async def _keys(app: Upstander) -> Finding:
    name = "secret keys"
    async with app.database.begin() as db:
        tried = await sealed.tried(db, app.cipher)
    if tried.closed:
        words = f"{tried.closed} of {tried.count} sealed values open with no key of {PREFIX}SECRET_KEYS: add the older"
        return Finding(State.MEND, name, f"{words} keys again")
    if tried.older:
        words = (
            f"{tried.older} of {tried.count} sealed values that were tried need an older key: `upstander keys rotate`"
        )
        return Finding(State.NOTE, name, f"{words}, and leave that key in until it is done")
    return Finding(State.OK, name, f"open everything that was tried ({tried.count})")


async def _public_url(loaded: Settings) -> list[Finding]:
    name = "public address"
    is_needed = loaded.teams_app_id or (loaded.slack_is_on and not loaded.slack_app_token)
    if not loaded.public_url:
        if not is_needed:
            return [Finding(State.OK, name, "not needed")]
        words = f"{PREFIX}PUBLIC_URL is not set: Slack and Teams reach you under it, and download links begin with it"
        return [Finding(State.MEND if loaded.teams_app_id else State.NOTE, name, words)]
    is_local = settings.is_loopback(urlsplit(loaded.public_url).hostname or "")
    if urlsplit(loaded.public_url).path.strip("/"):
        return [Finding(State.MEND, name, f"{PREFIX}PUBLIC_URL has a path; the addresses of ours begin at the root")]
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE, trust_env=not is_local) as http,
            http.get(f"{loaded.public_url}/healthz", allow_redirects=False) as response,
        ):
            is_ours = response.status == 200 and "alive" in (await response.text())[:100]  # noqa: PLR2004
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        words = f"{loaded.public_url} does not answer from here ({type(error).__name__}); it has to once we serve"
        return [Finding(State.NOTE, name, words)]
    if not is_ours:
        return [Finding(State.NOTE, name, f"{loaded.public_url} answers, but it is not Upstander (yet)")]
    return [Finding(State.OK, name, f"{loaded.public_url} leads to Upstander")]


async def _slack(loaded: Settings) -> list[Finding]:
    if not loaded.slack_is_on:
        return [Finding(State.OK, "slack", "switched off")]
    from bot.slack.client import SlackClient, SlackFailure  # noqa: PLC0415 - loads only where it is used
    from bot.slack.manifest import SCOPES  # noqa: PLC0415

    client = SlackClient(loaded, Metrics())
    await client.open()
    findings = []
    trying = "BOT_TOKEN"
    try:
        if loaded.slack_bot_token:
            answer = await client.ask(client.web(loaded.slack_bot_token).auth_test())
            held = {one.strip() for one in str(answer.headers.get("x-oauth-scopes") or "").split(",")}
            findings.append(_scopes(sorted(set(SCOPES) - held)))
        if loaded.slack_app_token:
            trying = "APP_TOKEN"
            await client.ask(client.web().apps_connections_open(app_token=loaded.slack_app_token))
            findings.append(Finding(State.OK, "slack", "Socket Mode opens"))
        if loaded.slack_client_id:
            findings.append(Finding(State.NOTE, "slack", "client id and secret show themselves at the first install"))
    except SlackFailure as failure:
        if failure.is_passing:
            words = f"does not answer ({failure.error}): is {loaded.slack_api_url} reachable from here?"
        else:
            words = f"refuses {PREFIX}SLACK_{trying} ({failure.error}): copy it again from your app's page"
        findings.append(Finding(State.MEND, "slack", words))
    finally:
        await client.close()
    return findings


def _scopes(missing: list[str]) -> Finding:
    if missing:
        words = f"the app lacks {', '.join(missing)}: take over `upstander manifest slack` and install it again"
        return Finding(State.MEND, "slack", words)
    return Finding(State.OK, "slack", "the bot token works")


async def _teams(loaded: Settings, cloud: Cloud | None) -> list[Finding]:
    if not loaded.teams_is_on:
        return [Finding(State.OK, "teams", "switched off")]
    if loaded.teams_allow_anonymous:
        return [Finding(State.OK, "teams", "a local client without credentials; nothing to check")]
    from bot.teams.sdk import Connector  # noqa: PLC0415 - loads only where it is used
    from bot.teams.wire import MICROSOFT, SendError  # noqa: PLC0415

    connector = Connector(
        loaded.teams_app_id,
        loaded.teams_app_password,
        loaded.teams_tenant_ids,
        clock=utc_now,
        cloud=cloud or MICROSOFT,
    )
    await connector.open()
    try:
        await connector.sign_in()
    except SendError as error:
        if error.permanent:
            words = f"the sign-in service refuses {PREFIX}TEAMS_APP_ID with this password: make a new client secret"
        else:
            words = "the sign-in service does not answer: is login.microsoftonline.com reachable from here?"
        return [Finding(State.MEND, "teams", words)]
    finally:
        await connector.close()
    return [Finding(State.OK, "teams", "app id and password work")]

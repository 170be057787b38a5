"""The composition root: builds everything once, from settings. Nothing is built at import."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bot.background import Background
from bot.clock import utc_now
from bot.metrics import Metrics
from bot.road import Clock, Directory, Road
from bot.settings import CannotStart, Settings
from bot.upstander import Edge, Upstander
from nudges import library
from nudges.library import Library
from nudges.problems import ContentErrors
from storage.database import Database
from storage.encryption import Cipher
from storage.words import Platform

LANGUAGE = "en"
"""The language that all content is in, for now."""


def build(settings: Settings, clock: Clock = utc_now) -> Upstander:
    """Everything that serving needs, short of the edges.

    Raises ValueError without a secret key, CannotStart where the organization's own content has mistakes.
    """
    database = Database(settings.database_url)
    cipher = Cipher(settings.secret_keys)
    metrics = Metrics()
    directories: dict[Platform, Directory] = {}
    items = _library(settings.content_dir)
    road = Road(
        database,
        cipher,
        clock,
        directories,
        metrics=metrics,
        public_url=settings.own_url,
        library=items,
        admins=frozenset(one.lower() for one in settings.admins),
    )
    return Upstander(settings, database, cipher, clock, road, metrics, Background(), directories, items, {})


def _library(own: Path | None) -> Library:
    if own is None:
        return _built_in()
    try:
        return library.load(library.BUILT_IN, LANGUAGE, own=own)
    except ContentErrors as errors:
        raise CannotStart(f"The content of UPSTANDER_CONTENT_DIR can't be taken as it is:\n{errors}") from None


@cache
def _built_in() -> Library:
    return library.load(library.BUILT_IN, LANGUAGE)


def edges(app: Upstander) -> Sequence[Edge]:
    """The platforms that the settings switch on, the dashboard, and the API."""
    switched_on: list[Edge] = []
    if app.settings.slack_is_on:
        from bot.slack.edge import SlackEdge  # noqa: PLC0415 - a platform's libraries load only where it is used

        switched_on.append(SlackEdge(app))
    if app.settings.teams_is_on:
        from bot.teams.edge import TeamsEdge  # noqa: PLC0415

        switched_on.append(TeamsEdge(app))
    from bot.api.edge import ApiEdge  # noqa: PLC0415 - only what serves needs them
    from bot.dashboard.edge import DashboardEdge  # noqa: PLC0415

    switched_on += [DashboardEdge(app), ApiEdge(app)]
    return switched_on


def add_senders(app: Upstander) -> None:
    """The platforms that the settings switch on can be sent to; a sender that is there already stays."""
    if app.settings.slack_is_on and Platform.SLACK not in app.senders:
        from bot.slack.sender import SlackSender  # noqa: PLC0415 - as above

        app.senders[Platform.SLACK] = SlackSender(app)
    if app.settings.teams_is_on and Platform.TEAMS not in app.senders:
        from bot.teams.sender import TeamsSender  # noqa: PLC0415

        app.senders[Platform.TEAMS] = TeamsSender(app)

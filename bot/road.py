"""The one road: from what a platform sent to the reply, as one unit of work. Slack, Teams and the console walk it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.asking import asker_of, mentioned_in
from bot.metrics import Metrics
from handlers import errors
from handlers.command import Services
from handlers.dispatch import answer
from handlers.request import Asked, Colleague, Place, Reply, Request, Standing, Words
from messages.forms import FormErrors
from nudges.library import Library
from storage import accounts, audit, inbound, reach, roles
from storage.accounts import KnownAccount, KnownWorkspace, NewPerson
from storage.database import Connection, Contended, Database, Uncertain, is_unavailable
from storage.encryption import Cipher
from storage.models.base import new_id
from storage.words import Platform, Role

log = structlog.get_logger("upstander.road")
Clock = Callable[[], datetime]
Trouble = errors.Failed
"""A reply that says that nothing was done: an edge may keep the form it answers, for another try."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a platform sent, once its signature or token was verified.

    `key` names the delivery: the platform's retry carries the same one, and is answered with nothing.
    """

    platform: Platform
    workspace: str
    account: str
    asked: Asked
    place: Place
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform tells of an account."""

    account: str
    name: str
    email: str | None = None
    zone: str = "UTC"
    language: str = "en"
    is_bot: bool = False
    is_outside: bool = False


class Directory(Protocol):
    """Asks a platform who an account is. None: it does not know. Raises DirectoryUnavailable when it can't say."""

    async def profile(self, workspace: str, account: str) -> Profile | None: ...


class DirectoryUnavailable(Exception):
    """The platform did not answer, or refused."""


class NotInstalled(Exception):
    """The workspace is not installed, or no longer: nobody of it gets in."""


class Road:
    """Everything a request needs, built once."""

    def __init__(
        self,
        database: Database,
        cipher: Cipher,
        clock: Clock,
        directories: Mapping[Platform, Directory],
        *,
        metrics: Metrics,
        public_url: str,
        library: Library,
        admins: frozenset[str] = frozenset(),
    ) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock
        self._directories = directories
        self._metrics = metrics
        self._public_url = public_url
        self._library = library
        self._admins = admins

    async def walk(self, incoming: Incoming) -> Reply | None:
        """The reply; None when this very delivery was answered before. Raises NotInstalled, and nothing else.

        Whatever the reply, the work behind it is committed, or none of it is.
        """
        asked = type(incoming.asked).__name__.lower()
        platform = incoming.platform.value
        code = new_id().hex[-8:].upper()
        with (
            structlog.contextvars.bound_contextvars(code=code, platform=platform, asked=asked),
            self._metrics.seconds.labels(platform).time(),
        ):
            reply, outcome = await self._walk_and_explain(incoming, code)
        self._metrics.requests.labels(platform, asked, outcome).inc()
        return reply

    async def _walk_and_explain(self, incoming: Incoming, code: str) -> tuple[Reply | None, str]:
        """The reply and how it ended; a failure becomes words for the person and a line for the operator."""
        try:
            reply = await self._walk_past_lost_connections(incoming)
        except NotInstalled:
            raise
        except DirectoryUnavailable:
            log.warning("directory_unavailable", exc_info=True)
            return errors.too_early(code), "directory_unavailable"
        except Uncertain:
            log.exception("perhaps_stored")
            return errors.perhaps_stored(code), "perhaps_stored"
        except Exception as error:
            if is_unavailable(error):
                log.exception("not_stored")
                return errors.not_stored(code), "not_stored"
            log.exception("unexpected")
            return errors.unexpected(code), "unexpected"
        return reply, "repeated" if reply is None else "answered"

    async def _walk_past_lost_connections(self, incoming: Incoming) -> Reply | None:
        """Tries once more where a pooled connection turned out dead, as all do after a restart of the database.

        The key tells whether the first try was committed and only the answer was lost: then the second does nothing.
        """
        named = incoming if incoming.key is not None else replace(incoming, key=new_id().hex)
        try:
            return await self._walk(named)
        except Exception as error:
            if not is_unavailable(error):
                raise
            log.warning("database_lost_trying_again", exc_info=error)
            was_committing = isinstance(error, Uncertain)
        try:
            reply = await self._walk(named)
        except Exception as error:
            if was_committing and is_unavailable(error):
                raise Uncertain from error
            raise
        return errors.stored_after_all() if reply is None and was_committing else reply

    async def _walk(self, incoming: Incoming) -> Reply | None:
        """Of words, hopes that neither they nor what they log came before, as nearly always; else does it with care."""
        profiles: dict[str, Profile] = {}
        if isinstance(incoming.asked, Words):
            try:
                return await self._walk_once(incoming, profiles, hopeful=True)
            except Contended:
                pass
            except (NotInstalled, DirectoryUnavailable):
                raise
            except Exception as error:
                if is_unavailable(error):
                    raise
                log.warning("failed_in_hope", exc_info=error)  # what came before may be what it stumbled over
        return await self._walk_once(incoming, profiles, hopeful=False)

    async def _walk_once(self, incoming: Incoming, profiles: dict[str, Profile], *, hopeful: bool) -> Reply | None:
        while True:
            async with self._database.begin(hopeful=hopeful) as db:
                now = self._clock()
                mentioned = set(mentioned_in(incoming.asked))
                found = await accounts.resolve(
                    db, incoming.platform, incoming.workspace, {incoming.account, *mentioned}, now.date()
                )
                if found is None:
                    raise NotInstalled(incoming.workspace)
                workspace, known = found
                strangers = ({incoming.account} | mentioned) - known.keys() - profiles.keys()
                if not strangers:
                    return await self._answer(db, incoming, workspace, known, profiles, now)
            # Outside of the transaction: a slow platform must not hold a connection, or SQLite's only writer.
            for account in strangers:
                profiles[account] = await self._profile(incoming, account)

    async def _profile(self, incoming: Incoming, account: str) -> Profile:
        unknown = Profile(account, "", is_outside=True)
        try:
            return await self._directories[incoming.platform].profile(incoming.workspace, account) or unknown
        except DirectoryUnavailable:
            if account == incoming.account:
                raise
            log.warning("profile_unavailable")
            return unknown

    async def _answer(
        self,
        db: Connection,
        incoming: Incoming,
        workspace: KnownWorkspace,
        known: dict[str, KnownAccount],
        profiles: Mapping[str, Profile],
        now: datetime,
    ) -> Reply | None:
        key = f"{incoming.platform}:{incoming.key}" if incoming.key is not None else None
        if key is not None and not await inbound.first_time(db, workspace.organization_id, key, now):
            return None
        welcomed = [one for one in profiles.values() if not (one.is_bot or one.is_outside)]
        for profile in welcomed:
            await self._welcome(db, workspace, profile, now)
        if welcomed:
            found = await accounts.resolve(db, incoming.platform, incoming.workspace, {*known, *profiles}, now.date())
            if found is not None:
                workspace, known = found
        asker = known.get(incoming.account)
        if asker is None:
            return errors.outsider()
        if asker.has_left(now.date()):
            return errors.has_left()
        if asker.unreachable is not None:
            which = workspace.organization_id, workspace.workspace_id, asker.external_id
            await reach.account_is_back(db, *which, asker.unreachable, now)
        request = Request(
            asked=incoming.asked,
            asker=asker_of(workspace, asker),
            platform=incoming.platform,
            place=incoming.place,
            now=now,
            colleagues={
                account: _colleague(account, incoming.account, asker, known, profiles)
                for account in mentioned_in(incoming.asked)
            },
        )
        reply = await answer(request, Services(db, self._cipher, self._public_url, self._library))
        if key is not None and isinstance(reply, FormErrors):
            # Nothing was stored. Platforms send the form again under the same name, mended or not: it is no repetition.
            await inbound.forget(db, workspace.organization_id, key)
        return reply

    async def _welcome(self, db: Connection, workspace: KnownWorkspace, profile: Profile, now: datetime) -> None:
        new = NewPerson(profile.account, profile.name, profile.email, profile.zone, profile.language)
        await accounts.welcome(db, workspace, new, now)
        if profile.email is not None and profile.email.lower() in self._admins:
            await roles.grant(db, workspace.organization_id, profile.email, Role.ADMIN, actor=audit.OPERATOR, now=now)


def _colleague(
    account: str,
    asker_account: str,
    asker: KnownAccount,
    known: Mapping[str, KnownAccount],
    profiles: Mapping[str, Profile],
) -> Colleague:
    person = known.get(account)
    if person is None:
        profile = profiles.get(account)
        standing = Standing.BOT if profile is not None and profile.is_bot else Standing.OUTSIDE
        return Colleague(account, profile.name if profile is not None else "", standing)
    if account == asker_account or person.person_id == asker.person_id:
        standing = Standing.SELF
    else:
        standing = Standing.COLLEAGUE if person.log_me else Standing.UNLISTED
    return Colleague(account, person.name, standing, person.person_id)

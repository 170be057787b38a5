"""Asks Teams who an account is: by the members of the conversation at hand, of the private chat with them, by Graph."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog

from bot.road import DirectoryUnavailable, Profile
from bot.teams.activity import Activity
from bot.teams.graph import Graph
from bot.teams.sdk import Connector
from bot.teams.wire import SendError
from bot.zones import known_zone
from handlers.request import Place

log = structlog.get_logger("upstander.teams")

BOT_PREFIX = "28:"
"""How the ids of bots begin in Teams."""
GUESTS = frozenset({"guest", "anonymous"})
REMEMBERED = 2000

_speaking: ContextVar[Activity] = ContextVar("teams_activity")


class TeamsDirectory:
    """`Directory` of Teams. A bot may ask only about members of conversations that it is in itself."""

    def __init__(self, connector: Connector, graph: Graph | None) -> None:
        self._connector = connector
        self._graph = graph
        self._accounts: OrderedDict[tuple[str, str], str] = OrderedDict()

    @contextmanager
    def speaking(self, activity: Activity) -> Iterator[None]:
        """What is asked in this block is asked for the sake of this activity, and by way of its conversation."""
        token = _speaking.set(activity)
        try:
            yield
        finally:
            _speaking.reset(token)

    async def profile(self, workspace: str, account: str) -> Profile | None:
        if account.startswith(BOT_PREFIX):
            return Profile(account, "", is_bot=True)
        activity = _speaking.get()
        is_asker = account == activity.account
        try:
            member = await self._find(activity, activity.user if is_asker else account)
            if member is None and self._graph is not None:
                member = await self._graph.user(workspace, account)
        except SendError as error:
            raise DirectoryUnavailable(error.kind) from error
        if member is not None:
            zone = zone_of(activity) or "UTC"  # Teams tells nobody else's zone; a colleague's is likely the same
            return _profile(workspace, account, member, zone, activity.locale if is_asker else "")
        if not is_asker:
            return None
        if activity.place is Place.CHANNEL or not activity.user_name:
            raise DirectoryUnavailable("not_a_member")
        return Profile(
            account, activity.user_name, zone=zone_of(activity) or "UTC", language=_language(activity.locale)
        )

    async def accounts(self, activity: Activity) -> Mapping[str, str]:
        """The account behind each mention. What Teams does not tell keeps the id it has in the conversation."""
        found: dict[str, str] = {}
        for spoken in activity.mentions:
            if spoken.id == activity.bot or spoken.id.startswith(BOT_PREFIX):
                continue
            if spoken.id == activity.user:
                found[spoken.id] = activity.account
            elif account := await self._account(activity, spoken.id):
                found[spoken.id] = account
        return found

    async def _account(self, activity: Activity, mentioned: str) -> str | None:
        """These ids never change hands, so they are remembered (and nothing else about people is)."""
        key = activity.tenant, mentioned
        if key not in self._accounts:
            try:
                member = await self._connector.member(activity.service_url, activity.conversation, mentioned)
            except SendError as error:
                log.warning("mention_unresolved", error=error.kind, status=error.status)
                return None
            account = _account_in(member or {})
            if account is None:
                return None
            self._accounts[key] = account
            if len(self._accounts) > REMEMBERED:
                self._accounts.popitem(last=False)
        self._accounts.move_to_end(key)
        return self._accounts[key]

    async def _find(self, activity: Activity, member: str) -> Mapping[str, Any] | None:
        found = await self._connector.member(activity.service_url, activity.conversation, member)
        if found is not None:
            return found
        try:  # opening a chat sends nothing, and works with whoever has the app
            private = await self._connector.open_private(activity.service_url, activity.tenant, activity.bot, member)
        except SendError as error:
            if not error.permanent:
                raise
            return None
        return await self._connector.member(private.service_url, private.conversation, member)


def zone_of(activity: Activity) -> str | None:
    """The zone the person's client tells, where it is one."""
    return known_zone(activity.zone)


def _profile(workspace: str, account: str, member: Mapping[str, Any], zone: str, locale: str) -> Profile:
    email = str(member.get("email") or member.get("userPrincipalName") or "")
    full_name = f"{member.get('givenName') or ''} {member.get('surname') or ''}".strip()
    home = str(member.get("tenantId") or workspace)
    return Profile(
        account=account,
        name=str(member.get("name") or full_name or email or account),
        email=email if "@" in email else None,
        zone=zone,
        language=_language(locale),
        is_outside=home.casefold() != workspace.casefold() or member.get("userRole") in GUESTS,
    )


def _account_in(member: Mapping[str, Any]) -> str | None:
    account = member.get("aadObjectId") or member.get("objectId")
    return account if isinstance(account, str) and account else None


def _language(locale: str) -> str:
    return locale.partition("-")[0].lower() or "en"

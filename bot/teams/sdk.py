"""The only file that knows Microsoft's library. Everything else in this room speaks in dicts and our own words.

The library's support ended in 2025: whoever replaces it rewrites this file and no other. What it does for us is to
check incoming tokens, to address what we send, and to call the connector. What it does badly is put right here: it
fetches keys and tokens synchronously on each turn (`keys.py` and `tokens.py` do it instead), hands errors of a turn to
a callback where the caller sees success (we call the connector without a turn), cannot read an error page that is not
JSON, and misspells the tenant in what it sends.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
from botbuilder.core import TurnContext
from botbuilder.schema import (
    Activity,
    ChannelAccount,
    ConversationAccount,
    ConversationParameters,
    ConversationReference,
)
from botframework.connector import AsyncBfPipeline
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import (
    AuthenticationConfiguration,
    BotFrameworkAuthenticationFactory,
    JwtTokenExtractor,
    PasswordServiceClientCredentialFactory,
)
from jwt.algorithms import RSAAlgorithm
from msrest.pipeline import AsyncHTTPSender, Request, Response
from msrest.universal_http.async_abc import AsyncClientResponse

from bot.teams.addresses import is_allowed
from bot.teams.calls import Answer, Calls, Pause, patiently
from bot.teams.keys import KeysUnavailable, SigningKeys
from bot.teams.tokens import MANY_TENANTS, AppToken
from bot.teams.wire import Cloud, Reference, SendError, Unauthenticated

NOBODY = "upstander:no-other-issuers"
_NO_CREDENTIALS = ()
"""The library insists on some, and links them wrongly into its pipelines: our sender signs the calls."""


class Connector:
    """Checks who calls us, and calls Teams. With `anonymous` there are no tokens, and nothing but loopback.

    The library keeps the keys for checking in one place a process: only one connector `is_called`.
    """

    def __init__(
        self,
        app_id: str,
        password: str,
        tenants: Sequence[str],
        *,
        clock: Callable[[], datetime],
        cloud: Cloud,
        anonymous: bool = False,
        is_called: bool = True,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._cloud = cloud
        self._anonymous = anonymous
        self._pause = pause
        self._session: aiohttp.ClientSession | None = None
        homes = (MANY_TENANTS, *tenants)
        scope = f"{cloud.scope}/.default"
        self._token = None if anonymous else AppToken(self.http, cloud.login_url, app_id, password, scope, homes, clock)
        self._calls = Calls(self.http, self._token)
        self._clients: dict[str, ConnectorClient] = {}
        if is_called and not anonymous:
            JwtTokenExtractor.metadataCache[cloud.keys_url] = _Keys(SigningKeys(self.http, cloud.keys_url, clock))
            JwtTokenExtractor.metadataCache[NOBODY] = _NoKeys()
            self._authentication = BotFrameworkAuthenticationFactory.create(
                to_channel_from_bot_login_url=cloud.login_url,
                to_channel_from_bot_oauth_scope=cloud.scope,
                to_bot_from_channel_token_issuer=cloud.issuer,
                to_bot_from_channel_open_id_metadata_url=cloud.keys_url,
                to_bot_from_emulator_open_id_metadata_url=NOBODY,
                credential_factory=PasswordServiceClientCredentialFactory(app_id, password),
                auth_configuration=AuthenticationConfiguration(),
            )

    async def open(self) -> None:
        """Gets ready to call out. Proxies of the environment are used for the real cloud alone."""
        use_proxies = not (self._anonymous or self._cloud.is_local)
        self._session = aiohttp.ClientSession(trust_env=use_proxies, cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def http(self) -> aiohttp.ClientSession:
        """The connections to Microsoft. Raises SendError before `open` and after `close`."""
        if self._session is None:
            raise SendError("closed")
        return self._session

    async def authenticate(self, header: str | None, activity: Mapping[str, Any]) -> None:
        """Raises Unauthenticated unless Microsoft signed this for our bot, and for the address it wants answered."""
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or not is_allowed(service_url, local_only=self._anonymous):
            raise Unauthenticated("address")
        if self._anonymous:
            return
        if not header:
            raise Unauthenticated("no_token")
        try:
            sdk_activity = Activity(channel_id=str(activity.get("channelId", "")), service_url=service_url)
            await self._authentication.authenticate_request(sdk_activity, header)
        except KeysUnavailable:
            raise Unauthenticated("keys_unavailable") from None
        except Exception as error:  # a forged token raises whatever it happens to break
            raise Unauthenticated("token") from error

    async def sign_in(self) -> None:
        """Gets a token for calling Teams, to see that the app id and the password go together. Raises SendError."""
        if self._token is not None:
            await self._token.get()

    async def send(self, to: Reference, activity: Mapping[str, Any], *, once: bool = False) -> str:
        """Posts an activity and returns its id. Raises SendError; what may have arrived is never sent twice.

        `once`: nor what was refused for now. Nobody waits here then.
        """
        posted = _addressed(to, activity)

        async def post(client: ConnectorClient) -> Any:
            return await client.conversations.send_to_conversation(to.conversation, posted)

        call = self._call_once if once else self._call
        answer = await call(to.service_url, post)
        return str(answer.id) if answer is not None and answer.id else ""

    async def update(self, to: Reference, message: str, activity: Mapping[str, Any]) -> None:
        """Puts an activity in the place of one of ours, by the id of that. Raises SendError; it is not tried again."""
        changed = _addressed(to, activity)
        changed.id = message

        async def put(client: ConnectorClient) -> Any:
            return await client.conversations.update_activity(to.conversation, message, changed)

        await self._call_once(to.service_url, put)

    async def open_private(self, service_url: str, tenant: str, bot: str, user: str) -> Reference:
        """The private conversation with someone, opened if it is new. Sends nothing to them. Raises SendError."""
        parameters = _Parameters(
            is_group=False,
            bot=ChannelAccount(id=bot),
            members=[ChannelAccount(id=user)],
            tenant_id=tenant,
            channel_data={"tenant": {"id": tenant}},
        )

        async def create(client: ConnectorClient) -> Any:
            return await client.conversations.create_conversation(parameters)

        answer = await self._call(service_url, create)
        if answer is None or not answer.id:
            raise SendError("no_conversation", permanent=True)
        return Reference(service_url, tenant, str(answer.id), bot, user)

    async def member(self, service_url: str, conversation: str, member: str) -> dict[str, Any] | None:
        """What Teams tells of a member of a conversation; None where there is no such member. Raises SendError."""

        async def ask(client: ConnectorClient) -> Any:
            return await client.conversations.get_conversation_member(conversation, member, raw=True)

        try:
            raw = await self._call(service_url, ask)
        except SendError as error:
            if error.permanent and error.status in (400, 403, 404):
                return None
            raise
        told = json.loads(raw.response or b"null")
        return told if isinstance(told, dict) else None

    async def _call(self, service_url: str, call: Callable[[ConnectorClient], Awaitable[Any]]) -> Any:
        return await patiently(lambda: self._call_once(service_url, call), self._pause)

    async def _call_once(self, service_url: str, call: Callable[[ConnectorClient], Awaitable[Any]]) -> Any:
        return await call(self._client(service_url))

    def _client(self, service_url: str) -> ConnectorClient:
        if not is_allowed(service_url, local_only=self._anonymous):
            raise SendError("address", permanent=True)
        if service_url not in self._clients:
            self._clients[service_url] = ConnectorClient(
                _NO_CREDENTIALS,
                base_url=service_url,
                pipeline_type=AsyncBfPipeline,
                sender=_Sender(self._calls),
            )
        return self._clients[service_url]


_TENANT = {"tenant_id": {"key": "tenantId", "type": "str"}}
"""The library writes `tenantID`, which the protocol lets a channel refuse or overlook."""


class _Conversation(ConversationAccount):  # type: ignore[misc]
    _attribute_map = ConversationAccount._attribute_map | _TENANT  # noqa: SLF001 - made to be extended


class _Parameters(ConversationParameters):  # type: ignore[misc]
    _attribute_map = ConversationParameters._attribute_map | _TENANT  # noqa: SLF001


def _addressed(to: Reference, activity: Mapping[str, Any]) -> Activity:
    reference = ConversationReference(
        channel_id="msteams",
        service_url=to.service_url,
        bot=ChannelAccount(id=to.bot),
        user=ChannelAccount(id=to.user),
        conversation=_Conversation(id=to.conversation, tenant_id=to.tenant),
    )
    return TurnContext.apply_conversation_reference(Activity.deserialize(dict(activity)), reference)


@dataclass(frozen=True, slots=True)
class _Key:
    public_key: Any
    endorsements: Sequence[str]


class _Keys:
    """Our keys in the place of the SDK's."""

    def __init__(self, keys: SigningKeys) -> None:
        self._keys = keys

    async def get(self, key_id: str | None) -> _Key:
        key = await self._keys.get(key_id or "")
        return _Key(RSAAlgorithm.from_jwk(dict(key)), key.get("endorsements", []))


class _NoKeys:
    """The SDK also takes tokens of the Bot Framework Emulator and of other bots. We don't."""

    async def get(self, _key_id: str | None) -> _Key:
        raise PermissionError("only the Bot Connector may call")


class _Sender(AsyncHTTPSender):  # type: ignore[misc]
    """Our way of calling in the place of the SDK's."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def __aexit__(self, *_details: object) -> None:
        return None

    async def send(self, request: Request, **_config: Any) -> Response:
        call = request.http_request
        request.context = {}
        answer = await self._calls.make(call.method, call.url, call.headers, call.data)
        return Response(request, _Answer(call, answer))


class _Answer(AsyncClientResponse):  # type: ignore[misc]
    """What Teams answered. A body that is no JSON object is left out: the call succeeded all the same."""

    def __init__(self, call: Any, answer: Answer) -> None:
        self._body = answer.body if isinstance(answer.json(), dict) else b""
        super().__init__(call, self._body)
        self.status_code = answer.status
        self.reason = answer.reason
        self.headers = {"content-type": "application/json"}

    def body(self) -> bytes:
        return self._body

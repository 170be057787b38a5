"""Microsoft, as far as a Teams bot meets it, on loopback: sign-in service, published keys, Bot Connector.

Strict: each call needs a token that this very sign-in service gave out, activities must be whole and addressed to
whom they go, cards within Teams's limits, and nobody is written to in a conversation that the bot is not in. What a bot
did wrong is refused and kept in `broken`; the `teams` fixture looks at it. It can misbehave: `connector.fails(429)`,
`connector.hangs()`, `connector.drops()`, `connector.drops(after=True)`.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import unquote

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from bot.teams.wire import Cloud
from tests.fakes.misbehaviour import Misbehaviour
from tests.fakes.teams_world import TENANT, FakeConversation, FakePerson, problems_of

APP_ID = "c0ffee00-0000-4000-8000-000000000001"
PASSWORD = "the secret of the bot at Microsoft"
ISSUER = "https://api.botframework.com"
SCOPE = "https://api.botframework.com"
LARGEST_ACTIVITY = 28 * 1024


@cache
def signing_key(number: int = 0) -> rsa.RSAPrivateKey:
    """A key pair; making one takes a moment, so each is made once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeTeams:
    """All of it on one port. `anonymous`: as a local Teams client, without tokens."""

    def __init__(self, *, anonymous: bool = False, home: str = "botframework.com") -> None:
        self.anonymous = anonymous
        self.home = home
        self.bot = f"28:{APP_ID}"
        self.base = ""
        self.people: dict[str, FakePerson] = {}
        self.conversations: dict[str, FakeConversation] = {}
        self.installed: set[str] = set()
        self.issued: set[str] = set()
        self.issued_for_graph: set[str] = set()
        self.graph_is_allowed = False
        self.calls: list[str] = []
        self.broken: list[str] = []
        self.key_number = 0
        self.connector = Misbehaviour()
        self.keys = Misbehaviour()
        self.login = Misbehaviour()
        self.graph = Misbehaviour()
        self._runner: web.AppRunner | None = None

    # the world

    def person(self, name: str, *, email: str | None = None, installed: bool = True, **details: Any) -> FakePerson:
        number = len(self.people) + 1
        account = f"00000000-0000-4000-9000-{number:012d}"
        address = f"{name.split(maxsplit=1)[0].lower()}@example.com" if email is None else email
        new = FakePerson(account, name, address, **details)
        self.people[account] = new
        if installed:
            self.install(new)
        return new

    def install(self, person: FakePerson) -> FakeConversation:
        """The person adds the bot for themselves."""
        self.installed.add(person.account)
        return self.private(person)

    def uninstall(self, person: FakePerson) -> None:
        self.installed.discard(person.account)
        self.conversations.pop(f"a:{person.account}", None)

    def private(self, person: FakePerson) -> FakeConversation:
        chat = FakeConversation(f"a:{person.account}", "personal", {person.account: person}, person.tenant)
        return self.conversations.setdefault(chat.id, chat)

    def channel(self, *members: FakePerson, kind: str = "channel") -> FakeConversation:
        chat = FakeConversation(
            f"19:{secrets.token_hex(8)}@thread.tacv2;messageid=1", kind, {one.account: one for one in members}
        )
        self.conversations[chat.id] = chat
        return chat

    # what Microsoft tells the bot

    @property
    def service_url(self) -> str:
        return f"{self.base}/connector/"

    @property
    def cloud(self) -> Cloud:
        return Cloud(
            login_url=f"{self.base}/login",
            keys_url=f"{self.base}/keys/openidconfiguration",
            issuer=ISSUER,
            scope=SCOPE,
            graph_url=f"{self.base}/graph",
        )

    def header(
        self,
        *,
        key: rsa.RSAPrivateKey | None = None,
        key_id: str | None = None,
        algorithm: str = "RS256",
        **claims: Any,
    ) -> str:
        """The Authorization header of a genuine call; each part of it may be forged."""
        now = int(time.time())
        told = {
            "iss": ISSUER,
            "aud": APP_ID,
            "serviceurl": self.service_url,
            "nbf": now - 300,
            "exp": now + 3600,
        } | claims
        signing = "" if algorithm == "none" else key or signing_key(self.key_number)
        headers = {"kid": key_id or f"key-{self.key_number}"}
        token = jwt.encode({k: v for k, v in told.items() if v is not None}, signing, algorithm, headers=headers)
        return f"Bearer {token}"

    # the server

    async def start(self) -> None:
        app = web.Application(client_max_size=2**20)
        app.router.add_get("/keys/openidconfiguration", self._describe)
        app.router.add_get("/keys/jwks", self._publish)
        app.router.add_post("/login/{home}/oauth2/v2.0/token", self._sign_in)
        app.router.add_post("/connector/v3/conversations", self._connected(self._create))
        app.router.add_post("/connector/v3/conversations/{id}/activities", self._connected(self._write))
        app.router.add_put("/connector/v3/conversations/{id}/activities/{message}", self._connected(self._change))
        app.router.add_get("/connector/v3/conversations/{id}/members/{member}", self._connected(self._member))
        app.router.add_get("/graph/v1.0/users/{account}", self._user)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"

    async def stop(self) -> None:
        for part in (self.connector, self.keys, self.login, self.graph):
            part.released.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _describe(self, request: web.Request) -> web.StreamResponse:
        async def act() -> web.Response:
            return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.base}/keys/jwks"})

        self.calls.append("keys")
        return await self.keys.handle(request, act)

    async def _publish(self, _request: web.Request) -> web.Response:
        jwk = RSAAlgorithm.to_jwk(signing_key(self.key_number).public_key(), as_dict=True)
        return web.json_response(
            {"keys": [{**jwk, "kid": f"key-{self.key_number}", "use": "sig", "endorsements": ["msteams", "webchat"]}]}
        )

    async def _sign_in(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        self.calls.append("login")

        async def act() -> web.Response:
            graph = f"{self.base}/graph"
            is_for_graph = form.get("scope") == f"{graph}/.default"
            if request.match_info["home"] != (TENANT if is_for_graph else self.home):
                return _error(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory")
            scope = f"{graph if is_for_graph else SCOPE}/.default"
            asked = {"grant_type": "client_credentials", "client_id": APP_ID, "scope": scope}
            if any(form.get(name) != value for name, value in asked.items()):
                return _error(400, "invalid_request", "AADSTS900144: The request is not whole")
            if form.get("client_secret") != PASSWORD:
                return _error(401, "invalid_client", "AADSTS7000215: Invalid client secret provided")
            token = secrets.token_urlsafe(32)
            (self.issued_for_graph if is_for_graph else self.issued).add(token)
            return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": token})

        return await self.login.handle(request, act)

    async def _user(self, request: web.Request) -> web.StreamResponse:
        self.calls.append("graph")

        async def act() -> web.Response:
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            if token not in self.issued_for_graph:
                return _error(401, "InvalidAuthenticationToken", "Access token validation failure.")
            if not self.graph_is_allowed:
                return _error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
            person = self.people.get(request.match_info["account"])
            if person is None or person.tenant != TENANT:
                return _error(404, "Request_ResourceNotFound", "Resource does not exist.")
            kind = "Guest" if person.role == "guest" else "Member"
            told = {"displayName": person.name, "mail": person.email, "userPrincipalName": person.email}
            return web.json_response({**told, "userType": kind})

        return await self.graph.handle(request, act)

    def _connected(self, handle: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
        async def checked(request: web.Request) -> web.StreamResponse:
            given = request.headers.get("Authorization")
            if self.anonymous and given is not None:
                self.broken.append("a client without credentials was sent a token")
            if not self.anonymous and (given is None or given.removeprefix("Bearer ") not in self.issued):
                return _error(401, "Unauthorized", "Authorization has been denied for this request.")
            body = await request.read()
            self.calls.append(f"{request.method} {request.path}")

            async def act() -> web.StreamResponse:
                return await handle(request)  # type: ignore[no-any-return]

            if len(body) > LARGEST_ACTIVITY:
                self.broken.append(f"{len(body)} bytes are too many for Teams")
            return await self.connector.handle(request, act)

        return checked

    async def _create(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        members = wanted.get("members") or []
        tenant = wanted.get("tenantId")
        told = (wanted.get("channelData") or {}).get("tenant", {}).get("id")
        if wanted.get("isGroup") or len(members) != 1 or tenant is None or tenant != told:
            return _error(400, "BadSyntax", "Bad format of conversation parameters")
        person = self._find(members[0].get("id"))
        if person is None or person.tenant != tenant:
            return _error(400, "BadArgument", "Failed to decrypt pairwise id")
        if wanted.get("bot", {}).get("id") != self.bot or person.account not in self.installed:
            return _error(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        return web.json_response({"id": self.private(person).id}, status=201)

    async def _write(self, request: web.Request) -> web.Response:
        chat = self.conversations.get(unquote(request.match_info["id"]))
        if chat is None:
            return _error(404, "ConversationNotFound", "Conversation not found.")
        if chat.type == "personal" and not self.installed & chat.members.keys():
            return _error(403, "MessageWritesBlocked", "Message writes are blocked for this conversation.")
        if chat.asks_to_wait:
            return web.Response(status=429, headers={"Retry-After": chat.asks_to_wait.pop(0)})
        activity = await request.json()
        if problems := problems_of(activity, chat, self.bot):
            return self._refuse(chat, problems)
        activity["id"] = str(1_795_000_000_000 + len(self.calls))
        chat.written.append(activity)
        chat.news.put_nowait(activity)
        return web.json_response({"id": activity["id"]}, status=201)

    async def _change(self, request: web.Request) -> web.Response:
        """Puts a message in the place of one that the bot wrote."""
        chat = self.conversations.get(unquote(request.match_info["id"]))
        message = unquote(request.match_info["message"])
        before = next((one for one in chat.written if one["id"] == message), None) if chat is not None else None
        if chat is None or before is None:
            return _error(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation.")
        activity = await request.json()
        if problems := problems_of(activity, chat, self.bot):
            return self._refuse(chat, problems)
        chat.written[chat.written.index(before)] = activity | {"id": message}
        chat.changed.put_nowait(activity | {"id": message})
        return web.json_response({"id": message})

    def _refuse(self, chat: FakeConversation, problems: list[str]) -> web.Response:
        self.broken += problems
        chat.broken(problems)
        return _error(400, "BadSyntax", "Bad format of activity")

    async def _member(self, request: web.Request) -> web.Response:
        chat = self.conversations.get(unquote(request.match_info["id"]))
        if chat is None:
            return _error(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        person = self._find(unquote(request.match_info["member"]))
        if person is None or person.account not in chat.members:
            return _error(404, "MemberNotFoundInConversation", "Member not found in conversation.")
        return web.json_response(person.as_member())

    def _find(self, either_id: str | None) -> FakePerson | None:
        return next((one for one in self.people.values() if either_id in (one.account, one.user)), None)


def _error(status: int, code: str, message: str) -> web.Response:
    if code.islower():
        return web.json_response({"error": code, "error_description": message}, status=status)
    return web.json_response({"error": {"code": code, "message": message}}, status=status)

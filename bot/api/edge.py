"""The API's addresses on the web: an application of its own below /api/v1, with its own words for what goes wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, FastAPI, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot import pages
from bot.api import asked, problems
from bot.api.door import RATE, Door
from bot.api.problems import DESCRIPTION, FAILED, NOT_ALLOWED, NOT_FOUND, UNAVAILABLE, Problem
from bot.api.routes import add_routes
from bot.upstander import Upstander
from storage.database import is_unavailable

log = structlog.get_logger("upstander.api")

ROOT = "/api/v1"
ABOUT = f"""\
What Upstander's dashboard tells, for programs. It only reads.

- **Tokens** are made and revoked by program admins on the dashboard, under API tokens. Send one as
  `Authorization: Bearer upst_…`.
- **Numbers** are those that may be told, and no others: of closed periods, and of groups that are large enough.
  `verdict` says what a number is of. What is hidden is null, which does not mean 0.
- **Lists** come page by page: give `next` as `cursor` until it is null.
- **Pace**: {RATE.a_second} requests a second a token, {RATE.at_once} at once. Beyond that comes status 429, and
  how long to wait in `Retry-After`.
- **Unchanged?** Send the `ETag` of an answer as `If-None-Match`, and status 304 says that it would be the same.
"""


class ApiEdge:
    """Answers programs."""

    def __init__(self, app: Upstander) -> None:
        self._api: Any = application(app)

    async def start(self) -> None:
        """Nothing runs beside the addresses."""

    async def stop(self) -> None:
        """Nothing runs beside the addresses."""

    def router(self) -> APIRouter:
        router = APIRouter()
        register_url_convertor("whatever", _Whatever())
        for path in (ROOT, f"{ROOT}/{{rest:whatever}}"):
            router.add_route(path, self._api, include_in_schema=False)
        return router


class _Whatever(PathConvertor):
    """Any rest of an address. The framework's own leaves out those with a line break, which would get no answer of
    ours.
    """

    regex = r"[\s\S]*"


def application(app: Upstander) -> FastAPI:
    """The API with its description, on addresses as the whole web server has them."""
    api = FastAPI(
        title="Upstander",
        version="1",
        description=ABOUT,
        openapi_url=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        servers=[{"url": app.settings.own_url}],
    )
    router = APIRouter(
        prefix=ROOT,
        route_class=_Route,
        dependencies=[Depends(_conditional)],
        responses={304: {"description": "The answer would be the same as before"}, **problems.declared()},
    )
    add_routes(router, app, Door(app))
    api.include_router(router)
    api.add_exception_handler(HTTPException, _refuse)
    describe = api.openapi

    def description() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = _as_sent(describe())
        return api.openapi_schema

    api.openapi = description  # type: ignore[method-assign]  # that is how FastAPI wants it
    return api


async def _conditional(
    if_none_match: Annotated[str | None, Header(description="The ETag of an answer that is there already.")] = None,
) -> None:
    """Declared here, and heeded by the route."""


class _Route(APIRoute):
    """Makes responses of problems, and gives what is told a tag, so that who asks again need not read it again."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return _tagged(request, await handle(request))
            except Problem as problem:
                return problems.response(problem)
            except RequestValidationError as error:
                return problems.response(asked.refused(error.errors()))
            except Exception as error:
                code = pages.new_code()
                if is_unavailable(error):
                    log.error("not_served", error=type(error).__name__, code=code)
                    return problems.response(Problem(UNAVAILABLE, headers={"retry-after": "30"}), code)
                log.exception("api_failed", code=code)
                return problems.response(Problem(FAILED), code)

        return answer


def _tagged(request: Request, response: Response) -> Response:
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    if tag in request.headers.get("if-none-match", ""):
        response = Response(status_code=304)
    response.headers["etag"] = tag
    response.headers["vary"] = "Authorization"
    return response


async def _refuse(_request: Request, error: Exception) -> Response:
    """The framework's own refusals: no such address, the wrong method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for no other
    kind = NOT_ALLOWED if error.status_code == NOT_ALLOWED.status else NOT_FOUND
    return problems.response(Problem(kind, headers=error.headers))


def _as_sent(description: dict[str, Any]) -> dict[str, Any]:
    """Problems have a media type of their own, and their words are in the description, where their `type` leads."""
    for path in description["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400 and "content" in response:  # noqa: PLR2004
                    response["content"] = {problems.MEDIA_TYPE: response["content"].pop("application/json")}
    return description | {
        "x-problems": {
            one.name: {"status": one.status, "title": one.title, "detail": one.detail} for one in problems.KINDS
        }
    }

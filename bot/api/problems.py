"""What the API says where it can't answer: problem details (RFC 9457), in plain words, all of them here.

`type` leads to the same words in the API's own description. `code` is what an administrator finds in the logs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from bot import pages

DESCRIPTION = "/api/v1/openapi.json"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can be wrong."""

    name: str
    status: int
    title: str
    detail: str


TOKEN_MISSING = Kind(
    "token_missing",
    401,
    "A token is needed",
    "Send one in the header “Authorization: Bearer upst_…”. A program admin makes tokens on the dashboard, under API "
    "tokens.",
)
TOKEN_NOT_VALID = Kind(
    "token_not_valid",
    401,
    "This token opens nothing (any more)",
    "It is incomplete, expired or revoked, or whoever made it is no program admin any more. A program admin makes "
    "tokens on the dashboard, under API tokens.",
)
SCOPE_MISSING = Kind(
    "scope_missing",
    403,
    "This token may not read that",
    "It was made for other things. A program admin can make one that reads this, too.",
)
NOT_FOUND = Kind(
    "not_found", 404, "There is nothing here", f"Please check the address. {DESCRIPTION} lists all there are."
)
NOT_ALLOWED = Kind("not_allowed", 405, "The API only reads", "Ask with GET; nothing can be changed here.")
NOT_VALID = Kind("not_valid", 422, "Something in the request can't be used", "`errors` says what, and what would do.")
TOO_MANY = Kind(
    "too_many", 429, "That was too much at once", "Please wait as long as the header Retry-After says, in seconds."
)
FAILED = Kind(
    "failed",
    500,
    "Something went wrong on our side",
    "Please try again. If it keeps happening, give your administrator the code.",
)
UNAVAILABLE = Kind(
    "unavailable",
    503,
    "Please try again in a minute",
    "The database did not answer just now. If it keeps happening, give your administrator the code.",
)
KINDS = (
    TOKEN_MISSING,
    TOKEN_NOT_VALID,
    SCOPE_MISSING,
    NOT_FOUND,
    NOT_ALLOWED,
    NOT_VALID,
    TOO_MANY,
    FAILED,
    UNAVAILABLE,
)


class FieldError(BaseModel):
    """What is wrong with one part of a request."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(description="The parameter's name.", examples=["from"])
    problem: str = Field(description="What would do.", examples=["Write a date like 2026-03-02."])


class ProblemDetails(BaseModel):
    """Why there is no answer, as RFC 9457 has it."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(
        description="What kind of problem it is; stable.", examples=[f"{DESCRIPTION}#/x-problems/too_many"]
    )
    title: str = Field(description="The same in few words.", examples=[TOO_MANY.title])
    status: int = Field(description="The status of the response.", examples=[TOO_MANY.status])
    detail: str = Field(description="What to do about it.", examples=[TOO_MANY.detail])
    code: str = Field(description="What an administrator finds in the logs.", examples=["7F3A09C2"])
    errors: list[FieldError] = Field(default=[], description="With status 422: what is wrong where.")


class Problem(Exception):
    """Raised where there is no answer; the edge makes a response of it."""

    def __init__(self, kind: Kind, errors: Sequence[FieldError] = (), headers: Mapping[str, str] | None = None) -> None:
        super().__init__(kind.name)
        self.kind = kind
        self.errors = errors
        self.headers = headers or {}


def not_valid(name: str, problem: str) -> Problem:
    """One parameter that can't be used."""
    return Problem(NOT_VALID, [FieldError(field=name, problem=problem)])


def response(problem: Problem, code: str | None = None) -> Response:
    """The problem as it is sent."""
    kind = problem.kind
    content = ProblemDetails(
        type=f"{DESCRIPTION}#/x-problems/{kind.name}",
        title=kind.title,
        status=kind.status,
        detail=kind.detail,
        code=code or pages.new_code(),
        errors=list(problem.errors),
    )
    return JSONResponse(content.model_dump(), kind.status, dict(problem.headers), MEDIA_TYPE)


def declared() -> dict[int | str, dict[str, Any]]:
    """Every problem as a response that any address may give."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for kind in KINDS:
        told = by_status.get(kind.status, {}).get("description")
        by_status[kind.status] = {
            "model": ProblemDetails,
            "description": f"{told}; or: {kind.title}" if told else kind.title,
        }
    return by_status

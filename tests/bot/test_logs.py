"""Logs tell what happened to an operator, and nothing of what people wrote, who they are, or which tokens we hold."""

from __future__ import annotations

import asyncio
import json
import logging
from io import StringIO
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import logs
from storage.database import Database
from storage.models.base import new_id

WRITTEN = "Ana Lima said her caching idea was passed over"
SECRETS = [
    "xoxb-123456789012-1234567890123-AbCdEfGhIjKl",
    "xoxp-1-2-3-abc",
    "xapp-1-A0123-456-abcdef",
    "xoxe.xoxp-1-Mi0yLTEyMw",
    "Bearer abc.def-ghi_jkl~mno",
    "bearer abcdefgh==",
    "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIxIn0.c2lnbmF0dXJl",
    "gAAAAABn0Zx0y7mYkQm2f3hXv8R1c2d3e4f5g6h7i8j9k0",
    "https://hooks.slack.com/commands/T1/2/3",
    "https://hooks.slack.com/actions/T1/2/3",
]


def lines(logged: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in logged.getvalue().splitlines()]


def test_an_event_is_one_json_line_with_the_requests_id(logged: StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        structlog.get_logger("upstander.test").info("happened", count=3)
    [line] = lines(logged)
    assert line.pop("at").endswith("Z")
    assert line == {"event": "happened", "level": "info", "count": 3, "request_id": "r-1"}


@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_is_struck_out_wherever_it_stands(logged: StringIO, secret: str) -> None:
    log = structlog.get_logger()
    log.info("event", value=secret, deep={"list": ["x", {"at": f"before {secret} after"}]}, pair=(secret, 1))
    log.info(f"in the event {secret}")
    log.error("failed", exc_info=RuntimeError(f"calling with {secret}"))
    logging.getLogger("slack_sdk.somewhere").warning("sent %s", secret)
    assert secret not in logged.getvalue()
    assert secret.rsplit(maxsplit=1)[-1][8:] not in logged.getvalue()
    assert logged.getvalue().count("[secret]") >= 6


def test_a_password_in_an_address_is_struck_out(logged: StringIO) -> None:
    structlog.get_logger().info("connecting", to="postgresql+asyncpg://upstander:hunter2@db.example.com/upstander")
    assert "hunter2" not in logged.getvalue()
    assert "@db.example.com/upstander" in logged.getvalue()


def test_an_error_is_told_by_kind_and_place_and_not_by_what_it_quotes(logged: StringIO) -> None:
    def read(typed: str) -> int:
        return int(typed)

    try:
        try:
            read(WRITTEN)
        except ValueError as error:
            raise LookupError(WRITTEN) from error
    except LookupError:
        structlog.get_logger().exception("failed")
    assert "caching" not in logged.getvalue()
    [line] = lines(logged)
    assert [one["kind"] for one in line["error"]] == ["LookupError", "ValueError"]
    assert "withheld" in line["error"][1]["words"]
    assert line["error"][1]["at"][-1].startswith("tests/bot/test_logs.py:")
    assert line["error"][1]["at"][-1].endswith(" read")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TypeError("f() takes 1 positional argument"), "f() takes 1 positional argument"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (KeyError(WRITTEN), "withheld: it may quote what a person wrote"),
        (UnicodeEncodeError("ascii", WRITTEN, 0, 1, "x"), "withheld: it may quote what a person wrote"),
    ],
)
def test_words_are_kept_where_they_speak_of_code_or_the_network(error: Exception, words: str) -> None:
    assert logs.describe(error)[0]["words"] == words


def test_hidden_causes_stay_hidden_and_chains_end() -> None:
    error: Exception = RuntimeError("0")
    for number in range(1, 9):
        outer = RuntimeError(str(number))
        outer.__cause__ = error
        error = outer
    assert len(logs.describe(error)) == logs.DEEPEST_CAUSE
    hidden = RuntimeError("y")
    hidden.__context__, hidden.__suppress_context__ = KeyError("x"), True
    assert [one["kind"] for one in logs.describe(hidden)] == ["RuntimeError"]


async def test_what_a_database_quotes_of_a_row_is_left_out(database: Database, logged: StringIO) -> None:
    """PostgreSQL's errors have the row in them, and the driver's the value: "Key (origin)=(…) already exists"."""
    statement = text("INSERT INTO organizations (id, origin, name, created_at) VALUES (:id, :origin, 'x', :at)")
    at: object = "2026-03-04 10:00:00"
    if not database.is_sqlite:
        statement = text(
            "INSERT INTO organizations (id, origin, name, created_at) VALUES (:id, CAST(:origin AS text), 'x', now())"
        )
    for values in ({"origin": WRITTEN}, {"origin": WRITTEN}, {"origin": object()}):
        row = {"id": new_id().hex if database.is_sqlite else new_id(), "at": at, **values}
        try:
            async with database.begin() as db:
                await db.execute(statement, row)
        except (DBAPIError, TypeError):
            structlog.get_logger().exception("failed")
    assert len(lines(logged)) == 2
    assert "caching" not in logged.getvalue()
    words = lines(logged)[0]["error"][0]["words"]
    assert "unique" in words.lower()


async def test_a_value_that_the_server_cannot_read_is_not_quoted(postgresql_url: str, logged: StringIO) -> None:
    database = Database(postgresql_url)
    with pytest.raises(DBAPIError) as caught:
        async with database.begin() as db:
            await db.execute(text(f"SELECT CAST('{WRITTEN}' AS integer)"))
    await database.close()
    structlog.get_logger().error("failed", exc_info=caught.value)
    assert "withheld; sqlstate 22P02" in logged.getvalue()
    assert "caching" not in logged.getvalue()


def test_libraries_are_heard_from_warnings_on_whatever_our_level(logged: StringIO) -> None:
    for name in ("slack_bolt", "slack_sdk.web", "aiohttp.access", "sqlalchemy.engine", "apscheduler.executors"):
        logging.getLogger(name).debug("body: %s", WRITTEN)
        logging.getLogger(name).info("body: %s", WRITTEN)
    assert logged.getvalue() == ""
    logging.getLogger("apscheduler.scheduler").warning("missed by %s", 3)
    [line] = lines(logged)
    assert (line["logger"], line["line"], line["level"]) == ("apscheduler.scheduler", "missed by 3", "warning")


def test_a_librarys_long_line_is_cut_and_its_traceback_has_no_values(logged: StringIO) -> None:
    try:
        int(WRITTEN)
    except ValueError:
        logging.getLogger("asyncio").exception("x" * 5000)
    [line] = lines(logged)
    assert len(line["line"]) == logs.LONGEST
    assert line["error"][0]["kind"] == "ValueError"
    assert "caching" not in logged.getvalue()


def test_uvicorns_text_of_a_failed_start_is_left_to_us(logged: StringIO) -> None:
    logging.getLogger("uvicorn.error").error(f"Traceback (most recent call last):\n{WRITTEN}")
    logging.getLogger("uvicorn.error").error("Application startup failed. Exiting.")
    assert logged.getvalue() == ""


def test_a_librarys_line_that_cannot_be_made_is_told_without_its_values(logged: StringIO) -> None:
    record = logging.LogRecord("careless", logging.WARNING, "x.py", 1, "%d things", (WRITTEN,), None)
    logs._Libraries().emit(record)
    [line] = lines(logged)
    assert (line["logger"], line["line"]) == ("careless", "(a line that could not be made)")
    assert "caching" not in logged.getvalue()


@pytest.mark.parametrize(("level", "heard"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_the_level_is_obeyed(level: str, heard: int) -> None:
    stream = StringIO()
    logs.configure(level, readable=False, stream=stream)
    log = structlog.get_logger()
    for one in ("debug", "info", "warning", "error"):
        getattr(log, one)("event")
    assert len(stream.getvalue().splitlines()) == heard


def test_for_eyes_it_is_readable(logged: StringIO) -> None:
    stream = StringIO()
    logs.configure("info", readable=True, stream=stream)
    structlog.get_logger().error("failed", exc_info=ValueError(WRITTEN))
    assert "failed" in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert "caching" not in stream.getvalue()
    assert not stream.getvalue().startswith("{")


async def test_background_work_that_fails_is_seen(logged: StringIO) -> None:
    from bot.background import Background  # noqa: PLC0415

    async def fail() -> None:
        raise ValueError(WRITTEN)

    background = Background()
    await asyncio.wait([background.start(fail(), "failing")])
    await background.drain(1)
    [line] = lines(logged)
    assert (line["event"], line["work"]) == ("background_work_failed", "failing")
    assert "caching" not in logged.getvalue()

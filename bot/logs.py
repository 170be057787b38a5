"""Structured logs: one JSON line an event, with the request's id; readable lines on a terminal.

Nothing that people wrote, no name and no token gets into them. An error is told by its kind and place; its words are
kept only where they cannot quote a value. What looks like a secret is struck out wherever it stands.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from pathlib import Path
from typing import Any, TextIO

import orjson
import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from structlog.typing import EventDict, Processor, WrappedLogger

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
DEEPEST_CAUSE = 4
LONGEST = 600
"""Characters of a library's own line. Ours are short."""

_SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|xoxe\.[\w.-]+|(?i:bearer)\s+[\w.~+/-]+=*|eyJ[\w-]+\.[\w-]+\.[\w-]*|gAAAA[\w-]{20,}=*"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)|https://hooks\.slack\.com/\S+"
)
_ABOUT_CODE = (TypeError, AttributeError, NameError, ImportError, AssertionError, NotImplementedError, RuntimeError)
"""Errors whose words speak of our code, not of a value that somebody typed."""
_ABOUT_DATABASE = (OperationalError, IntegrityError, InterfaceError)

_HERE = f"{Path(__file__).parents[1]}/"
_INSTALLED = re.compile(r"^.*(?:site-packages|lib/python3\.\d+)/")


def configure(level: str, *, readable: bool | None = None, stream: TextIO | None = None) -> None:
    """Sets up logging for the process. `readable`: for eyes rather than machines; by default on a terminal."""
    target = stream if stream is not None else sys.stderr
    if readable is None:
        readable = target.isatty()
    structlog.configure(
        processors=processors(readable=readable, colors=target.isatty()),
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    # Libraries are heard from warnings on, whatever the level: their debug lines quote what passes through them.
    root = logging.getLogger()
    root.handlers = [*(one for one in root.handlers if not isinstance(one, _Libraries)), _Libraries()]
    root.setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True


def processors(*, readable: bool, colors: bool = False) -> list[Processor]:
    """What an event goes through on its way to a line."""
    last: Processor = (
        structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)
        if readable
        else structlog.processors.JSONRenderer(serializer=_to_json)
    )
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        tell_error,
        strike_out_secrets,
        last,
    ]


def tell_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Puts an exception into the event as its kinds and places, without the values it may quote."""
    error = _error_of(event.pop("exc_info", None))
    if error is not None:
        event["error"] = describe(error)
    return event


def describe(error: BaseException) -> list[dict[str, object]]:
    """The exception and its causes, each with its kind, where it came by, and its words where they are safe."""
    told: list[dict[str, object]] = []
    cause: BaseException | None = error
    while cause is not None and len(told) < DEEPEST_CAUSE:
        frames = [
            f"{_short(one.filename)}:{one.lineno} {one.name}" for one in traceback.extract_tb(cause.__traceback__)
        ]
        told.append({"kind": _kind(cause), "words": _safe_words(cause), "at": frames})
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return told


def strike_out_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replaces what looks like a token, a sealed text or a password in an address, however deep it stands."""
    return {key: _struck(value) for key, value in event.items()}


def _struck(value: Any) -> Any:
    if isinstance(value, str):
        return _SECRET.sub("[secret]", value)
    if isinstance(value, dict):
        return {key: _struck(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_struck(one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _SECRET.sub("[secret]", str(value))


def _error_of(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def _safe_words(error: BaseException) -> str:
    if isinstance(error, _ABOUT_DATABASE):
        # PostgreSQL's further lines quote rows ("DETAIL: Key (email)=(…)").
        return str(error.orig).partition("\n")[0][:LONGEST]
    if isinstance(error, DBAPIError):
        return f"withheld; sqlstate {getattr(error.orig, 'sqlstate', None)}"
    if isinstance(error, OSError):
        return error.strerror or ""
    if isinstance(error, _ABOUT_CODE):
        return str(error)[:LONGEST]
    return "withheld: it may quote what a person wrote"


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _short(path: str) -> str:
    """The path from the room or the library on; not where it is installed."""
    return _INSTALLED.sub("", path.removeprefix(_HERE))


def _to_json(event: Any, **_options: Any) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


class _Libraries(logging.Handler):
    """Sends what libraries log down our road."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "uvicorn.error" and record.msg.startswith(("Traceback", "Application startup failed")):
            return  # we tell of a failed start ourselves, without the values that a traceback's text may quote
        try:
            line = record.getMessage()[:LONGEST]
        except Exception:  # noqa: BLE001 - arguments that do not fit: not ours to mend, and not to be shown either
            line = "(a line that could not be made)"
        structlog.get_logger().log(record.levelno, "library", logger=record.name, line=line, exc_info=record.exc_info)

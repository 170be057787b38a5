"""The only reader of the environment. Every setting is `UPSTANDER_` and its name in capitals.

Any secret may be given as `…_FILE`, the path of a file that holds it. What is wrong is told all at once, in plain
words, and the program does not start half-configured.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.sources import EnvSettingsSource
from sqlalchemy.exc import ArgumentError

from bot.settings_rules import PREFIX, is_loopback, mismatches, missing_for_serving, not_for_the_demo
from storage.database import database_url

__all__ = ["PREFIX", "CannotStart", "Settings", "SettingsError", "for_demo", "is_loopback", "load", "load_for_serving"]

SECRETS = (
    "database_url",
    "secret_keys",
    "slack_bot_token",
    "slack_signing_secret",
    "slack_app_token",
    "slack_client_secret",
    "teams_app_password",
)
SHORTEST_SECRET = 32

Listed = Annotated[tuple[str, ...], NoDecode]
"""Several values in one variable, separated by commas or white space."""


class SettingsError(Exception):
    """Settings are missing or wrong; the text says which, and what to do."""


class CannotStart(Exception):
    """Something beside the settings that the operator can mend stands in the way; the text says what to do."""


class Settings(BaseSettings):
    """What the operator decides. The descriptions are what `upstander doctor` and the documentation show."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,  # `UPSTANDER_PORT=` means the default, as in most compose files
        hide_input_in_errors=True,
    )

    database_url: str = Field(
        "sqlite:///upstander.db",
        description="Where the data lives: sqlite:///path/to/file.db, or postgresql://user:password@host/name.",
    )
    secret_keys: Listed = Field(
        (),
        description="Keys that seal free text and tokens, newest first, separated by commas; each at least 32 "
        "characters. Make one with `upstander secret`. Losing them loses text.",
    )
    public_url: str = Field(
        "", description="The https address under which Slack, Teams and browsers reach this server."
    )
    host: str = Field("127.0.0.1", description="The address to listen on; 0.0.0.0 for all.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on; 0 for any free one.")
    admins: Listed = Field((), description="E-mail addresses of people who are program admins from the start.")
    slack_bot_token: str = Field("", description="One workspace: the bot token (xoxb-…).")
    slack_signing_secret: str = Field("", description="The signing secret of the Slack app; needed for HTTP events.")
    slack_app_token: str = Field("", description="Socket Mode: the app-level token (xapp-…). No public address needed.")
    slack_client_id: str = Field("", description="Many workspaces: the client id of the Slack app.")
    slack_client_secret: str = Field("", description="Many workspaces: the client secret of the Slack app.")
    slack_api_url: str = Field(
        "https://slack.com/api/", description="Slack's own API; another only for tests with a stand-in."
    )
    teams_app_id: str = Field("", description="The Microsoft app id of the Teams bot.")
    teams_app_password: str = Field("", description="The client secret of the Teams bot.")
    teams_tenant_ids: Listed = Field((), description="The Teams tenants that may use the bot; nobody else gets in.")
    teams_allow_anonymous: bool = Field(
        False,
        description="Accept a local Teams client without credentials. Works on a loopback address only.",
    )
    content_dir: Path | None = Field(
        None, description="A folder with prompts and lessons of your own, added to ours or in place of them."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged: debug, info, warning or error."
    )

    @field_validator("secret_keys", "admins", "teams_tenant_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _supported(cls, value: str) -> str:
        try:
            database_url(value)
        except (ArgumentError, ValueError):
            raise ValueError("is not an address of a database we run on: sqlite:///… or postgresql://…") from None
        return value

    @field_validator("secret_keys")
    @classmethod
    def _long_enough(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(key) < SHORTEST_SECRET for key in value):
            raise ValueError(f"has a key of fewer than {SHORTEST_SECRET} characters; make one with `upstander secret`")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _with_slash(cls, value: str) -> str:
        return value if value.endswith("/") else f"{value}/"

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
            raise ValueError("must begin with https:// (http:// only on a loopback address)")
        return value.rstrip("/")

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Secrets stay out of whatever prints the settings."""
        return ((name, value) for name, value in super().__repr_args__() if name not in SECRETS)

    @property
    def slack_is_on(self) -> bool:
        return bool(self.slack_bot_token or self.slack_client_id)

    @property
    def teams_is_on(self) -> bool:
        return bool(self.teams_app_id) or self.teams_allow_anonymous

    @property
    def own_url(self) -> str:
        """The public address, or the loopback one where none is set."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _FilesNamedInEnvironment(settings_cls)


class _FilesNamedInEnvironment(EnvSettingsSource):
    """Reads a secret from the file that `UPSTANDER_<NAME>_FILE` names."""

    def __call__(self) -> dict[str, Any]:
        return {name: text for name in SECRETS if (text := _from_file(name)[0]) is not None}


def load(**overrides: object) -> Settings:
    """The settings of this process. Raises SettingsError with every problem, each with the variable's name."""
    return _load(overrides, lambda _settings: [])


def load_for_serving(**overrides: object) -> Settings:
    """The settings, complete enough to serve."""
    return _load(overrides, missing_for_serving)


def for_demo(folder: Path, **overrides: object) -> Settings:
    """The demo's settings: its own database in a folder, no platform, and nobody but this machine gets in.

    The secret key is left to the caller: it is made once and kept in the folder.
    """
    own: dict[str, object] = {
        "database_url": f"sqlite:///{folder / 'demo.db'}",
        "secret_keys": (),
        "admins": (),
        "teams_tenant_ids": (),
        "teams_allow_anonymous": False,
        **dict.fromkeys((name for name in Settings.model_fields if name.startswith("slack_")), ""),
        **dict.fromkeys(("teams_app_id", "teams_app_password"), ""),
        "slack_api_url": Settings.model_fields["slack_api_url"].default,
    }
    return _load({**own, **overrides}, not_for_the_demo)


def unknown_variables() -> list[tuple[str, str | None]]:
    """Variables with our prefix that are no setting, each with the one it may have meant: slips go unnoticed else."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    known |= {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    return [(name, next(iter(difflib.get_close_matches(name, known, 1, 0.8)), None)) for name in unknown]


def _load(overrides: dict[str, object], further: Callable[[Settings], list[str]]) -> Settings:
    """Every problem at once: what is wrong by itself, what does not fit together, and what is missing."""
    problems = [problem for name in SECRETS if (problem := _from_file(name)[1])]
    wrong: dict[str, object] = {}
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problems += [_in_words(one) for one in error.errors()]
        wrong = {str(one["loc"][0]): Settings.model_fields[str(one["loc"][0])].default for one in error.errors()}
        settings = Settings(**{**overrides, **wrong})  # type: ignore[arg-type]
    told = tuple(f"{PREFIX}{name.upper()} " for name in wrong)
    others = [*mismatches(settings), *further(settings)]
    problems += [one for one in others if not one.startswith(told)]
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def _from_file(name: str) -> tuple[str | None, str | None]:
    """What the file of a secret holds, if the environment names one; and what is wrong with it."""
    variable = f"{PREFIX}{name.upper()}"
    path = os.environ.get(f"{variable}_FILE")
    if not path:
        return None, None
    if os.environ.get(variable):
        return None, f"{variable} and {variable}_FILE are both set: unset one of them."
    try:
        return Path(path).read_text(encoding="utf-8").strip(), None
    except OSError as error:
        return None, f"{variable}_FILE: cannot read {path}: {error.strerror}."
    except UnicodeDecodeError:
        return None, f"{variable}_FILE: {path} is no text."


def _in_words(error: Any) -> str:
    match error["type"]:
        case "int_parsing" | "greater_than_equal" | "less_than_equal":
            message = "must be a whole number from 0 to 65535."
        case "bool_parsing":
            message = "must be true or false."
        case "literal_error":
            message = f"must be one of {error['ctx']['expected'].replace(chr(39), '')}."
        case _:
            message = str(error["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{str(error['loc'][0]).upper()} {message}"

"""Settings: read from the environment or from files, checked together, told in plain words, and all documented."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from bot.settings import PREFIX, SECRETS, Settings, SettingsError, for_demo, load, load_for_serving, unknown_variables

KEY = "k" * 40
DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration.md"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [one for one in os.environ if one.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)


def problems(**overrides: object) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_for_serving(**overrides)
    return str(caught.value).splitlines()


def test_the_defaults_need_nothing() -> None:
    settings = load()
    assert settings.database_url == "sqlite:///upstander.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert [settings.slack_is_on, settings.teams_is_on] == [False, False]


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    given(
        monkeypatch,
        SECRET_KEYS=f"{KEY}1, {KEY}2",
        PORT="9000",
        ADMINS="ana@example.com ben@example.com,eve@example.com",
        LOG_LEVEL="WARNING",
        PUBLIC_URL="https://bot.example.com/",
        HOST="",  # as compose files leave what is not set
    )
    settings = load()
    assert settings.secret_keys == (f"{KEY}1", f"{KEY}2")
    assert settings.port == 9000
    assert settings.admins == ("ana@example.com", "ben@example.com", "eve@example.com")
    assert settings.log_level == "warning"
    assert settings.own_url == "https://bot.example.com"
    assert settings.host == "127.0.0.1"


@pytest.mark.parametrize(("host", "url"), [("127.0.0.1", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000")])
def test_without_a_public_address_we_are_where_we_listen(host: str, url: str) -> None:
    assert load(host=host).own_url == url


@pytest.mark.parametrize("name", SECRETS)
def test_any_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    file = tmp_path / "secret"
    held = {
        "secret_keys": KEY,
        "database_url": "sqlite:///x.db",
        "slack_bot_token": "xoxb-1",
        "slack_app_token": "xapp-1",
    }.get(name, "value")
    file.write_text(f"{held}\n")
    given(monkeypatch, **{f"{name.upper()}_FILE": str(file)})
    read = getattr(Settings(), name)  # type: ignore[call-arg]
    assert read == ((held,) if name == "secret_keys" else held)


def test_files_that_cannot_be_read_are_told_with_everything_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    given(
        monkeypatch,
        SECRET_KEYS_FILE=str(tmp_path / "gone"),
        SLACK_BOT_TOKEN_FILE=str(binary),
        TEAMS_APP_PASSWORD="x",
        TEAMS_APP_PASSWORD_FILE=str(binary),
        PORT="many",
    )
    found = problems()
    assert f"{PREFIX}SECRET_KEYS_FILE: cannot read {tmp_path / 'gone'}: No such file or directory." in found
    assert f"{PREFIX}SLACK_BOT_TOKEN_FILE: {binary} is no text." in found
    assert f"{PREFIX}TEAMS_APP_PASSWORD and {PREFIX}TEAMS_APP_PASSWORD_FILE are both set: unset one of them." in found
    assert f"{PREFIX}PORT must be a whole number from 0 to 65535." in found


def test_everything_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given(
        monkeypatch,
        SECRET_KEYS="short",
        PORT="70000",
        LOG_LEVEL="loud",
        DATABASE_URL="mysql://localhost/x",
        PUBLIC_URL="http://bot.example.com",
        TEAMS_ALLOW_ANONYMOUS="perhaps",
        SLACK_BOT_TOKEN="xoxp-1",
        SLACK_CLIENT_ID="1",
        TEAMS_APP_ID="1",
    )
    text = "\n".join(problems())
    for name in (
        "SECRET_KEYS has a key of fewer than 32",
        "PORT must be",
        "LOG_LEVEL must be one of debug, info, warning or error.",
        "DATABASE_URL is not an address of a database we run on",
        "PUBLIC_URL must begin with https://",
        "TEAMS_ALLOW_ANONYMOUS must be true or false.",
        "SLACK_BOT_TOKEN does not begin with xoxb-",
        "SLACK_CLIENT_ID and UPSTANDER_SLACK_CLIENT_SECRET go together",
        "SLACK_SIGNING_SECRET is missing",
        "TEAMS_APP_ID and UPSTANDER_TEAMS_APP_PASSWORD go together",
        "TEAMS_TENANT_IDS is missing",
    ):
        assert f"{PREFIX}{name}" in text
    assert "SECRET_KEYS is missing" not in text  # it is there, and too short
    assert "xoxp-1" not in text  # values stay out of it


def test_serving_needs_a_key_and_a_platform() -> None:
    found = "\n".join(problems())
    assert "SECRET_KEYS is missing" in found
    assert "Neither Slack nor Teams is set up" in found


WHOLE: list[dict[str, Any]] = [
    {"slack_bot_token": "xoxb-1", "slack_signing_secret": "s"},
    {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"},
    {
        "slack_client_id": "1",
        "slack_client_secret": "s",
        "slack_signing_secret": "s",
        "public_url": "https://bot.example.com",
    },
    {"teams_app_id": "1", "teams_app_password": "p", "teams_tenant_ids": ("t",)},
    {"teams_allow_anonymous": True},
]


@pytest.mark.parametrize("whole", WHOLE)
def test_these_are_whole(whole: dict[str, Any]) -> None:
    load_for_serving(secret_keys=(KEY,), **whole)


LACKING = [(whole, name) for whole in WHOLE[:4] for name in whole if len(whole) > 1]


@pytest.mark.parametrize(("whole", "lacks"), LACKING)
def test_half_of_a_platform_is_refused(whole: dict[str, Any], lacks: str) -> None:
    half = {name: value for name, value in whole.items() if name != lacks}
    assert problems(secret_keys=(KEY,), **half)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"slack_bot_token": "xoxb-1", "slack_client_id": "1"}, "Set either"),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": "xoxb-2"}, "does not begin with xapp-"),
        ({"teams_allow_anonymous": True, "host": "0.0.0.0"}, "works on a loopback address only"),
        ({"teams_allow_anonymous": True, "teams_app_id": "1"}, "is for a local client without credentials"),
    ],
)
def test_what_does_not_fit_together_is_refused(wrong: dict[str, Any], words: str) -> None:
    assert words in "\n".join(problems(secret_keys=(KEY,), **wrong))


def test_the_demo_takes_nothing_from_the_platforms_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(
        monkeypatch,
        DATABASE_URL="postgresql://production/data",
        SLACK_BOT_TOKEN="nonsense",
        TEAMS_APP_ID="half",
        ADMINS="eve@example.com",
        PORT="8080",
    )
    settings = for_demo(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'demo.db'}"
    assert [settings.slack_is_on, settings.teams_is_on, settings.admins] == [False, False, ()]
    assert settings.port == 8080


@pytest.mark.parametrize(
    "asked",
    [{"HOST": "0.0.0.0"}, {"HOST": "192.168.1.4"}, {"HOST": "example.com"}, {"PUBLIC_URL": "https://demo.example.com"}],
)
def test_the_demo_refuses_a_public_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: dict[str, str]
) -> None:
    given(monkeypatch, **asked)
    with pytest.raises(SettingsError, match="demo"):
        for_demo(tmp_path)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_the_demo_takes_any_loopback_address(tmp_path: Path, host: str) -> None:
    assert for_demo(tmp_path, host=host).host == host


def test_secrets_stay_out_of_what_prints_the_settings() -> None:
    settings = load(secret_keys=(KEY,), slack_bot_token="xoxb-1", slack_signing_secret="hush")
    for text in (repr(settings), str(settings)):
        assert "port=8000" in text
        for secret in (KEY, "xoxb-1", "hush"):
            assert secret not in text


def test_slips_in_names_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SLACK_BOT_TOKN="x", WHATEVER="x", PORT="8000", SECRET_KEYS_FILE="x", PORT_FILE="x")
    assert unknown_variables() == [
        (f"{PREFIX}PORT_FILE", f"{PREFIX}PORT"),
        (f"{PREFIX}SLACK_BOT_TOKN", f"{PREFIX}SLACK_BOT_TOKEN"),
        (f"{PREFIX}WHATEVER", None),
    ]


def test_every_setting_is_documented_with_its_default() -> None:
    """docs/configuration.md says of each setting what the code says, and of no other."""
    rows = re.findall(r"^\| `(UPSTANDER_\w+)`( \*secret\*)? \|(.*?)\|(.*)\|$", DOCUMENT.read_text(), re.MULTILINE)
    documented = {name: (bool(secret), default.strip(), words.strip()) for name, secret, default, words in rows}
    for name, field in Settings.model_fields.items():
        secret, default, words = documented.pop(f"{PREFIX}{name.upper()}")
        assert secret == (name in SECRETS), name
        assert words == field.description, name
        if name != "secret_keys":
            told = str(field.default).lower() if isinstance(field.default, bool) else field.default
            assert default == (f"`{told}`" if told not in {"", (), None} else ""), name
    assert documented == {}

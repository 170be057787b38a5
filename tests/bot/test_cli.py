"""The command line: what an operator types, what it answers, and how it ends."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from sqlalchemy import text

from bot.cli import cli
from bot.cli_admin import configure
from bot.settings import PREFIX
from storage.database import Connection
from storage.organizations import Changes
from tests.bot.command_line import done, events, found, on_database, refused


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [one for one in os.environ if one.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, database_url: str) -> str:
    """A fresh, migrated database of each kind, named by the environment."""
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", database_url)
    return database_url


# by itself


def test_help_shows_every_command() -> None:
    text_ = done("--help")
    for command in ("serve", "demo", "worker", "migrate", "doctor", "secret", "manifest", "admin", "audit", "import"):
        assert re.search(rf"^  {command} ", text_, re.MULTILINE), command
    assert re.search(r"upstander, version \d", done("--version"))


def test_a_slip_in_a_command_is_answered_plainly() -> None:
    assert "No such command 'serv'" in refused("serv", code=2)


def test_a_key_is_new_each_time_and_long_enough() -> None:
    keys = {done("secret").strip() for _ in range(3)}
    assert len(keys) == 3
    assert min(map(len, keys)) >= 64
    assert not any(re.search(r"[\s,]", key) for key in keys)


def test_every_command_is_documented() -> None:
    folder = Path(__file__).parents[2]
    documents = "".join(file.read_text() for file in (folder / "README.md", *(folder / "docs").glob("*.md")))
    for path in commands(cli, ()):
        assert f"upstander {' '.join(path)}" in documents, path


def commands(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


# migrate


def test_migrate_says_what_it_did_and_that_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert done("migrate").startswith("Applied 0001")
    assert (tmp_path / "upstander.db").exists()
    assert done("migrate") == "The schema is up to date.\n"


def test_commands_ask_for_migrations_first() -> None:
    done("secret")
    Path("upstander.db").touch()
    assert "run `upstander migrate` first" in refused("admin", "list")


def test_a_database_that_is_away_is_said_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", "postgresql://me:hunter2@127.0.0.1:1/upstander")
    for command in (("migrate",), ("admin", "list"), ("audit", "verify")):
        answer = refused(*command)
        assert "The database does not answer" in answer
        assert "hunter2" not in answer


def test_wrong_settings_are_said_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}PORT", "many")
    monkeypatch.setenv(f"{PREFIX}LOG_LEVEL", "loud")
    for command in (("migrate",), ("admin", "list"), ("manifest", "slack"), ("serve",), ("worker",)):
        answer = refused(*command)
        assert "UPSTANDER_PORT must be a whole number" in answer
        assert "UPSTANDER_LOG_LEVEL must be one of" in answer


# admin


def test_roles_are_granted_listed_and_taken_back(url: str) -> None:
    found(url)
    assert "Nobody yet" in done("admin", "list")
    assert done("admin", "grant", "admin", "Ana@Example.com") == "Ana@Example.com is a program admin now.\n"
    assert "was a program admin already" in done("admin", "grant", "admin", "ana@example.com")
    assert "is an auditor now" in done("admin", "grant", "auditor", "ana@example.com")
    assert re.fullmatch(r"admin\+auditor +ana@example\.com +Ana Lima\n", done("admin", "list"))
    assert "is no longer a program admin" in done("admin", "revoke", "admin", "ana@example.com")
    assert "was not a program admin" in done("admin", "revoke", "admin", "ana@example.com")
    assert re.fullmatch(r"auditor +ana@example\.com +Ana Lima\n", done("admin", "list"))
    assert events(url) == ["role.granted", "role.granted", "role.revoked"]


def test_a_role_for_nobody_says_how_people_become_known(url: str) -> None:
    found(url)
    answer = refused("admin", "grant", "admin", "nobody@example.com")
    assert "Nobody here has the e-mail address nobody@example.com" in answer
    assert "upstander import roster" in answer
    assert events(url) == []


def test_managers_follow_from_the_roster(url: str) -> None:
    found(url)
    assert "'manager' is not one of" in refused("admin", "grant", "manager", "ana@example.com", code=2)


def test_without_an_organization_it_says_how_one_is_founded(url: str) -> None:
    assert "There is no organization yet" in refused("admin", "list")


def test_where_there_are_several_one_is_named_by_name_or_id(url: str) -> None:
    first, second = found(url, "First", "one"), found(url, "Second", "two")
    assert "name one by --organization (First, Second)" in refused("admin", "list", code=2)
    assert "There is no organization 'Third'" in refused("admin", "list", "--organization", "Third", code=2)
    done("admin", "grant", "admin", "ana@example.com", "--organization", "second")
    assert "Nobody yet" in done("admin", "list", "--organization", str(first))
    assert "Ana Lima" in done("admin", "list", "--organization", str(second))
    found(url, "First", "three")
    assert str(first) in refused("admin", "list", "--organization", "First", code=2)


def test_the_rules_are_shown_and_settled(url: str) -> None:
    found(url)
    before = done("admin", "configure")
    assert re.search(r"smallest group +5\n", before)
    assert re.search(r"reporting address +\(none\)\n", before)
    changed = ["--name", " Acme ", "--zone", "Europe/Berlin", "-k", "8", "--intervention-notes"]
    after = done("admin", "configure", *changed, "--reporting-url", "https://speak.example.com")
    for told in (
        r"name +Acme\n",
        r"time zone +Europe/Berlin\n",
        r"smallest group +8\n",
        r"address +https://speak\.example\.com\n",
        r"notes +on\n",
    ):
        assert re.search(told, after), told
    assert re.search(r"address +\(none\)", done("admin", "configure", "--reporting-url", ""))
    assert re.search(r"notes +off", done("admin", "configure", "--no-intervention-notes"))
    assert re.search(r"country +\(none\)\n", done("admin", "configure"))
    assert re.search(r"country +DE \(Germany\)\n", done("admin", "configure", "--country", "germany"))
    assert re.search(r"country +GB \(United Kingdom\)\n", done("admin", "configure", "--country", "UK"))
    assert re.search(r"country +\(none\)\n", done("admin", "configure", "--country", ""))
    assert done("admin", "configure") == done("admin", "configure")
    assert events(url) == ["organization.settled"] * 6
    done("admin", "configure", "--name", "Acme", "-k", "8")
    assert events(url) == ["organization.settled"] * 6, "it was like that already"


def test_every_rule_of_the_settings_page_is_settled_here_too(url: str) -> None:
    found(url)
    assert re.search(r"kept for months +notes 12, actions 36, deliveries 12, audit 84", done("admin", "configure"))
    after = done("admin", "configure", "--zone", "Berlin", "--default-visibility", "private")
    assert re.search(r"time zone +Europe/Berlin\n", after)
    assert re.search(r"visibility +private, for who is new\n", after)
    assert "New people begin with it; everybody else keeps their own." in after
    after = done("admin", "configure", "--digest-weekday", "Friday", "--digest-at", "14:30")
    assert re.search(r"digests +.*[Ff]riday.*14:30", after)
    assert "It goes for managers who chose nothing else." in after
    assert re.search(r"digests +off\n", done("admin", "configure", "--no-digests"))
    settable = {one.name for one in fields(Changes)}
    assert settable == {one.name for one in configure.params} - {"wanted"}, "a rule has no option, or an option none"


@pytest.mark.parametrize(
    "wrong",
    [
        ("-k", "4"),
        ("--smallest-group", "0"),
        ("-k", "1001"),
        ("--zone", "Atlantis"),
        ("--zone", ""),
        ("--name", "x" * 201),
        ("--default-visibility", "public"),
        ("--digest-weekday", "someday"),
        ("--digest-at", "14:17"),
        ("--digest-at", "noon"),
        ("--name", "  "),
        ("--reporting-url", "http://speak.example.com"),
        ("--reporting-url", "javascript:alert(1)"),
        ("--country", "Atlantis"),
        ("--country", "Congo"),
    ],
)
def test_rules_that_make_no_sense_are_refused(url: str, wrong: tuple[str, str]) -> None:
    found(url)
    refused("admin", "configure", *wrong, code=2)
    assert events(url) == []


# audit


def test_the_audit_trail_is_checked(url: str) -> None:
    found(url)
    assert "holds: 0 entries" in done("audit", "verify")
    done("admin", "grant", "admin", "ana@example.com")
    done("admin", "configure", "--name", "Acme")
    answer = done("audit", "verify")
    assert "holds: 2 entries" in answer
    known = answer.split()[-1]
    assert re.fullmatch(r"2:[0-9a-f]{64}", known)
    assert "holds" in done("audit", "verify", "--knows", known)
    answer = refused("audit", "verify", "--knows", f"3:{'0' * 64}")
    assert "Entry 3 is missing." in answer
    assert "The audit trail does not hold (1 to look into)." in answer


def test_a_changed_trail_fails_the_check(url: str) -> None:
    found(url)
    done("admin", "configure", "--name", "Acme")

    async def tamper(db: Connection) -> None:
        is_sqlite = db.dialect.name == "sqlite"
        open_up = "DROP TRIGGER audit_events_no_update" if is_sqlite else "ALTER TABLE audit_events DISABLE TRIGGER ALL"
        await db.execute(text(open_up))
        await db.execute(text("UPDATE audit_events SET actor = 'x'"))

    on_database(url, tamper)
    assert "Entry 1 was changed after it was written." in refused("audit", "verify")


@pytest.mark.parametrize("nonsense", ["x", "1:", "1:abc", f"one:{'0' * 64}", "0" * 64])
def test_an_entry_that_is_none_is_refused(url: str, nonsense: str) -> None:
    found(url)
    assert "--knows takes what `audit verify` printed" in refused("audit", "verify", "--knows", nonsense, code=2)


# manifest


def test_slacks_manifest_is_printed_or_written(tmp_path: Path) -> None:
    printed = json.loads(done("manifest", "slack"))
    assert printed["features"]["slash_commands"][0]["command"] == "/ally"
    assert done("manifest", "slack", "--output", "slack.json") == "Wrote slack.json.\n"
    assert json.loads((tmp_path / "slack.json").read_text()) == printed


def test_the_teams_package_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TEAMS_APP_ID": "c0ffee00-0000-4000-8000-000000000001",
        "TEAMS_APP_PASSWORD": "p",
        "TEAMS_TENANT_IDS": "c0ffee00-0000-4000-8000-000000000002",
        "PUBLIC_URL": "https://bot.example.com",
    }.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    assert done("manifest", "teams") == "Wrote teams-app.zip.\n"
    assert done("manifest", "teams", "-o", "other.zip") == "Wrote other.zip.\n"
    for name in ("teams-app.zip", "other.zip"):
        with zipfile.ZipFile(tmp_path / name) as package:
            assert "manifest.json" in package.namelist()


def test_a_manifest_that_lacks_settings_says_which() -> None:
    assert "UPSTANDER_" in refused("manifest", "teams")


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    answer = refused("manifest", "slack", "--output", str(tmp_path / "gone" / "slack.json"))
    assert "No such file or directory" in answer


# serving, as far as it goes without a server (the rest: test_serving.py)


def test_serving_half_configured_is_refused() -> None:
    answer = refused("serve")
    assert "UPSTANDER_SECRET_KEYS is missing" in answer
    assert "Neither Slack nor Teams is set up" in answer
    assert not Path("upstander.db").exists()


@pytest.mark.parametrize("arguments", [("--host", "0.0.0.0"), ("--host", "192.168.1.4")])
def test_the_demo_on_a_public_address_is_refused_before_anything_is_made(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    assert "not a loopback address" in refused("demo", *arguments)
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_ends_with_a_verdict(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert "Mend what is marked so" in refused("doctor")
    monkeypatch.setenv(f"{PREFIX}SECRET_KEYS", "k" * 40)
    monkeypatch.setenv(f"{PREFIX}TEAMS_ALLOW_ANONYMOUS", "true")
    answer = done("doctor")
    assert answer.endswith("All is well.\n")
    assert re.search(r"^ok    database        answers$", answer, re.MULTILINE)

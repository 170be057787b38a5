"""`upstander import roster`, as an operator types it, on both databases."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.settings import PREFIX
from storage.database import Connection
from storage.models import Organization, Person
from tests.bot.command_line import done, events, found, on_database, refused

ROSTER = """email,name,team,manager_email,department,location,level,gender,hired_on,left_on
eve@example.com,Eve Sato,Company,,,Lisbon,,woman,2020-01-01,
dan@example.com,Dan Weber,Payments,eve@example.com,Engineering,Berlin,L7,man,2021-01-01,
ana@example.com,Ana Lima,Payments,dan@example.com,Engineering,Berlin,L5,woman,2022-01-01,
"""


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> str:
    """A fresh, migrated database of each kind, named by the environment."""
    for name in [one for one in os.environ if one.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", database_url)
    return database_url


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def kept(url: str) -> list[int | None]:
    """How many people and organizations there are."""

    async def count(db: Connection) -> list[int | None]:
        return [await db.scalar(select(func.count()).select_from(one)) for one in (Person, Organization)]

    return on_database(url, count)


def test_a_roster_is_imported_and_told_in_numbers(url: str, file: Path) -> None:
    found(url)
    answer = done("import", "roster", str(file))
    assert "Imported 3 people: 2 new, 1 changed, 0 as before; 0 ended." in answer
    assert "Teams: 2 new, 0 changed. Memberships: 3 begun, 0 ended." in answer
    assert "3 as before" in done("import", "roster", str(file))
    assert "3 as before" in done("import", "roster", "-", input=ROSTER)
    assert events(url)[0] == "roster.imported"


def test_all_that_is_wrong_in_a_roster_is_told_with_line_and_column_and_nothing_is_imported(
    url: str, file: Path
) -> None:
    file.write_text(ROSTER.replace("2021-01-01", "soon").replace("dan@example.com,Eng", "gus@example.com,Eng"))
    for options in ([], ["--dry-run"], ["--yes-really"]):
        answer = refused("import", "roster", str(file), *options, code=2)
        assert "line 3, column hired_on:" in answer
        assert "line 4, column manager_email:" in answer
        assert f"Nothing was imported: 2 things to mend in {file}." in answer
    assert kept(url) == [0, 0]


def test_a_dry_run_shows_what_would_change_and_changes_nothing(url: str, file: Path) -> None:
    first = done("import", "roster", str(file), "--dry-run")
    assert first == (
        "New: 3\n"
        "  line 2: Eve Sato <eve@example.com>: location Lisbon; hired on 2020-01-01; gender; team Company\n"
        "  line 3: Dan Weber <dan@example.com>: department Engineering; location Berlin; level L7; "
        "hired on 2021-01-01; manager eve@example.com; gender; team Payments\n"
        "  line 4: Ana Lima <ana@example.com>: department Engineering; location Berlin; level L5; "
        "hired on 2022-01-01; manager dan@example.com; gender; team Payments\n"
        "\n"
        "Teams: 2\n"
        "  Company (new): led by eve@example.com\n"
        "  Payments (new): under Company; led by dan@example.com\n"
        "\n"
        "Would import 3 people: 3 new, 0 changed, 0 as before; 0 ended.\n"
        "Teams: 2 new, 0 changed. Memberships: 3 begun, 0 ended.\n"
        "Nothing was changed: this was a dry run.\n"
    )
    assert kept(url) == [0, 0]
    done("import", "roster", str(file))
    file.write_text(ROSTER.replace("Berlin,L5", ",L6").replace("Payments", "PAYMENTS"))
    again = done("import", "roster", str(file), "--dry-run")
    assert "Changed: 1\n  line 4: Ana Lima <ana@example.com>: location Berlin → (none); level L5 → L6\n" in again
    assert "Teams: 1\n  PAYMENTS: name Payments → PAYMENTS\n" in again
    assert events(url) == ["roster.imported"]


def test_a_dry_run_shows_the_first_of_many_or_all(url: str, file: Path) -> None:
    file.write_text("email,name\n" + "".join(f"p{number}@example.com,Kim\n" for number in range(60)))
    assert "  … and 10 more (--all shows them)" in done("import", "roster", str(file), "--dry-run")
    shown = done("import", "roster", str(file), "--dry-run", "--all")
    assert "more (" not in shown
    assert "  line 61: Kim <p59@example.com>\n" in shown
    assert "Would import 60 people" in shown
    assert kept(url) == [0, 0]


def test_a_file_that_would_end_many_must_be_meant(url: str, file: Path) -> None:
    done("import", "roster", str(file))
    file.write_text("".join(ROSTER.splitlines(keepends=True)[:3]))
    dry = done("import", "roster", str(file), "--complete", "--dry-run")
    assert "Ended: 1\n  not in the file: Ana Lima <ana@example.com>: left on (none) → " in dry
    assert "The import will ask for --yes-really: 1 of 3 people who work here would end (33%)." in dry
    answer = refused("import", "roster", str(file), "--complete", code=2)
    assert "Nothing was imported: 1 of 3 people who work here would end (33%)." in answer
    assert "--dry-run shows whom. If it is right so, say --yes-really." in answer
    assert events(url) == ["roster.imported"]
    assert "1 ended" in done("import", "roster", str(file), "--complete", "--yes-really")
    assert "0 ended" in done("import", "roster", str(file), "--complete")


def test_who_is_not_in_the_file_is_told_and_stays(url: str, file: Path) -> None:
    done("import", "roster", str(file))
    answer = done("import", "roster", "-", input="".join(ROSTER.splitlines(keepends=True)[:3]))
    assert "Note: 1 of the people who work here are not in the file, and stay as they are." in answer


def test_teams_may_be_made_from_managers(url: str, file: Path) -> None:
    file.write_text(re.sub(r"(Company|Payments)", "", ROSTER))
    assert "Eve Sato’s team (new): led by eve@example.com" in done(
        "import", "roster", str(file), "--teams-from-managers", "--dry-run"
    )
    assert "Teams: 2 new" in done("import", "roster", str(file), "--teams-from-managers")
    file.write_text("email,name,manager_email\nivo@example.com,Ivo,dan@example.com\n")
    assert "Note: The file names no teams: people stay" in done("import", "roster", str(file), "--dry-run")


def test_excels_own_encoding_is_read_and_said_so_and_another_one_can_be_named(url: str, file: Path) -> None:
    file.write_bytes(ROSTER.replace("Dan Weber", "Dan Weiß").replace(",", ";").encode("cp1252"))
    answer = done("import", "roster", str(file), "--dry-run")
    assert "which gives names like “Dan Weiß”" in answer
    assert "line 3: Dan Weiß <dan@example.com>" in answer
    file.write_bytes(ROSTER.replace("Dan Weber", "Łukasz Dvořák").encode("cp1250"))
    assert "line 3: is neither UTF-8 nor plausible Windows-1252" in refused("import", "roster", str(file), code=2)
    named = done("import", "roster", str(file), "--encoding", "windows-1250", "--dry-run")
    assert "line 3: Łukasz Dvořák <dan@example.com>" in named
    assert "klingon" in refused("import", "roster", str(file), "--encoding", "klingon", code=2)


def test_the_first_roster_founds_the_organization(url: str, file: Path) -> None:
    assert "3 new" in done("import", "roster", str(file))
    assert re.search(r"name +Our organization\n", done("admin", "configure"))
    done("admin", "grant", "admin", "eve@example.com")


def test_where_each_workspace_brings_its_own_organization_none_is_founded(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "SLACK_CLIENT_ID": "1",
        "SLACK_CLIENT_SECRET": "s",
        "SLACK_SIGNING_SECRET": "s",
        "PUBLIC_URL": "https://bot.example.com",
    }.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    assert "There is no organization yet" in refused("import", "roster", str(file))


def test_a_file_that_is_not_there(url: str) -> None:
    assert "No such file" in refused("import", "roster", "gone.csv", code=2)

"""Walls that neither import-linter nor ruff sees: where SQL, commits, the environment and the time may be touched."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "indicators", "messages", "nudges", "storage")
LONGEST = 300

FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in FILES]
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in zip(NAMES, FILES, strict=True)}


def attributes(name: str) -> Iterator[tuple[str, int]]:
    """Every `thing.attribute` of a file, with its line; only the last two names of longer ones."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Attribute):
            base = node.value
            word = base.id if isinstance(base, ast.Name) else base.attr if isinstance(base, ast.Attribute) else ""
            yield f"{word}.{node.attr}", node.lineno


def imports(name: str) -> Iterator[tuple[str, str]]:
    """Every imported module of a file, with what is taken from it."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from ((one.name, "") for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", one.name) for one in node.names)


def strings(name: str) -> Iterator[str]:
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_there_is_something_to_look_at() -> None:
    assert {name.split("/")[0] for name in NAMES} == set(ROOMS)
    assert "bot/cli.py" in NAMES
    assert "os.environ" in {one for one, _ in attributes("bot/settings.py")}


def test_no_two_files_import_each_other_in_a_circle() -> None:
    """Not even for types alone: whoever reads one of them would have to read all of them."""
    modules = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name in NAMES}
    needs: dict[str, set[str]] = {}
    for module, name in modules.items():
        taken = {(whole if (whole := f"{source}.{what}") in modules else source) for source, what in imports(name)}
        needs[module] = taken & modules.keys() - {module}
    assert "storage.models" in needs["storage.people_places"]
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_all_sql_is_in_storage() -> None:
    """Others may know SQLAlchemy's errors, and nothing else of it."""
    openings = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "PRAGMA ", "BEGIN IMMEDIATE")
    for name in NAMES:
        if not name.startswith("storage/"):
            taken = {
                module for module, _ in imports(name) if module.split(".")[0] in {"sqlalchemy", "alembic", "asyncpg"}
            }
            assert taken <= {"sqlalchemy.exc"}, name
            assert [one for one in strings(name) if one.startswith(openings)] == [], name


def test_only_edges_open_and_commit_a_unit_of_work() -> None:
    """`Database.begin` commits (on SQLite, for several at once: `together`), and only bot/ calls it."""
    for name in NAMES:
        used = {attribute.split(".")[1] for attribute, _ in attributes(name)}
        if name in {"storage/database.py", "storage/together.py"}:
            continue
        assert not used & {"commit", "rollback", "begin_nested"}, name
        if not name.startswith("bot/"):
            allowed = {"begin_migration"} if name == "storage/migrations.py" else set()
            assert used & {"begin", "begin_migration"} <= allowed, name


def test_only_settings_read_the_environment() -> None:
    for name in set(NAMES) - {"bot/settings.py"}:
        assert not {one for one, _ in attributes(name)} & {"os.environ", "os.getenv", "os.environb"}, name
        assert not {*imports(name)} & {("os", "environ"), ("os", "getenv")}, name


def test_the_time_is_asked_of_a_clock_that_was_given() -> None:
    asked = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    exempt = {"bot/clock.py", "bot/slack/door.py"}  # the door compares with what Slack's own clock signed
    found = {f"{name}:{line} {one}" for name in NAMES for one, line in attributes(name) if one in asked}
    assert {one for one in found if one.split(":")[0] not in exempt} == set()


def test_files_are_short_and_say_what_they_are_for() -> None:
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in NAMES}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
    assert [name for name in NAMES if not ast.get_docstring(TREES[name])] == []


def test_only_bot_logs() -> None:
    """What handlers and storage see is what people wrote; they raise, and the road logs without the words."""
    for name in NAMES:
        if not name.startswith("bot/"):
            assert not {module.split(".")[0] for module, _ in imports(name)} & {"logging", "structlog"}, name

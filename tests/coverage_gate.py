"""Prints what the tests covered, and fails where a room that must be covered has gaps. Called by `make test`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import coverage

ROOMS = ("handlers", "nudges", "messages", "storage", "indicators")
LEAST = 95.0


def main() -> int:
    measured = coverage.Coverage()
    if list(Path().glob(".coverage.*")):
        measured.combine()  # what processes left beside the main file
    measured.load()
    measured.report(file=sys.stdout)
    with TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        measured.json_report(outfile=str(report))
        files = json.loads(report.read_text())["files"]
    print()  # noqa: T201
    failed = False
    for room in ROOMS:
        branches, lines = shares(files, room)
        failed = failed or min(branches, lines) < LEAST
        verdict = "" if min(branches, lines) >= LEAST else f"   below {LEAST:.0f}%"
        print(f"{room:12} branches {branches:5.1f}%   lines {lines:5.1f}%{verdict}")  # noqa: T201
    return int(failed)


def shares(files: Mapping[str, Any], room: str) -> tuple[float, float]:
    """What was covered of a room's branches and of its lines, in percent. A room without files fails on purpose."""
    found = [one["summary"] for path, one in files.items() if Path(path).parts[0] == room]
    if not found:
        return 0.0, 0.0
    return (
        _share(sum(one["covered_branches"] for one in found), sum(one["num_branches"] for one in found)),
        _share(sum(one["covered_lines"] for one in found), sum(one["num_statements"] for one in found)),
    )


def _share(covered: int, of: int) -> float:
    return 100.0 * covered / of if of else 100.0


if __name__ == "__main__":
    sys.exit(main())

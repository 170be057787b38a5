"""The locks, as pip reads them on a fresh machine."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def pinned(lock: str) -> dict[str, Requirement]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    found = [Requirement(line.removesuffix("\\")) for line in lines if line[:1].isalnum()]
    return {canonicalize_name(one.name): one for one in found}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_name_every_extra_that_somebody_asks_for(lock: str) -> None:
    """pip before 23.3 takes an unnamed one's newest release, and then stops for want of a hash."""
    locked = pinned(lock)
    asked = 0
    for name, requirement in locked.items():
        try:
            needs = requires(name) or ()
        except PackageNotFoundError:
            continue  # for another system
        for needed in map(Requirement, needs):
            extras = ("", *requirement.extras)
            if needed.extras and any(needed.marker is None or needed.marker.evaluate({"extra": one}) for one in extras):
                asked += 1
                assert needed.extras <= locked[canonicalize_name(needed.name)].extras, f"{name} asks for {needed}"
    assert asked


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_name_no_host(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")

"""Seeds of made-up examples for `pytest.mark.parametrize`.

Measuring coverage takes most of the time of a test that goes through very many lines: the first example shows which
lines a test reaches, and the others run without.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def seeds(those: Iterable[int]) -> list[Any]:
    """Each as a parameter; only the first is measured."""
    first, *others = those
    return [first, *(pytest.param(one, marks=pytest.mark.no_cover) for one in others)]

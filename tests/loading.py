"""Which threads load what computes intervals, as in a process that has just begun."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

import pytest

from indicators import values


@pytest.fixture
def loaded_in(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    threads: list[threading.Thread] = []
    real = values.load_intervals

    @cache
    def load() -> Any:
        threads.append(threading.current_thread())
        return real()

    monkeypatch.setattr(values, "load_intervals", load)
    values._wilson.cache_clear()
    return threads


def is_beside_the_loop(threads: list[threading.Thread]) -> bool:
    return len(threads) == 1 and threads[0] is not threading.main_thread()

"""`upstander deliveries`: what became of nudges, in numbers."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.clock import utc_now
from bot.settings import PREFIX
from storage.database import Connection
from storage.models import Delivery, Person
from storage.models.base import new_id
from storage.words import DeliveryState, Nudge
from tests.bot.command_line import done, found, on_database, refused


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> str:
    for name in [one for one in os.environ if one.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", database_url)
    return database_url


def delivered(url: str, state: DeliveryState, reason: str | None = None, *, days_ago: int = 0, times: int = 1) -> None:
    async def work(db: Connection) -> None:
        person = (await db.execute(select(Person.organization_id, Person.id))).first()
        assert person is not None
        for _ in range(times):
            due = utc_now() - timedelta(days=days_ago, minutes=5)
            taken = len((await db.execute(select(Delivery.id))).all())
            await db.execute(
                insert(Delivery).values(
                    organization_id=person.organization_id,
                    id=new_id(),
                    person_id=person.id,
                    nudge=Nudge.LESSON,
                    day=due.date() - timedelta(days=taken),
                    state=state,
                    reason=reason,
                    zone="UTC",
                    due_at=due,
                    ready_at=due,
                    created_at=due,
                )
            )

    on_database(url, work)


def test_deliveries_are_counted_by_state_and_reason(url: str) -> None:
    found(url)
    delivered(url, DeliveryState.SKIPPED, "paused")
    delivered(url, DeliveryState.SKIPPED, "too_late", times=2)
    delivered(url, DeliveryState.SENT, times=3)
    delivered(url, DeliveryState.SENT, days_ago=30)
    assert done("deliveries").splitlines() == [
        "STATE    REASON    COUNT",
        "sent                   3",
        "skipped  too_late      2",
        "skipped  paused        1",
        "all                    6",
    ]
    assert "all                    7" in done("deliveries", "--since", "5w")
    assert json.loads(done("deliveries", "--json"))[0] == {"state": "sent", "reason": None, "count": 3}


def test_unknown_ones_are_explained(url: str) -> None:
    found(url)
    delivered(url, DeliveryState.UNKNOWN, "lease_lost")
    assert "may have arrived or not" in done("deliveries", "--since", "12h")


def test_where_nothing_was_due_it_says_so(url: str) -> None:
    found(url)
    delivered(url, DeliveryState.SENT, days_ago=8)
    assert done("deliveries") == "No nudge was due in that time.\n"
    assert json.loads(done("deliveries", "--json")) == []


@pytest.mark.parametrize("since", ["soon", "7", "-1d", "7y", ""])
def test_a_time_that_is_none_is_refused_with_examples(url: str, since: str) -> None:
    found(url)
    assert "12h" in refused("deliveries", "--since", since, code=2)


def test_any_length_of_time_can_be_asked_for(url: str) -> None:
    found(url)
    assert "No nudge" in done("deliveries", "--since", "999999w")

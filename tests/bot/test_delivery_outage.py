"""The database is away in the middle of it: nobody is written to twice, and what was sent is recorded later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from nudges import outbox_results
from nudges.outbox import LEASE
from nudges.outbox_results import Result
from storage.database import Connection, Database, Uncertain
from storage.words import DeliveryState
from tests.sending import Worked
from tests.walking import Walk

SENT = (DeliveryState.SENT, None)


class Troubled(Database):
    """A database that is away for some units of work: `plan` says of each in turn what happens to it."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.plan: list[str] = []

    @asynccontextmanager
    async def begin(self, *, hopeful: bool = False, patient: bool = False) -> AsyncIterator[Connection]:
        trouble = self.plan.pop(0) if self.plan else ""
        if trouble == "away":
            raise ConnectionRefusedError(111, "Connection refused")
        async with super().begin(hopeful=hopeful, patient=patient) as db:
            yield db
        if trouble == "uncertain":
            raise Uncertain


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url, database=Troubled(database_url))
    yield worked
    await worked.close()


def trouble(worked: Worked, *plan: str) -> None:
    assert isinstance(worked.app.database, Troubled)
    worked.app.database.plan = list(plan)


async def test_a_claim_that_is_perhaps_stored_is_taken_back_and_sent_once(worked: Worked) -> None:
    await worked.line_up("ana")
    trouble(worked, "uncertain")
    with pytest.raises(Uncertain):
        await worked.deliver()
    assert worked.post.sent == []
    trouble(worked, "away")
    with pytest.raises(ConnectionRefusedError):
        await worked.deliver()
    assert (await worked.delivery("ana")).state is DeliveryState.SENDING
    assert await worked.deliver() == 1
    sent = await worked.delivery("ana")
    assert (sent.state, sent.attempts) == (DeliveryState.SENT, 1)
    assert len(worked.post.sent) == 1


async def test_what_was_sent_is_recorded_when_the_database_is_back_and_nothing_is_claimed_before(
    worked: Worked, logged: StringIO
) -> None:
    await worked.line_up("ana")
    trouble(worked, "", "", "away", "away")  # the claim, one that finds nothing more to do, and what came of it
    worked.post.meanwhile = None
    assert await worked.deliver() == 1
    await worked.line_up("ben")
    while (await worked.delivery("ana")).state is DeliveryState.SENDING:
        assert worked.post.received("ben") == []
        await worked.deliver()
    assert await worked.states("ana") == [SENT]
    await worked.deliver()
    assert await worked.states("ben") == [SENT]
    assert len(worked.post.sent) == 2
    assert "deliveries_not_recorded" in logged.getvalue()


async def test_a_record_that_is_perhaps_stored_counts_once(worked: Worked) -> None:
    await worked.line_up("ana")
    trouble(worked, "", "", "uncertain", "uncertain")
    await worked.deliver()
    trouble(worked)
    await worked.deliver()
    assert await worked.states("ana") == [SENT]
    assert len(worked.post.sent) == 1


async def test_one_result_that_cannot_be_stored_holds_up_no_other(
    worked: Worked, monkeypatch: pytest.MonkeyPatch, logged: StringIO
) -> None:
    record = outbox_results.record

    async def fails_for_ana(db: Connection, pace: Any, results: list[Result], now: Any) -> Any:
        if any(one.ready.to.account == "U-ANA" for one in results):
            raise ValueError("a mistake of ours")
        return await record(db, pace, results, now)

    monkeypatch.setattr(outbox_results, "record", fails_for_ana)
    for who in ("ana", "ben", "cleo"):
        await worked.line_up(who)
    await worked.deliver()
    assert await worked.states("ben") == await worked.states("cleo") == [SENT]
    assert (await worked.delivery("ana")).state is DeliveryState.SENDING
    assert "delivery_not_recorded" in logged.getvalue()
    worked.walk.clock.move(LEASE + timedelta(seconds=1))
    await worked.sweep()
    assert await worked.states("ana") == [(DeliveryState.UNKNOWN, "lease_lost")]


async def test_a_database_that_goes_away_amid_recording_one_by_one_loses_no_result(
    worked: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = outbox_results.record
    recorded: list[str] = []

    async def fails_for_ana(db: Connection, pace: Any, results: list[Result], now: Any) -> Any:
        accounts = [one.ready.to.account for one in results]
        if "U-ANA" in accounts:
            raise ValueError("a mistake of ours")
        if accounts == ["U-BEN"] and not recorded:
            recorded.append("away")
            raise ConnectionRefusedError(111, "Connection refused")
        recorded.extend(accounts)
        return await record(db, pace, results, now)

    monkeypatch.setattr(outbox_results, "record", fails_for_ana)
    for who in ("ana", "ben", "cleo"):
        await worked.line_up(who)
    await worked.deliver()
    assert (await worked.delivery("ben")).state is DeliveryState.SENDING
    await worked.deliver()
    assert await worked.states("ben") == await worked.states("cleo") == [SENT]
    assert (await worked.delivery("ana")).state is DeliveryState.SENDING
    assert sorted(recorded) == ["U-BEN", "U-CLEO", "away"]
    assert len(worked.post.sent) == 3


async def test_results_are_recorded_before_the_last_answer_is_there(worked: Worked) -> None:
    """Little is lost with a process that dies: an answer does not wait for slower ones."""
    import asyncio  # noqa: PLC0415

    everybody = ["ana", "ben"]
    for who in everybody:
        await worked.line_up(who)
    release = asyncio.Event()

    async def hold(to: Any) -> None:
        if to.account == "U-BEN":
            await release.wait()

    worked.post.meanwhile = hold
    delivering = asyncio.create_task(worked.deliver())
    while (await worked.delivery("ana")).state is not DeliveryState.SENT:
        pass
    assert (await worked.delivery("ben")).state is DeliveryState.SENDING
    release.set()
    await delivering
    assert await worked.states("ben") == [SENT]

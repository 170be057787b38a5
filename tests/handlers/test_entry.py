"""Keeping an entry: said twice, at the same moment, and at what cost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from storage import direct
from storage.database import Connection
from storage.models import Action
from storage.words import Withdrawal
from tests.walking import Walk, all_buttons, find_button, words_of

SAID = "amplify @ana in standup: her idea"


async def test_said_twice_counts_once_and_is_asked_about(walk: Walk) -> None:
    await walk.say(SAID)
    walk.clock.move(timedelta(seconds=119))
    reply = await walk.say(SAID)
    assert "counts once" in words_of(reply)
    assert [one.withdrawal for one in await walk.rows(Action)] == [None, Withdrawal.DUPLICATE]
    assert [one.label for one in all_buttons(reply)] == ["It happened twice: count both"]


async def test_both_count_when_it_happened_twice(walk: Walk) -> None:
    await walk.say(SAID)
    reply = await walk.say(SAID)
    counted = await walk.press_button(reply, "It happened twice: count both")
    assert "It counts" in words_of(counted)
    assert [one.withdrawn_at for one in await walk.rows(Action)] == [None, None]
    again = await walk.press_button(reply, "It happened twice: count both")
    assert words_of(again) == words_of(counted)


async def test_nobody_else_decides_that(walk: Walk) -> None:
    await walk.say(SAID)
    reply = await walk.say(SAID)
    refused = await walk.press_button(reply, "It happened twice: count both", as_="ana")
    assert words_of(refused) == words_of(await walk.press("log.both", "nonsense", as_="ana"))
    assert [one.withdrawal for one in await walk.rows(Action)] == [None, Withdrawal.DUPLICATE]


@pytest.mark.parametrize(
    "other",
    [
        "amplify @cleo in standup: her idea",
        "recognize @ana in standup: her idea",
        "amplify @ana in standup: her other idea",
        "amplify @ana in chat: her idea",
        "amplify @ana in standup yesterday: her idea",
    ],
)
async def test_what_differs_counts(walk: Walk, other: str) -> None:
    await walk.say(SAID)
    await walk.say(other)
    assert all(one.withdrawn_at is None for one in await walk.rows(Action))


async def test_after_two_minutes_it_counts_again(walk: Walk) -> None:
    await walk.say(SAID)
    walk.clock.move(timedelta(minutes=2))
    await walk.say(SAID)
    assert all(one.withdrawn_at is None for one in await walk.rows(Action))


async def test_what_was_undone_may_be_said_again(walk: Walk) -> None:
    await walk.press_button(await walk.say(SAID), "Undo")
    await walk.say(SAID)
    assert [one.withdrawal for one in await walk.rows(Action)] == [Withdrawal.UNDONE, None]


async def test_another_person_may_say_the_same(walk: Walk) -> None:
    await walk.say(SAID, as_="ben")
    await walk.say(SAID, as_="dan")
    assert all(one.withdrawn_at is None for one in await walk.rows(Action))


async def test_at_the_very_same_moment_one_counts(walk: Walk) -> None:
    replies = await asyncio.gather(*(walk.say(SAID, key=str(one)) for one in range(5)))
    withdrawals = [one.withdrawal for one in await walk.rows(Action)]
    assert withdrawals.count(None) == 1
    assert withdrawals.count(Withdrawal.DUPLICATE) == 4
    assert sum("Already logged" in words_of(one) for one in replies) == 4


async def test_undone_duplicates_and_edited_ones_are_told_apart(walk: Walk) -> None:
    await walk.say(SAID)
    second = await walk.say(SAID)
    both = find_button(second, "It happened twice: count both")
    subject = getattr(both, "subject", "")
    await walk.press("log.both", subject)
    await walk.press("undo", subject)
    assert "undone before" in words_of(await walk.press("log.both", subject))
    await walk.press("undo.restore", subject)
    await walk.submit(await walk.press("edit", subject), {"note": "another"})
    assert "changed that one since" in words_of(await walk.press("log.both", subject))


async def test_logging_by_words_costs_few_statements(walk: Walk) -> None:
    await walk.say("amplify @ana: warm", key="warm")
    with statements(walk) as seen:
        await walk.say("amplify @ana in standup: her idea", key="counted")
    # who and where; then the delivery's key and the action, whose fingerprint tells whether it was said before
    assert len(seen) == 2, seen


@contextmanager
def statements(walk: Walk) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    async def noted(db: Connection, statement: Any, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        seen.append(str(statement))
        return await rows(db, statement, values)

    def noted_together(db: Connection) -> list[tuple[str, list[object]]]:
        seen.append("together")
        return held_back(db)

    engine, rows, held_back = walk.database.engine.sync_engine, direct.rows, direct.held_back
    event.listen(engine, "before_cursor_execute", note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(direct, "rows", noted)
        patch.setattr(direct, "held_back", noted_together)
        yield seen
    event.remove(engine, "before_cursor_execute", note)

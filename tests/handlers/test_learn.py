"""`learn` by words: it needs no colleague, and names none."""

from __future__ import annotations

import pytest

from storage.models import Action
from storage.words import Kind
from tests.walking import Walk, words_of


async def test_it_needs_no_colleague(walk: Walk) -> None:
    reply = await walk.say("learn: read about who gets interrupted")
    (action,) = await walk.rows(Action)
    assert (action.kind, action.beneficiary_id) == (Kind.LEARN, None)
    assert walk.cipher.open(action.note_sealed) == "read about who gets interrupted"
    assert "For:" not in words_of(reply)


async def test_a_colleague_in_it_stays_in_the_note(walk: Walk) -> None:
    reply = await walk.say("learned with @ana: read about it")
    (action,) = await walk.rows(Action)
    assert action.beneficiary_id is None
    assert walk.cipher.open(action.note_sealed) == "with @Ana Lima: read about it"
    assert "Ana Lima stays in your note" in words_of(reply)


@pytest.mark.parametrize("typed", ["learn from @cleo: x", "learn @cleo x, said Cleo Martin"])
async def test_who_wants_not_to_be_named_is_not(walk: Walk, typed: str) -> None:
    await walk.set_preferences("cleo", log_me=False)
    reply = await walk.say(typed)
    (action,) = await walk.rows(Action)
    assert "Cleo" not in (walk.cipher.open(action.note_sealed) or "")
    assert "prefers not to be named" in words_of(reply)

"""`mentor` by words."""

from __future__ import annotations

from datetime import date

from storage.models import Action
from storage.words import Kind, Setting
from tests.walking import Walk, all_buttons, field_of


async def test_it_is_logged_at_once(walk: Walk) -> None:
    reply = await walk.say("mentor @ana yesterday on a call: an hour on pricing")
    (action,) = await walk.rows(Action)
    assert action.kind is Kind.MENTOR
    assert action.beneficiary_id == walk.people["ana"]
    assert action.setting is Setting.REMOTE
    assert action.occurred_on == date(2026, 3, 3)
    assert walk.cipher.open(action.note_sealed) == "yesterday on a call: an hour on pricing"
    assert field_of(reply, "For") == "Ana Lima"
    assert [one.label for one in all_buttons(reply)] == ["Undo", "Edit", "Ask a colleague who was there"]


async def test_other_words_for_it(walk: Walk) -> None:
    await walk.say("coached @ana: x")
    (action,) = await walk.rows(Action)
    assert action.kind is Kind.MENTOR

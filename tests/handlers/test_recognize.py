"""`recognize` by words."""

from __future__ import annotations

from datetime import date

from storage.models import Action
from storage.words import Kind, Setting
from tests.walking import Walk, all_buttons, field_of


async def test_it_is_logged_at_once(walk: Walk) -> None:
    reply = await walk.say("recognize @ana in the hiring channel: the fix was hers")
    (action,) = await walk.rows(Action)
    assert action.kind is Kind.RECOGNIZE
    assert action.beneficiary_id == walk.people["ana"]
    assert action.setting is Setting.HIRING
    assert action.occurred_on == date(2026, 3, 4)
    assert walk.cipher.open(action.note_sealed) == "in the hiring channel: the fix was hers"
    assert field_of(reply, "For") == "Ana Lima"
    assert [one.label for one in all_buttons(reply)] == ["Undo", "Edit", "Ask a colleague who was there"]


async def test_other_words_for_it(walk: Walk) -> None:
    await walk.say("recognise @ana: x")
    (action,) = await walk.rows(Action)
    assert action.kind is Kind.RECOGNIZE

"""The cards and forms of choosing, pausing, resuming and stopping, as each platform shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.request import Reply
from storage.words import DeliveryState, Platform
from tests.golden import check_golden
from tests.handlers.test_nudges import had, joined
from tests.walking import LIBRARY, Walk


def golden(name: str, reply: Reply) -> None:
    check_golden(f"nudge_choices/{name}", reply)


async def test_golden_card(walk: Walk) -> None:
    golden("card", await walk.say("nudges"))
    await had(walk, date(2026, 3, 4), state=DeliveryState.PENDING, sent_at=None)
    await had(walk, date(2026, 3, 3), snoozed_until=date(2026, 3, 9), item=next(iter(LIBRARY.items)))
    await joined(walk, Platform.TEAMS, "tenant", conversation={"id": "1"})
    on_teams = replace(walk, platform=Platform.TEAMS, workspace="tenant")
    golden("card_of_several_accounts", await on_teams.say("nudges"))
    golden("saved", await on_teams.say("nudges mon wed thu 22-2 only lessons about meetings and calls country Germany"))
    golden("unchanged", await on_teams.say("nudges only lessons"))


async def test_golden_form(walk: Walk) -> None:
    form = await walk.press("nudges.change")
    golden("form", form)
    wrong = {"days": ("5", "6"), "kinds": (), "ends": "09:30", "country": "<Atlantis> & *co*"}
    golden("form_errors", await walk.submit(form, wrong))


async def test_golden_not_understood(walk: Walk) -> None:
    golden("not_understood", await walk.say("nudges tuesdayish <b>"))
    golden("not_understood_zone", await walk.say("nudges zone Berlin"))


async def test_golden_holding(walk: Walk) -> None:
    golden("pause_asked", await walk.say("pause"))
    golden("pause_not_understood", await walk.say("pause until yesterday"))
    golden("paused", await walk.say("pause 2 weeks"))
    golden("pause_asked_again", await walk.say("pause"))
    golden("card_paused", await walk.say("nudges"))
    golden("resumed", await walk.say("resume"))
    golden("resumed_already", await walk.say("resume"))
    golden("stop_asked", await walk.say("stop him from interrupting"))
    golden("stopped", await walk.say("stop"))
    golden("card_stopped", await walk.say("nudges"))
    golden("pause_stopped", await walk.say("pause 2 weeks"))

"""The example's story of evidence: a colleague confirms, and the author's total moves."""

from __future__ import annotations

import re
from typing import Any

from tests.bot.console.conftest import Page

ANA, BEN = "ana.lima", "ben.okafor"
CONFIRM = re.compile(r'data-action="(confirm\.yes)" data-subject="([^"]+)"')


async def test_one_more_colleague_confirms_and_the_total_moves(page: Page) -> None:
    assert _confirmed(await page.say("me", ANA)) == "told once five different colleagues have confirmed something"

    asked = (await page.say("confirm", BEN))["html"]
    assert "Ana Lima" in asked
    found = CONFIRM.search(asked)
    assert found, asked
    thanks = await page.ask("press", BEN, action=found[1], subject=found[2])
    assert "Thank you" in thanks["html"]

    assert _confirmed(await page.say("me", ANA)) == "5"


def _confirmed(card: dict[str, Any]) -> str:
    found = re.search(r"<dt>Confirmed by the colleague it was for</dt>\s*<dd>([^<]*)</dd>", card["html"])
    assert found, card["html"]
    return found[1]

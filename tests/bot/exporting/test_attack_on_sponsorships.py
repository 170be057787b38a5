"""The attack looks at both sides of sponsorships in exports: who put somebody forward, and who was put forward."""

from __future__ import annotations

import pytest

from bot import attacking
from bot.upstander import Upstander
from indicators.attack_cells import CELLS
from indicators.attack_published import Outcome, of_export
from indicators.export_folding import Behind
from tests.bot.exporting import rare
from tests.bot.exporting.conftest import FIRST
from tests.walking import Walk


async def attacked(app: Upstander, walk: Walk) -> Outcome:
    """On twenty-six sponsorships of only four colleagues, beside those of everybody else's own."""
    people = await rare.found(walk)
    of_few = await rare.sponsor(walk, people)
    assert len(of_few) == 26
    four = people.everybody[-4:]
    await rare.put_forward(walk, {one: four[at % 4] for at, one in enumerate(of_few)})
    await rare.close(walk, app)
    async with walk.database.begin() as db:
        exported = await attacking.of_longer(db, await attacking.files(db, walk.organization_id, FIRST))
    outcome = Outcome()
    for one in exported:
        outcome += of_export(one)
    return outcome


async def test_nothing_is_told_of_four_who_were_sponsored(app: Upstander, walk: Walk) -> None:
    assert (await attacked(app, walk)).leaks == ()


async def test_the_attack_would_find_them(app: Upstander, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Behind, "passes", lambda one, k: one.people >= k and 2 * one.largest <= one.rows)
    outcome = await attacked(app, walk)
    assert outcome.tried[CELLS] > 3
    assert any("rows of 4 people, where no fewer than 5" in leak.words for leak in outcome.leaks)

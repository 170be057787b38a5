"""An export without rows says why, as far as that may be said."""

from __future__ import annotations

from bot.upstander import Upstander
from storage.words import ExportForm, ExportWhat
from tests.bot.exporting import rare
from tests.bot.exporting.conftest import FIRST, export
from tests.walking import Walk

WHAT = ExportWhat.SPONSORSHIPS


async def read_me(app: Upstander, walk: Walk, what: ExportWhat = WHAT) -> str:
    made = await export(app, walk, what, first=FIRST, last=rare.CLOSED.date(), form=ExportForm.CSV)
    return " ".join(made.files["README.txt"].decode().split())


async def test_that_too_few_are_behind_them_is_said(app: Upstander, walk: Walk) -> None:
    people = await rare.found(walk)
    await rare.sponsor(walk, people, beneficiary_id=people.support[-1])
    await rare.close(walk, app)
    said = await read_me(app, walk)
    assert "0 rows in sponsorships.csv. That is no mistake. In this quarter too few people were behind" in said
    assert "export of indicators and on the dashboard" in said


async def test_that_nothing_is_closed_is_said(app: Upstander, walk: Walk) -> None:
    said = await read_me(app, walk)
    assert "0 rows in sponsorships.csv. No quarter of these days is closed, or nothing happened in it." in said
    for what in (ExportWhat.INDICATORS, ExportWhat.TRAINING):
        other = await read_me(app, walk, what)
        assert "No quarter" not in other
        assert "sponsorship has come" not in other


async def test_where_there_are_rows_it_says_neither(app: Upstander, walk: Walk) -> None:
    await rare.sponsor(walk, await rare.found(walk))
    await rare.close(walk, app)
    said = await read_me(app, walk)
    assert "26 rows in sponsorships.csv." in said
    assert "How far a sponsorship has come is as of the day this was made." in said
    assert "no mistake" not in said
    assert "is closed, or" not in said

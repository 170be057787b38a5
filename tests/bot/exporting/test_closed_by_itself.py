"""Sponsorships of a quarter whose weeks, months and quarter were closed by nothing but the product: they have rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from bot import attacking, closing
from bot.upstander import Upstander
from indicators.attack_published import of_export
from indicators.suppression import Verdict
from indicators.told_week import ACTIONS
from storage.models import IndicatorValue
from storage.words import ExportWhat, Gender, Kind
from tests.bot.exporting import rare
from tests.bot.exporting.conftest import export
from tests.handlers.crowds import act, crowd
from tests.walking import Walk

QUARTER = date(2026, 1, 1)
MONDAYS = [date(2025, 12, 29) + timedelta(weeks=number) for number in range(13)]


async def lively_weeks(walk: Walk, mondays: Sequence[date] = MONDAYS) -> None:
    """Two departments of forty in one team, and nobody else: of small teams nothing could be told, and of all less.

    Each week sixteen thank somebody, nine mentor, six sponsor; four learned something, which is told of no week. So
    sponsorships are not what the other kinds leave, and months leave nothing of the quarter that they do not tell.
    """
    sales, support = [
        await crowd(walk, "payments", 40, department=name, gender=Gender.WOMAN) for name in ("Sales", "Support")
    ]
    for one in walk.people:
        await walk.set_person(one, left_on=date(2025, 12, 1))
    everybody = [*sales, *support]
    for at, monday in enumerate(mondays):
        day = monday + timedelta(days=1)
        logged = {"created_at": datetime.combine(day, time(10), UTC)}
        some = [everybody[(at * 7 + number * 5) % 64] for number in range(16)]
        for kind, did in ((Kind.RECOGNIZE, some), (Kind.MENTOR, some[:9]), (Kind.LEARN, some[9:13])):
            await act(walk, "payments", did, day, kind=kind, **logged)
        by = [those[(3 * at + number) % 28] for those in (sales, support) for number in range(3)]
        ids = await rare.sponsor(walk, rare.Rare(sales, support, []), by, day)
        await rare.put_forward(walk, dict(zip(ids, everybody[at % 12 :: 13], strict=False)))


async def close(app: Upstander, walk: Walk) -> None:
    walk.clock.set(rare.CLOSED)
    await closing.close(app)


async def test_rows_come_out_where_the_closing_tells_enough(app: Upstander, walk: Walk) -> None:
    await lively_weeks(walk)
    await close(app, walk)
    async with walk.database.begin() as db:
        of_quarter = (
            IndicatorValue.team_id == walk.organization_id,
            IndicatorValue.length == "quarter",
            IndicatorValue.starts_on == QUARTER,
            IndicatorValue.indicator == ACTIONS,
        )
        parts = (await db.execute(select(IndicatorValue.parts).where(*of_quarter))).scalar_one()
        longer = await attacking.of_longer(db, await attacking.files(db, walk.organization_id, QUARTER))
    assert parts["sponsor"][4] == Verdict.WHOLE, "the closing told it, and no hand"
    exported = await export(app, walk, ExportWhat.SPONSORSHIPS, first=QUARTER, last=date(2026, 3, 31))
    rows = exported.rows("sponsorships.csv")
    assert (exported.made.rows, exported.made.withheld) == (72, 0)
    assert Counter((row["quarter_starts_on"], row["department"], row["state"]) for row in rows) == {
        ("2026-01-01", "Sales", "outcome"): 24,
        ("2026-01-01", "Sales", "nominated"): 12,
        ("2026-01-01", "Support", "nominated"): 24,
        ("2026-01-01", "Support", "outcome"): 12,
    }
    assert len({row["author"] for row in rows}) == 56
    [of_sponsorships] = [one for one in longer if one.name.startswith("sponsorships")]
    assert of_export(of_sponsorships).leaks == ()


async def test_none_come_where_the_closing_does_not_tell_how_many_there_were(app: Upstander, walk: Walk) -> None:
    """Without the week that it begins in nothing is told of January: what the other months leave of the quarter."""
    await lively_weeks(walk, MONDAYS[1:])
    await close(app, walk)
    exported = await export(app, walk, ExportWhat.SPONSORSHIPS, first=QUARTER, last=date(2026, 3, 31))
    assert (exported.made.rows, exported.made.withheld) == (0, 1)

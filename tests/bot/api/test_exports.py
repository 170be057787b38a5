"""The list of exports: what was asked for and what came of it, and neither who did nor why."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import insert

from storage.export_words import ExportState
from storage.models import ExportOrder
from storage.models.base import new_id
from storage.words import ExportForm, ExportWhat
from tests.bot.api.conftest import Api

HASH = "5d" * 32


async def ordered(api: Api, state: ExportState, *, rows: int = 0) -> UUID:
    walk, order_id = api.walk, new_id()
    is_made = state is ExportState.READY
    async with walk.database.begin() as db:
        await db.execute(
            insert(ExportOrder).values(
                organization_id=walk.organization_id,
                id=order_id,
                person_id=walk.people["ada"],
                what=ExportWhat.ACTIVITY,
                form=ExportForm.CSV,
                with_bom=False,
                first_on=date(2026, 1, 1),
                last_on=date(2026, 2, 28),
                with_names=True,
                reason_sealed=walk.cipher.seal("a Quokka"),
                state=state,
                asked_at=walk.clock(),
                expires_at=walk.clock() + timedelta(days=7),
                attempts=0,
                rows_done=rows,
                made_at=walk.clock() if is_made else None,
                sha256=HASH if is_made else None,
            )
        )
    return order_id


async def test_each_export_is_told_without_who_asked_and_why(api: Api) -> None:
    ready = await ordered(api, ExportState.READY, rows=12)
    response = await api.get("exports", await api.token())
    [one] = response.json()["items"]
    assert one == {
        "id": str(ready),
        "what": "activity",
        "form": "csv",
        "first": "2026-01-01",
        "last": "2026-02-28",
        "with_names": True,
        "state": "ready",
        "asked_at": "2026-03-04T10:00:00Z",
        "made_at": "2026-03-04T10:00:00Z",
        "rows": 12,
        "sha256": HASH,
    }
    assert "Ada" not in response.text
    assert str(api.walk.people["ada"]) not in response.text
    assert "Quokka" not in response.text


async def test_an_export_that_is_not_made_has_no_rows_yet(api: Api) -> None:
    await ordered(api, ExportState.ORDERED, rows=12)
    [one] = (await api.get("exports", await api.token())).json()["items"]
    assert (one["rows"], one["made_at"], one["sha256"]) == (None, None, None)


async def test_they_come_newest_first_page_by_page(api: Api) -> None:
    token = await api.token()
    ids = [str(await ordered(api, ExportState.READY)) for _ in range(5)]
    found: list[str] = []
    cursor: dict[str, object] = {}
    while True:
        page = (await api.get("exports", token, limit=2, **cursor)).json()
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == ids[::-1]


async def test_another_organizations_exports_are_theirs(api: Api) -> None:
    await ordered(api, ExportState.READY)
    other = await api.walk.another_organization()
    await other.set_person("zoe", is_admin=True)
    token = await api.token("zoe", walk=other)
    assert (await api.get("exports", token)).json() == {"items": [], "next": None}

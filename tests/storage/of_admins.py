"""Something about Ana where admins and auditors work: links, sessions, tokens, files, exports, holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from storage.export_words import ExportState
from storage.linking_words import LinkState
from storage.models import (
    ApiToken,
    DashboardSession,
    ErasureRequest,
    Export,
    ExportOrder,
    Hold,
    LinkRequest,
    LoginLink,
    Notice,
    RosterUpload,
)
from storage.models.base import new_id
from storage.notice_words import About
from storage.words import (
    DeliveryState,
    ExportForm,
    ExportWhat,
)
from tests.storage.rows import put
from tests.walking import Walk


async def let_in(walk: Walk) -> None:
    now: datetime = walk.clock()
    times = {"created_at": now, "expires_at": now + timedelta(minutes=5)}
    await put(walk, LoginLink, person_id=walk.people["ana"], token_hash="Potoroo", **times)


async def signed_in(walk: Walk) -> None:
    now: datetime = walk.clock()
    await put(walk, DashboardSession, person_id=walk.people["ana"], token_hash="Potoroo", created_at=now, used_at=now)


async def reads_by_token(walk: Walk) -> None:
    await put(
        walk,
        ApiToken,
        person_id=walk.people["ana"],
        name="Mulgara",
        scopes="indicators",
        token_hash="Potoroo",
        created_at=walk.clock(),
        expires_at=walk.clock() + timedelta(days=30),
    )


async def uploaded(walk: Walk) -> None:
    now: datetime = walk.clock()
    held = {"file_sealed": walk.cipher.seal("a file"), "complete": False, "teams_from_managers": False}
    times = {"created_at": now, "expires_at": now + timedelta(minutes=30)}
    await put(walk, RosterUpload, person_id=walk.people["ana"], **held, **times)


async def exported(walk: Walk) -> None:
    now: datetime = walk.clock()
    await put(
        walk,
        Export,
        person_id=walk.people["ana"],
        what="own_record",
        token_hash="Potoroo",
        created_at=now,
        expires_at=now + timedelta(minutes=15),
    )


async def ordered(walk: Walk) -> None:
    await order(walk, "ana", reason_sealed=walk.cipher.seal("Kultarr"), state=ExportState.WAITING)


async def decided(walk: Walk) -> None:
    decision = {"decided_by": walk.people["ana"], "decided_at": walk.clock(), "state": ExportState.DECLINED}
    await order(walk, "ada", reason_sealed=walk.cipher.seal("why Ada asked is hers"), **decision)


async def order(walk: Walk, who: str, **more: Any) -> None:
    now: datetime = walk.clock()
    await put(
        walk,
        ExportOrder,
        person_id=walk.people[who],
        what=ExportWhat.ACTIVITY,
        form=ExportForm.CSV,
        with_bom=False,
        first_on=date(2026, 1, 1),
        last_on=date(2026, 3, 1),
        with_names=True,
        asked_at=now,
        expires_at=now + timedelta(days=7),
        attempts=0,
        rows_done=0,
        **more,
    )


async def told(walk: Walk) -> None:
    """About an order that is gone since."""
    await put(
        walk,
        Notice,
        person_id=walk.people["ana"],
        about=About.EXPORT_DONE,
        subject_id=new_id(),
        state=DeliveryState.SENT,
        created_at=walk.clock(),
        ready_at=walk.clock(),
        attempts=1,
        sent_at=walk.clock(),
    )


async def asked_for_a_link(walk: Walk) -> None:
    await link_request(walk, "ana", email="bettong@example.com", state=LinkState.WAITING)


async def linked_somebody(walk: Walk) -> None:
    decision = {"decided_by": walk.people["ana"], "decided_at": walk.clock(), "state": LinkState.REFUSED}
    await link_request(walk, "ben", email="who@example.com", **decision)


async def link_request(walk: Walk, who: str, **more: Any) -> None:
    await put(walk, LinkRequest, person_id=walk.people[who], asked_at=walk.clock(), **more)


async def held(walk: Walk) -> None:
    """A hold that is over: while one is on, nothing goes."""
    await put(
        walk,
        Hold,
        person_id=walk.people["ana"],
        reason_sealed=walk.cipher.seal("Why we hold what the Potoroo did"),
        set_by="operator",
        set_at=walk.clock(),
        released_by="operator",
        released_at=walk.clock(),
    )


async def wished(walk: Walk) -> None:
    async with walk.database.begin() as db:
        wish = {"person_id": walk.people["ana"], "asked_at": walk.clock()}
        await db.execute(insert(ErasureRequest).values(organization_id=walk.organization_id, **wish))

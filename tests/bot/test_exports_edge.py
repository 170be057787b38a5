"""Ordered exports from the maker to the last byte: leases, links that fetch once, parts, and cut connections."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot.exporting import maker
from bot.exporting.order import Made, Order, Progress, Sink
from bot.settings import load
from bot.upstander import Upstander
from bot.web import web_app
from bot.wiring import build
from messages.forms import Link
from storage import export_links, export_making, export_orders
from storage.export_files import CHUNK
from storage.export_making import LEASE, LIFETIME
from storage.export_orders import Ordered, Wish
from storage.export_words import ExportState
from storage.models import AuditEvent, ExportChunk, ExportOrder
from storage.words import ExportForm, ExportWhat
from tests.walking import PUBLIC_URL, Walk

PLAIN = Wish(ExportWhat.ACTIVITY, date(2025, 10, 1), date(2025, 12, 31), ExportForm.CSV)
FILE = bytes(range(256)) * 4 * 1024 * 2 + b"the last piece is shorter than the others"
"""Three pieces: two MiB and a bit."""


@pytest.fixture
async def app(walk: Walk, database_url: str) -> Upstander:
    app = build(load(database_url=database_url, secret_keys=("a key of the application, long enough" * 2,)), walk.clock)
    await app.database.close()
    return replace(app, database=walk.database, cipher=walk.cipher)


@pytest.fixture
async def browser(app: Upstander) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(web_app(app, ()))
    async with httpx.AsyncClient(
        transport=transport, base_url=PUBLIC_URL, headers={"accept": "text/html,*/*"}
    ) as browser:
        yield browser


async def write_file(_app: Upstander, _order: Order, sink: Sink, progress: Progress) -> Made:
    """Stands in for the archive: the same bytes in odd pieces."""
    await progress(1, 4)
    for start in range(0, len(FILE), 700_001):
        await sink.write(FILE[start : start + 700_001])
    return Made(rows=4, withheld=1)


async def ask(walk: Walk, wish: Wish = PLAIN) -> UUID:
    async with walk.database.begin() as db:
        return await export_orders.ask(db, walk.cipher, walk.organization_id, walk.people["ada"], wish, walk.clock())


async def read(walk: Walk, order_id: UUID) -> Ordered:
    async with walk.database.begin() as db:
        found = await export_orders.read(db, walk.cipher, walk.organization_id, order_id)
    assert found is not None
    return found


async def path_of(walk: Walk, app: Upstander) -> str:
    """Where the link of a file leads that was asked for and made."""
    order_id = await ask(walk)
    assert await maker.make_next(app, write_file) == 1
    return await another_link(walk, order_id)


async def another_link(walk: Walk, order_id: object) -> str:
    reply = await walk.press("export.look", order_id, as_="ada")
    assert isinstance(reply, Link), reply
    return urlsplit(reply.url).path


async def events(walk: Walk, app: Upstander) -> list[tuple[str, Any]]:
    """The trail since the file was made, once all that goes on behind is done."""
    await app.background.drain(5)
    rows = await walk.rows(AuditEvent)
    return [(one.event, one.details.get("bytes", one.details.get("from_byte"))) for one in rows[2:]]


class TestMaking:
    async def test_the_file_is_kept_in_sealed_pieces_and_told_by_its_hash(self, walk: Walk, app: Upstander) -> None:
        order_id = await ask(walk)
        await maker.make_next(app, write_file)
        ordered = await read(walk, order_id)
        assert (ordered.state, ordered.rows, ordered.withheld) == (ExportState.READY, 4, 1)
        assert (ordered.size, ordered.sha256) == (len(FILE), hashlib.sha256(FILE).hexdigest())
        chunks = await walk.rows(ExportChunk)
        assert sorted(one.number for one in chunks) == [0, 1, 2]
        assert all(FILE[:64] not in bytes(one.data) for one in chunks)

    async def test_nothing_asked_for_is_nothing_made(self, app: Upstander) -> None:
        assert await maker.make_next(app, write_file) == 0

    async def test_a_maker_that_stumbles_is_followed_by_another(self, walk: Walk, app: Upstander) -> None:
        async def stumble(_app: Upstander, _order: Order, sink: Sink, _progress: Progress) -> Made:
            await sink.write(FILE)
            raise ValueError("what somebody wrote")

        order_id = await ask(walk)
        await maker.make_next(app, stumble)
        assert await maker.make_next(app, write_file) == 0  # not at once
        walk.clock.move(export_making.AGAIN_AFTER)
        assert await maker.make_next(app, write_file) == 1
        assert (await read(walk, order_id)).size == len(FILE)

    async def test_what_always_fails_is_given_up_and_leaves_no_piece(self, walk: Walk, app: Upstander) -> None:
        async def stumble(_app: Upstander, _order: Order, sink: Sink, _progress: Progress) -> Made:
            await sink.write(FILE)
            raise ValueError

        order_id = await ask(walk)
        for _ in range(export_making.MOST_ATTEMPTS):
            await maker.make_next(app, stumble)
            walk.clock.move(export_making.AGAIN_AFTER)
        assert (await read(walk, order_id)).state is ExportState.FAILED
        assert await walk.rows(ExportChunk) == []

    async def test_a_process_that_ends_gives_its_order_back_at_once(self, walk: Walk, app: Upstander) -> None:
        begun = asyncio.Event()

        async def hang(_app: Upstander, _order: Order, sink: Sink, _progress: Progress) -> Made:
            await sink.write(FILE)
            begun.set()
            await asyncio.Event().wait()
            raise AssertionError

        order_id = await ask(walk)
        making = asyncio.create_task(maker.make_next(app, hang))
        await begun.wait()
        making.cancel()
        with pytest.raises(asyncio.CancelledError):
            await making
        assert await maker.make_next(app, write_file) == 1
        assert (await read(walk, order_id)).state is ExportState.READY

    async def test_who_lost_the_lease_stops_and_spoils_nothing(self, walk: Walk, app: Upstander) -> None:
        async def slow(_app: Upstander, _order: Order, sink: Sink, _progress: Progress) -> Made:
            await sink.write(FILE)
            walk.clock.move(LEASE)
            assert await maker.make_next(app, write_file) == 1  # another process
            await sink.write(FILE)
            raise AssertionError("it went on")

        order_id = await ask(walk)
        assert await maker.make_next(app, slow) == 1
        ordered = await read(walk, order_id)
        assert (ordered.state, ordered.size) == (ExportState.READY, len(FILE))
        assert len(await walk.rows(ExportChunk)) == 3


class TestFetching:
    async def test_looking_at_the_link_uses_nothing_up(
        self, walk: Walk, app: Upstander, browser: httpx.AsyncClient
    ) -> None:
        path = await path_of(walk, app)
        for _ in range(3):
            page = await browser.get(path)
            assert page.status_code == 200
            assert f'href="{path}/file"' in page.text
            assert "Activity log, 1 October 2025 to 31 December 2025, CSV: 4 rows, 2.1 MB." in page.text
            assert (await browser.head(f"{path}/file")).headers["content-length"] == str(len(FILE))
        assert await events(walk, app) == []
        assert (await browser.get(f"{path}/file")).content == FILE

    async def test_the_file_comes_once_and_is_in_the_trail(
        self, walk: Walk, app: Upstander, browser: httpx.AsyncClient
    ) -> None:
        path = await path_of(walk, app)
        response = await browser.get(f"{path}/file")
        assert response.content == FILE
        assert response.headers["content-type"] == "application/zip"
        assert response.headers["content-disposition"] == (
            'attachment; filename="upstander-activity-2025-10-01-2025-12-31-csv.zip"'
        )
        assert response.headers["cache-control"] == "no-store"
        assert await events(walk, app) == [("export.download_started", 0), ("export.downloaded", len(FILE))]
        for again in (f"{path}/file", path):
            assert (await browser.get(again)).status_code == 410
        assert path.rpartition("/")[2] not in await walk.dump()
        [order] = await walk.rows(ExportOrder)
        assert (await browser.get(f"{await another_link(walk, order.id)}/file")).content == FILE

    async def test_a_part_is_fetched_and_the_rest_later(
        self, walk: Walk, app: Upstander, browser: httpx.AsyncClient
    ) -> None:
        path = f"{await path_of(walk, app)}/file"
        begin = await browser.get(path, headers={"range": f"bytes=0-{CHUNK + 9}"})
        assert (begin.status_code, begin.content) == (206, FILE[: CHUNK + 10])
        assert begin.headers["content-range"] == f"bytes 0-{CHUNK + 9}/{len(FILE)}"
        etag = begin.headers["etag"]
        rest = await browser.get(path, headers={"range": f"bytes={CHUNK + 10}-", "if-range": etag})
        assert begin.content + rest.content == FILE
        assert [event for event, _ in await events(walk, app)][-1] == "export.downloaded"
        # All was handed over. Whether it arrived a server can't know: who knows which file it is may fetch the rest.
        assert (await browser.get(path, headers={"range": "bytes=5-", "if-range": etag})).status_code == 206
        for headers in ({}, {"range": "bytes=5-"}, {"range": "bytes=0-", "if-range": etag}, {"if-range": etag}):
            assert (await browser.get(path, headers=headers)).status_code == 410

    async def test_who_begins_has_the_link_to_themselves(
        self, walk: Walk, app: Upstander, browser: httpx.AsyncClient
    ) -> None:
        path = f"{await path_of(walk, app)}/file"
        most = await browser.get(path, headers={"range": f"bytes=0-{len(FILE) - 2}"})
        assert [event for event, _ in await events(walk, app)][-1] == "export.download_interrupted"
        kept = most.headers["set-cookie"].split("; ")
        assert {f"Path={path.removesuffix('/file')}", "HttpOnly", "SameSite=lax"} < set(kept)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(web_app(app, ())), base_url=PUBLIC_URL) as other:
            for forged in ({}, {"cookie": "upstander_export="}, {"cookie": f"upstander_export={'x' * 43}"}):
                refused = await other.get(path, headers={"accept": "text/html", **forged})
                assert (refused.status_code, "Another browser began" in refused.text) == (403, True)
                assert "set-cookie" not in refused.headers
        again = await browser.get(path)
        assert again.content == FILE
        assert "set-cookie" not in again.headers
        assert [event for event, _ in await events(walk, app)] == [
            "export.download_started",
            "export.download_interrupted",
            "export.download_started",
            "export.downloaded",
        ]

    async def test_of_two_who_begin_at_the_same_time_one_gets_it(self, walk: Walk, app: Upstander) -> None:
        path = f"{await path_of(walk, app)}/file"
        web = web_app(app, ())
        async with (
            httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url=PUBLIC_URL) as one,
            httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url=PUBLIC_URL) as other,
        ):
            both = await asyncio.gather(one.get(path), other.get(path))
        assert sorted(one.status_code for one in both) in ([200, 403], [200, 410])

    async def test_another_version_begins_anew(self, walk: Walk, app: Upstander, browser: httpx.AsyncClient) -> None:
        path = f"{await path_of(walk, app)}/file"
        response = await browser.get(path, headers={"range": "bytes=5-", "if-range": '"of another file"'})
        assert (response.status_code, response.content) == (200, FILE)

    async def test_beyond_the_end_there_is_nothing(
        self, walk: Walk, app: Upstander, browser: httpx.AsyncClient
    ) -> None:
        path = f"{await path_of(walk, app)}/file"
        response = await browser.get(path, headers={"range": f"bytes={len(FILE)}-"})
        assert (response.status_code, response.headers["content-range"]) == (416, f"bytes */{len(FILE)}")
        tail = await browser.get(path, headers={"range": "bytes=-41"})
        assert tail.content == FILE[-41:]

    async def test_a_cut_connection_leaves_the_link_and_is_in_the_trail(self, walk: Walk, app: Upstander) -> None:
        path = f"{await path_of(walk, app)}/file"
        web = web_app(app, ())
        taken = await cut_after(web, path, pieces=1)
        assert 0 < len(taken) < len(FILE)
        happened = await events(walk, app)
        assert [event for event, _ in happened] == ["export.download_started", "export.download_interrupted"]
        async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url=PUBLIC_URL) as browser:
            going_on = {"range": f"bytes={len(taken)}-", "if-range": f'"{hashlib.sha256(FILE).hexdigest()}"'}
            rest = await browser.get(path, headers=going_on)
            assert taken + rest.content == FILE

    async def test_its_time_ends_and_no_other_token_opens_anything(
        self, walk: Walk, app: Upstander, browser: httpx.AsyncClient
    ) -> None:
        path = await path_of(walk, app)
        walk.clock.move(LIFETIME - timedelta(seconds=1))
        assert (await browser.get(path)).status_code == 200
        walk.clock.move(timedelta(seconds=1))
        over, unknown = await browser.get(path), await browser.get(f"/exports/orders/{'x' * 43}")
        assert over.status_code == unknown.status_code == 404
        assert over.text == unknown.text
        assert (await browser.get(f"{path}/file")).status_code == 404

    async def test_who_is_no_admin_any_more_fetches_nothing(
        self, walk: Walk, app: Upstander, browser: httpx.AsyncClient
    ) -> None:
        path = await path_of(walk, app)
        await walk.set_person("ada", is_admin=False)
        assert [(await browser.get(one)).status_code for one in (path, f"{path}/file")] == [404, 404]

    async def test_a_lost_key_is_told_before_anything_is_sent(
        self, walk: Walk, app: Upstander, browser: httpx.AsyncClient
    ) -> None:
        path = await path_of(walk, app)
        await walk.execute("UPDATE export_orders SET key_sealed = 'lost'")
        response = await browser.get(f"{path}/file")
        assert (response.status_code, "export it again" in response.text) == (410, True)

    async def test_a_database_that_is_away_is_told_as_such(
        self, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def away(*_: object) -> None:
            raise OperationalError("SELECT", {}, ConnectionError("connection lost"), connection_invalidated=True)

        monkeypatch.setattr(export_links, "find", away)
        for path in ("/exports/orders/token", "/exports/orders/token/file"):
            assert (await browser.get(path)).status_code == 503


async def cut_after(web: Any, path: str, pieces: int) -> bytes:
    """What arrived of a file before the connection broke, after so many pieces."""
    taken: list[bytes] = []
    cut = asyncio.Event()
    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await cut.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] != "http.response.body" or cut.is_set():
            return
        taken.append(message["body"])
        if len(taken) > pieces:
            taken.pop()
            cut.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    await web(scope, receive, send)
    return b"".join(taken)

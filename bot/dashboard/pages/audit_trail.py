"""The audit trail: who did what, the newest first; whether the chain holds; and all of it as a file.

Auditors may do here whatever admins may. A file has the ids and hashes as they are kept, so that anybody can prove the
chain without us; that it was downloaded is an entry, too.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.dashboard.audit_words import called, ids_in, line
from bot.dashboard.page import READERS, Download, Missing, Page, Shown, Visit
from storage import audit, audit_reading
from storage.audit_reading import Entry, Wanted
from storage.database import Database

PATH = "audit-trail"
PAGE_SIZE = 50
FORMS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
COLUMNS = ("sequence", "at", "actor", "event", "details", "previous_hash", "hash")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_MOST_DIGITS = 18
_HASH_LENGTH = 64
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as it was typed; what makes no sense is left out, and `wrong` says so."""

    event: str
    first: date | None
    last: date | None
    wrong: str

    def wanted(self, zone: str) -> Wanted:
        return Wanted(
            self.event or None,
            _midnight(self.first, zone) if self.first else None,
            _midnight(self.last + timedelta(days=1), zone) if self.last else None,
        )

    def query(self, **more: str) -> str:
        given = {
            "event": self.event,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            **more,
        }
        return urlencode({name: value for name, value in given.items() if value})


async def show(visit: Visit) -> Shown:
    viewer, asked = visit.viewer, _asked(visit)
    before = _number(visit.query.get("before", ""))
    wanted = asked.wanted(viewer.organization_zone)
    found = await audit_reading.newest(visit.db, viewer.organization_id, wanted, before=before, most=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    names = await audit_reading.names(visit.db, viewer.organization_id, ids_in(shown))
    events = await audit_reading.events(visit.db, viewer.organization_id)
    known, wrong_entry = _known(visit.query.get("knows", ""))
    verdict = None
    if "verify" in visit.query and not wrong_entry:
        verdict = await audit.verify(visit.db, viewer.organization_id, known=known)
    return Shown(
        "audit_trail.html",
        "Audit trail",
        {
            "lines": [line(one, names) for one in shown],
            "events": [("", "Everything"), *((one, called(one)) for one in events)],
            "asked": asked,
            "older": f"/dashboard/{PATH}?{asked.query(before=str(shown[-1].sequence))}"
            if len(found) > PAGE_SIZE
            else "",
            "newest": f"/dashboard/{PATH}?{asked.query()}" if before is not None else "",
            "files": [(f"/dashboard/{PATH}/file?{asked.query(form=form)}", form.upper()) for form in FORMS],
            "verdict": verdict,
            "knows": visit.query.get("knows", "")[:100],
            "wrong_entry": wrong_entry,
        },
    )


async def download(visit: Visit) -> Download | Missing:
    """What was asked for up to this moment, the oldest first, as it is kept."""
    form, viewer, asked = visit.query.get("form", "csv"), visit.viewer, _asked(visit)
    if form not in FORMS:
        return Missing()
    through = await audit_reading.last(visit.db, viewer.organization_id)
    wanted = asked.wanted(viewer.organization_zone)
    details = {"form": form, "through": through, "event": asked.event, "first": asked.first, "last": asked.last}
    await audit.record(
        visit.db,
        viewer.organization_id,
        actor=str(viewer.person_id),
        event="audit.downloaded",
        details={name: value for name, value in details.items() if value},
        now=visit.now,
    )
    entries = _entries(visit.app.database, viewer.organization_id, wanted, through)
    parts = _as_csv(entries) if form == "csv" else _as_jsonl(entries)
    return Download(f"audit-trail-{visit.now:%Y-%m-%d}.{form}", FORMS[form], parts)


async def _entries(database: Database, organization_id: UUID, wanted: Wanted, through: int) -> AsyncIterator[Entry]:
    """A unit of work for every few hundred: entries never change, there may be many, and the reader may be slow."""
    after = 0
    while True:
        async with database.begin() as db:
            some = await audit_reading.oldest_first(db, organization_id, wanted, after=after, through=through)
        for one in some:
            yield one
        if len(some) < audit_reading.CHUNK:
            return
        after = some[-1].sequence


async def _as_jsonl(entries: AsyncIterator[Entry]) -> AsyncIterator[bytes]:
    async for one in entries:
        row = asdict(one) | {"at": _moment(one.at)}
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


async def _as_csv(entries: AsyncIterator[Entry]) -> AsyncIterator[bytes]:
    yield _row(COLUMNS)
    async for one in entries:
        details = json.dumps(one.details, ensure_ascii=False, sort_keys=True)
        texts = (one.actor, one.event, details, one.previous_hash, one.hash)
        yield _row((str(one.sequence), _moment(one.at), *(_harmless(text) for text in texts)))


def _row(values: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(values)
    return out.getvalue().encode()


def _harmless(text: str) -> str:
    """Behind an apostrophe where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _moment(at: datetime) -> str:
    """As the hash covers it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


# reading


def _asked(visit: Visit) -> Asked:
    first, last = _day(visit.query.get("from", "")), _day(visit.query.get("to", ""))
    if "wrong" in {first, last}:
        return Asked(visit.query.get("event", "")[:64], None, None, "Please write days like 2026-03-04.")
    event = visit.query.get("event", "")[:64].replace("\x00", "")
    begins, ends = (one if isinstance(one, date) else None for one in (first, last))
    if begins and ends and begins > ends:
        return Asked(event, ends, begins, "The days were the wrong way round; they are read the other way.")
    return Asked(event, begins, ends, "")


def _day(typed: str) -> date | str:
    if not typed.strip():
        return ""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        return "wrong"
    return day if _FIRST_DAY <= day < _LAST_DAY else "wrong"


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS else None


def _known(typed: str) -> tuple[tuple[int, str] | None, str]:
    """The entry that was written down, or what is wrong."""
    if not typed.strip():
        return None, ""
    number, _, hashed = typed.strip().partition(":")
    sequence, hashed = _number(number), hashed.strip().lower()
    if sequence is None or len(hashed) != _HASH_LENGTH or not set(hashed) <= set("0123456789abcdef"):
        return None, "Please write the number, a colon and the 64 letters and digits, as they were shown to you."
    return (sequence, hashed), ""


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


PAGE = Page(path=PATH, needs=READERS, show=show, menu="Audit trail")
FILE = Page(path=f"{PATH}/file", needs=READERS, show=download, under=PATH)

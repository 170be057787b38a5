"""The roster's upload: what a file would change is looked at first, and then that is imported, or nothing.

The file is kept sealed meanwhile, for its uploader alone. What is imported must be what was looked at: should anything
that matters have changed in between, the page shows the new outcome instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from starlette.datastructures import FormData, UploadFile

from bot.dashboard.page import ADMINS, Missing, Moved, Page, Shown, TakenBack, Visit
from bot.dashboard.roster_lines import groups_of
from indicators.periods import today_in
from storage import roster, roster_uploads
from storage.roster import (
    COLUMNS,
    REQUIRED,
    ChangedMeanwhile,
    EndsTooMany,
    Options,
    Problem,
    Proposal,
    Reading,
    RosterErrors,
)
from storage.roster_uploads import Upload

LARGEST_FILE = 20 * 1024 * 1024
MOST_PROBLEMS = 200
LONGEST_ENCODING = 40

WITHOUT_FILE = "Please choose a file."
GONE = "The file is no longer kept here: after half an hour it is dropped. Please upload it again."
CHANGED = "Something changed since you looked: nothing was imported. This is what the file would change now."
TICK = "Please tick the box if it is meant: more than a fifth of the people would end. Nothing was imported."


async def show(_visit: Visit) -> Shown:
    return _start(Options())


async def look(visit: Visit, form: FormData) -> Shown | Moved:
    """Reads the file. What is wrong in it is told at once; else what it would change is on the page that follows."""
    options = Options(complete="complete" in form, teams_from_managers="teams_from_managers" in form)
    encoding = str(form.get("encoding", "")).strip()[:LONGEST_ENCODING] or None
    file = form.get("file")
    data = await file.read() if isinstance(file, UploadFile) else b""
    if not data:
        return _start(options, encoding, wrong=WITHOUT_FILE)
    reading = await _read(data, encoding)
    viewer = visit.viewer
    proposal = await roster.propose(visit.db, viewer.organization_id, reading, _today(visit), options)
    if proposal.problems:
        return _start(options, encoding, proposal=proposal)
    upload_id = await roster_uploads.keep(
        visit.db, visit.app.cipher, viewer.organization_id, viewer.person_id, data, encoding, options, visit.now
    )
    return Moved(f"roster/{upload_id}", "")


async def show_upload(visit: Visit) -> Shown | Missing:
    upload = await _find(visit)
    return Missing() if upload is None else await _preview(visit, upload)


async def import_it(visit: Visit, form: FormData) -> Shown | Moved | Missing:
    """Imports what was looked at: `seen` is the mark of what the page showed."""
    upload = await _find(visit)
    if upload is None:
        return Moved("roster", GONE)
    reading = await _read(upload.data, upload.encoding)
    viewer = visit.viewer
    try:
        proposal = await roster.apply(
            visit.db,
            viewer.organization_id,
            reading,
            _today(visit),
            visit.now,
            upload.options,
            really="really" in form,
            seen=str(form.get("seen", "")),
            actor=str(viewer.person_id),
        )
    except (ChangedMeanwhile, RosterErrors):
        raise TakenBack(await _preview(visit, upload, warning=CHANGED)) from None
    except EndsTooMany:
        raise TakenBack(await _preview(visit, upload, wrong=TICK)) from None
    await roster_uploads.forget(visit.db, viewer.organization_id, viewer.person_id)
    return Moved("roster", f"Imported. {in_numbers(proposal)}")


async def drop(visit: Visit, _form: FormData) -> Moved:
    await roster_uploads.forget(visit.db, visit.viewer.organization_id, visit.viewer.person_id)
    return Moved("roster", "Nothing was imported, and the file is no longer kept here.")


def in_numbers(proposal: Proposal) -> str:
    """The changes in a sentence or two."""
    summary = proposal.summary
    return (
        f"People: {summary.added} new, {summary.changed} changed, {summary.unchanged} as before, {summary.ended} ended."
        f" Teams: {summary.teams_added} new, {summary.teams_changed} changed."
    )


# what is shown


def _start(
    options: Options, encoding: str | None = None, *, wrong: str = "", proposal: Proposal | None = None
) -> Shown:
    problems: Sequence[Problem] = proposal.problems if proposal else ()
    values = {
        "columns": COLUMNS,
        "required": REQUIRED,
        "options": options,
        "encoding": encoding or "",
        "wrong": wrong,
        "problems": problems[:MOST_PROBLEMS],
        "count": len(problems),
        "notes": proposal.notes if proposal else (),
        "megabytes": LARGEST_FILE // 1024 // 1024,
    }
    return Shown("roster.html", "Roster", values, 422 if wrong or problems else 200)


async def _preview(visit: Visit, upload: Upload, *, warning: str = "", wrong: str = "") -> Shown:
    reading = await _read(upload.data, upload.encoding)
    organization_id = visit.viewer.organization_id
    proposal = await roster.propose(visit.db, organization_id, reading, _today(visit), upload.options)
    if proposal.problems:
        return _start(upload.options, upload.encoding, proposal=proposal)
    summary = proposal.summary
    values = {
        "groups": groups_of(proposal),
        "numbers": in_numbers(proposal),
        "notes": proposal.notes,
        "changes": bool(proposal.people or proposal.teams),
        "asks": proposal.ends_too_many,
        "ended": summary.ended,
        "working": summary.working,
        "mark": proposal.mark,
        "warning": warning,
        "wrong": wrong,
    }
    return Shown("roster_preview.html", "What the roster would change", values, 422 if warning or wrong else 200)


async def _find(visit: Visit) -> Upload | None:
    try:
        upload_id = UUID(visit.path["upload"])
    except ValueError:
        return None
    viewer = visit.viewer
    return await roster_uploads.find(
        visit.db, visit.app.cipher, viewer.organization_id, viewer.person_id, upload_id, visit.now
    )


async def _read(data: bytes, encoding: str | None) -> Reading:
    """In a thread: a large file takes its time, and others wait for this one."""
    return await asyncio.to_thread(roster.read, data, encoding)


def _today(visit: Visit) -> date:
    return today_in(visit.viewer.organization_zone, visit.now)


PAGE = Page("roster", ADMINS, show, {"look": look}, menu="Roster", largest_body=LARGEST_FILE + 64 * 1024)
PREVIEW = Page("roster/{upload}", ADMINS, show_upload, {"import": import_it, "drop": drop}, under="roster")

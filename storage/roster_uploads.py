"""Rosters that were uploaded to be looked at first: kept sealed for half an hour, for whoever uploaded them."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select

from storage.database import Connection
from storage.encryption import Cipher
from storage.models import RosterUpload
from storage.models.base import new_id
from storage.roster import Options

LIFETIME = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was uploaded, and how it is meant."""

    id: UUID
    data: bytes
    encoding: str | None
    options: Options


async def keep(
    db: Connection,
    cipher: Cipher,
    organization_id: UUID,
    person_id: UUID,
    data: bytes,
    encoding: str | None,
    options: Options,
    now: datetime,
) -> UUID:
    """Keeps a file, in place of any that the person uploaded before; returns its id."""
    await db.execute(delete(RosterUpload).where(*_of(organization_id, person_id)))
    upload_id = new_id()
    await db.execute(
        insert(RosterUpload).values(
            organization_id=organization_id,
            id=upload_id,
            person_id=person_id,
            file_sealed=cipher.seal(base64.b85encode(zlib.compress(data)).decode()),
            encoding=encoding,
            complete=options.complete,
            teams_from_managers=options.teams_from_managers,
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return upload_id


async def find(
    db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID, upload_id: UUID, now: datetime
) -> Upload | None:
    """The person's file, while it is kept and our keys open it."""
    query = select(
        RosterUpload.id,
        RosterUpload.file_sealed,
        RosterUpload.encoding,
        RosterUpload.complete,
        RosterUpload.teams_from_managers,
    ).where(*_of(organization_id, person_id), RosterUpload.id == upload_id, RosterUpload.expires_at > now)
    row = (await db.execute(query)).one_or_none()
    text = cipher.open(row.file_sealed) if row is not None else None
    if row is None or text is None:
        return None
    data = zlib.decompress(base64.b85decode(text))
    return Upload(row.id, data, row.encoding, Options(row.complete, row.teams_from_managers))


async def forget(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    """Drops what the person uploaded."""
    await db.execute(delete(RosterUpload).where(*_of(organization_id, person_id)))


async def forget_expired(db: Connection, now: datetime) -> int:
    """Drops files whose time is over; returns how many."""
    return (await db.execute(delete(RosterUpload).where(RosterUpload.expires_at <= now))).rowcount


def _of(organization_id: UUID, person_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return RosterUpload.organization_id == organization_id, RosterUpload.person_id == person_id

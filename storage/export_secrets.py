"""The secret that an organization's pseudonyms are keyed by: made once, kept sealed, and the same under newer keys."""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import select, update

from storage.database import Connection, insert_if_new
from storage.encryption import Cipher
from storage.models import ExportSecret

BYTES = 32


async def of_organization(db: Connection, cipher: Cipher, organization_id: UUID) -> bytes:
    """The secret, made where there is none yet. Where no key opens it any more there is a new one, and so are all
    pseudonyms.
    """
    this = ExportSecret.organization_id == organization_id
    new = secrets.token_hex(BYTES)
    await db.execute(
        insert_if_new(db, ExportSecret).values(organization_id=organization_id, secret_sealed=cipher.seal(new))
    )
    sealed = (await db.execute(select(ExportSecret.secret_sealed).where(this))).scalar_one()
    known = cipher.open(sealed)
    if known is None:
        await db.execute(update(ExportSecret).where(this).values(secret_sealed=cipher.seal(new)))
        known = new
    return bytes.fromhex(known)

"""Tells whether the keys at hand open what is sealed in the database."""

from __future__ import annotations

from sqlalchemy import select

from storage.database import Connection
from storage.encryption import Cipher, Purpose
from storage.models import Action, Workspace

SAMPLE = 20


async def lost(db: Connection, cipher: Cipher) -> tuple[int, int]:
    """How many sealed values no key opens, and how many were tried: all tokens, and the oldest and newest notes."""
    tokens = (await db.scalars(select(Workspace.bot_token_sealed).where(Workspace.bot_token_sealed.is_not(None)))).all()
    notes = select(Action.note_sealed).where(Action.note_sealed.is_not(None)).limit(SAMPLE)
    oldest = (await db.scalars(notes.order_by(Action.created_at))).all()
    newest = (await db.scalars(notes.order_by(Action.created_at.desc()))).all()
    tried = [(one, Purpose.TOKEN) for one in tokens] + [(one, Purpose.TEXT) for one in {*oldest, *newest}]
    closed = sum(1 for sealed, purpose in tried if sealed is not None and cipher.open(sealed, purpose) is None)
    return closed, len(tried)

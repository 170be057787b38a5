"""The files of exports, in pieces that any replica can serve. Each file has a key of its own, which is kept sealed.

A piece is encrypted by AES-256-GCM with its number as the nonce (the key is used for this one file only) and the
order's id bound to it, so that pieces can't be changed, moved or put into another file.
"""

from __future__ import annotations

import base64
import secrets
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, insert, select

from storage.database import Connection
from storage.encryption import Cipher
from storage.models import ExportChunk

CHUNK = 1024 * 1024
"""Bytes of a piece, before it is encrypted."""
_KEY_BITS = 256
_NONCE_BYTES = 12


class LostFile(Exception):
    """A piece is not there, or no key of ours opens it."""


class FileKey:
    """Encrypts and decrypts the pieces of one file."""

    def __init__(self, order_id: UUID, key: bytes) -> None:
        self._bound_to = order_id.bytes
        self._key = key
        self._cipher = AESGCM(key)

    @classmethod
    def new(cls, order_id: UUID) -> FileKey:
        return cls(order_id, AESGCM.generate_key(_KEY_BITS))

    @classmethod
    def opened(cls, cipher: Cipher, order_id: UUID, sealed: str) -> FileKey:
        """Raises LostFile where the key was sealed with a secret that is gone."""
        text = cipher.open(sealed)
        if text is None:
            raise LostFile(order_id)
        return cls(order_id, base64.b64decode(text))

    def sealed(self, cipher: Cipher) -> str:
        return cipher.seal(base64.b64encode(self._key).decode())

    def encrypt(self, number: int, data: bytes) -> bytes:
        return self._cipher.encrypt(_nonce(number), data, self._bound_to)

    def decrypt(self, number: int, data: bytes) -> bytes:
        return self._cipher.decrypt(_nonce(number), data, self._bound_to)


def new_token() -> str:
    """256 bits that nobody can guess."""
    return secrets.token_urlsafe(32)


async def keep(db: Connection, organization_id: UUID, order_id: UUID, number: int, data: bytes) -> None:
    """Stores an encrypted piece. Whoever does so holds the order's lease in the same unit of work."""
    await db.execute(
        insert(ExportChunk).values(organization_id=organization_id, order_id=order_id, number=number, data=data)
    )


async def read(db: Connection, organization_id: UUID, order_id: UUID, number: int) -> bytes:
    """An encrypted piece. Raises LostFile where it is gone."""
    query = select(ExportChunk.data).where(
        ExportChunk.organization_id == organization_id, ExportChunk.order_id == order_id, ExportChunk.number == number
    )
    found = (await db.execute(query)).scalar_one_or_none()
    if found is None:
        raise LostFile(order_id)
    return found


async def drop(db: Connection, organization_id: UUID, order_id: UUID) -> None:
    """Forgets what there is of the file."""
    await db.execute(
        delete(ExportChunk).where(ExportChunk.organization_id == organization_id, ExportChunk.order_id == order_id)
    )


def _nonce(number: int) -> bytes:
    return number.to_bytes(_NONCE_BYTES, "big")

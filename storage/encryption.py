"""Seals free text and tokens at rest: authenticated encryption with rotating keys, by `cryptography`'s MultiFernet.

Each purpose gets keys of its own, derived from the operator's secrets by HKDF-SHA256 (RFC 5869), so that a sealed
note is no token. The first secret seals; every listed one opens. Losing them loses text, never counts.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Purpose(StrEnum):
    TEXT = "text"
    TOKEN = "token"  # noqa: S105 - the name of a purpose, no secret
    LINK = "link"
    FINGERPRINT = "fingerprint"


class Cipher:
    """Seals and opens strings. `secrets`: the operator's keys, newest first, at least one."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets:
            raise ValueError("at least one secret key is needed")
        self._secrets = tuple(secrets)
        self._fingerprint_key = _derive(secrets[0], Purpose.FINGERPRINT)
        each = {
            purpose: [Fernet(base64.urlsafe_b64encode(_derive(one, purpose))) for one in secrets] for purpose in Purpose
        }
        self._fernets = {purpose: MultiFernet(fernets) for purpose, fernets in each.items()}
        self._newest = {purpose: fernets[0] for purpose, fernets in each.items()}

    def seal(self, text: str, purpose: Purpose = Purpose.TEXT) -> str:
        """The text as an opaque token that only `open` with the same purpose reads."""
        return self._fernets[purpose].encrypt(text.encode()).decode()

    def open(self, sealed: str, purpose: Purpose = Purpose.TEXT) -> str | None:
        """The text, or None when no key of ours opens it (a lost key, or a changed token)."""
        try:
            return self._fernets[purpose].decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def is_newest(self, sealed: str, purpose: Purpose = Purpose.TEXT) -> bool:
        """Whether our newest key opens it."""
        try:
            self._newest[purpose].decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    def rotate(self, sealed: str, purpose: Purpose = Purpose.TEXT) -> str | None:
        """The same text under the newest key, or None when no key of ours opens it."""
        try:
            return self._fernets[purpose].rotate(sealed.encode()).decode()
        except InvalidToken:
            return None

    def fingerprint(self, text: str) -> str:
        """Equal for equal texts, and telling nothing of them without our newest key: HMAC-SHA256, in hex."""
        return hmac.digest(self._fingerprint_key, text.encode(), "sha256").hex()

    def signing_keys(self) -> tuple[bytes, ...]:
        """Keys for signed, expiring values that a browser carries, oldest first as itsdangerous wants them."""
        return tuple(_derive(one, Purpose.LINK) for one in reversed(self._secrets))


def token_hash(token: str) -> str:
    """What is kept of a one-time token of at least 128 random bits: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _derive(secret: str, purpose: Purpose) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"upstander/{purpose}".encode()).derive(secret.encode())

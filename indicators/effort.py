"""How much an action of each kind asks of the person who does it: the portfolio is graded by it, never a person."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from storage.words import Kind


class Effort(StrEnum):
    """Visible, costly acts are what sets substance apart from performance (Raj 2024, 3.3 and 6.1)."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


EFFORTS: Mapping[Kind, Effort] = {
    Kind.SPONSOR: Effort.HIGH,
    Kind.INTERVENE: Effort.HIGH,
    Kind.ADVOCATE: Effort.HIGH,
    Kind.MENTOR: Effort.MIDDLE,
    Kind.LEARN: Effort.MIDDLE,
    Kind.AMPLIFY: Effort.LOW,
    Kind.INCLUDE: Effort.LOW,
    Kind.RECOGNIZE: Effort.LOW,
}

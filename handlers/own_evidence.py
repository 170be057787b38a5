"""How well a person's own actions are evidenced, as far as they may know it: no single answer of a colleague is told.

What may be told is decided where it is counted (`storage/own_evidence.py`); here it gets its words. The tiers stand
apart: an action that was both confirmed and witnessed is in both numbers, and every one is self-reported at first.
"""

from __future__ import annotations

from collections.abc import Iterator

from handlers.wording import TIERS
from messages.blocks import Block, Field, Fields, Heading, Note
from nudges.figures import in_words
from storage.own_evidence import OwnEvidence
from storage.words import Tier


def blocks(evidence: OwnEvidence, k: int) -> Iterator[Block]:
    """The tiers apart, of all that the person ever logged."""
    told = {
        Tier.SELF_REPORTED: evidence.actions,
        Tier.CONFIRMED: evidence.confirmed,
        Tier.WITNESSED: evidence.witnessed,
    }
    later = f"told once {in_words(k)} different colleagues have confirmed something"
    yield Heading("How well it is evidenced")
    yield Fields(tuple(Field(TIERS[tier], later if told[tier] is None else str(told[tier])) for tier in Tier))
    yield Note("Self-reported is the usual, and it counts. The same action may be confirmed and witnessed, too.")
    yield Note(
        "What colleagues answer is private. These two totals only move when several have confirmed something since, "
        f"at least {in_words(k)}, and what you take back stays in them: so no single answer shows."
    )

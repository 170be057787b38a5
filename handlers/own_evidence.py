"""How well a person's own actions are evidenced, as far as they may know it: no single answer of a colleague is told.

Colleagues answer in private. So the author reads totals alone, of each kind of answer from k answers on; below that,
the actions stand among the self-reported, as if nobody had been asked. Where totals of a part of the actions stand
beside those of all, the rest has to be large enough, too, or empty: else the two would tell it.
"""

from __future__ import annotations

from collections.abc import Iterator

from handlers.wording import TIERS
from messages.blocks import Block, Field, Fields, Heading, Note
from nudges.figures import in_words
from storage.own_evidence import Backing
from storage.words import Tier

BEST_EVIDENCE = "Each action stands under the best evidence there is for it. Self-reported is the usual, and it counts."


def blocks(backing: Backing, k: int, rest: Backing | None = None) -> Iterator[Block]:
    """The tiers apart. `rest`: the person's other actions, where what is told here stands beside a total of all."""
    told = tiers(backing, k, rest or Backing())
    later = f"told from {in_words(k)} answers on"
    yield Heading("How well it is evidenced")
    yield Fields(tuple(Field(TIERS[tier], str(told[tier]) if tier in told else later) for tier in Tier))
    yield Note(BEST_EVIDENCE)
    if len(told) < len(Tier):
        yield Note(
            "What colleagues answer is private: you only see totals, and only of enough answers. Until then, an action "
            "stands among the self-reported."
        )


def tiers(backing: Backing, k: int, rest: Backing) -> dict[Tier, int]:
    """How many actions stand in each tier that may be told. Together they are all of the actions."""
    told = {Tier.SELF_REPORTED: backing.by_nobody}
    if _are_enough(backing.answers_of_witnesses, rest.answers_of_witnesses, k):
        told[Tier.WITNESSED] = backing.by_witness
    else:
        told[Tier.SELF_REPORTED] += backing.by_witness
    if _are_enough(backing.answers_of_beneficiaries, rest.answers_of_beneficiaries, k):
        told[Tier.CONFIRMED] = backing.by_beneficiary
    else:
        told[Tier.SELF_REPORTED] += backing.by_beneficiary
    best = next(tier for tier in (Tier.WITNESSED, Tier.CONFIRMED, Tier.SELF_REPORTED) if tier in told)
    told[best] += backing.by_both
    return told


def _are_enough(answers: int, others: int, k: int) -> bool:
    return answers >= k and (others >= k or others == 0)

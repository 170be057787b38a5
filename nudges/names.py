"""What kinds and evidence tiers are called to people."""

from __future__ import annotations

from collections.abc import Mapping

from storage.words import Kind, Tier

KINDS: Mapping[Kind, str] = {
    Kind.AMPLIFY: "Amplify",
    Kind.SPONSOR: "Sponsor",
    Kind.MENTOR: "Mentor",
    Kind.INTERVENE: "Intervene",
    Kind.ADVOCATE: "Advocate",
    Kind.INCLUDE: "Include",
    Kind.RECOGNIZE: "Recognize",
    Kind.LEARN: "Learn",
}
TIERS: Mapping[Tier, str] = {
    Tier.SELF_REPORTED: "Self-reported",
    Tier.CONFIRMED: "Confirmed by the colleague it was for",
    Tier.WITNESSED: "Confirmed by a witness",
}

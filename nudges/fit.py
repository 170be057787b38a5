"""What fits a person: their sector, where they work with others, and whom an item speaks to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nudges.history import Profile
from nudges.items import Item, Tags
from storage.words import Sector, Seniority, Setting

_SPEAKS_TO: Mapping[Seniority, frozenset[Seniority]] = {
    # Of somebody we know nothing of we only assume that they don't lead: those items speak of decisions a lead makes.
    Seniority.ANYONE: frozenset({Seniority.ANYONE, Seniority.JUNIOR, Seniority.SENIOR}),
    Seniority.JUNIOR: frozenset({Seniority.ANYONE, Seniority.JUNIOR}),
    Seniority.SENIOR: frozenset({Seniority.ANYONE, Seniority.SENIOR}),
    Seniority.LEADER: frozenset({Seniority.ANYONE, Seniority.SENIOR, Seniority.LEADER}),
}


@dataclass(frozen=True, slots=True)
class Fitting:
    """The items that fit; where none did, those that come closest, and that is told."""

    items: Sequence[Item]
    is_widened: bool = False


def fitting(items: Sequence[Item], profile: Profile) -> Fitting:
    """Never empty unless there is nothing: first the setting is let go of, then for whom it is, then the sector."""
    close = [one for one in items if _fits_sector(one.tags, profile) and _speaks_to(one.tags, profile)]
    if found := [one for one in close if _fits_setting(one.tags, profile)]:
        return Fitting(found)
    for wider in (close, [one for one in items if _fits_sector(one.tags, profile)]):
        if wider:
            return Fitting(wider, is_widened=True)
    return Fitting(items, is_widened=True)


def _fits_sector(tags: Tags, profile: Profile) -> bool:
    return tags.sector in {Sector.GENERAL, profile.sector}


def _speaks_to(tags: Tags, profile: Profile) -> bool:
    return tags.seniority in _SPEAKS_TO[profile.seniority]


def _fits_setting(tags: Tags, profile: Profile) -> bool:
    return not profile.settings or tags.setting in {Setting.OTHER, *profile.settings}

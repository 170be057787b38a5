"""What fits a person: their sector, where they work with others, and whom an item speaks to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nudges.history import Profile
from nudges.items import Item
from storage.words import Sector, Seniority, Setting

_SPEAKS_TO: Mapping[Seniority, tuple[Seniority, ...]] = {
    # Of somebody we know nothing of we only assume that they don't lead: those items speak of decisions a lead makes.
    Seniority.ANYONE: (Seniority.ANYONE, Seniority.JUNIOR, Seniority.SENIOR),
    Seniority.JUNIOR: (Seniority.ANYONE, Seniority.JUNIOR),
    Seniority.SENIOR: (Seniority.ANYONE, Seniority.SENIOR),
    Seniority.LEADER: (Seniority.ANYONE, Seniority.SENIOR, Seniority.LEADER),
}


@dataclass(frozen=True, slots=True)
class Fitting:
    """The items that fit; where none did, those that come closest, and that is told."""

    items: Sequence[Item]
    is_widened: bool = False


def fitting(items: Sequence[Item], profile: Profile) -> Fitting:
    """Never empty unless there is nothing: first the setting is let go of, then for whom it is, then the sector."""
    # Few words each: to look through them costs less than to hash one.
    sectors = (Sector.GENERAL, profile.sector)
    speaks_to = _SPEAKS_TO[profile.seniority]
    in_sector = [one for one in items if one.tags.sector in sectors]
    close = [one for one in in_sector if one.tags.seniority in speaks_to]
    settings = (Setting.OTHER, *profile.settings)
    if found := [one for one in close if not profile.settings or one.tags.setting in settings]:
        return Fitting(found)
    for wider in (close, in_sector):
        if wider:
            return Fitting(wider, is_widened=True)
    return Fitting(items, is_widened=True)

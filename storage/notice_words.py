"""The words for what a private notice is about."""

from __future__ import annotations

from enum import StrEnum


class About(StrEnum):
    """What somebody is told by themselves, since they asked for it, or are the one who may decide."""

    EXPORT_DONE = "export_done"
    """To who ordered it: the file is ready, or could not be made."""
    EXPORT_TO_DECIDE = "export_to_decide"
    """To every other admin: somebody asks for names."""
    EXPORT_DECIDED = "export_decided"
    """To who asked for names: a second admin agreed, or did not."""
    LINK_TO_DECIDE = "link_to_decide"
    """To every other admin: somebody asks to be linked to the roster."""
    LINK_DECIDED = "link_decided"
    """To who asked to be linked: an admin agreed, or did not."""

"""Finds the action that a person means: the one a button names, if it is theirs, or the last that counts."""

from __future__ import annotations

from uuid import UUID

from handlers.command import Services
from handlers.errors import say
from handlers.request import Request
from messages.blocks import Message
from storage import actions
from storage.actions import LoggedAction


def parsed(subject: str) -> UUID | None:
    """The id that a button carries; None for what is no id of ours."""
    try:
        return UUID(subject)
    except ValueError:
        return None


async def mine(request: Request, services: Services, subject: str) -> LoggedAction | None:
    """The action, if the asker logged it. Nobody learns whether somebody else's is there."""
    action_id = parsed(subject)
    if action_id is None:
        return None
    asker = request.asker
    return await actions.one_of_mine(services.db, services.cipher, asker.organization_id, asker.person_id, action_id)


async def last(request: Request, services: Services) -> LoggedAction | None:
    """The asker's last action that counts."""
    asker = request.asker
    found = await actions.own(services.db, services.cipher, asker.organization_id, asker.person_id, limit=1)
    return found[0] if found else None


def changed_since() -> Message:
    """The action was edited, and another one stands in its place."""
    return say("You have changed that one since. /ally me shows how it stands now.")

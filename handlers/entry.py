"""An ally act that is ready to be kept, and keeping it. What people typed was checked before it came here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from handlers.command import Services
from handlers.request import Request
from storage import actions
from storage.actions import Intervention, LoggedAction, NewAction, Nomination
from storage.words import Kind, Setting, Visibility

LONGEST_NOTE = 2000
LONGEST_DETAIL = 200
REPEATED_WITHIN = timedelta(minutes=2)
"""Two identical entries so close together may be one act, said twice."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody did, as understood. `colleague` is the name shown for `colleague_id`."""

    kind: Kind
    occurred_on: date
    visibility: Visibility
    colleague_id: UUID | None = None
    colleague: str = ""
    setting: Setting | None = None
    note: str = ""
    nomination: Nomination | None = None
    intervention: Intervention | None = None

    @classmethod
    def of(cls, action: LoggedAction) -> Entry:
        """What was kept before."""
        return cls(
            kind=action.kind,
            occurred_on=action.occurred_on,
            visibility=action.visibility,
            colleague_id=action.beneficiary_id,
            colleague=action.beneficiary_name or "",
            setting=action.setting,
            note=action.note or "",
            nomination=action.nomination,
            intervention=action.intervention,
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored entry. A repeated one is stored too, but counts only if its author says that it happened twice."""

    id: UUID
    is_repeated: bool


async def keep(request: Request, services: Services, entry: Entry) -> Kept:
    """Stores the entry; the same one for the second time within two minutes is kept without counting."""
    new = await _action(request, services, entry)
    action_id, is_repeated = await actions.log_once(
        services.db, services.cipher, request.asker.organization_id, new, request.now, REPEATED_WITHIN
    )
    return Kept(action_id, is_repeated)


async def replace(request: Request, services: Services, old_id: UUID, entry: Entry) -> UUID | None:
    """Stores the entry in place of an older one of the same person; None when that one is not there to replace."""
    new = await _action(request, services, entry)
    return await actions.replace(services.db, services.cipher, request.asker.organization_id, old_id, new, request.now)


async def _action(request: Request, services: Services, entry: Entry) -> NewAction:
    asker = request.asker
    team_id = asker.team_id
    if entry.occurred_on != request.now.date():  # the asker's own team is that of the UTC date
        team_id = await actions.team_on(services.db, asker.organization_id, asker.person_id, entry.occurred_on)
    return NewAction(
        actor_id=asker.person_id,
        actor_gender=asker.gender,
        team_id=team_id,
        kind=entry.kind,
        occurred_on=entry.occurred_on,
        visibility=entry.visibility,
        platform=request.platform,
        beneficiary_id=entry.colleague_id,
        setting=entry.setting,
        note=entry.note,
        nomination=entry.nomination,
        intervention=entry.intervention,
        is_example=asker.is_example,
    )

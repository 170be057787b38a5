"""What a request tells of people: whom it names, and who asks."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.request import Asked, Asker, Change, Mention, Shortcut, Submission, Words
from storage.accounts import KnownAccount, KnownWorkspace
from storage.words import Role


def mentioned_in(asked: Asked) -> Iterator[str]:
    """The accounts that a request names."""
    match asked:
        case Words(parts):
            yield from (part.account for part in parts if isinstance(part, Mention))
        case Submission(values=values) | Change(values=values):
            yield from (value.account for value in values.values() if isinstance(value, Mention))
        case Shortcut(about=Mention(account=account)):
            yield account
        case _:
            return


def asker_of(workspace: KnownWorkspace, account: KnownAccount) -> Asker:
    """Who asks, as a handler knows them."""
    held = {Role.ADMIN: account.is_admin, Role.AUDITOR: account.is_auditor, Role.MANAGER: account.has_reports}
    return Asker(
        organization_id=workspace.organization_id,
        organization_zone=workspace.organization_zone,
        k=workspace.k,
        reporting_url=workspace.reporting_url,
        intervention_notes=workspace.intervention_notes,
        workspace_id=workspace.workspace_id,
        account=account.external_id,
        person_id=account.person_id,
        name=account.name,
        gender=account.gender,
        team_id=account.team_id,
        language=account.language,
        zone=account.zone,
        visibility=account.visibility,
        roles=frozenset(role for role, is_held in held.items() if is_held),
        is_example=account.is_example,
    )

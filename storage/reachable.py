"""The one rule of whom we can write to: an account that no platform refused for good, where the bot is installed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from storage.models import Account, Person, Workspace
from storage.words import Platform

ON_WORKSPACE = and_(Workspace.organization_id == Account.organization_id, Workspace.id == Account.workspace_id)
"""Joins an account with its workspace."""
_IS_NOT_REFUSED = and_(Account.unreachable.is_(None), Workspace.removed_at.is_(None))
_OPENS_CONVERSATIONS = Workspace.platform != Platform.TEAMS
_HAS_CONVERSATION = Account.conversation.is_not(None)
IS_REACHABLE: ColumnElement[bool] = and_(
    _IS_NOT_REFUSED,
    # Slack opens a conversation when we ask; Teams wants the one in which the person or their company let us in.
    or_(_OPENS_CONVERSATIONS, _HAS_CONVERSATION),
)
"""Whether the account, joined with its workspace, can be written to, as far as we know."""


def has_reachable_account() -> ColumnElement[bool]:
    """Of a person, in a query about people: whether any account of theirs `IS_REACHABLE`.

    Asked in two parts: to the first an index has the answer. The conversation is long, and looked at only where it
    counts.
    """
    one = (
        select(Account.id)
        .join(Workspace, ON_WORKSPACE)
        .where(Account.organization_id == Person.organization_id, Account.person_id == Person.id, _IS_NOT_REFUSED)
        .correlate(Person)
    )
    return or_(one.where(_OPENS_CONVERSATIONS).exists(), one.where(_HAS_CONVERSATION).exists())

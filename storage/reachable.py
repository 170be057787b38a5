"""The one rule of whom we can write to: an account that no platform refused for good, where the bot is installed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from storage.models import Account, Workspace
from storage.words import Platform

ON_WORKSPACE = and_(Workspace.organization_id == Account.organization_id, Workspace.id == Account.workspace_id)
"""Joins an account with its workspace."""
IS_REACHABLE: ColumnElement[bool] = and_(
    Account.unreachable.is_(None),
    Workspace.removed_at.is_(None),
    # Slack opens a conversation when we ask; Teams wants the one in which the person or their company let us in.
    or_(Workspace.platform != Platform.TEAMS, Account.conversation.is_not(None)),
)
"""Whether the account, joined with its workspace, can be written to, as far as we know."""

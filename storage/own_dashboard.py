"""The part of a person's own record that is about the dashboard: links into it, sessions, uploads."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from storage.database import Connection
from storage.models import DashboardSession, LoginLink, RosterUpload
from storage.own_sections import Entry, many


async def dashboard(db: Connection, organization_id: UUID, person_id: UUID) -> Entry:
    """Their links into the dashboard that were not used, where they are signed in, and rosters they are looking at."""
    links = select(LoginLink.created_at, LoginLink.expires_at).where(
        LoginLink.organization_id == organization_id, LoginLink.person_id == person_id
    )
    sessions = select(DashboardSession.created_at, DashboardSession.used_at).where(
        DashboardSession.organization_id == organization_id, DashboardSession.person_id == person_id
    )
    rosters = select(RosterUpload.created_at, RosterUpload.expires_at).where(
        RosterUpload.organization_id == organization_id, RosterUpload.person_id == person_id
    )
    return {
        "links": await many(db, links.order_by(LoginLink.id)),
        "sessions": await many(db, sessions.order_by(DashboardSession.id)),
        "rosters": await many(db, rosters.order_by(RosterUpload.id)),
    }

"""Requests to be linked to a person of the roster.

Revision ID: 0015
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_requests",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "decided_by"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_link_requests_organization_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_link_requests_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_link_requests_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_link_requests")),
    )
    with op.batch_alter_table("link_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_requests_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_link_requests_organization_id_person_id_asked_at"),
            ["organization_id", "person_id", "asked_at"],
            unique=False,
        )
        batch_op.create_index(
            "uq_link_requests_waiting",
            ["organization_id", "person_id"],
            unique=True,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("link_requests", schema=None) as batch_op:
        batch_op.drop_index("uq_link_requests_waiting")
        batch_op.drop_index(batch_op.f("ix_link_requests_organization_id_person_id_asked_at"))
        batch_op.drop_index(batch_op.f("ix_link_requests_asked_at"))
    op.drop_table("link_requests")

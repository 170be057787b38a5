"""Login links, and sessions of the dashboard.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _table("login_links", "expires_at")
    _table("dashboard_sessions", "used_at")


def downgrade() -> None:
    for name, until in (("dashboard_sessions", "used_at"), ("login_links", "expires_at")):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{name}_{until}"))
            batch_op.drop_index(batch_op.f(f"ix_{name}_token_hash"))
        op.drop_table(name)


def _table(name: str, until: str) -> None:
    op.create_table(
        name,
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(until, sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f(f"fk_{name}_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f(f"fk_{name}_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f(f"pk_{name}")),
    )
    with op.batch_alter_table(name, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{name}_{until}"), [until], unique=False)
        batch_op.create_index(batch_op.f(f"ix_{name}_token_hash"), ["token_hash"], unique=False)

"""Indicators by department, location and level band.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "breakdowns",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("length", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("attribute", sa.String(length=24), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_breakdowns_organization_id")),
        sa.PrimaryKeyConstraint(
            "organization_id", "length", "starts_on", "indicator", "attribute", name=op.f("pk_breakdowns")
        ),
    )


def downgrade() -> None:
    op.drop_table("breakdowns")

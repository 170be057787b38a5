"""What admins settle on the dashboard: the visibility that new people begin with, and how digests come.

Whose digest was on at the usual day and time is taken to have chosen nothing: nobody wrote down who did.

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
    with op.batch_alter_table("organizations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("default_visibility", sa.String(length=24), server_default="program", nullable=False)
        )
        batch_op.add_column(sa.Column("digests_on", sa.Boolean(), server_default=sa.text("true"), nullable=False))
        batch_op.add_column(sa.Column("digest_weekday", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("digest_at", sa.Time(), server_default="09:00:00", nullable=False))
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.alter_column("is_on", existing_type=sa.Boolean(), nullable=True, server_default=None)
        batch_op.alter_column("weekday", existing_type=sa.Integer(), nullable=True, server_default=None)
        batch_op.alter_column("comes_at", existing_type=sa.Time(), nullable=True, server_default=None)
    op.execute(
        "UPDATE digests SET is_on = NULL, weekday = NULL, comes_at = NULL"
        " WHERE is_on AND weekday = 0 AND substr(CAST(comes_at AS VARCHAR), 1, 8) = '09:00:00'"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE digests SET is_on = coalesce(is_on, true), weekday = coalesce(weekday, 0),"
        " comes_at = coalesce(comes_at, '09:00:00')"
    )
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.alter_column("comes_at", existing_type=sa.Time(), nullable=False, server_default="09:00:00")
        batch_op.alter_column("weekday", existing_type=sa.Integer(), nullable=False, server_default="0")
        batch_op.alter_column("is_on", existing_type=sa.Boolean(), nullable=False, server_default=sa.text("true"))
    with op.batch_alter_table("organizations", schema=None) as batch_op:
        batch_op.drop_column("digest_at")
        batch_op.drop_column("digest_weekday")
        batch_op.drop_column("digests_on")
        batch_op.drop_column("default_visibility")

"""A link to an export is for the browser that began with it.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("export_links", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holder_hash", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("export_links", schema=None) as batch_op:
        batch_op.drop_column("holder_hash")

"""What the pseudonyms of exports are keyed by: a secret of each organization.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "export_secrets",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_export_secrets_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_export_secrets")),
    )


def downgrade() -> None:
    op.drop_table("export_secrets")

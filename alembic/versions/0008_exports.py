"""Exports: what was asked for, who agreed, and the file.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "export_orders",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("form", sa.String(length=24), nullable=False),
        sa.Column("with_bom", sa.Boolean(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("with_names", sa.Boolean(), nullable=False),
        sa.Column("reason_sealed", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_id", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.BigInteger(), nullable=False),
        sa.Column("rows_expected", sa.BigInteger(), nullable=True),
        sa.Column("withheld", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("key_sealed", sa.Text(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                ["organization_id", column],
                ["people.organization_id", "people.id"],
                name=op.f(f"fk_export_orders_organization_id_{column}"),
            )
            for column in ("person_id", "decided_by")
        ),
        _organization("export_orders"),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_export_orders")),
    )
    with op.batch_alter_table("export_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_orders_state_asked_at"), ["state", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_export_orders_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "export_chunks",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        _order("export_chunks"),
        _organization("export_chunks"),
        sa.PrimaryKeyConstraint("organization_id", "order_id", "number", name=op.f("pk_export_chunks")),
    )
    op.create_table(
        "export_links",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        _order("export_links"),
        _organization("export_links"),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_export_links")),
    )
    with op.batch_alter_table("export_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_links_token_hash"), ["token_hash"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("export_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_links_token_hash"))
    op.drop_table("export_links")
    op.drop_table("export_chunks")
    with op.batch_alter_table("export_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_orders_expires_at"))
        batch_op.drop_index(batch_op.f("ix_export_orders_state_asked_at"))
    op.drop_table("export_orders")


def _organization(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f(f"fk_{table}_organization_id"))


def _order(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", "order_id"],
        ["export_orders.organization_id", "export_orders.id"],
        name=op.f(f"fk_{table}_organization_id_order_id"),
        ondelete="CASCADE",
    )

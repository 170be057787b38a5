"""What is measured: values of closed periods, the cells they are told from, and when to close next.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_IS_WITHDRAWN = sa.text("withdrawn_at IS NOT NULL")
_IS_ANSWERED = sa.text("answered_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "closings",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_closings_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_closings")),
    )
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closings_due_at"), ["due_at"], unique=False)

    op.create_table(
        "closed_periods",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("length", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_closed_periods_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "length", "starts_on", "revision", name=op.f("pk_closed_periods")),
    )
    op.create_table(
        "indicator_values",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("length", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("method_version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_indicator_values_organization_id")
        ),
        sa.PrimaryKeyConstraint(
            "organization_id",
            "team_id",
            "length",
            "starts_on",
            "indicator",
            "revision",
            name=op.f("pk_indicator_values"),
        ),
    )
    op.create_table(
        "week_cells",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_week_cells_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "starts_on", "team_id", "revision", name=op.f("pk_week_cells")),
    )

    with op.batch_alter_table("actions", schema=None) as batch_op:
        for names in (["organization_id", "occurred_on"], ["organization_id", "created_at"]):
            batch_op.create_index(batch_op.f(f"ix_actions_{'_'.join(names)}"), names, unique=False)
        batch_op.create_index(
            batch_op.f("ix_actions_organization_id_withdrawn_at"),
            ["organization_id", "withdrawn_at"],
            unique=False,
            postgresql_where=_IS_WITHDRAWN,
            sqlite_where=_IS_WITHDRAWN,
        )
    with op.batch_alter_table("confirmations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_confirmations_organization_id_answered_at"),
            ["organization_id", "answered_at"],
            unique=False,
            postgresql_where=_IS_ANSWERED,
            sqlite_where=_IS_ANSWERED,
        )


def downgrade() -> None:
    with op.batch_alter_table("confirmations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_confirmations_organization_id_answered_at"))

    with op.batch_alter_table("actions", schema=None) as batch_op:
        for name in ("withdrawn_at", "created_at", "occurred_on"):
            batch_op.drop_index(batch_op.f(f"ix_actions_organization_id_{name}"))

    for table in ("week_cells", "indicator_values", "closed_periods"):
        op.drop_table(table)
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closings_due_at"))

    op.drop_table("closings")

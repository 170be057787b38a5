"""Questions that are sent: what a nudge asked about, what becomes of sponsorships, and who does not want to be asked.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ABOUT = (("confirmation_id", "confirmations"), ("sponsorship_id", "sponsorships"))


def upgrade() -> None:
    with op.batch_alter_table("preferences", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ask_me", sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table("confirmations", schema=None) as batch_op:
        batch_op.alter_column("asked_at", existing_type=sa.DateTime(timezone=True), nullable=True)
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("sponsorships", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome", sa.String(24), nullable=True))
        batch_op.add_column(sa.Column("check_in_due", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("advanced_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("beneficiary_agreed", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("beneficiary_outcome", sa.String(24), nullable=True))
        batch_op.add_column(sa.Column("beneficiary_due", sa.Date(), nullable=True))

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        for column, table in _ABOUT:
            is_it = sa.text(f"{column} IS NOT NULL")
            batch_op.add_column(sa.Column(column, sa.Uuid(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_deliveries_organization_id_{column}"),
                table,
                ["organization_id", column],
                ["organization_id", "id"],
            )
            batch_op.create_index(
                batch_op.f(f"ix_deliveries_organization_id_{column}"),
                ["organization_id", column],
                unique=False,
                postgresql_where=is_it,
                sqlite_where=is_it,
            )


def downgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        for column, _table in _ABOUT:
            batch_op.drop_index(batch_op.f(f"ix_deliveries_organization_id_{column}"))
            batch_op.drop_constraint(batch_op.f(f"fk_deliveries_organization_id_{column}"), type_="foreignkey")
            batch_op.drop_column(column)

    with op.batch_alter_table("sponsorships", schema=None) as batch_op:
        for column in (
            "beneficiary_due",
            "beneficiary_outcome",
            "beneficiary_agreed",
            "advanced_on",
            "check_in_due",
            "outcome",
        ):
            batch_op.drop_column(column)

    # Who was not asked yet has no row there.
    op.execute("DELETE FROM confirmations WHERE asked_at IS NULL AND answered_at IS NULL")
    op.execute("UPDATE confirmations SET asked_at = answered_at WHERE asked_at IS NULL")
    with op.batch_alter_table("confirmations", schema=None) as batch_op:
        batch_op.alter_column("asked_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_column("told_at")

    with op.batch_alter_table("preferences", schema=None) as batch_op:
        batch_op.drop_column("ask_me")

"""Nudges: what people chose, schedules, deliveries, and what came of them.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rate_buckets",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_rate_buckets_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "key", name=op.f("pk_rate_buckets")),
    )
    with op.batch_alter_table("rate_buckets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rate_buckets_counted_at"), ["counted_at"], unique=False)

    op.create_table(
        "plans",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("lesson", sa.String(length=80), nullable=True),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_plans_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_plans_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_plans")),
    )
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plans_organization_id_person_id_follow_up_on"),
            ["organization_id", "person_id", "follow_up_on"],
            unique=False,
        )

    op.create_table(
        "schedules",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_schedules_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_schedules_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "person_id", name=op.f("pk_schedules")),
    )
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedules_next_due_at"), ["next_due_at"], unique=False)

    op.create_table(
        "seen_items",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=True),
        sa.Column("not_for_me_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_seen_items_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_seen_items_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "person_id", "item", name=op.f("pk_seen_items")),
    )
    op.create_table(
        "deliveries",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("nudge", sa.String(24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("is_asked_for", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("again_of", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_id", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "account_id"],
            ["accounts.organization_id", "accounts.id"],
            name=op.f("fk_deliveries_organization_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "again_of"],
            ["deliveries.organization_id", "deliveries.id"],
            name=op.f("fk_deliveries_organization_id_again_of"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_deliveries_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "plan_id"],
            ["plans.organization_id", "plans.id"],
            name=op.f("fk_deliveries_organization_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_deliveries_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "organization_id",
            "person_id",
            "day",
            "nudge",
            name=op.f("uq_deliveries_organization_id_person_id_day_nudge"),
        ),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deliveries_lease_until"),
            ["lease_until"],
            unique=False,
            postgresql_where=sa.text("state = 'sending'"),
            sqlite_where=sa.text("state = 'sending'"),
        )
        batch_op.create_index(
            batch_op.f("ix_deliveries_organization_id_person_id"),
            ["organization_id", "person_id"],
            unique=False,
            postgresql_where=sa.text("snoozed_until IS NOT NULL"),
            sqlite_where=sa.text("snoozed_until IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_deliveries_ready_at"),
            ["ready_at"],
            unique=False,
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )

    op.create_table(
        "lesson_results",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column("lesson", sa.String(length=80), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "delivery_id"],
            ["deliveries.organization_id", "deliveries.id"],
            name=op.f("fk_lesson_results_organization_id_delivery_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_lesson_results_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_lesson_results_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_lesson_results")),
        sa.UniqueConstraint(
            "organization_id",
            "person_id",
            "lesson",
            "answered_on",
            name=op.f("uq_lesson_results_organization_id_person_id_lesson_answered_on"),
        ),
    )

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("direct_channel", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("unreachable", sa.String(24), nullable=True))
        batch_op.add_column(sa.Column("unreachable_since", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("organizations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("country", sa.String(length=2), nullable=True))

    with op.batch_alter_table("preferences", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nudge_days", sa.String(length=7), server_default="123", nullable=False))
        batch_op.add_column(sa.Column("nudges_from", sa.Time(), server_default="09:30:00", nullable=False))
        batch_op.add_column(sa.Column("nudges_to", sa.Time(), server_default="16:30:00", nullable=False))
        batch_op.add_column(sa.Column("wants_reflections", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("wants_lessons", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("pace", sa.String(24), server_default="twice_a_week", nullable=False))
        batch_op.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("nudges_stopped", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("sector", sa.String(24), server_default="general", nullable=False))
        batch_op.add_column(sa.Column("nudge_settings", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("country", sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column("nudge_account_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_preferences_organization_id_nudge_account_id"),
            "accounts",
            ["organization_id", "nudge_account_id"],
            ["organization_id", "id"],
        )

    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("prompt", sa.String(length=80), nullable=True))

    # Whoever has an account has a schedule; a moment without a day asks for planning.
    op.execute(
        "INSERT INTO schedules (organization_id, person_id, next_due_at) "
        "SELECT DISTINCT organization_id, person_id, CURRENT_TIMESTAMP FROM accounts"
    )


def downgrade() -> None:
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.drop_column("prompt")

    with op.batch_alter_table("preferences", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_preferences_organization_id_nudge_account_id"), type_="foreignkey")
        batch_op.drop_column("nudge_account_id")
        batch_op.drop_column("country")
        batch_op.drop_column("nudge_settings")
        batch_op.drop_column("sector")
        batch_op.drop_column("nudges_stopped")
        batch_op.drop_column("paused_until")
        batch_op.drop_column("pace")
        batch_op.drop_column("wants_lessons")
        batch_op.drop_column("wants_reflections")
        batch_op.drop_column("nudges_to")
        batch_op.drop_column("nudges_from")
        batch_op.drop_column("nudge_days")

    with op.batch_alter_table("organizations", schema=None) as batch_op:
        batch_op.drop_column("country")

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("unreachable_since")
        batch_op.drop_column("unreachable")
        batch_op.drop_column("direct_channel")

    op.drop_table("lesson_results")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_deliveries_ready_at"),
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(
            batch_op.f("ix_deliveries_organization_id_person_id"),
            postgresql_where=sa.text("snoozed_until IS NOT NULL"),
            sqlite_where=sa.text("snoozed_until IS NOT NULL"),
        )
        batch_op.drop_index(
            batch_op.f("ix_deliveries_lease_until"),
            postgresql_where=sa.text("state = 'sending'"),
            sqlite_where=sa.text("state = 'sending'"),
        )

    op.drop_table("deliveries")
    op.drop_table("seen_items")
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedules_next_due_at"))

    op.drop_table("schedules")
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plans_organization_id_person_id_follow_up_on"))

    op.drop_table("plans")
    with op.batch_alter_table("rate_buckets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rate_buckets_counted_at"))

    op.drop_table("rate_buckets")

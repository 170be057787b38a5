"""Organizations, people, what they did, and the records of our own work.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organizations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), server_default="UTC", nullable=False),
        sa.Column("k", sa.Integer(), server_default="5", nullable=False),
        sa.Column("reporting_url", sa.Text(), nullable=True),
        sa.Column("intervention_notes", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("k >= 5", name=op.f("ck_organizations_k")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("origin", name=op.f("uq_organizations_origin")),
    )
    op.create_table(
        "audit_events",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_events_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "sequence", name=op.f("pk_audit_events")),
    )
    op.create_table(
        "inbound_keys",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_inbound_keys_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "key", name=op.f("pk_inbound_keys")),
    )
    op.create_index(op.f("ix_inbound_keys_received_at"), "inbound_keys", ["received_at"], unique=False)
    op.create_table(
        "people",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=True),
        sa.Column("gender", sa.String(24), server_default="undisclosed", nullable=False),
        sa.Column("gender_is_own", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("is_admin", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_auditor", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_example", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "manager_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_people_organization_id_manager_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_people_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_people")),
        sa.UniqueConstraint("organization_id", "email", name=op.f("uq_people_organization_id_email")),
    )
    op.create_index(
        op.f("ix_people_organization_id_manager_id"), "people", ["organization_id", "manager_id"], unique=False
    )
    op.create_table(
        "workspaces",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.String(24), nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=False),
        sa.Column("enterprise_id", sa.String(length=128), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("bot_token_sealed", sa.Text(), nullable=True),
        sa.Column("bot_account", sa.String(length=128), nullable=True),
        sa.Column("bot_id", sa.String(length=128), nullable=True),
        sa.Column("installed_by", sa.String(length=128), nullable=True),
        sa.Column("scopes", sa.Text(), nullable=True),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_workspaces_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint(
            "organization_id",
            "platform",
            "external_id",
            name=op.f("uq_workspaces_organization_id_platform_external_id"),
        ),
    )
    op.create_index(op.f("ix_workspaces_platform_external_id"), "workspaces", ["platform", "external_id"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=False),
        sa.Column("conversation", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_accounts_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspaces.organization_id", "workspaces.id"],
            name=op.f("fk_accounts_organization_id_workspace_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_accounts_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_accounts")),
        sa.UniqueConstraint(
            "organization_id",
            "workspace_id",
            "external_id",
            name=op.f("uq_accounts_organization_id_workspace_id_external_id"),
        ),
    )
    op.create_index(
        op.f("ix_accounts_organization_id_person_id"), "accounts", ["organization_id", "person_id"], unique=False
    )
    op.create_table(
        "exports",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("downloaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_exports_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_exports_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_exports")),
    )
    op.create_index(op.f("ix_exports_expires_at"), "exports", ["expires_at"], unique=False)
    op.create_index(op.f("ix_exports_token_hash"), "exports", ["token_hash"], unique=False)
    op.create_table(
        "preferences",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=16), server_default="en", nullable=False),
        sa.Column("zone", sa.String(length=64), server_default="UTC", nullable=False),
        sa.Column("zone_is_own", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("visibility", sa.String(24), server_default="program", nullable=False),
        sa.Column("log_me", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_preferences_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_preferences_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "person_id", name=op.f("pk_preferences")),
    )
    op.create_table(
        "reflections",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_reflections_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_reflections_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_reflections")),
    )
    op.create_index(
        op.f("ix_reflections_organization_id_person_id_created_at"),
        "reflections",
        ["organization_id", "person_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "teams",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "lead_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_teams_organization_id_lead_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_id"],
            ["teams.organization_id", "teams.id"],
            name=op.f("fk_teams_organization_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_teams_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_teams")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_teams_organization_id_name")),
    )
    op.create_index(op.f("ix_teams_organization_id_lead_id"), "teams", ["organization_id", "lead_id"], unique=False)
    op.create_index(op.f("ix_teams_organization_id_parent_id"), "teams", ["organization_id", "parent_id"], unique=False)
    op.create_table(
        "actions",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_gender", sa.String(24), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("beneficiary_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("setting", sa.String(24), nullable=True),
        sa.Column("note_sealed", sa.Text(), nullable=True),
        sa.Column("visibility", sa.String(24), nullable=False),
        sa.Column("incident", sa.String(24), nullable=True),
        sa.Column("responses", sa.String(length=120), nullable=True),
        sa.Column("outcome", sa.String(24), nullable=True),
        sa.Column("platform", sa.String(24), nullable=False),
        sa.Column("said", sa.String(length=64), nullable=True),
        sa.Column("is_example", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal", sa.String(24), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "actor_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_actions_organization_id_actor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "beneficiary_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_actions_organization_id_beneficiary_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "replaces_id"],
            ["actions.organization_id", "actions.id"],
            name=op.f("fk_actions_organization_id_replaces_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "team_id"],
            ["teams.organization_id", "teams.id"],
            name=op.f("fk_actions_organization_id_team_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_actions_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_actions")),
        sa.UniqueConstraint(
            "organization_id", "actor_id", "said", name=op.f("uq_actions_organization_id_actor_id_said")
        ),
    )
    op.create_index(
        op.f("ix_actions_organization_id_actor_id_created_at"),
        "actions",
        ["organization_id", "actor_id", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_actions_organization_id_beneficiary_id"),
        "actions",
        ["organization_id", "beneficiary_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_actions_organization_id_actor_id_occurred_on"),
        "actions",
        ["organization_id", "actor_id", "occurred_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_actions_organization_id_team_id_occurred_on"),
        "actions",
        ["organization_id", "team_id", "occurred_on"],
        unique=False,
    )
    op.create_table(
        "memberships",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_memberships_order")),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_memberships_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "team_id"],
            ["teams.organization_id", "teams.id"],
            name=op.f("fk_memberships_organization_id_team_id"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_memberships_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "organization_id", "person_id", "starts_on", name=op.f("uq_memberships_organization_id_person_id_starts_on")
        ),
    )
    op.create_index(
        op.f("ix_memberships_organization_id_team_id"), "memberships", ["organization_id", "team_id"], unique=False
    )
    op.create_table(
        "confirmations",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("part", sa.String(24), nullable=False),
        sa.Column("answer", sa.String(24), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "action_id"],
            ["actions.organization_id", "actions.id"],
            name=op.f("fk_confirmations_organization_id_action_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_confirmations_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_confirmations_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_confirmations")),
        sa.UniqueConstraint(
            "organization_id",
            "action_id",
            "person_id",
            name=op.f("uq_confirmations_organization_id_action_id_person_id"),
        ),
    )
    op.create_index(
        op.f("ix_confirmations_organization_id_person_id"),
        "confirmations",
        ["organization_id", "person_id"],
        unique=False,
    )
    op.create_table(
        "sponsorships",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("sponsor_id", sa.Uuid(), nullable=False),
        sa.Column("beneficiary_id", sa.Uuid(), nullable=True),
        sa.Column("opportunity", sa.String(24), nullable=False),
        sa.Column("detail_sealed", sa.Text(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("nominated_on", sa.Date(), nullable=False),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "action_id"],
            ["actions.organization_id", "actions.id"],
            name=op.f("fk_sponsorships_organization_id_action_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "beneficiary_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_sponsorships_organization_id_beneficiary_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "sponsor_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_sponsorships_organization_id_sponsor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_sponsorships_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_sponsorships")),
        sa.UniqueConstraint("organization_id", "action_id", name=op.f("uq_sponsorships_organization_id_action_id")),
    )
    op.create_index(
        op.f("ix_sponsorships_organization_id_beneficiary_id"),
        "sponsorships",
        ["organization_id", "beneficiary_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sponsorships_organization_id_sponsor_id"),
        "sponsorships",
        ["organization_id", "sponsor_id"],
        unique=False,
    )
    _keep_the_audit_trail()


def downgrade() -> None:
    _let_the_audit_trail_go()
    op.drop_index(op.f("ix_sponsorships_organization_id_sponsor_id"), table_name="sponsorships")
    op.drop_index(op.f("ix_sponsorships_organization_id_beneficiary_id"), table_name="sponsorships")
    op.drop_table("sponsorships")
    op.drop_index(op.f("ix_confirmations_organization_id_person_id"), table_name="confirmations")
    op.drop_table("confirmations")
    op.drop_index(op.f("ix_memberships_organization_id_team_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_actions_organization_id_team_id_occurred_on"), table_name="actions")
    op.drop_index(op.f("ix_actions_organization_id_actor_id_occurred_on"), table_name="actions")
    op.drop_index(op.f("ix_actions_organization_id_beneficiary_id"), table_name="actions")
    op.drop_index(op.f("ix_actions_organization_id_actor_id_created_at"), table_name="actions")
    op.drop_table("actions")
    op.drop_index(op.f("ix_teams_organization_id_parent_id"), table_name="teams")
    op.drop_index(op.f("ix_teams_organization_id_lead_id"), table_name="teams")
    op.drop_table("teams")
    op.drop_index(op.f("ix_reflections_organization_id_person_id_created_at"), table_name="reflections")
    op.drop_table("reflections")
    op.drop_table("preferences")
    op.drop_index(op.f("ix_exports_token_hash"), table_name="exports")
    op.drop_index(op.f("ix_exports_expires_at"), table_name="exports")
    op.drop_table("exports")
    op.drop_index(op.f("ix_accounts_organization_id_person_id"), table_name="accounts")
    op.drop_table("accounts")
    op.drop_index(op.f("ix_workspaces_platform_external_id"), table_name="workspaces")
    op.drop_table("workspaces")
    op.drop_index(op.f("ix_people_organization_id_manager_id"), table_name="people")
    op.drop_table("people")
    op.drop_index(op.f("ix_inbound_keys_received_at"), table_name="inbound_keys")
    op.drop_table("inbound_keys")
    op.drop_table("audit_events")
    op.drop_table("organizations")


def _keep_the_audit_trail() -> None:
    """An entry of the audit trail can be added, and never changed or deleted."""
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_events_no_{what.lower()} BEFORE {what} ON audit_events "
                "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_events_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_events_append_only()"
    )


def _let_the_audit_trail_go() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return  # a table takes its triggers with it
    op.execute("DROP TRIGGER audit_events_append_only ON audit_events")
    op.execute("DROP FUNCTION audit_events_append_only()")

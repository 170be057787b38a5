"""How long each kind of data is kept, legal holds, and erasures that wait for them.

An entry of the audit trail may be deleted where an anchor covers it. What refers to rows that go gets an index.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_REFERRING = (
    ("actions", "replaces_id"),
    ("deliveries", "plan_id"),
    ("deliveries", "again_of"),
    ("lesson_results", "delivery_id"),
)


def upgrade() -> None:
    op.create_table(
        "retentions",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), server_default=months, nullable=False)
            for name, months in (("notes", "12"), ("actions", "36"), ("deliveries", "12"), ("audit", "84"))
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actions_from", sa.Date(), nullable=True),
        sa.Column("deliveries_from", sa.Date(), nullable=True),
        sa.Column("sponsorships_gone_on", sa.Date(), nullable=True),
        sa.Column("counts", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint(
            "notes > 0 AND actions > 0 AND deliveries > 0 AND audit > 0", name=op.f("ck_retentions_least")
        ),
        _organization("retentions"),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_retentions")),
    )
    op.create_index(op.f("ix_retentions_due_at"), "retentions", ["due_at"], unique=False)
    op.create_table(
        "holds",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("reason_sealed", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.String(64), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        _organization("holds"),
        _person("holds"),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_holds")),
    )
    holds = sa.text("released_at IS NULL")
    op.create_index(
        op.f("ix_holds_organization_id_person_id"),
        "holds",
        ["organization_id", "person_id"],
        unique=False,
        postgresql_where=holds,
        sqlite_where=holds,
    )
    op.create_table(
        "erasure_requests",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        _organization("erasure_requests"),
        _person("erasure_requests"),
        sa.PrimaryKeyConstraint("organization_id", "person_id", name=op.f("pk_erasure_requests")),
    )
    op.create_table(
        "audit_anchors",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("cut_at", sa.DateTime(timezone=True), nullable=False),
        _organization("audit_anchors"),
        sa.PrimaryKeyConstraint("organization_id", "sequence", name=op.f("pk_audit_anchors")),
    )
    for table, column in _REFERRING:
        refers = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            op.f(f"ix_{table}_organization_id_{column}"),
            table,
            ["organization_id", column],
            unique=False,
            postgresql_where=refers,
            sqlite_where=refers,
        )
    _let_the_oldest_entries_go()


def downgrade() -> None:
    _keep_every_entry()
    for table, column in _REFERRING:
        op.drop_index(op.f(f"ix_{table}_organization_id_{column}"), table_name=table)
    op.drop_table("audit_anchors")
    op.drop_table("erasure_requests")
    op.drop_index(op.f("ix_holds_organization_id_person_id"), table_name="holds")
    op.drop_table("holds")
    op.drop_index(op.f("ix_retentions_due_at"), table_name="retentions")
    op.drop_table("retentions")


def _organization(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f(f"fk_{table}_organization_id"))


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", "person_id"],
        ["people.organization_id", "people.id"],
        name=op.f(f"fk_{table}_organization_id_person_id"),
    )


_IS_COVERED = (
    "EXISTS (SELECT 1 FROM audit_anchors WHERE audit_anchors.organization_id = OLD.organization_id "
    "AND audit_anchors.sequence >= OLD.sequence)"
)
_REFUSAL = "the audit trail is append-only"


def _let_the_oldest_entries_go() -> None:
    """An entry may be deleted only where an anchor covers it; an anchor, like an entry, is only ever added."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_events_no_delete")
        op.execute(
            f"CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events WHEN NOT {_IS_COVERED} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_anchors_no_{what.lower()} BEFORE {what} ON audit_anchors "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        return
    op.execute("DROP TRIGGER audit_events_append_only ON audit_events")
    op.execute(
        "CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR TRUNCATE ON audit_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_events_append_only()"
    )
    op.execute(
        "CREATE FUNCTION audit_events_cut_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_IS_COVERED} THEN RETURN OLD; END IF; RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_events_cut_only BEFORE DELETE ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION audit_events_cut_only()"
    )
    op.execute(
        "CREATE TRIGGER audit_anchors_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_anchors "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_events_append_only()"
    )


def _keep_every_entry() -> None:
    """As it was: no entry is ever deleted."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_events_no_delete")
        op.execute(
            "CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        return
    op.execute("DROP TRIGGER audit_events_cut_only ON audit_events")
    op.execute("DROP FUNCTION audit_events_cut_only()")
    op.execute("DROP TRIGGER audit_events_append_only ON audit_events")
    op.execute(
        "CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_events_append_only()"
    )

"""Where people were before the roster said otherwise, and what exports make their pseudonyms from.

Everybody gets a key that nothing else has seen: pseudonyms are others once, with this step. Where people were before it
is not known: they were where they are.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_places",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=True),
        sa.Column("location", sa.String(length=200), nullable=True),
        sa.Column("level", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("fk_earlier_places_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_earlier_places_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_earlier_places")),
        sa.UniqueConstraint(
            "organization_id",
            "person_id",
            "ends_on",
            name=op.f("uq_earlier_places_organization_id_person_id_ends_on"),
        ),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pseudonym_key", sa.Uuid(), nullable=True))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    fresh = "lower(hex(randomblob(16)))" if is_sqlite else "gen_random_uuid()"
    op.execute(f"UPDATE people SET pseudonym_key = {fresh}")  # noqa: S608 - one of two words of ours
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.alter_column("pseudonym_key", existing_type=sa.Uuid(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("pseudonym_key")
    op.drop_table("earlier_places")

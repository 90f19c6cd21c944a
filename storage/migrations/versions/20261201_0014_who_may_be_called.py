"""who may be called."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import storage.moment

revision = "20261201_0014"
down_revision = "20261201_0013"
branch_labels = None
depends_on = None

BEFORE_ANY_LAW = datetime(2026, 3, 31, tzinfo=UTC)


def upgrade() -> None:
    table = op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", storage.moment.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
        sa.UniqueConstraint("post", "unit", name=op.f("uq_confirmation_post_unit")),
    )
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_confirmation_post"), ["post"], unique=False)
    _confirm_what_is_there(table)


def _confirm_what_is_there(table: sa.Table) -> None:
    """Take posts and units of before as confirmed by the migration, unless they are near misses.

    Which ones are is the law's to say, whenever it is asked: nothing was seen yet.
    """
    person = sa.table("person", sa.column("position"), sa.column("unit"))
    places = op.get_bind().execute(sa.select(person.c.position, person.c.unit).distinct())
    law = sa.table("adoption", sa.column("adopted_at", storage.moment.Moment()))
    at = op.get_bind().scalar(sa.select(sa.func.max(law.c.adopted_at))) or BEFORE_ANY_LAW
    facts = {"seen": "", "clause": "", "by": "migration", "at": at}
    rows = [{"post": post, "unit": unit, **facts} for post, unit in places]
    if rows:
        op.bulk_insert(table, rows)


def downgrade() -> None:
    op.drop_table("confirmation")

"""what can be taken back.

Every decision against somebody waits for its telling in one place; those on cases move there.
"""

import sqlalchemy as sa
from alembic import op

import storage.moment

revision = "20261201_0013"
down_revision = "20261201_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", storage.moment.Moment(), nullable=False),
        sa.Column("tell_at", storage.moment.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("about", "number"),
    )
    op.create_index("ix_ruling_decided_by", "ruling", ["decided_by"])
    op.create_index("ix_ruling_person_id", "ruling", ["person_id"])
    op.create_index("ix_ruling_tell_at", "ruling", ["tell_at"])
    op.execute(
        "INSERT INTO ruling"
        " (about, number, person_id, choice, stamp, words, decided_by, decided_at, tell_at)"
        " SELECT 'case', d.id, p.person_id, d.choice, '', '',"
        " d.decided_by, d.decided_at, d.tell_at"
        " FROM decision d JOIN proposal p ON p.id = d.proposal_id WHERE d.tell_at IS NOT NULL"
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_tell_at")
        batch_op.drop_column("tell_at")


def downgrade() -> None:
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tell_at", storage.moment.Moment(), nullable=True))
        batch_op.create_index("ix_decision_tell_at", ["tell_at"])
    op.execute(
        "UPDATE decision SET tell_at = (SELECT r.tell_at FROM ruling r"
        " WHERE r.about = 'case' AND r.number = decision.id)"
    )
    op.drop_table("ruling")

"""due process.

What was examined or reported goes on, and a report confirms nothing any more. Whoever was shown a
silence whose time for a reason is over is not shown it again.
"""

import sqlalchemy as sa
from alembic import op

import storage.moment

revision = "20261201_0011"
down_revision = "20261201_0010"
branch_labels = None
depends_on = None

LAST = """(SELECT d.choice FROM decision d WHERE d.proposal_id = proposal.id
    ORDER BY d.id DESC LIMIT 1)"""
OF_FAULT = """(SELECT d.choice FROM decision d JOIN proposal p ON p.id = d.proposal_id
    WHERE p.call_id = fault.call_id ORDER BY d.id DESC LIMIT 1)"""


def upgrade() -> None:
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("carded_to", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("raised", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_foreign_key("fk_proposal_carded_to", "person", ["carded_to"], ["id"])
        batch_op.create_index("ix_proposal_carded_to", ["carded_to"])
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tell_at", storage.moment.Moment(), nullable=True))
        batch_op.add_column(sa.Column("taken_back_at", storage.moment.Moment(), nullable=True))
        batch_op.create_index("ix_decision_tell_at", ["tell_at"])
    for choice, state in {"examine": "examining", "report": "reported"}.items():
        was = f"state = 'decided' AND {LAST} = '{choice}'"
        op.execute(f"UPDATE proposal SET state = '{state}' WHERE {was}")  # noqa: S608
    op.execute(f"UPDATE fault SET confirmed = false WHERE {OF_FAULT} = 'report'")  # noqa: S608
    op.execute(
        "UPDATE proposal SET carded_at = reason_until"
        " WHERE carded_at < reason_until AND reason_until < CURRENT_TIMESTAMP"
    )


def downgrade() -> None:
    op.execute("UPDATE proposal SET state = 'decided' WHERE state IN ('examining', 'reported')")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_tell_at")
        batch_op.drop_column("taken_back_at")
        batch_op.drop_column("tell_at")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_constraint("fk_proposal_carded_to", type_="foreignkey")
        batch_op.drop_index("ix_proposal_carded_to")
        batch_op.drop_column("raised")
        batch_op.drop_column("carded_to")

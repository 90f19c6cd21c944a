"""every word of a reason: what came late, what came without words, what is asked back."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_0006"
down_revision = "20261122_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # what an older database holds was given in time, in words
    with op.batch_alter_table("reason", schema=None) as batch_op:
        for name in ("late_text", "doubt"):
            batch_op.add_column(
                sa.Column(name, sa.VARCHAR(), nullable=False, server_default=sa.text("''"))
            )
        batch_op.add_column(
            sa.Column("attached", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )


def downgrade() -> None:
    with op.batch_alter_table("reason", schema=None) as batch_op:
        for name in ("attached", "doubt", "late_text"):
            batch_op.drop_column(name)

"""updates in turns: what people we know write goes first."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "20261201_0012"
down_revision = "20261201_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sender", text, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_index(batch_op.f("ix_inbox_state"))
        batch_op.create_index("ix_inbox_next", ["state", "rank", "id"], unique=False)
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.alter_column("sender", server_default=None)
        batch_op.alter_column("rank", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_next")
        batch_op.create_index(batch_op.f("ix_inbox_state"), ["state"], unique=False)
        batch_op.drop_column("rank")
        batch_op.drop_column("sender")

"""the pace of each channel."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import storage.moment

revision = "20261122_0004"
down_revision = "20261122_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "pace",
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("next_at", storage.moment.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_pace")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("spoken_at", storage.moment.Moment(), nullable=True))
        batch_op.create_index(batch_op.f("ix_outbox_spoken_at"), ["spoken_at"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_spoken_at"))
        batch_op.drop_column("spoken_at")

    op.drop_table("pace")

"""channels with receipts and sessions."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import storage.moment

revision = "20261122_0003"
down_revision = "20261122_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heard",
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", storage.moment.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_heard")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "channel", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""
            )
        )
        batch_op.create_index(batch_op.f("ix_attempt_ref"), ["ref"], unique=False)
    # until now every attempt went over the channel of its call
    op.execute(
        "UPDATE attempt SET channel = (SELECT channel FROM call WHERE call.id = attempt.call_id)"
    )

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "alias", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""
            )
        )
        batch_op.add_column(
            sa.Column("preferred", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_index(batch_op.f("ix_contact_alias"), ["alias"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_at", storage.moment.Moment(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "delivery", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""
            )
        )
        batch_op.create_index(batch_op.f("ix_outbox_opened_at"), ["opened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_ref"), ["ref"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_ref"))
        batch_op.drop_index(batch_op.f("ix_outbox_opened_at"))
        batch_op.drop_column("delivery")
        batch_op.drop_column("opened_at")

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_alias"))
        batch_op.drop_column("preferred")
        batch_op.drop_column("alias")

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_ref"))
        batch_op.drop_column("channel")

    op.drop_table("heard")

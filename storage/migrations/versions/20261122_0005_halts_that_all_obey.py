"""halts that all obey."""

import sqlalchemy as sa
from alembic import op

import storage.moment

revision = "20261122_0005"
down_revision = "20261122_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("pace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("halted_until", storage.moment.Moment(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("pace", schema=None) as batch_op:
        batch_op.drop_column("halted_until")

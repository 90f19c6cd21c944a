"""what was replaced: an order, hours of leave or a holiday keeps what it took the place of."""

import sqlalchemy as sa
from alembic import op

revision = "20261201_0016"
down_revision = "20261201_0015"
branch_labels = None
depends_on = None

TABLES = ("given", "halfday", "extraholiday")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("replaced", sa.JSON(), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("replaced")

"""who has left, and since when.

Whoever is not on the roster any more gets the date of the first day on which this is looked for.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_0009"
down_revision = "20261130_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("left_on")

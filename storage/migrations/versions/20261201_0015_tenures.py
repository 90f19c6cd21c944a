"""tenures: who leads, in which epoch, until when."""

import sqlalchemy as sa
from alembic import op

import storage.moment

revision = "20261201_0015"
down_revision = "20261201_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tenure",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("until", storage.moment.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_tenure")),
    )


def downgrade() -> None:
    op.drop_table("tenure")

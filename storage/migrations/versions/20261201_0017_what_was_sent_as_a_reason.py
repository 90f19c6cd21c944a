"""what was sent as a reason: how a photo, a voice note or a document is found again."""

import sqlalchemy as sa
from alembic import op

revision = "20261201_0017"
down_revision = "20261201_0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reason", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("files", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )


def downgrade() -> None:
    with op.batch_alter_table("reason", schema=None) as batch_op:
        batch_op.drop_column("files")

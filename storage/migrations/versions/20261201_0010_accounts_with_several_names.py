"""accounts with several names, updates with fingerprints."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "20261201_0010"
down_revision = "20261130_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_alias_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
    )
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alias_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_alias_contact_id"), ["contact_id"], unique=False)
    op.execute(
        "INSERT INTO alias (contact_id, address) SELECT id, alias FROM contact WHERE alias <> ''"
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_alias"))
        batch_op.drop_column("alias")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("lost", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.alter_column("lost", server_default=None)
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "fingerprint",
                sqlmodel.sql.sqltypes.AutoString(),
                nullable=False,
                server_default="",
            )
        )
        batch_op.drop_constraint(batch_op.f("uq_inbox_channel_external_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_inbox_channel_external_id_fingerprint"),
            ["channel", "external_id", "fingerprint"],
        )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.alter_column("fingerprint", server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM inbox WHERE fingerprint <> '' AND state <> 'new'")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("uq_inbox_channel_external_id_fingerprint"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_inbox_channel_external_id"), ["channel", "external_id"]
        )
        batch_op.drop_column("fingerprint")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("lost")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "alias", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""
            )
        )
        batch_op.create_index(batch_op.f("ix_contact_alias"), ["alias"], unique=False)
    op.execute(
        "UPDATE contact SET alias = COALESCE((SELECT MIN(address) FROM alias"
        " WHERE alias.contact_id = contact.id), '')"
    )
    op.drop_table("alias")

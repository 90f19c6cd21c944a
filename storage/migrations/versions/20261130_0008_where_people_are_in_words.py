"""Where people are, in words."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import storage.moment

revision = "20261130_0008"
down_revision = "20261130_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "home",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_at", storage.moment.Moment(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", storage.moment.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_home_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_home_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home")),
    )
    with op.batch_alter_table("home", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_home_person_id"), ["person_id"], unique=False)

    op.create_table(
        "share",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("since", storage.moment.Moment(), nullable=True),
        sa.Column("heard_at", storage.moment.Moment(), nullable=True),
        sa.Column("judged_at", storage.moment.Moment(), nullable=True),
        sa.Column("sure_at", storage.moment.Moment(), nullable=True),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("run_from", storage.moment.Moment(), nullable=True),
        sa.Column("run_at", storage.moment.Moment(), nullable=True),
        sa.Column("jumped_at", storage.moment.Moment(), nullable=True),
        sa.Column("away_m", sa.Float(), nullable=False),
        sa.Column("echo", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("ref", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("began_at", storage.moment.Moment(), nullable=True),
        sa.Column("ends_at", storage.moment.Moment(), nullable=True),
        sa.Column("thanked", sa.Boolean(), nullable=False),
        sa.Column("renewed_at", storage.moment.Moment(), nullable=True),
        sa.Column("asked_at", storage.moment.Moment(), nullable=True),
        sa.Column("told_at", storage.moment.Moment(), nullable=True),
        sa.Column("wrong_lat", sa.Float(), nullable=True),
        sa.Column("wrong_lon", sa.Float(), nullable=True),
        sa.Column("look_at", storage.moment.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_share_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_share")),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_look_at"), ["look_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_share_on"), ["on"], unique=False)

    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", storage.moment.Moment(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sighting_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
    )
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sighting_on"), ["on"], unique=False)
        batch_op.create_index(batch_op.f("ix_sighting_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sighting_person_id"))
        batch_op.drop_index(batch_op.f("ix_sighting_on"))

    op.drop_table("sighting")
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_on"))
        batch_op.drop_index(batch_op.f("ix_share_look_at"))

    op.drop_table("share")
    with op.batch_alter_table("home", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_home_person_id"))

    op.drop_table("home")

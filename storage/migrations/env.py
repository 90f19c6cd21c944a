"""Alembic's entry: configured in code, run in the engine that the program gives."""

from alembic import context
from sqlmodel import SQLModel

from storage import numbers
from storage import rows as _rows  # noqa: F401 - registers the tables

with context.config.attributes["engine"].connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # large tables take long
        with numbers.kept(connection):
            context.run_migrations()
    connection.commit()

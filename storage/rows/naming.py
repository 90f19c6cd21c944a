"""What all tables share: their rows' manners, and how constraints are named for migrations."""

from typing import Self

from sqlalchemy import MetaData, inspect
from sqlmodel import SQLModel

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Row(SQLModel):
    """A row of a table: SQLAlchemy alone notes what changes; pydantic would do so once more.

    There is one object a row in a transaction, so rows are the same or they are not; and a row
    shows its key only, for what is shown may end in a log.
    """

    def __new__(cls, **_facts: object) -> Self:
        return object.__new__(cls)

    __setattr__ = object.__setattr__  # type: ignore[assignment]
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {inspect(self).identity}>"

    __str__ = __repr__

"""What all tables share: how constraints are named, so that migrations can name them too."""

from typing import Any

from sqlalchemy import MetaData
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
    """A row of a table: SQLAlchemy alone notes what changes; pydantic would do so once more."""

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

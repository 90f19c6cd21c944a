"""What PostgreSQL cannot keep in a text: NUL; it is dropped, and the rest of the words stays."""

from psycopg.abc import Buffer
from psycopg.types.string import StrDumper

NUL = "\0"


class WithoutNul(StrDumper):
    """Nobody's answer may be lost because his phone sent a character that no database wants."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace(NUL, "") if NUL in obj else obj)

"""A column for moments: aware on the way in, UTC on the way out."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """Store an aware datetime as UTC; a naive one is refused, for it could be any hour.

    An SQLite file holds it as text, as SQLAlchemy would write it, in a fraction of the time.
    """

    impl = DateTime
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return (
            _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _utc(value).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=UTC)


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"naive datetime {value!r}: say which zone it is in")
    return value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    return None if value is None else _written(_utc(value))


@lru_cache  # that of a transaction stands in all that it writes
def _written(utc: datetime) -> str:
    return utc.replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")

"""What the auditor says, and the stretch of time that it looks at."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, DateTime, text


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken promise: which, about which rows ("call 12"), and facts without personal data."""

    rule: str
    subjects: tuple[str, ...]
    detail: str = ""

    def __str__(self) -> str:
        return " ".join(
            part for part in (self.rule, ", ".join(self.subjects), self.detail) if part
        )


@dataclass(frozen=True, slots=True)
class Span:
    """From when on to look, and until when the program was alive; UTC, as the tables hold it.

    A program that is down judges nobody, which is no fault of its verdicts: so what is overdue
    is counted from its last sign of life.
    """

    since: datetime
    alive: datetime
    patience: timedelta

    @classmethod
    def read(
        cls, connection: Connection, now: datetime, since: datetime, patience: timedelta
    ) -> "Span":
        """Look up the last sign of life."""
        query = text("SELECT at FROM beat WHERE name = ''").columns(at=DateTime)
        alive = min(connection.execute(query).scalar() or plain(now), plain(now))
        return cls(plain(since), alive, patience)


def plain(moment: datetime) -> datetime:
    """Give a moment as the tables hold it: UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment

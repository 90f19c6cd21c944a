"""The independent auditor: reads what is kept, and trusts nothing of the code that wrote it.

Plain SQL over the tables, for SQLite and PostgreSQL; whatever judged, sent or logged is not
imported here. A finding means that the program broke a promise, not that a person did anything.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage.audit import chain, statements, windows
from storage.audit.finding import Finding, Span
from storage.audit.windows import calls_since

__all__ = ["EVERYTHING", "Finding", "audit", "calls_since"]

EVERYTHING = datetime(1970, 1, 1)  # noqa: DTZ001 - `since` for all that is kept; the tables hold UTC
PATIENCE = timedelta(seconds=60)  # within which a verdict, or an update, must have its turn


def audit(
    connection: Connection,
    now: datetime,
    since: datetime = EVERYTHING,
    *,
    patience: timedelta = PATIENCE,
) -> list[Finding]:
    """List the broken promises among all that happened since a moment."""
    span = Span.read(connection, now, since, patience)
    return [
        *statements.check(connection, span),
        *windows.check(connection, span),
        *chain.walk(connection, span),
    ]

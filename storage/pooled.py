"""PostgreSQL: a small pool of connections, and an end to every wait."""

from functools import partial
from typing import Any

from sqlalchemy import URL, Engine, event
from sqlmodel import create_engine

from storage import documents
from storage.locks import LEASE

MANNER = {  # of every engine
    "hide_parameters": True,
    "json_serializer": documents.write,
    "json_deserializer": documents.read,
}
POOL = {
    "pool_size": 5,
    "max_overflow": 5,
    "pool_timeout": 10,
    "pool_pre_ping": True,  # a server that was restarted costs us no transaction
    "isolation_level": "READ COMMITTED",
}
KNOCK = {  # libpq gives up on a server that does not answer any more
    "application_name": "sigap",
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
MANNERS = {  # and the server on us, so that locks of a dead machine are free within seconds
    "timezone": "UTC",
    "lock_timeout": "10s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "5min",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "15s",
}
HANGS = {"idle_in_transaction_session_timeout": f"{LEASE.seconds}s"}  # its locks are free then


def create(url: URL, *, runs: bool) -> Engine:
    """Give PostgreSQL a small pool and an end to every wait; the address may say otherwise."""
    manners = MANNERS | HANGS if runs else MANNERS
    ours = {name: value for name, value in KNOCK.items() if name not in url.query}
    engine = create_engine(url, connect_args=ours, **MANNER, **POOL)
    event.listen(engine, "connect", partial(_prepare, manners))
    return engine


def _prepare(manners: dict[str, str], connection: Any, _record: object) -> None:
    from storage.characters import WithoutNul  # noqa: PLC0415 - needs the driver

    connection.adapters.register_dumper(str, WithoutNul)
    connection.autocommit = True
    connection.execute("; ".join(f"SET {name} = '{value}'" for name, value in manners.items()))
    connection.autocommit = False

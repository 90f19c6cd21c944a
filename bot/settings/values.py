"""The kinds of values that settings hold, and the key of the sentence for each that is wrong."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

PORTS = 65_536
DRIVERS = ("sqlite", "postgresql+psycopg")


class Bind(NamedTuple):
    """Where the web server listens; port 0 takes a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Unusable:
    """A secret that should stand in a file, and why it cannot be had; `fault` is a key."""

    fault: str
    path: str


def fault(key: str, **blanks: Any) -> PydanticCustomError:
    return PydanticCustomError(cast("Any", key), "{}", blanks)


def secret(value: object) -> object:
    if isinstance(value, Unusable):
        raise fault(value.fault, path=value.path)
    return value


def bind(value: object) -> Bind:
    if isinstance(value, Bind):
        return value
    host, _, port = str(value).strip().rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    is_port = port.isascii() and port.isdigit() and int(port) < PORTS
    if not bare or not is_port or (":" in bare and bare == host):
        raise fault("bind")
    return Bind(bare, int(port))


def url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise fault("url")
    return value.rstrip("/")


def public_url(value: str) -> str:
    return url(value) if value else value


def database_url(value: str) -> str:
    from sqlalchemy import make_url  # noqa: PLC0415 - `--help` needs none of this
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    plain = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)
    try:
        known = make_url(plain).drivername in DRIVERS
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise fault("database")
    return plain


def whatsapp_from(value: str) -> str:
    number = re.sub(r"[\s()-]", "", value.removeprefix("whatsapp:"))
    if number and not re.fullmatch(r"\+[1-9]\d{6,14}", number):
        raise fault("phone")
    return f"whatsapp:{number}" if number else ""


def count(value: object) -> int:
    text = str(value).strip()
    if not re.fullmatch(r"[1-9]\d{0,8}", text, re.ASCII):
        raise fault("count")
    return int(text)


def expanded(value: Path | None) -> Path | None:
    return value.expanduser() if value else None


def lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value

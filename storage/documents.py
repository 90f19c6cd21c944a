"""JSON as the memory keeps it: what orjson does not take or read, the slower library does."""

import json
from typing import Any

import orjson

# dates and objects are refused, as the slower library does: somebody has forgotten to freeze them
ONLY_JSON = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def pack(value: Any) -> bytes:
    """Write a document; half a surrogate pair, which phones do send, is written as an escape."""
    try:
        return orjson.dumps(value, option=ONLY_JSON)
    except TypeError:
        return json.dumps(value).encode()


def write(value: Any) -> str:
    """Write a document as a text."""
    return pack(value).decode()


def read(text: str | bytes) -> Any:
    """Read a document; raise ValueError on what is none."""
    try:
        return orjson.loads(text)
    except ValueError:
        return json.loads(text)

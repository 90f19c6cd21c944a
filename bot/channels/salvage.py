"""Reading what a platform wrote even where a part of it cannot be read: only that part is blank.

One update with a number of 5,000 digits, or with 100,000 levels, makes a whole answer unreadable;
what all the others wrote in it must not wait for that.
"""

import contextlib
import json
import re
from math import isfinite
from typing import Any

import orjson

DEEPEST = 64  # levels; no platform writes a tenth of it
LONGEST = 40  # characters of a number
PIECE = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|-?[0-9][0-9.eE+-]*|NaN|-?Infinity', re.DOTALL
)
BLANK = "null"


def read(document: str | bytes) -> Any:
    """Read JSON; raise ValueError on what is none even with its unreadable parts left blank."""
    try:
        return orjson.loads(document)
    except ValueError:
        text = document if isinstance(document, str) else document.decode("utf-8", "replace")
    try:
        return json.loads(_mended(text))  # half a surrogate pair, which phones do send, is taken
    except RecursionError:
        raise ValueError("no JSON, but many brackets") from None


def _mended(text: str) -> str:
    """Put a blank in place of numbers that no program keeps, and of what lies too deep."""
    kept, copied, depth = list[str](), 0, 0
    for piece in PIECE.finditer(text):
        said, inside = piece.group(), depth <= DEEPEST
        depth += (said in "[{") - (said in "]}")
        if inside and depth > DEEPEST:
            kept.append(text[copied : piece.start()] + BLANK)
        elif inside and not _is_kept(said):
            kept.append(text[copied : piece.start()] + BLANK)
            copied = piece.end()
        if not inside:
            copied = piece.end()
    return "".join([*kept, text[copied:]])


def _is_kept(said: str) -> bool:
    if said[0] in '"[]{}':
        return True
    try:
        return len(said) <= LONGEST and isfinite(float(said))
    except ValueError:
        return True  # no number at all: the whole is no JSON, either


def mended(document: str) -> str:
    """Give a document that every reader can read, if this one can be; else as it is."""
    try:
        orjson.loads(document)
    except ValueError:
        with contextlib.suppress(ValueError):
            return json.dumps(read(document))
    return document

"""Long texts in pieces that a platform takes."""

import re
from collections.abc import Iterator

LIMIT = 4096  # UTF-16 code units a message, as Telegram and WhatsApp count


def pieces(text: str, limit: int = LIMIT) -> list[str]:
    """Split at line ends, else at spaces, else anywhere but inside a character.

    Every piece has something to read, for platforms refuse blank messages; a text that fits is
    given back untouched.
    """
    if units(text) <= limit:
        return [text]
    found: list[str] = []
    current, size = "", 0
    for part in _parts(text, limit):
        if size + units(part.rstrip()) > limit:
            found.append(current)
            current, size = "", 0
        current += part
        size += units(part)
    found.append(current)
    return [piece.strip("\n") for piece in found if piece.strip()]


def units(text: str) -> int:
    """Count UTF-16 code units: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _parts(text: str, limit: int) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        if units(line.rstrip()) <= limit:
            yield line
            continue
        for word in re.findall(r"\S+\s*|\s+", line):
            yield from _chunks(word, limit)


def _chunks(word: str, limit: int) -> Iterator[str]:
    while units(word.rstrip()) > limit:
        cut = min(limit, len(word))
        while units(word[:cut]) > limit:
            cut -= (units(word[:cut]) - limit + 1) // 2
        yield word[:cut]
        word = word[cut:]
    yield word

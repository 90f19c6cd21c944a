"""What the terminal says to an operator: sentences by key, in the language of the settings."""

import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("id", "en")


class Trouble(Exception):  # noqa: N818 - a person reads it, and can mend it
    """Something an operator can mend: a sentence by key, with its blanks."""

    def __init__(self, key: str, /, **blanks: Any) -> None:
        super().__init__(key)
        self.key, self.blanks = key, blanks

    def lines(self, language: str) -> list[str]:
        """Say what is wrong, a fault a line."""
        return [sentence(language, self.key, **self.blanks)]

    def __str__(self) -> str:
        return "\n".join(self.lines("en"))


class Unheard(Exception):  # noqa: N818 - whoever looked on has gone, or his disk is full
    """Output that nothing takes any more; no fault of the memory, which would be waited for."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


@contextmanager
def heard() -> Iterator[None]:
    """Say something to the terminal; raises Unheard if that takes nothing any more."""
    try:
        yield
    except OSError as error:
        raise Unheard(error) from None


@cache
def texts(language: str) -> dict[str, str]:
    """Read the terminal's sentences in a language as "section.key" -> sentence."""
    path = TEXTS / f"cli_{language}.toml"
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{s}.{key}": text for s, keys in sections.items() for key, text in keys.items()}


def sentence(language: str, key: str, /, **blanks: Any) -> str:
    return texts(language)[key].format(**blanks)


def tell(line: str) -> None:
    """Say something beside the output: stdout carries nothing but results."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def show(line: str) -> None:
    """Say a result; raises Unheard if nobody takes it."""
    with heard():
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

"""The demo's own words: what the terminal and the page say, and what the actors say."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("id", "en")


@cache
def words(language: str) -> dict[str, Any]:
    """Read the demo's words in a language: terminal, actors and page."""
    path = Path(__file__).parent / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))

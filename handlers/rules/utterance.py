"""What words amount to: a choice, a yes or no, a mere courtesy, or something that says why."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

COURTESY, REASON, UNCLEAR = "courtesy", "reason", "unclear"
INVISIBLE = {"Mn", "Me", "Cf"}  # accents, keycaps, joiners
MOST_DIGITS = 2
A_FEW = 2  # words: "alasan apa" asks, "saya tidak tahu kenapa" does not
_TOKEN = re.compile(r"[^\W_]+")
_TWICE = re.compile(r"^(\D{2,})2$")  # "maaf2": said twice
_DRAWN_OUT = re.compile(r"(\D)\1+")  # "okeee": said with feeling
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")


def kind(text: str, names: Iterable[str] = ()) -> str:
    """Tell whether words are a mere courtesy, say why, or have to be asked back.

    Only a single unknown word, an emoji or a question is not clear; `names` of people who are
    spoken to are courtesies, too.
    """
    left = _beyond_courtesy(_tokens(text), _known(tuple(names)))
    if not left:
        return COURTESY if _tokens(text) else UNCLEAR
    if _only_asks(text):
        return UNCLEAR
    left = [token for token in left if token not in _words("fillers")]
    enough = len(left) > 1 or not _words("reasons").isdisjoint(left)
    return REASON if enough else UNCLEAR


def numbers(text: str) -> tuple[int, ...]:
    """Give the numbers that words choose: "1", "1️⃣", "satu", "1 bu, maaf"; () if they say more."""
    aside = _words("words") | _words("honorifics") | _words("fillers") | _words("choosing")
    left = [token for token in _tokens(_without_phrases(_tokens(text))) if token not in aside]
    found = [_number(token) for token in left]
    return tuple(dict.fromkeys(n for n in found if n)) if all(found) else ()


def agrees(text: str) -> bool | None:
    """Tell whether words say yes or no to a question; None if they say something else."""
    return _answer(_tokens(text), _words("yes"), _words("no"), frozenset())


def consents(text: str) -> bool | None:
    """Tell whether words let something be done or drop it, as "agrees" does and more: "batal"."""
    yes, no = _words("yes") | _words("consent"), _words("no") | _words("dropping")
    return _answer(_tokens(text), yes, no, _words("beside"))


def _answer(
    tokens: list[str], yes: frozenset[str], no: frozenset[str], beside: frozenset[str]
) -> bool | None:
    """Read an answer; what says yes and no at once is a no."""
    aside = _words("words") | _words("honorifics") | _words("fillers") | _words("choosing")
    meant = [token for token in tokens if token in yes | no]
    if not meant or any(token not in aside | beside for token in tokens if token not in meant):
        return None
    return no.isdisjoint(meant)


def beyond_courtesies(text: str) -> tuple[str, ...]:
    """Give what words say beyond courtesies, each without what does not matter in it."""
    known = _known(())
    return tuple(t for t in _tokens(_without_phrases(_tokens(text))) if t not in known)


def plain(text: str) -> str:
    """Give words in small letters, without accents and without the frame of a keycap."""
    spread = unicodedata.normalize("NFKD", text.replace("🔟", "10")).casefold()
    return "".join(c for c in spread if unicodedata.category(c) not in INVISIBLE)


def _beyond_courtesy(tokens: list[str], courtesies: frozenset[str]) -> list[str]:
    left = [token for token in _tokens(_without_phrases(tokens)) if token not in courtesies]
    was_polite = len(left) < len(tokens)
    # beside a courtesy what says nothing by itself is a part of it: "terima kasih banyak"
    said = [token for token in left if token not in _words("fillers")]
    return said if was_polite else left


def _only_asks(text: str) -> bool:
    """Tell whether no sentence states anything."""
    return all(_asks(sentence) for sentence in _SENTENCE.findall(text) if _tokens(sentence))


def _asks(sentence: str) -> bool:
    said = _beyond_courtesy(_tokens(sentence), _known(()))
    if not said or "?" in sentence:
        return True
    return said[0] in _words("questions") or (
        len(said) <= A_FEW and said[-1] in _words("questions")
    )


def _number(token: str) -> int | None:
    if token.isascii() and token.isdecimal():
        return int(token) if len(token) <= MOST_DIGITS else None
    return _numbers().get(token)


def _tokens(text: str) -> list[str]:
    """Split words, without what does not matter: case, marks, accents, letters drawn out."""
    found = _TOKEN.findall(plain(text))
    return [_DRAWN_OUT.sub(r"\1", _TWICE.sub(r"\1", token)) for token in found]


def _without_phrases(tokens: list[str]) -> str:
    return _phrases().sub(" ", " ".join(tokens))


def _known(names: tuple[str, ...]) -> frozenset[str]:
    spoken_to = {token for name in names for token in _tokens(name)}
    return _words("words") | _words("honorifics") | spoken_to


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).with_suffix(".toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _words(section: str) -> frozenset[str]:
    return frozenset(token for word in _data()[section] for token in _tokens(word))


@cache
def _phrases() -> re.Pattern[str]:
    longest_first = sorted((" ".join(_tokens(p)) for p in _data()["phrases"]), key=len)[::-1]
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b")


@cache
def _numbers() -> dict[str, int]:
    return {" ".join(_tokens(word)): value for word, value in _data()["numbers"].items()}

"""Which key a database is under: the one it began with, or the last that took its place.

A database from before has noted none: it goes on under the words that it has, until they are
replaced with `sigap key rotate`.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlmodel import Session

from bot.console import Trouble, sentence, tell
from bot.settings import Settings, has_key, key_file, replace_key, secret_key
from handlers import keys
from storage import database, invitations, laws, log
from storage.database import reading


class Standing(StrEnum):
    """How a key and a database go together; each has its sentence."""

    OWN = "own"
    WORDS = "words"  # as before there were keys of our form
    REFUSED = "refused"  # words, where only a key of our form will do
    UNKEPT = "unkept"  # ours, but the database goes on from before
    OTHER = "other"


def named(given: Settings) -> str:
    """Say where the key stands."""
    return "SIGAP_SECRET_KEY" if given.secret_key else str(key_file(given))


def mark(given: Settings) -> str:
    """Mark the key, for a backup; "" if there is none, or it could be guessed by its mark."""
    return keys.mark(secret_key(given)) if has_key(given) else ""


def fits(given: Settings, known: str) -> bool:
    """Tell whether the key here is the one that was marked."""
    return has_key(given) and keys.fits(secret_key(given), known)


def standing(db: Session, key: bytes) -> Standing:
    """Tell how a key and a database that is up to date go together."""
    kept, is_new = _kept(db), laws.newest(db) is None
    if not keys.is_strong(key):
        return Standing.REFUSED if kept or is_new else Standing.WORDS
    if not kept:
        return Standing.OWN if is_new else Standing.UNKEPT
    return Standing.OWN if keys.fits(key, kept) else Standing.OTHER


def standing_at(given: Settings, key: bytes) -> Standing:
    """Tell the same before the database is opened; raises what a driver raises."""
    engine = None if is_unborn(given) else database.connect(given.database_url)
    if engine is None or database.revision(engine) is None:
        return Standing.OWN if keys.is_strong(key) else Standing.REFUSED
    with reading(engine) as db:
        return standing(db, key)


def is_unborn(given: Settings) -> bool:
    """Tell whether the database is a file that is not there yet."""
    url = make_url(given.database_url)
    is_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return is_file and not Path(url.database or "").exists()


def refuse_words(given: Settings) -> None:
    """Refuse a key that somebody thought of; raises Trouble with the command that makes one."""
    if has_key(given) and not keys.is_strong(secret_key(given)):
        raise Trouble("key.refused", name=named(given))


def keep(db: Session, given: Settings, now: datetime) -> None:
    """Note the key under which a new database begins; raises Trouble if it is words."""
    if laws.newest(db) is None:
        refuse_words(given)
        log.append(db, now, "key.kept", {"mark": keys.mark(secret_key(given))})


def key_for(given: Settings, engine: Engine, warn: Callable[[str], object] = tell) -> bytes:
    """Give the key to work with; raises Trouble for words where only a key will do."""
    key = secret_key(given)
    with reading(engine) as db:
        found = standing(db, key)
    if found is Standing.REFUSED:
        raise Trouble("key.refused", name=named(given))
    if found in {Standing.WORDS, Standing.OTHER}:
        warn(sentence(given.language, f"key.{found}", name=named(given)))
    return key


def rotate(db: Session, given: Settings, now: datetime) -> int:
    """Let another key take the place of the one so far; tell how many open codes that ends.

    In the settings it must stand already; a file gets a new one.
    """
    key = secret_key(given)
    if standing(db, key) not in {Standing.UNKEPT, Standing.OTHER}:
        if given.secret_key:
            raise Trouble("key.set_first", name=named(given))
        key = keys.new().encode()
    ended = invitations.end_open(db, now)
    facts = {"from": _kept(db), "to": keys.mark(key), "codes": ended}
    log.append(db, now, "key.rotated", facts)
    if not given.secret_key:
        replace_key(given, key)
    return ended


def _kept(db: Session) -> str:
    """Give the mark of the key that the database is under; "" if it goes on from before."""
    newest = log.newest(db, "key.kept", "key.rotated")
    return str(newest.get("to") or newest.get("mark") or "") if newest else ""

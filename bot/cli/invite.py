"""`sigap invite`: one-time codes, and the links that carry them."""

import asyncio
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot import files, keyring, office, settings
from bot.channels import Misconfigured, SendError
from bot.cli.telegram import connect
from bot.clock import Clock
from bot.console import Trouble, sentence, tell
from bot.settings import Settings
from handlers import enrol
from handlers.desk import Desk
from storage import people, private
from storage.rows import Person

COLUMNS = ("nip", "name", "code", "telegram_link")
AT_ONCE = 200  # codes a transaction, so that a running bot never waits for long
LINK = "https://t.me/{username}?start={code}"


def invite(path: Path | None, nips: Sequence[str], *, everybody: bool, lost: bool = False) -> None:
    """Make codes and write them; an older code dies only when its successor is written."""
    given, clock = settings.load(), Clock()
    engine, _ = office.open_memory(given, clock)
    key, username = keyring.key_for(given, engine), _username(given)
    with office.at_desk(engine, given, clock) as desk:
        chosen = _chosen(desk, nips, everybody=everybody)
    with _opened(path) as out:
        files.write_csv(out, COLUMNS, [])
        for start in range(0, len(chosen), AT_ONCE):
            with office.at_desk(engine, given, clock, key, decides=True) as desk:
                some = [people.get(desk.db, n) for n in chosen[start : start + AT_ONCE]]
                files.write_rows(
                    out, COLUMNS, [_invite(desk, p, username, lost=lost) for p in some]
                )
                out.flush()
    said = "invite.done" if chosen else "invite.nobody"
    tell(sentence(given.language, said, count=len(chosen), days=enrol.CODE_DAYS))


def _chosen(desk: Desk, nips: Sequence[str], *, everybody: bool) -> list[int]:
    if nips:
        return list(dict.fromkeys(_person(desk, nip).id or 0 for nip in nips))
    enrolled = set() if everybody else people.enrolled_ids(desk.db)
    return [p.id for p in people.active(desk.db) if p.id and p.id not in enrolled]


def _person(desk: Desk, nip: str) -> Person:
    bare = "".join(nip.split()).upper()
    found = people.by_nip(desk.db, bare) or people.by_nip(desk.db, bare.replace(".", ""))
    if found is None or not found.active:
        raise Trouble("invite.unknown", nip=nip)
    return found


def _invite(desk: Desk, person: Person, username: str, *, lost: bool) -> dict[str, str]:
    code = "".join(secrets.choice(enrol.CODE_ALPHABET) for _ in range(enrol.CODE_LENGTH))
    enrol.invite(desk, person, code, lost=lost)
    half = enrol.CODE_LENGTH // 2
    return {
        "nip": person.nip,
        "name": person.name,
        "code": f"{code[:half]}-{code[half:]}",  # easier to type; the dash counts for nothing
        "telegram_link": LINK.format(username=username, code=code) if username else "",
    }


@contextmanager
def _opened(path: Path | None) -> Iterator[TextIO]:
    """Open the file for its owner's eyes only: a code is as good as a key until it is used."""
    if path is None:
        yield sys.stdout
        return
    try:
        private.make_file(path)
        handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise Trouble("files.unwritable", path=path, why=error.strerror) from None


def _username(given: Settings) -> str:
    """Ask Telegram for the bot's name; codes work without it."""
    if given.missing("telegram"):
        return ""
    try:
        return asyncio.run(_ask(given))
    except (SendError, Misconfigured) as error:
        tell(sentence(given.language, "invite.no_links", why=error))
        return ""


async def _ask(given: Settings) -> str:
    telegram = connect(given)
    try:
        return await telegram.me()
    finally:
        await telegram.close()

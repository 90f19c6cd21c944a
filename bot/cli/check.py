"""`sigap check`: everything that must be right before the bot runs, one line each."""

import asyncio
import os
import string
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from telegram.error import TelegramError

from bot import console, keyring, office, settings, voice
from bot.channels import Misconfigured, SendError
from bot.channels.telegram import Telegram
from bot.channels.telegram.request import AiohttpRequest
from bot.cli import whatsapp_check
from bot.cli.telegram import PATIENCE, connect
from bot.cli.who import say_waiting, waiting
from bot.console import Trouble, sentence, show
from bot.settings import Settings, SettingsError, plain
from handlers import keys
from storage import database, server

OK, WARN, FAULT, OFF = "OK", "WARN", "FAULT", "OFF"
KEYS = {  # others are warned of
    keyring.Standing.OWN: OK,
    keyring.Standing.REFUSED: FAULT,
    keyring.Standing.OTHER: FAULT,
}
MOST_SKEW = 5.0  # seconds; more, and an answer may seem to come before its call


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: a state, what it is about, and what to know or to do about it."""

    state: str
    about: str
    text: str


def check() -> int:
    """Print every finding; the exit code is 1 if one is a fault."""
    found = list(_all())
    for one in found:
        show(f"{one.state:<6}{one.about:<11}{one.text}")
    return int(any(one.state == FAULT for one in found))


def _all() -> Iterator[Finding]:
    language = settings.said_language()
    try:
        given = settings.load()
    except SettingsError as error:
        yield from (Finding(FAULT, "settings", line) for line in error.lines(language))
        yield _texts(language)
        return
    yield from _settings(given)
    yield _key(given)
    yield _database(given)
    yield _circular(given)
    yield from _who(given)
    yield _texts(language)
    yield from asyncio.run(_telegram(given))
    yield from (Finding(*line) for line in whatsapp_check.findings(given))


def _say(given: Settings, state: str, about: str, key: str, /, **blanks: object) -> Finding:
    return Finding(state, about, sentence(given.language, f"check.{key}", **blanks))


def _trouble(given: Settings, about: str, trouble: Trouble) -> Finding:
    return Finding(FAULT, about, "; ".join(trouble.lines(given.language)))


def _settings(given: Settings) -> Iterator[Finding]:
    unknown = settings.unknown()
    if unknown:
        yield _say(given, FAULT, "settings", "unknown_settings", names=", ".join(unknown))
    else:
        yield _say(given, OK, "settings", "settings", bind=given.bind, language=given.language)


def _key(given: Settings) -> Finding:
    if not settings.key_file(given).exists() and not given.secret_key:
        if _writable(given.data_dir):
            return _say(given, OK, "key", "key_later", path=settings.key_file(given))
        return _say(given, FAULT, "key", "folder", path=given.data_dir)
    try:
        key = settings.secret_key(given)
        found = keyring.standing_at(given, key)
    except Trouble as trouble:
        return _trouble(given, "key", trouble)
    except office.UNUSABLE:  # of which the database has its own line
        found = keyring.Standing.OWN if keys.is_strong(key) else keyring.Standing.WORDS
    text = sentence(given.language, f"key.{found}", name=keyring.named(given))
    return Finding(KEYS.get(found, WARN), "key", text)


def _writable(folder: Path) -> bool:
    """Tell whether a folder can be written to, or made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)


def _file(url: URL) -> Path | None:
    """Give the file of a database that is one."""
    named = url.database or ""
    return Path(named) if url.get_backend_name() == "sqlite" and named != ":memory:" else None


def _database(given: Settings) -> Finding:
    url = make_url(given.database_url)
    shown = url.render_as_string(hide_password=True)
    file = _file(url)
    if file and not file.exists():
        if file.parent.is_dir() and os.access(file.parent, os.W_OK):
            return _say(given, OK, "database", "database_later", url=shown)
        return _say(given, FAULT, "database", "folder", path=file.parent)
    try:
        engine = database.connect(given.database_url)
        database.refuse_others(engine)
        if refused := server.refusal(engine):
            return _trouble(given, "database", Trouble(f"database.{refused}"))
        stands, needed = database.revision(engine), database.newest_revision(engine)
        if stands == needed:
            return _say(given, OK, "database", "database", url=shown, revision=stands)
    except office.UNUSABLE as error:
        return _trouble(given, "database", office.trouble(error))
    state = OK if file else FAULT  # SQLite is migrated at the start, others by hand
    return _say(given, state, "database", "database_old", url=shown, revision=stands or "-")


def _circular(given: Settings) -> Finding:
    try:
        law = office.load_law(given)
    except Trouble as trouble:
        return _trouble(given, "circular", trouble)
    facts = {"id": law.id, "hash": law.hash[:12], "title": law.title}
    return _say(given, OK, "circular", "circular", **facts)


def _who(given: Settings) -> Iterator[Finding]:
    """Say how many are not called because nobody has confirmed their posts."""
    file = _file(make_url(given.database_url))
    if file and not file.exists():
        return
    try:
        engine = database.connect(given.database_url)
        left = waiting(given, engine) if database.is_current(engine) else None
    except (*office.UNUSABLE, Trouble):
        return  # said above
    if left is not None:
        open_ones, asked = left
        none = sentence(given.language, "who.all_confirmed")
        yield Finding(OK, "who", say_waiting(given.language, open_ones) if open_ones else none)
        if asked:
            yield Finding(OK, "who", sentence(given.language, "who.held", count=asked))


def _texts(language: str) -> Finding:
    try:
        odd = sorted(_differences())
    except (OSError, ValueError) as error:
        return Finding(FAULT, "texts", sentence(language, "check.texts_broken", why=error))
    if odd:
        text = sentence(language, "check.texts_differ", keys=", ".join(odd[:10]))
        return Finding(FAULT, "texts", text)
    count = len(voice.texts("id"))
    return Finding(OK, "texts", sentence(language, "check.texts", count=count))


def _differences() -> set[str]:
    """Name the keys that one language lacks, or whose blanks differ."""
    odd: set[str] = set()
    for read in (voice.texts, console.texts):
        first, second = (_blanks(read(language)) for language in console.LANGUAGES)
        odd |= {key for key, _ in first.items() ^ second.items()}
    return odd


def _blanks(texts: dict[str, str]) -> dict[str, frozenset[str]]:
    parse = string.Formatter().parse
    return {key: frozenset(p[1] for p in parse(text) if p[1]) for key, text in texts.items()}


async def _telegram(given: Settings) -> list[Finding]:
    missing = given.missing("telegram")
    if missing:
        return [_say(given, OFF, "telegram", "off", names=", ".join(missing))]
    telegram = connect(given)
    try:
        return [finding async for finding in _ask(given, telegram)]
    finally:
        await telegram.close()


async def _ask(given: Settings, telegram: Telegram) -> AsyncIterator[Finding]:
    try:
        username = await telegram.me()
    except (SendError, Misconfigured) as error:
        yield _unanswered(given, "telegram", error)
        return
    yield _say(given, OK, "telegram", "telegram", username=username, mode=given.telegram_mode)
    yield await _webhook(given)
    skew = await telegram.clock_skew()
    if skew is None:
        yield _say(given, FAULT, "clock", "clock_unknown")
    else:
        state, key = (OK, "clock") if abs(skew) <= MOST_SKEW else (FAULT, "clock_wrong")
        yield _say(given, state, "clock", key, skew=f"{skew:+.1f}")


def _unanswered(given: Settings, about: str, error: SendError | Misconfigured) -> Finding:
    if isinstance(error, SendError):
        return _say(given, FAULT, about, "telegram_unreachable", why=error.detail or error.cause)
    return _say(given, FAULT, about, "telegram_refuses", why=error)


async def _webhook(given: Settings) -> Finding:
    request = AiohttpRequest(PATIENCE)
    url = f"{given.telegram_api_url}/bot{plain(given.telegram_token)}/getWebhookInfo"
    try:
        state = await request.call(url, {}, PATIENCE)
    except TelegramError as error:
        return _say(given, FAULT, "webhook", "telegram_refuses", why=error)
    finally:
        await request.shutdown()
    return _judge_webhook(given, state)


def _judge_webhook(given: Settings, state: dict[str, object]) -> Finding:
    there, waiting = state.get("url") or "", state.get("pending_update_count", 0)
    if given.telegram_mode == "polling":
        key = "webhook_removed" if there else "webhook_none"
        return _say(given, OK, "webhook", key, waiting=waiting)
    if not there:
        return _say(given, OK, "webhook", "webhook_later", url=given.webhook_url)
    if there != given.webhook_url:
        return _say(given, FAULT, "webhook", "webhook_elsewhere", url=given.webhook_url)
    if waiting and (why := state.get("last_error_message")):
        return _say(given, FAULT, "webhook", "webhook_fails", why=why, waiting=waiting)
    return _say(given, OK, "webhook", "webhook", url=there, waiting=waiting)

"""`sigap run`: the channels that the settings switch on, until somebody says stop."""

import logging
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

from bot import keyring, logs, loop
from bot.app import ROLES, Program
from bot.channels import Misconfigured
from bot.channels.telegram import Telegram, guard_logs
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.templates import load
from bot.clock import Clock
from bot.console import Trouble
from bot.core import Bot
from bot.office import open_memory
from bot.opening import Opening
from bot.settings import SECRETS, Settings, plain
from bot.signals import run_until_signalled
from bot.web import application, hook, open_port, serve_at
from bot.web.server import address_of
from storage import database, outages, server
from storage.database import reading

Made = TypeVar("Made")
logger = logging.getLogger(__name__)
BROKEN = 2  # the exit code of a setting that can never work


def run(settings: Settings, only: str = "") -> int:
    """Run the bot, or `only` some of its roles; return the exit code."""
    roles = _roles(settings, only)
    _refuse_unfit(settings)
    logs.set_up(settings.log_level, settings.log_format)
    guard_logs(settings.twilio_account_sid, *(plain(getattr(settings, n)) for n in SECRETS))
    try:
        loop.run(_run(settings, roles))
    except BaseExceptionGroup as group:
        faults = group.subgroup(Misconfigured)
        if faults is None:
            raise
        print(*(str(fault) for fault in faults.exceptions), sep="\n", file=sys.stderr)  # noqa: T201
        return BROKEN
    return 0


def _roles(settings: Settings, only: str) -> list[str]:
    """Read "web,listen"; several processes need a database that serves them all."""
    roles = [role.strip().lower() for role in only.split(",") if role.strip()]
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise Trouble("run.no_role", role=unknown[0], roles=", ".join(ROLES))
    if roles and settings.database_url.startswith("sqlite"):
        raise Trouble("run.needs_server")
    return roles or list(ROLES)


async def _run(settings: Settings, roles: list[str]) -> None:
    engine, law = open_memory(settings, Clock(), runs=True)
    clock = Clock(database.now(engine))  # processes of a server share its clock, on any machine
    window = timedelta(seconds=law.call.window_seconds) if law.call else None
    bot = Bot(engine, keyring.key_for(settings, engine, logger.warning), settings.language)
    program = Program(bot, clock, window, roles)
    program.keep_photos(settings.data_dir)
    telegram = _working(_telegram, settings, clock, program)
    whatsapp = _working(_whatsapp, settings, clock, program)
    for channel in (telegram, whatsapp):
        if channel:
            program.add(channel)
    web = "web" in roles
    hooks = whatsapp.webhooks if whatsapp and web else {}
    app = application(
        program,
        telegram.webhook if telegram and web else None,
        [hook(path, "whatsapp", take) for path, take in hooks.items()],
        metered=settings.metrics == "on",
    )
    address = ""
    try:
        port = open_port(*settings.bind_address)
    except Misconfigured as error:
        if web and (settings.telegram_mode == "webhook" or whatsapp):
            raise
        logger.warning("no /health: %s (SIGAP_BIND)", error)
    else:
        address = address_of(port)
        program.beside(serve_at(app, port, stopped=program.stopped))
    Opening(settings, program, law, address).tell()
    await run_until_signalled(program)


def _refuse_unfit(settings: Settings) -> None:
    """Begin nothing on a database in which nobody can work; raises Trouble."""
    engine = database.connect(settings.database_url)
    try:
        refused = server.refusal(engine)
    finally:
        engine.dispose()
    if refused:
        raise Trouble(f"database.{refused}")


def _working(make: Callable[..., Made | None], *given: object) -> Made | None:
    """Make a channel; one whose settings can never work keeps no other from its work."""
    try:
        return make(*given)
    except Misconfigured as error:
        logger.error("this channel is off: %s", error)  # noqa: TRY400 - one line for a person
        return None


def _telegram(settings: Settings, clock: Clock, program: Program) -> Telegram | None:
    if not settings.telegram_token:
        logger.warning("Telegram is off: SIGAP_TELEGRAM_TOKEN is not set")
        return None
    return Telegram(
        settings.telegram_token.get_secret_value(),
        settings.telegram_api_url,
        clock,
        next_deadline=program.next_deadline,
        mode=settings.telegram_mode,
        webhook_url=settings.webhook_url,
        webhook_secret=settings.webhook_secret,
    )


def _whatsapp(settings: Settings, clock: Clock, program: Program) -> WhatsApp | None:
    if missing := settings.missing("whatsapp"):
        logger.warning("WhatsApp is off: %s is not set", ", ".join(missing))
        return None
    with reading(program.bot.engine) as db:
        heard_before = outages.last_beat(db, WhatsApp.name)
    return WhatsApp(
        settings.twilio_account_sid,
        plain(settings.twilio_auth_token),
        settings.twilio_whatsapp_from,
        clock,
        public_url=settings.public_url,
        api_url=settings.twilio_api_url,
        next_deadline=program.next_deadline,
        templates=load(settings.templates_file),
        heard_before=heard_before,
        awaited=partial(program.ears.awaited, WhatsApp.name),
        per_second=settings.whatsapp_per_second,
        per_person=timedelta(seconds=settings.whatsapp_seconds_per_person),
        people_per_day=settings.whatsapp_people_per_day,
        buttons=settings.whatsapp_buttons == "on",
    )

"""`sigap run`: the channels that the settings switch on, until somebody says stop."""

import asyncio
import logging
import sys
from datetime import timedelta

from bot.app import Program, run_until_signalled
from bot.channels import Misconfigured
from bot.channels.telegram import Telegram, guard_logs
from bot.clock import Clock
from bot.core import Bot
from bot.office import open_memory
from bot.settings import Settings, secret_key
from bot.web import application, open_port, serve_at

logger = logging.getLogger(__name__)
BROKEN = 2  # the exit code of a setting that can never work


def run(settings: Settings) -> int:
    """Run the bot; return the exit code."""
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    secrets = [settings.telegram_token, settings.telegram_webhook_secret]
    guard_logs(*(secret.get_secret_value() for secret in secrets if secret))
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    try:
        asyncio.run(_run(settings))
    except BaseExceptionGroup as group:
        faults = group.subgroup(Misconfigured)
        if faults is None:
            raise
        print(*(str(fault) for fault in faults.exceptions), sep="\n", file=sys.stderr)  # noqa: T201
        return BROKEN
    return 0


async def _run(settings: Settings) -> None:
    clock = Clock()
    engine, law = open_memory(settings, clock)
    window = timedelta(seconds=law.call.window_seconds) if law.call else None
    bot = Bot(engine, secret_key(settings), settings.language)
    program = Program(bot, clock, window)
    program.keep_photos(settings.data_dir)
    telegram = _telegram(settings, clock, program)
    if telegram:
        program.add(telegram)
    logger.info("circular %s; channels: %s", law.id, ", ".join(program.channels) or "none")
    app = application(program, telegram.webhook if telegram else None)
    try:
        port = open_port(*settings.bind_address)
    except Misconfigured as error:
        if settings.telegram_mode == "webhook":
            raise
        logger.warning("no /health: %s (SIGAP_BIND)", error)
    else:
        program.beside(serve_at(app, port, stopped=program.stopped))
    await run_until_signalled(program)


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

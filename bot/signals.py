"""Stopping politely: Ctrl-C, or a signal of whoever runs us."""

import asyncio
import contextlib
import signal

from bot.app import Program
from bot.watchdog import tell_systemd


async def run_until_signalled(program: Program) -> None:
    """Run until Ctrl-C or a polite kill."""
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises by itself there
            loop.add_signal_handler(sign, program.stopped.set)
    program.beside(tell_systemd(program))
    await program.run()

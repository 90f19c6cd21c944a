"""The yardstick: a bot as PTB's own examples write it, with PTB's defaults, polling.

`python -m tests.bench.ptb echo|nothing URL COUNT`
"""

import logging
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters

from tests.fakes.telegram import TOKEN


async def echo(update: Update, _context: Any) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


class Nothing:
    """Handle `count` updates and say so once."""

    def __init__(self, count: int) -> None:
        self.left = count

    async def __call__(self, _update: Update, context: Any) -> None:
        self.left -= 1
        if not self.left:
            await context.bot.do_api_request("done")


def main() -> None:
    what, url, count = sys.argv[1:]
    logging.getLogger("telegram").setLevel(logging.ERROR)
    application = Application.builder().token(TOKEN).base_url(f"{url}/bot").build()
    handler = echo if what == "echo" else Nothing(int(count))
    application.add_handler(MessageHandler(filters.TEXT, handler))
    application.run_polling()


if __name__ == "__main__":
    main()

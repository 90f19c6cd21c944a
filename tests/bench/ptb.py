"""The yardstick: a bot as PTB's own examples write it, polling.

`python -m tests.bench.ptb echo|nothing URL COUNT default|fast off|on`: with PTB's own request or
with ours over aiohttp, and with concurrent_updates off (PTB's default) or on.
"""

import logging
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters

from bot.channels.telegram.request import AiohttpRequest
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
    what, url, count, request, concurrent = sys.argv[1:]
    logging.getLogger("telegram").setLevel(logging.ERROR)
    builder = Application.builder().token(TOKEN).base_url(f"{url}/bot")
    if request == "fast":
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(limit=8))
    if concurrent == "on":
        builder = builder.concurrent_updates(True)
    application = builder.build()
    handler = echo if what == "echo" else Nothing(int(count))
    application.add_handler(MessageHandler(filters.TEXT, handler))
    application.run_polling()


if __name__ == "__main__":
    main()

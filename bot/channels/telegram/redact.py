"""Keep secrets out of the log: Telegram's URLs carry the bot's token, and many read a log."""

import logging
import traceback

HIDDEN = "***"
MIN_SECRET = 8
TALKATIVE = {"telegram": logging.INFO, "httpx": logging.WARNING, "httpcore": logging.WARNING}


class Redact(logging.Filter):
    """Replace each secret in a record's message, arguments and traceback.

    Of a token `123:ABC` only `ABC` is hidden: that also covers the forms in which `:` is escaped,
    and the bot's number stays readable. Put it on handlers: a logger's filter never sees the
    records of its children.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        parts = [secret.rpartition(":")[2] for secret in secrets]
        whole = [
            part if len(part) >= MIN_SECRET else secret
            for part, secret in zip(parts, secrets, strict=True)
        ]
        # a secret within a longer one must not hide its middle and leave the rest
        self._secrets = tuple(
            sorted({secret for secret in whole if secret}, key=len, reverse=True)
        )

    def clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if (cleaned := self.clean(message)) != message:
            record.msg, record.args = cleaned, ()
        if record.exc_info and record.exc_info[1] is not None:
            self._clean_exception(record, record.exc_info[1])
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True

    def _clean_exception(self, record: logging.LogRecord, error: BaseException) -> None:
        text = record.exc_text or "".join(traceback.format_exception(error)).rstrip("\n")
        if (cleaned := self.clean(text)) != text:
            # Some handlers format exc_info anew, so it must go once its text holds a secret.
            record.exc_info, record.exc_text = None, cleaned


def guard_logs(*secrets: str) -> Redact:
    """Put one filter on all of the root logger's handlers; call it when they are set up."""
    redact = Redact(*secrets)
    for handler in logging.getLogger().handlers:
        handler.addFilter(redact)
    return redact


def hush_libraries() -> None:
    """Forbid what libraries log of URLs with a token in them and, at DEBUG, of people's words."""
    for name, level in TALKATIVE.items():
        logging.getLogger(name).setLevel(level)

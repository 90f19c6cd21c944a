"""How a finished message looks to Twilio: what `messages.create` takes."""

import json
from datetime import datetime, timedelta
from typing import Any

from bot.channels import Outgoing, SendError
from bot.channels.pieces import pieces
from bot.channels.whatsapp.templates import Templates
from handlers.traits import Traits

LIMIT = 1600  # characters of a body at Twilio; WhatsApp would take 4,096
LEAST, MOST = 1, 36_000  # seconds of a validity period

TRAITS = Traits(
    buttons=False,
    slash=False,
    live_location=False,
    media=False,
    receipts=True,
    session=timedelta(hours=24),
)


def letters(message: Outgoing, templates: Templates, now: datetime) -> list[dict[str, Any]]:
    """Write the requests that say a message; a template is always one."""
    until = validity(message.expires_at, now)
    if message.opens:
        return [_template(message, templates) | until]
    return [{"body": part} | until for part in pieces(message.text, LIMIT)]


def _template(message: Outgoing, templates: Templates) -> dict[str, Any]:
    sid = templates.sid(message.key, message.language)
    if sid is None:
        raise SendError("no_session", f"no template for {message.key} in {message.language}")
    variables = templates.variables(message.key, message.language, message.values)
    written = {"content_variables": json.dumps(variables)} if variables else {}
    return {"content_sid": sid, **written}


def validity(expires_at: datetime | None, now: datetime) -> dict[str, int]:
    """Let nothing wait in Twilio's queue for longer than it means something."""
    if expires_at is None:
        return {}
    left = int((expires_at - now).total_seconds())
    return {"validity_period": min(MOST, max(LEAST, left))}

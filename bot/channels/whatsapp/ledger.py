"""Twilio's list of messages: what people wrote, even if no webhook could bring it."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessagePage

from bot.channels import Raw
from bot.channels.whatsapp.errors import UNREADABLE
from bot.channels.whatsapp.parse import CREATED, RECOVERED

log = logging.getLogger(__name__)

PAGE = 1000


def written(client: Client, number: str, since: datetime, ahead: timedelta) -> list[Raw]:
    """List what was written to our number since a moment, oldest first; all pages or an error.

    `ahead`: by how much Twilio's clock is ahead of ours, in which all is dated here.
    """
    page, found = (
        client.messages.page(to=number, date_sent_after=since + ahead, page_size=PAGE),
        list[Raw](),
    )
    while page:
        found += _inbound(page, ahead)
        page = page.next_page()
    return found[::-1]


def _inbound(page: MessagePage, ahead: timedelta) -> Iterator[Raw]:
    """Read what is on a page; one message that cannot be read takes no other with it."""
    while True:
        try:
            message = next(page)
            if message.direction == "inbound" and message.sid:
                yield _raw(message, ahead)
        except StopIteration:
            return
        except UNREADABLE as error:
            log.warning("one of Twilio's messages cannot be read: %s", type(error).__name__)


def created(client: Client, sid: str) -> datetime:
    """Ask when a message was written, by Twilio's clock; raise ValueError if it does not say."""
    written: datetime | None = client.messages(sid).fetch().date_created
    if written is None:
        raise ValueError("a message without a date")
    return written


def status(client: Client, sid: str) -> Raw:
    """Ask what became of a message of ours, in the words of a status callback."""
    message = client.messages(sid).fetch()
    code = str(message.error_code or "")
    told = {"MessageSid": sid, "MessageStatus": str(message.status), "ErrorCode": code}
    return {name: value for name, value in told.items() if value}


def with_media(client: Client, raw: Raw) -> Raw:
    """Add where the first file of a recovered message lies, as its webhook would have told."""
    if raw["NumMedia"] == "0":
        return raw
    files = client.messages(raw["MessageSid"]).media.list(limit=1)
    if not files:
        return raw  # deleted meanwhile; still a message with a file
    place = str(files[0].uri).removesuffix(".json")
    root = client.api.base_url
    return raw | {"MediaUrl0": f"{root}{place}", "MediaContentType0": str(files[0].content_type)}


def _raw(message: Any, ahead: timedelta) -> Raw:
    created = (message.date_created - ahead).isoformat() if message.date_created else ""
    return {
        RECOVERED: True,
        "MessageSid": str(message.sid),
        "From": message.from_ or "",
        "To": message.to or "",
        "Body": message.body or "",
        "NumMedia": str(message.num_media or "0"),
        CREATED: created,
    }

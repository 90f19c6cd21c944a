"""The Messages resource and its media: what is refused at once, kept, listed and shown."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from tests.fakes.twilio import content
from tests.fakes.twilio.pages import Page
from tests.fakes.twilio.world import (
    BSUID,
    PHONE,
    ApiError,
    Created,
    Json,
    Media,
    Message,
    World,
)

Params = dict[str, str]
LONGEST_BODY = 1600
WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def create(world: World, form: Params) -> Message:
    """Accept a message or raise what Twilio answers; both are remembered."""
    try:
        message = _accepted(world, form)
    except ApiError as error:
        remember(world, form, code=error.code)
        raise
    world.messages[message.sid] = message
    remember(world, form, sid=message.sid)
    return message


def remember(world: World, form: Params, sid: str = "", code: int = 0) -> None:
    names = ("To", "Body", "ContentSid", "ContentVariables", "StatusCallback")
    to, body, content_sid, variables, callback = (form.get(name, "") for name in names)
    world.created.append(
        Created(
            world.now(),
            to,
            body,
            content_sid,
            variables,
            callback,
            sid,
            code,
            sender=form.get("From", ""),
            validity=_validity(form, at_least=0),
        )
    )


def _accepted(world: World, form: Params) -> Message:
    to = form.get("To", "")
    _check(world, form, to)
    sid = form.get("ContentSid", "")
    shown = content.show(world, sid, form.get("ContentVariables", "")) if sid else None
    text = shown.text if shown else form["Body"]
    if len(text) > LONGEST_BODY:
        raise ApiError(400, 21617, "The message body exceeds the 1600 character limit")
    found = world.contents.get(sid)
    message = Message(
        world.sid("SM"),
        form["From"],
        to,
        text,
        "queued",
        world.now(),
        world.now(),
        buttons_shown=shown.buttons if shown else (),
        content_sid=sid,
        callback=form.get("StatusCallback", ""),
        validity=_validity(form),
        template=bool(found and found.approved),
    )
    message.ttl = found.ttl if found and found.approved else message.ttl
    return message


def _check(world: World, form: Params, to: str) -> None:
    if not to:
        raise ApiError(400, 21604, "A 'To' phone number is required.")
    if not (PHONE.fullmatch(to) or BSUID.fullmatch(to)):
        raise ApiError(400, 21211, f"Invalid 'To' Phone Number: {to}")
    if form.get("From") != world.number:
        raise ApiError(
            400, 63007, "Twilio could not find a Channel with the specified From address"
        )
    if not form.get("Body") and not form.get("ContentSid"):
        raise ApiError(400, 21619, "A text message body or media urls must be specified.")
    if to in world.people and world.people[to].opted_out:
        raise ApiError(400, 21610)
    callback = form.get("StatusCallback", "")
    if callback and not re.fullmatch(r"https?://[^/\s]+\S*", callback):
        raise ApiError(400, 21609, f"The StatusCallback URL {callback} is not a valid URL.")


def _validity(form: Params, at_least: int = 1) -> int:
    given = form.get("ValidityPeriod", "36000")
    if at_least and not (given.isdigit() and at_least <= int(given) <= 36_000):
        raise ApiError(400, 21624, "ValidityPeriod must be between 1 and 36000")
    return int(given) if given.isdigit() else 0


def update(message: Message, form: Params) -> Message:
    """Redact the text; nothing else of a sent message can be changed."""
    if form.get("Body") != "":
        raise ApiError(400, 20001, "Body can only be emptied")
    message.text = ""
    return message


def listed(world: World, path: str, query: Params) -> Json:
    wanted = [message for message in world.newest_first() if _matches(message, query)]
    page = Page(wanted, lambda message: message.sid, query)
    shown = [shown_message(world, world.messages[sid]) for sid in page.sids]
    return page.of_2010(path, "messages", shown)


def listed_media(world: World, message: Message, path: str, query: Params) -> Json:
    page = Page(message.media, lambda media: media.sid, query)
    shown = [shown_media(world, message, m) for m in message.media if m.sid in page.sids]
    return page.of_2010(path, "media_list", shown)


def _matches(message: Message, query: Params) -> bool:
    if query.get("To", message.to) != message.to:
        return False
    if query.get("From", message.sender) != message.sender:
        return False
    return all(_dated(message, query[name], holds) for name, holds in DATES if name in query)


DATES: tuple[tuple[str, Callable[[float, float, float], bool]], ...] = (
    ("DateSent", lambda sent, begin, end: begin <= sent < end),
    ("DateSent<", lambda sent, begin, end: sent <= begin),
    ("DateSent>", lambda sent, begin, end: sent >= begin),
)


def _dated(message: Message, given: str, holds: Callable[[float, float, float], bool]) -> bool:
    if message.sent is None:
        return False
    try:
        begin = datetime.fromisoformat(given)
    except ValueError:
        raise ApiError(400, 20001, f"{given} is not a valid date") from None
    begin = begin if begin.tzinfo else begin.replace(tzinfo=UTC)
    length = 86_400 if WHOLE_DAY.fullmatch(given) else 1
    return holds(int(message.sent), begin.timestamp(), begin.timestamp() + length)


def media(message: Message, sid: str) -> Media:
    for found in message.media:
        if found.sid == sid:
            return found
    raise ApiError(404, 20404, f"The requested resource {sid} was not found")


def date(seconds: float | None) -> str | None:
    """Write a time as RFC 2822 says, in whole seconds."""
    return None if seconds is None else format_datetime(datetime.fromtimestamp(int(seconds), UTC))


def shown_message(world: World, message: Message) -> Json:
    here = f"/2010-04-01/Accounts/{world.account_sid}/Messages/{message.sid}"
    return {
        "account_sid": world.account_sid,
        "api_version": "2010-04-01",
        "body": message.text,
        "date_created": date(message.created),
        "date_sent": date(message.sent),
        "date_updated": date(message.updated),
        "direction": "inbound" if message.inbound else "outbound-api",
        "error_code": message.code or None,
        "error_message": None,
        "from": message.sender,
        "messaging_service_sid": None,
        "num_media": str(len(message.media)),
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{here}/Media.json"},
        "to": message.to,
        "uri": f"{here}.json",
    }


def shown_media(world: World, message: Message, found: Media) -> Json:
    here = f"/2010-04-01/Accounts/{world.account_sid}/Messages/{message.sid}/Media/{found.sid}"
    return {
        "account_sid": world.account_sid,
        "content_type": found.kind,
        "date_created": date(found.created),
        "date_updated": date(found.created),
        "parent_sid": message.sid,
        "sid": found.sid,
        "uri": f"{here}.json",
    }

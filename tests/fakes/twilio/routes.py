"""Which request is which operation of Twilio's own OpenAPI documents, by their names."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.twilio import content, messages, senders
from tests.fakes.twilio.world import ApiError, Json, Message, World

ACCOUNT = "/2010-04-01/Accounts/{AccountSid}"
ONE, MEDIA = f"{ACCOUNT}/Messages/{{Sid}}.json", f"{ACCOUNT}/Messages/{{MessageSid}}/Media"
CONTENT, APPROVAL = "/v1/Content", "ApprovalRequests"
SENDERS = "/v2/Channels/Senders"


@dataclass(frozen=True)
class Asked:
    path: str
    named: dict[str, str]
    query: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Exchange:
    """One call of the REST API and its answer, to be checked against Twilio's own document."""

    operation: str
    method: str
    path: str
    query: dict[str, str]
    kind: str  # content type of the request
    body: Any
    status: int
    answer: Any = field(repr=False)


Reply = tuple[int, Json | None, Message | None]  # the message, if one is to be carried
Handler = Callable[[World, Asked], Reply]


def _create(world: World, asked: Asked) -> Reply:
    message = messages.create(world, asked.body)
    return 201, messages.shown_message(world, message), message


def _list(world: World, asked: Asked) -> Reply:
    return 200, messages.listed(world, asked.path, asked.query), None


def _fetch(world: World, asked: Asked) -> Reply:
    return 200, messages.shown_message(world, world.message(asked.named["Sid"])), None


def _update(world: World, asked: Asked) -> Reply:
    message = messages.update(world.message(asked.named["Sid"]), asked.body)
    return 200, messages.shown_message(world, message), None


def _delete(world: World, asked: Asked) -> Reply:
    del world.messages[world.message(asked.named["Sid"]).sid]
    return 204, None, None


def _list_media(world: World, asked: Asked) -> Reply:
    message = world.message(asked.named["MessageSid"])
    return 200, messages.listed_media(world, message, asked.path, asked.query), None


def _fetch_media(world: World, asked: Asked) -> Reply:
    message = world.message(asked.named["MessageSid"])
    found = messages.media(message, asked.named["Sid"])
    return 200, messages.shown_media(world, message, found), None


def _delete_media(world: World, asked: Asked) -> Reply:
    message = world.message(asked.named["MessageSid"])
    message.media.remove(messages.media(message, asked.named["Sid"]))
    return 204, None, None


def _create_content(world: World, asked: Asked) -> Reply:
    return 201, content.shown(world, content.create(world, _json(asked))), None


def _list_content(world: World, asked: Asked) -> Reply:
    return 200, content.listed(world, asked.query), None


def _list_approvals(world: World, asked: Asked) -> Reply:
    return 200, content.listed(world, asked.query, approvals=True), None


def _fetch_content(world: World, asked: Asked) -> Reply:
    return 200, content.shown(world, content.find(world, asked.named["Sid"])), None


def _delete_content(world: World, asked: Asked) -> Reply:
    del world.contents[content.find(world, asked.named["Sid"]).sid]
    return 204, None, None


def _submit(world: World, asked: Asked) -> Reply:
    found = content.find(world, asked.named["ContentSid"])
    return 201, content.submit(found, _json(asked)), None


def _fetch_approval(world: World, asked: Asked) -> Reply:
    return 200, content.shown_approval(world, content.find(world, asked.named["Sid"])), None


def _list_senders(world: World, asked: Asked) -> Reply:
    return 200, senders.listed(world, asked.query), None


def _fetch_sender(world: World, asked: Asked) -> Reply:
    return 200, senders.fetched(world, asked.named["Sid"]), None


def _json(asked: Asked) -> Json:
    if not isinstance(asked.body, dict):
        raise ApiError(400, 20001, "a JSON object is expected")
    return asked.body


ROUTES: dict[str, tuple[str, str, Handler]] = {
    "CreateMessage": ("POST", f"{ACCOUNT}/Messages.json", _create),
    "ListMessage": ("GET", f"{ACCOUNT}/Messages.json", _list),
    "FetchMessage": ("GET", ONE, _fetch),
    "UpdateMessage": ("POST", ONE, _update),
    "DeleteMessage": ("DELETE", ONE, _delete),
    "ListMedia": ("GET", f"{MEDIA}.json", _list_media),
    "FetchMedia": ("GET", f"{MEDIA}/{{Sid}}.json", _fetch_media),
    "DeleteMedia": ("DELETE", f"{MEDIA}/{{Sid}}.json", _delete_media),
    "CreateContent": ("POST", CONTENT, _create_content),
    "ListContent": ("GET", CONTENT, _list_content),
    "FetchContent": ("GET", f"{CONTENT}/{{Sid}}", _fetch_content),
    "DeleteContent": ("DELETE", f"{CONTENT}/{{Sid}}", _delete_content),
    "CreateApprovalCreate": ("POST", f"{CONTENT}/{{ContentSid}}/{APPROVAL}/whatsapp", _submit),
    "FetchApprovalFetch": ("GET", f"{CONTENT}/{{Sid}}/{APPROVAL}", _fetch_approval),
    "ListContentAndApprovals": ("GET", "/v1/ContentAndApprovals", _list_approvals),
    "ListChannelsSender": ("GET", SENDERS, _list_senders),
    "FetchChannelsSender": ("GET", f"{SENDERS}/{{Sid}}", _fetch_sender),
}

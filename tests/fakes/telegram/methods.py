"""The Bot API methods, checked as strictly as the real server checks them."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from tests.fakes.telegram import markup
from tests.fakes.telegram.world import ApiError, Hook, Json, Person, World, Written

Params = dict[str, Any]


def get_me(world: World, params: Params) -> Any:
    return world.me()


def send_message(world: World, params: Params) -> Any:
    text = str(params.get("text", "")).strip()
    if not text:
        raise ApiError(400, "Bad Request: message text is empty")
    if _units(text) > 4096:
        raise ApiError(400, "Bad Request: message is too long")
    if str(params.get("chat_id", "")).startswith("-"):
        world.said_in.setdefault(_group(world, params), []).append(text)
        return {"message_id": next(world.messages), "date": world.date()}
    person = _reader(world, params)
    return _write(world, person, params, {"text": text}, text=text)


def leave_chat(world: World, params: Params) -> Any:
    group = _group(world, params)
    world.groups.discard(group)
    world.wake()
    return True


def _group(world: World, params: Params) -> int:
    group = int(params["chat_id"])
    if group not in world.groups:
        raise ApiError(403, "Forbidden: bot is not a member of the supergroup chat")
    return group


def send_photo(world: World, params: Params) -> Any:
    return _send_file(world, params, "photo")


def send_document(world: World, params: Params) -> Any:
    return _send_file(world, params, "document")


def send_voice(world: World, params: Params) -> Any:
    return _send_file(world, params, "voice")


def send_video(world: World, params: Params) -> Any:
    return _send_file(world, params, "video")


def send_video_note(world: World, params: Params) -> Any:
    if params.get("caption"):
        raise ApiError(400, "Bad Request: a video note has no caption")
    return _send_file(world, params, "video_note")


def send_audio(world: World, params: Params) -> Any:
    return _send_file(world, params, "audio")


def get_file(world: World, params: Params) -> Any:
    number = str(params.get("file_id"))
    if number not in world.files:
        raise ApiError(400, "Bad Request: invalid file_id")
    size = len(world.files[number])
    return _file(number) | {"file_size": size, "file_path": f"documents/{number}"}


def answer_callback_query(world: World, params: Params) -> Any:
    born = world.presses.pop(str(params.get("callback_query_id")), None)
    if born is None or world.now() - born > 150:
        raise ApiError(
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )
    return True


def set_my_commands(world: World, params: Params) -> Any:
    commands = decoded(params, "commands") or []
    for command in commands:
        name, text = command.get("command", ""), command.get("description", "")
        if not (name.isascii() and name.replace("_", "").isalnum() and name == name.lower()):
            raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
        if not (1 <= len(name) <= 32 and 1 <= len(text) <= 256):
            raise ApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    scope = decoded(params, "scope") or {"type": "default"}
    if "chat_id" in scope and int(scope["chat_id"]) not in world.people:
        raise ApiError(400, "Bad Request: chat not found")
    world.menus[str(scope.get("chat_id", scope["type"]))] = commands
    return True


def send_chat_action(world: World, params: Params) -> Any:
    _reader(world, params)
    return True


def set_webhook(world: World, params: Params) -> Any:
    _allow(world, params)
    _drop(world, params)
    url = str(params.get("url", ""))
    if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    most = int(params.get("max_connections", 40))
    world.hook = Hook(url, str(params.get("secret_token", "")), max_connections=most)
    world.wake()
    return True


def delete_webhook(world: World, params: Params) -> Any:
    _drop(world, params)
    world.hook = Hook()
    return True


def get_webhook_info(world: World, params: Params) -> Any:
    hook = world.hook
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.pending()),
        "max_connections": hook.max_connections,
        "allowed_updates": sorted(world.allowed),
    }
    if hook.error:
        info |= {"last_error_date": hook.error_date, "last_error_message": hook.error}
    return info


async def get_updates(world: World, params: Params) -> Any:
    if world.hook.url:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first",
        )
    _allow(world, params)
    world.poller = mine = object()
    world.wake()  # whoever polled before us hears of it
    world.confirm(int(params.get("offset", 0)))
    limit = min(max(int(params.get("limit", 100)), 1), 100)
    loop = asyncio.get_running_loop()
    end = loop.time() + min(float(params.get("timeout", 0)), 50)
    while not world.pending() and loop.time() < end:
        await world.news(end - loop.time())
        if world.poller is not mine:
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request;"
                " make sure that only one bot instance is running",
            )
    return [update.raw() for update in world.pending()[:limit]]


METHODS: dict[str, Callable[[World, Params], Any]] = {
    name.lower(): method
    for name, method in {
        "getMe": get_me,
        "getUpdates": get_updates,
        "sendMessage": send_message,
        "leaveChat": leave_chat,
        "sendPhoto": send_photo,
        "sendDocument": send_document,
        "sendVoice": send_voice,
        "sendVideo": send_video,
        "sendVideoNote": send_video_note,
        "sendAudio": send_audio,
        "sendChatAction": send_chat_action,
        "getFile": get_file,
        "answerCallbackQuery": answer_callback_query,
        "setMyCommands": set_my_commands,
        "setWebhook": set_webhook,
        "deleteWebhook": delete_webhook,
        "getWebhookInfo": get_webhook_info,
    }.items()
}


def decoded(params: Params, name: str) -> Any:
    """A structured parameter comes as JSON text in a form, as itself in a JSON body."""
    value = params.get(name)
    if not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ApiError(400, f"Bad Request: can't parse {name} JSON object") from None


def _reader(world: World, params: Params) -> Person:
    try:
        person = world.people[int(params["chat_id"])]
    except (KeyError, ValueError):
        raise ApiError(400, "Bad Request: chat not found") from None
    if person.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if not person.started:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    return person


def _send_file(world: World, params: Params, kind: str) -> Any:
    person = _reader(world, params)
    upload = params.get(kind)
    if isinstance(upload, str) and upload in world.files:  # of a file that it knows already
        upload = (upload, world.files[upload])
    if not isinstance(upload, tuple) or not upload[1]:
        raise ApiError(400, f"Bad Request: there is no {kind} in the request")
    caption = str(params.get("caption", "")).strip()
    if _units(caption) > 1024:
        raise ApiError(400, "Bad Request: message caption is too long")
    name, content = upload
    body = _file(world.keep_file(content)) | {"file_size": len(content)}
    sizes = [body | {"width": 90, "height": 90}]
    shown: Json = {kind: sizes if kind == "photo" else body | {"file_name": name}}
    if caption:
        shown["caption"] = caption
    return _write(
        world, person, params, shown, text=caption, kind=kind, file_name=name, file=content
    )


def _write(world: World, person: Person, params: Params, shown: Json, **seen: Any) -> Json:
    buttons = markup.read(decoded(params, "reply_markup"))
    head: Json = {"message_id": next(world.messages), "date": world.date()}
    message: Json = head | {"from": world.me(), "chat": person.chat()} | shown
    if buttons.inline:
        message["reply_markup"] = decoded(params, "reply_markup")
    person.written.append(
        Written(
            **head,
            **seen,
            inline=buttons.inline,
            keyboard=buttons.keyboard,
            removes_keyboard=buttons.removes,
            raw=message,
        )
    )
    world.wake()
    return message


def _file(number: str) -> Json:
    return {"file_id": number, "file_unique_id": f"u{number}"}


def _allow(world: World, params: Params) -> None:
    if wanted := decoded(params, "allowed_updates"):
        world.allowed = frozenset(wanted)


def _drop(world: World, params: Params) -> None:
    if str(params.get("drop_pending_updates", "")).lower() == "true":
        world.queue = []


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2

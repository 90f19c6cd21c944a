"""A person's phone: the verbs of people on Telegram."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.world import CALLBACK_LIFE, Json, Person, World, Written

MEDIA = ("photo", "voice", "video", "document", "sticker", "contact", "audio", "video_note")


@dataclass
class Device:
    world: World
    person: Person
    _sent: list[Json] = field(default_factory=list)
    _expected: set[int] = field(default_factory=set)

    @property
    def messages(self) -> list[Written]:
        """What the bot wrote, oldest first."""
        return list(self.person.written)

    @property
    def keyboard(self) -> list[str]:
        """The reply keyboard that stands below the chat now."""
        for message in reversed(self.person.written):
            if message.removes_keyboard:
                return []
            if message.keyboard:
                return message.buttons
        return []

    def says(self, text: str, *, group: int = 0, **extra: Any) -> int:
        """Send a text; `extra` goes into the message (is_from_offline=True: a scheduled one)."""
        return self._send({"text": text, **extra}, group)

    def presses(self, label: str, of: Written | None = None) -> int:
        """Press a button: the reply keyboard's (a message) or an inline one (a callback).

        It is that `of` a message, or the newest that bears the label.
        """
        if label in self.keyboard and of is None:
            return self.says(label)
        for message in [of] if of else reversed(self.person.written):
            for shown, data in (button for row in message.inline for button in row):
                if shown == label:
                    return self._press(message, data)
        seen = self.keyboard + [label for m in self.person.written for label in m.buttons]
        raise LookupError(f"{self.person.name} sees no button {label!r}, only {seen}")

    def sends_location(self, lat: float, lon: float, **extra: Any) -> int:
        """Send a pin; live_period=900 makes it a live one, horizontal_accuracy=12 adds that."""
        return self._send({"location": {"latitude": lat, "longitude": lon, **extra}})

    def sends_sticker(self) -> int:
        return self.sends("sticker")

    def sends(self, kind: str, content: bytes = b"fake", **extra: Any) -> int:
        """Send a photo, voice, document, ... with `content` to download; caption=... adds one."""
        if kind not in MEDIA:
            raise LookupError(f"{kind!r} is none of {MEDIA}")
        number = self.world.keep_file(content)
        body: Json = {"file_id": number, "file_unique_id": f"u{number}"}
        square, length = {"width": 90, "height": 90}, {"duration": 3}
        shown: Any = {
            "photo": [body | square],
            "sticker": body
            | square
            | {"type": "regular", "is_animated": False, "is_video": False},
            "voice": body | length,
            "audio": body | length,
            "video": body | square | length,
            "video_note": body | length | {"length": 90},
            "document": body | {"file_name": "berkas.pdf"},
            "contact": {"phone_number": "+62811", "first_name": "Ana"},
        }[kind]
        return self._send({kind: shown, **extra})

    def edits(self, text: str, message_id: int = 0) -> int:
        """Change an older message of one's own; the newest if none is named."""
        old = next(m for m in reversed(self._sent) if message_id in {0, m["message_id"]})
        changed = {**old, "text": text, "edit_date": self.world.date()}
        return self.world.post("edited_message", changed, str(self.person.number))

    def moves(self, lat: float, lon: float) -> int:
        """Move while a live location is shared."""
        old = next(m for m in reversed(self._sent) if "location" in m)
        place = {**old["location"], "latitude": lat, "longitude": lon}
        changed = {**old, "location": place, "edit_date": self.world.date()}
        return self.world.post("edited_message", changed, str(self.person.number))

    def blocks(self) -> int:
        self.person.blocked = True
        return self._member("member", "kicked")

    def unblocks(self) -> int:
        self.person.blocked = False
        return self._member("kicked", "member")

    async def expect(self, text: str, within: float = 5) -> Written:
        """Wait for a message that holds `text` and was not expected before."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while True:
            for message in self.person.written:
                if text in message.text and message.message_id not in self._expected:
                    self._expected.add(message.message_id)
                    return message
            if loop.time() >= end:
                seen = [message.text for message in self.person.written]
                raise AssertionError(f"{self.person.name} waited for {text!r}, saw {seen}")
            await self.world.news(end - loop.time())

    def _send(self, shown: Json, group: int = 0) -> int:
        chat = (
            {"id": group, "type": "supergroup", "title": "Grup"} if group else self.person.chat()
        )
        message: Json = {
            "message_id": next(self.world.messages),
            "from": self.person.user(),
            "chat": chat,
            "date": self.world.date(),
            **shown,
        }
        if str(shown.get("text", "")).startswith("/"):
            length = len(shown["text"].split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        if group:
            self.world.groups.add(group)
        else:
            self.person.started = True
            self._sent.append(message)
        self.world.post("message", message, str(chat["id"]))
        return int(message["message_id"])

    def _press(self, message: Written, data: str) -> int:
        number = f"{self.person.number}{len(self.world.presses)}{message.message_id}"
        self.world.presses[number] = self.world.now()
        press = {
            "id": number,
            "from": self.person.user(),
            "message": message.raw,
            "chat_instance": str(self.person.number),
            "data": data,
        }
        key = f"press:{self.person.number}"
        return self.world.post("callback_query", press, key, CALLBACK_LIFE)

    def _member(self, old: str, new: str) -> int:
        def status(word: str) -> Json:
            user = self.world.me()
            return {"user": user, "status": word} | ({"until_date": 0} if word == "kicked" else {})

        change = {
            "chat": self.person.chat(),
            "from": self.person.user(),
            "date": self.world.date(),
            "old_chat_member": status(old),
            "new_chat_member": status(new),
        }
        return self.world.post("my_chat_member", change, str(self.person.number))

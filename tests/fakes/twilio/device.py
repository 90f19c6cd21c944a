"""A person's phone: the verbs of people on WhatsApp."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.twilio.carrier import Carrier
from tests.fakes.twilio.world import API, Json, Media, Message, Person, World

KINDS = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "video": "video/mp4",
    "document": "application/pdf",
    "sticker": "image/webp",
}
BUTTON = ("ButtonText", "ButtonPayload")
TYPES = {"photo": "image", "voice": "audio"}  # by other names in MessageType


@dataclass
class Device:
    world: World
    person: Person
    carrier: Carrier
    _expected: set[str] = field(default_factory=set)

    @property
    def messages(self) -> list[Message]:
        """What reached the phone, oldest first."""
        return list(self.person.written)

    @property
    def keyboard(self) -> list[str]:
        """The buttons of the newest message that has any; they stay under it for ever."""
        return next((m.buttons for m in reversed(self.person.written) if m.buttons), [])

    def writes(self, text: str, **extra: Any) -> str:
        """Send a text; `extra` are further parameters of the webhook. All verbs give the sid."""
        return self._send(text, {"MessageType": "text", **extra})

    def says(self, text: str, **extra: Any) -> str:
        return self.writes(text, **extra)

    def presses(self, label: str, sid: str = "") -> str:
        """Press a quick-reply button, the newest with that label or that of message `sid`."""
        for message in reversed(self.person.written):
            for button in message.buttons_shown if sid in {"", message.sid} else ():
                if button.label == label:
                    kind = "button" if message.template else "interactive"
                    names = ("ListTitle", "ListId") if button.listed else BUTTON
                    told = zip(names, (label, button.payload), strict=True)
                    params = {"MessageType": kind, **dict(told)}
                    return self._send(label, params | self._quoting(message.sid))
        seen = [label for message in self.person.written for label in message.buttons]
        raise LookupError(f"{self.person.name} sees no button {label!r}, only {seen}")

    def quotes(self, sid: str, text: str) -> str:
        """Answer to one message of the bot, or to one's own."""
        self.world.message(sid)
        return self._send(text, {"MessageType": "text"} | self._quoting(sid))

    def shares(self, lat: float, lon: float, address: str = "", label: str = "") -> str:
        """Send a pin; a place that was picked from the list has an address and a label."""
        params = {"MessageType": "location", "Latitude": str(lat), "Longitude": str(lon)}
        named = {"Address": address, "Label": label}
        return self._send("", params | {name: text for name, text in named.items() if text})

    def sends_location(self, lat: float, lon: float, **extra: Any) -> str:
        return self.shares(lat, lon, **extra)

    def shares_live(self, lat: float, lon: float) -> None:
        """Share a live location, of which WhatsApp tells a business nothing at all."""

    def sends(self, kind: str, content: bytes = b"fake", caption: str = "", mime: str = "") -> str:
        """Send a photo, voice, video, document or sticker with `content` to download."""
        if kind not in KINDS:
            raise LookupError(f"{kind!r} is none of {tuple(KINDS)}")
        media = Media(self.world.sid("ME"), mime or KINDS[kind], content, self.world.now())
        return self._send(caption, {"MessageType": TYPES.get(kind, kind)}, media)

    def forwards(self, text: str, *, often: bool = False) -> str:
        often_too = {"FrequentlyForwarded": "true"} if often else {}
        return self.writes(text, Forwarded="true", **often_too)

    def switches_off(self) -> None:
        """Be without a network; nothing is delivered until switches_on()."""
        self.person.online.clear()

    def switches_on(self) -> None:
        self.person.online.set()

    def blocks(self) -> None:
        """Block the number: what it sends now is never delivered."""
        self.person.blocked = True

    def unblocks(self) -> None:
        self.person.blocked = False

    def opts_out(self) -> None:
        """Refuse all messages; sending is answered with 21610."""
        self.person.opted_out = True

    def opts_in(self) -> None:
        self.person.opted_out = False

    def fares(self, **how: Any) -> None:
        """Change the way to this phone: code, ends, delays, order, copies, receipts."""
        for name, value in how.items():
            if name not in {"code", "ends", "delays", "order", "copies", "receipts"}:
                raise LookupError(f"no fault {name!r}")
            setattr(self.person, name, tuple(value) if name == "order" else value)

    async def expect(self, text: str, within: float = 5) -> Message:
        """Wait for a delivered message that holds `text` and was not expected before."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while True:
            for message in self.person.written:
                if text in message.text and message.sid not in self._expected:
                    self._expected.add(message.sid)
                    return message
            if loop.time() >= end:
                seen = [message.text for message in self.person.written]
                raise AssertionError(f"{self.person.name} waited for {text!r}, saw {seen}")
            await self.world.news(end - loop.time())

    def _quoting(self, sid: str) -> dict[str, str]:
        sender = self.world.message(sid).sender
        return {"OriginalRepliedMessageSid": sid, "OriginalRepliedMessageSender": sender}

    def _send(self, text: str, extra: dict[str, str], *media: Media) -> str:
        now, person = self.world.now(), self.person
        sid = self.world.sid("MM" if media else "SM")
        message = Message(
            sid,
            person.address,
            self.world.number,
            text,
            "received",
            now,
            now,
            inbound=True,
            media=list(media),
        )
        self.world.messages[sid] = message
        person.heard_at = now
        self.carrier.receive(message, self._params(message) | extra)
        self.world.wake()
        return sid

    def _params(self, message: Message) -> dict[str, str]:
        sid, count = message.sid, len(message.media)
        params = dict.fromkeys(("MessageSid", "SmsMessageSid", "SmsSid"), sid)
        params |= {"AccountSid": self.world.account_sid, "ApiVersion": "2010-04-01"}
        params |= {"From": message.sender, "To": message.to, "Body": message.text}
        params |= {"NumMedia": str(count), "NumSegments": "1", "ReferralNumMedia": "0"}
        params |= {"SmsStatus": "received", "ProfileName": self.person.name}
        params |= {"ExternalUserId": self.person.bsuid}
        if self.person.phone:
            params["WaId"] = self.person.phone.removeprefix("whatsapp:+")
        context: Json = {"ProfileName": self.person.name, "WaId": params.get("WaId")}
        channel = {"type": "whatsapp", "data": {"context": context}}
        params["ChannelMetadata"] = json.dumps(channel, ensure_ascii=False)
        place = f"{API}/2010-04-01/Accounts/{self.world.account_sid}/Messages/{sid}/Media"
        for number, media in enumerate(message.media):
            params[f"MediaUrl{number}"] = f"{place}/{media.sid}"
            params[f"MediaContentType{number}"] = media.kind
        return params

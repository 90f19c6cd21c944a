"""Telegram and WhatsApp as the stories see them: the same verbs, each in its network's manners."""

import asyncio
import socket
from abc import ABC, abstractmethod
from typing import Any

from tests.fakes import telegram, twilio

PEOPLE = ((41, "Budi"), (42, "Ana"), (43, "Eka"))
PUBLIC = "https://sigap.example"


class Phone:
    """A phone in a story; a message may take `slack` seconds longer than on Telegram."""

    slack = 0.0

    def __init__(self, device: Any) -> None:
        self.device = device

    @property
    def messages(self) -> list[Any]:
        return list(self.device.messages)

    def says(self, text: str) -> None:
        self.device.says(text)

    async def expect(self, text: str, within: float = 5) -> Any:
        return await self.device.expect(text, within + self.slack)

    def enrols(self, code: str) -> None:
        self.says(f"/start {code}")

    def picks(self, message: Any, number: int) -> None:
        """Take one of the choices that a message offers."""
        self.device.presses(message.buttons[number - 1])

    def answers(self) -> None:
        """Answer the call as it proposes."""
        self.device.presses(self.device.keyboard[0])

    def shuts(self) -> None:
        """Refuse all that the bot sends."""
        self.device.blocks()

    def has_written(self) -> None:
        """Have begun this chat before the story does."""
        self.device.person.started = True


class PlainPhone(Phone):
    """A phone without an inline keyboard: choices are buttons of a message, or numbered."""

    slack = 2.5  # seconds between two messages, and a callback

    def enrols(self, code: str) -> None:
        self.says(f"Mulai {code}")

    def picks(self, message: Any, number: int) -> None:
        """Press, or quote the message: an unquoted number decides about nobody."""
        if message.buttons:
            self.device.presses(message.buttons[number - 1], message.sid)
            return
        assert f"\n{number}. " in message.text, message.text
        self.device.quotes(message.sid, f"{number}.")

    def answers(self) -> None:
        self.says(" hadir. ")

    def shuts(self) -> None:
        self.device.opts_out()

    def has_written(self) -> None:
        self.device.person.heard_at = self.device.world.now()


class Network(ABC):
    """A platform that `sigap run` meets: its settings, and the phones of boss, Ana and Eka."""

    name: str
    sign: str
    secret: str
    settings: dict[str, str]
    phones: list[Any]

    @abstractmethod
    def count(self, sign: str) -> int:
        """Tell how often the program asked for something."""

    @staticmethod
    def calls_seen(phone: Phone) -> int:
        """Count the calls, first messages only, that reached a phone."""
        return sum("panggilan kedinasan" in message.text for message in phone.messages)

    @abstractmethod
    async def settle(self) -> None:
        """Wait until the program knows all that happened to its messages."""


class OnTelegram(Network):
    name, sign, secret = "telegram", "getUpdates", telegram.TOKEN

    def __init__(self, fake: telegram.FakeTelegram) -> None:
        self.fake = fake
        self.settings = {
            "SIGAP_TELEGRAM_TOKEN": telegram.TOKEN,
            "SIGAP_TELEGRAM_API_URL": fake.url,
        }
        self.phones = [Phone(fake.user(number, name)) for number, name in PEOPLE]

    def count(self, sign: str) -> int:
        return int(self.fake.count(sign))

    async def settle(self) -> None:
        await asyncio.sleep(0.3)


class OnWhatsApp(Network):
    name, sign, secret = "whatsapp", "ListMessage", twilio.AUTH_TOKEN

    def __init__(self, fake: twilio.FakeTwilio) -> None:
        self.fake, bind = fake, free_bind()
        fake.hook(f"{PUBLIC}/whatsapp", f"http://{bind}/whatsapp")
        self.settings = {
            "SIGAP_TWILIO_ACCOUNT_SID": fake.account_sid,
            "SIGAP_TWILIO_AUTH_TOKEN": fake.auth_token,
            "SIGAP_TWILIO_WHATSAPP_FROM": fake.number,
            "SIGAP_TWILIO_API_URL": fake.url,
            "SIGAP_WHATSAPP_SECONDS_PER_PERSON": "1",
            "SIGAP_PUBLIC_URL": PUBLIC,
            "SIGAP_BIND": bind,
        }
        self.phones = [
            PlainPhone(fake.user(f"+62812111100{number - 40:02}", name)) for number, name in PEOPLE
        ]

    def count(self, sign: str) -> int:
        return sum(exchange.operation == sign for exchange in self.fake.exchanges)

    async def settle(self) -> None:
        await self.fake.settle()
        await asyncio.sleep(0.5)


def free_bind() -> str:
    """Find a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"

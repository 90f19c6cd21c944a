"""Telegram and WhatsApp as people under fire use them, each in its network's manners."""

import random
from datetime import timedelta
from typing import Any

from tests.chaos.networks import telegram_faults, twilio_faults
from tests.chaos.networks.base import Hurt, Network, Phone
from tests.chaos.networks.telegram import ChaosTelegram
from tests.chaos.networks.twilio import CALL, PER_PERSON, PER_SECOND, ChaosTwilio
from tests.fakes import telegram, twilio

PUBLIC, SECRET = "https://sigap.example", "a-secret_of-chaos"
WITHIN = 30.0  # seconds, to enrol


class TelegramPhone(Phone):
    async def enrol(self, code: str) -> None:
        self.says(f"/start {code}")
        notice = await self.device.expect("MENGERTI", within=WITHIN)
        self.device.presses(notice.buttons[0])
        await self.device.expect("telah terdaftar", within=WITHIN)

    def is_called(self, message: Any) -> bool:
        return "HADIR" in message.buttons

    def is_asked(self, message: Any) -> bool:
        return bool(message.keyboard)

    def choose(self, message: Any, rng: random.Random) -> bool:
        if message.inline:
            self.device.presses(rng.choice(message.buttons), message)
        return bool(message.inline)

    def shut(self, rng: random.Random) -> None:
        self.device.blocks()

    def open(self) -> None:
        self.device.unblocks()


PRESSES = 0.7  # of the times when there are buttons; else people write a number


class WhatsAppPhone(Phone):
    async def enrol(self, code: str) -> None:
        self.says(f"Mulai {code}")
        await self.device.expect("MENGERTI", within=WITHIN)
        self.says("1.")
        await self.device.expect("telah terdaftar", within=WITHIN)

    def is_called(self, message: Any) -> bool:
        return bool(CALL.search(message.text))

    def is_asked(self, message: Any) -> bool:
        return bool(message.buttons) or "\n1. " in message.text

    def choose(self, message: Any, rng: random.Random) -> bool:
        if message.buttons and rng.random() < PRESSES:
            self.device.presses(rng.choice(message.buttons), message.sid)
            return True
        choices = [*range(1, len(message.buttons) + 1)] or [
            n for n in range(1, 6) if f"\n{n}. " in message.text
        ]
        if choices:
            self.says(str(rng.choice(choices)))
        return bool(choices)

    def shut(self, rng: random.Random) -> None:
        rng.choice((self.device.blocks, self.device.opts_out, self.device.switches_off))()

    def open(self) -> None:
        for reopen in (self.device.unblocks, self.device.opts_in, self.device.switches_on):
            reopen()
        self.says("Halo, saya kembali")  # nothing else tells that he can be written to again


class OnTelegram(Network):
    name, channel, sign = "telegram", "telegram", "getUpdates"
    secrets: tuple[str, ...] = (telegram.TOKEN,)
    patience = timedelta(seconds=10)

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.fake: ChaosTelegram = ChaosTelegram(rng)
        self.record = self.fake.record

    def phone(self, number: int) -> Phone:
        return TelegramPhone(self.fake.user(40 + number, f"Pegawai {number}"))

    @property
    def settings(self) -> dict[str, str]:
        return {
            "SIGAP_TELEGRAM_TOKEN": telegram.TOKEN,
            "SIGAP_TELEGRAM_API_URL": self.fake.url,
        }

    @property
    def faults(self) -> dict[str, Hurt]:
        return telegram_faults.by_polling(self.fake)

    @property
    def looks(self) -> int:
        return self.fake.count(self.sign)

    @property
    def is_busy(self) -> bool:
        return bool(self.fake.world.pending() or self.fake.world.under_way or self.fake.reused)


class OnTelegramByWebhook(OnTelegram):
    name, sign = "webhook", "getWebhookInfo"
    secrets = (telegram.TOKEN, SECRET)

    @property
    def settings(self) -> dict[str, str]:
        return super().settings | {
            "SIGAP_TELEGRAM_MODE": "webhook",
            "SIGAP_TELEGRAM_WEBHOOK_SECRET": SECRET,
            "SIGAP_PUBLIC_URL": f"http://{self.bind}",
        }

    @property
    def faults(self) -> dict[str, Hurt]:
        return telegram_faults.by_webhook(self.fake)


class OnWhatsApp(Network):
    name, channel, secrets = "twilio", "whatsapp", (twilio.AUTH_TOKEN,)
    patience = timedelta(seconds=30)  # what a list shows first may come by itself
    respite = 8.0  # for the same reason

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.fake: ChaosTwilio = ChaosTwilio(rng)
        self.record = self.fake.record
        self.fake.hook(f"{PUBLIC}/whatsapp", f"http://{self.bind}/whatsapp")

    def phone(self, number: int) -> Phone:
        return WhatsAppPhone(self.fake.user(f"+62812000{number:04d}", f"Pegawai {number}"))

    @property
    def settings(self) -> dict[str, str]:
        return {
            "SIGAP_TWILIO_ACCOUNT_SID": self.fake.account_sid,
            "SIGAP_TWILIO_AUTH_TOKEN": self.fake.auth_token,
            "SIGAP_TWILIO_WHATSAPP_FROM": self.fake.number,
            "SIGAP_TWILIO_API_URL": self.fake.url,
            "SIGAP_WHATSAPP_PER_SECOND": str(PER_SECOND),
            "SIGAP_WHATSAPP_SECONDS_PER_PERSON": str(PER_PERSON),
            "SIGAP_PUBLIC_URL": PUBLIC,
        }

    @property
    def faults(self) -> dict[str, Hurt]:
        return twilio_faults.of(self.fake)

    @property
    def looks(self) -> int:
        return sum(exchange.operation == "ListMessage" for exchange in self.fake.exchanges)

    @property
    def is_busy(self) -> bool:
        return self.fake.carrier.under_way > 0

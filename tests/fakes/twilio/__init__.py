"""Twilio's Messages and Content APIs with the real one's manners, its WhatsApp people included.

In a test: `async with FakeTwilio() as fake: ana = fake.user("+628110000001", "Ana")`.
As a process: `python -m tests.fakes.twilio --port 0` prints its root URL; see control.py.
A client reaches it by putting `fake.url` in place of scheme and host of api.twilio.com and
content.twilio.com; `fake.hook(public, real)` says where the bot's webhooks are.
"""

from tests.fakes.twilio.device import Device
from tests.fakes.twilio.faults import Fault
from tests.fakes.twilio.hook import Hook, Posted
from tests.fakes.twilio.routes import Exchange
from tests.fakes.twilio.server import FakeTwilio
from tests.fakes.twilio.world import ACCOUNT_SID, AUTH_TOKEN, NUMBER, Created, Json, Message

__all__ = [
    "ACCOUNT_SID",
    "AUTH_TOKEN",
    "NUMBER",
    "Created",
    "Device",
    "Exchange",
    "FakeTwilio",
    "Fault",
    "Hook",
    "Json",
    "Message",
    "Posted",
]

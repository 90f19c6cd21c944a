"""A Bot API server with the real one's manners, its people included.

In a test: `async with FakeTelegram() as fake: ana = fake.user(42, "Ana")`.
As a process: `python -m tests.fakes.telegram --port 0` prints its root URL; see control.py.
"""

from tests.fakes.telegram.device import Device
from tests.fakes.telegram.server import FakeTelegram, Fault
from tests.fakes.telegram.world import TOKEN, Json, Written

__all__ = ["TOKEN", "Device", "FakeTelegram", "Fault", "Json", "Written"]

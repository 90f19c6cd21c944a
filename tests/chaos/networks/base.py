"""What a site must know of its network: settings, phones, faults and what waits there."""

import random
import socket
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from tests.chaos.record import Record

BOSSES = 2  # who have the first numbers
PORTS = range(20_000, 32_000)  # below those from which connections are made
Hurt = Callable[[random.Random], Awaitable[None]]
Act = Callable[[], object]
_given: set[int] = set()


class Phone(ABC):
    """Somebody's phone: the same verbs on every network."""

    def __init__(self, device: Any) -> None:
        self.device = device

    @property
    def messages(self) -> list[Any]:
        return list(self.device.messages)

    def says(self, text: str) -> None:
        self.device.says(text)

    @abstractmethod
    async def enrol(self, code: str) -> None:
        """Enrol with a code, and accept the privacy notice."""

    @abstractmethod
    def is_called(self, message: Any) -> bool:
        """Tell whether a message is a call."""

    @abstractmethod
    def is_asked(self, message: Any) -> bool:
        """Tell whether a message asks an employee to choose."""

    @abstractmethod
    def choose(self, message: Any, rng: random.Random) -> bool:
        """Take one of the choices that a card offers; False if it offers none."""

    @abstractmethod
    def shut(self, rng: random.Random) -> None:
        """Be out of reach in one way or the other."""

    @abstractmethod
    def open(self) -> None: ...


class Network(ABC):
    """One fake provider; `sign`: what a program that listens asks it for again and again."""

    name: str
    channel: str  # as the program calls it
    patience: timedelta  # within which a verdict must come
    respite: float = 0.0  # seconds without a kill in which the program hears what it missed
    secrets: tuple[str, ...]  # that no log may show
    fake: Any
    record: Record

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.bind = rng, f"127.0.0.1:{free_port()}"

    @abstractmethod
    def phone(self, number: int) -> Phone:
        """Give the phone of person `number`, as the roster has it."""

    @property
    @abstractmethod
    def settings(self) -> dict[str, str]:
        """Give what the environment of the program says."""

    @property
    @abstractmethod
    def faults(self) -> dict[str, Hurt]:
        """Name what may go wrong here."""

    @property
    @abstractmethod
    def looks(self) -> int:
        """Count how often a program asked for what was said to it."""

    @property
    @abstractmethod
    def is_busy(self) -> bool:
        """Tell whether something is on its way."""

    def heal(self) -> None:
        self.fake.heal()

    async def news(self, within: float) -> None:
        await self.fake.world.news(within)


def free_port() -> int:
    """Find a port that nobody takes while the program is dead."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        with socket.socket() as trial:
            if port not in _given and trial.connect_ex(("127.0.0.1", port)) != 0:
                _given.add(port)
                return port

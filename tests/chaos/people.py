"""People who answer at once, late, twice or never, press, block, and give reasons; bosses too."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from tests.chaos.networks import Network, Phone
from tests.chaos.record import CODE

WINDOW = 3  # seconds
AGAIN = 4  # times
REASONS = ("Gangguan jaringan", "Sedang rapat daring", "Kurang sehat")
Act = Callable[[], object]


class Crowd:
    """Everybody's thumbs; `quiet` lets supervisors order nothing new."""

    def __init__(self, network: Network, rng: random.Random) -> None:
        self.network, self.rng, self.quiet = network, rng, False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def idle(self) -> bool:
        """Nobody is about to do anything."""
        return not self._tasks

    @asynccontextmanager
    async def at_work(self, lives: list[Coroutine[None, None, None]]) -> AsyncIterator[None]:
        """Let everybody act while the block lasts."""
        tasks = [asyncio.create_task(life) for life in lives]
        try:
            yield
        finally:
            for task in [*tasks, *self._tasks]:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                raise error

    async def employ(self, phone: Phone) -> None:
        """Let an employee react to whatever he is asked, until cancelled."""
        seen = len(phone.messages)
        while True:
            await self.network.news(0.5)
            for message in phone.messages[seen:]:
                seen += 1
                if phone.is_called(message):
                    self._respond(phone)
                elif phone.is_asked(message):
                    self._explain(phone)

    async def supervise(self, phone: Phone, nips: list[str]) -> None:
        """Let a supervisor order calls and decide on cards, until cancelled."""
        seen = len(phone.messages)
        while True:
            await asyncio.sleep(self.rng.uniform(0.8, 2.0))
            if self.quiet:
                continue
            phone.says(f"/panggil {self.rng.choice(nips)} Uji kesiapan")
            for card in phone.messages[seen:]:
                seen += 1
                if self.rng.random() < 0.4:
                    self._choose(phone, card)

    def come_back_to(self, cards: list[tuple[Phone, Any]]) -> None:
        """Let supervisors choose from cards once more, this and that."""
        for phone, card in cards * AGAIN:
            phone.choose(card, self.rng)

    def _choose(self, phone: Phone, card: Any) -> None:
        if phone.choose(card, self.rng):
            self.network.record.chosen.update(CODE.findall(card.text))

    def _respond(self, phone: Phone) -> None:
        chance = self.rng.random()
        if chance < 0.45:
            self._after(self.rng.uniform(0.1, WINDOW - 1.2), self._answer(phone))
        elif chance < 0.55:  # at the edge, on either side
            self._after(self.rng.uniform(WINDOW - 1.2, WINDOW + 1.2), self._answer(phone))
        elif chance < 0.65:  # twice
            for _ in range(2):
                self._after(self.rng.uniform(0.1, 2 * WINDOW), self._answer(phone))
        elif chance < 0.75:  # late
            self._after(self.rng.uniform(WINDOW + 1, 2 * WINDOW), self._answer(phone))
        elif chance < 0.79:
            self._after(self.rng.uniform(0, 1), lambda: phone.shut(self.rng))
            self._after(self.rng.uniform(2, 4), phone.open)

    def _explain(self, phone: Phone) -> None:
        if self.rng.random() < 0.6:
            reason = self.rng.choice(REASONS)
            self._after(self.rng.uniform(0.3, 3), lambda: phone.says(reason))

    def _answer(self, phone: Phone) -> Act:
        return self.rng.choice(
            (
                lambda: phone.says("HADIR"),
                lambda: phone.says("HADIR"),
                lambda: phone.says("Saya di rumah"),
                lambda: phone.device.sends("photo"),
                lambda: phone.device.sends_location(-2.97, 104.77),
            )
        )

    def _after(self, seconds: float, act: Act) -> None:
        async def later() -> None:
            await asyncio.sleep(seconds)
            act()

        task = asyncio.create_task(later())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

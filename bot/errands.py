"""Errands: what is left to do at a platform after a commit, by a process that speaks.

The spinner of a pressed button, the menu of a chat, a group to be left: done as well as can be,
and lost without harm. A process that thinks needs no way out: it passes them on as notices.
"""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from typing import TYPE_CHECKING, Any

from bot import menus, voice
from bot.alone import alone
from bot.core import After, Menu
from bot.outcry import MEMORY, MEMORY_FAILS
from storage.database import transaction
from storage.notify import Broken, Ear, notify

if TYPE_CHECKING:
    from bot.app import Program

Act = Coroutine[Any, Any, object]
NOTICE = "errand"
LONGEST = 7_900  # bytes; PostgreSQL passes on fewer than 8,000
LOOK_SECONDS = 0.5  # how long one wait for notices lasts: whoever stops us waits for its end
PAUSE_SECONDS = 1.0  # before a connection that broke is opened anew


class Errands:
    """Does errands here, or lets the one process of all that speak do them."""

    def __init__(self, program: "Program") -> None:
        self._program = program

    def follow(self, after: After) -> None:
        """Do what is left to do, in the background."""
        known = self._program.channels
        errands = [errand for errand in _listed(after) if errand[1].partition(":")[0] in known]
        if "speak" in self._program.roles:
            for errand in errands:
                self._begin(errand)
        elif errands:
            self._program.tasks.create_task(self._pass_on(errands))

    def _begin(self, errand: list[Any]) -> None:
        if act := self._act(*errand):
            self._program.tasks.create_task(act)

    def _act(self, kind: str, address: str, *rest: Any) -> Act | None:
        channel = self._program.channels.get(address.partition(":")[0])
        match kind, rest:
            case _ if channel is None:
                return None
            case "tap", [receipt]:
                return channel.acknowledge(receipt)
            case "menu", [language, names]:
                return menus.offer(
                    self._program, Menu(address, language, voice.menu(names, language))
                )
            case "leave", []:
                return channel.leave(address)
        return None

    async def _pass_on(self, errands: list[list[Any]]) -> None:
        try:
            await self._program.core(self._notify, errands)
        except MEMORY_FAILS as error:
            MEMORY.fails(error)

    def _notify(self, errands: list[list[Any]]) -> None:
        with transaction(self._program.bot.engine) as db:
            for words in map(json.dumps, errands):
                if len(words) < LONGEST:
                    notify(db, NOTICE, words)

    async def hear(self) -> None:
        """Do errands for processes that do not speak, unless another does, until cancelled."""
        if self._program.bot.engine.dialect.name == "postgresql":
            await alone(self._program.bot.engine, NOTICE, self._hear)

    async def _hear(self) -> None:
        while True:
            try:
                ear = await asyncio.to_thread(Ear, self._program.bot.engine, NOTICE)
                await self._take(ear)
            except (Broken, *MEMORY_FAILS) as error:
                MEMORY.fails(error.__cause__ or error)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _take(self, ear: Ear) -> None:
        try:
            while True:
                for _, words in await asyncio.to_thread(ear.hear, LOOK_SECONDS):
                    self._begin(json.loads(words))
        finally:
            ear.close()


def _listed(after: After) -> Iterator[list[Any]]:
    """Write errands as lists that a notice can carry."""
    for tap in after.taps:
        yield ["tap", tap.address, tap.receipt]
    for menu in after.menus:
        yield ["menu", menu.address, menu.language, list(menu.commands)]
    for address in after.leaving:
        yield ["leave", address]

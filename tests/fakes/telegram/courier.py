"""Bring updates to the bot's webhook: in order for each chat, again and again until a 2xx."""

import asyncio

import aiohttp

from tests.fakes.telegram.world import Update, World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Courier:
    def __init__(self, world: World, first_retry: float = 1.0, longest: float = 60.0) -> None:
        self.world = world
        self.first_retry, self.longest = first_retry, longest
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        self._tasks["*"] = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                for update in self.world.pending() if self.world.hook.url else ():
                    task = self._tasks.get(update.key)
                    if task is None or task.done():
                        self._tasks[update.key] = asyncio.create_task(
                            self._deliver(session, update)
                        )
                await self.world.news(1.0)

    async def _deliver(self, session: aiohttp.ClientSession, update: Update) -> None:
        pause = self.first_retry
        while self.world.hook.url and update in self.world.pending():
            error = await self._post(session, update)
            if not error:
                self.world.queue = [u for u in self.world.queue if u is not update]
                break
            self.world.hook.error, self.world.hook.error_date = error, self.world.date()
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.longest)
        asyncio.get_running_loop().call_soon(self.world.wake)  # after this task is done

    async def _post(self, session: aiohttp.ClientSession, update: Update) -> str:
        hook = self.world.hook
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        limit = aiohttp.ClientTimeout(total=30)
        try:
            async with session.post(
                hook.url,
                data=self.world.written(update.raw()),
                headers=headers | {"Content-Type": "application/json"},
                timeout=limit,
            ) as answer:
                ok = 200 <= answer.status < 300
                return "" if ok else f"Wrong response from the webhook: {answer.status}"
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}"

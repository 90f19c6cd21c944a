"""The cast: who is played by a script, and who by the visitor."""

from datetime import datetime
from typing import Any

from bot.channels.phones import Phones
from bot.demo.act import Act, Plan
from bot.demo.places import Receiver
from bot.demo.script import Script, calls_for_answer

SWITCHES = {"on", "off"}


class Cast:
    """Looks at every phone for its person, and acts when the moment has come."""

    def __init__(
        self, phones: Phones, scripts: dict[str, Script], receivers: dict[str, Receiver]
    ) -> None:
        self.phones, self.scripts, self.receivers = phones, scripts, receivers
        self.taken: set[str] = set()
        self._seen = dict.fromkeys(scripts, 0)
        self._plans: dict[str, list[Plan]] = {key: [] for key in scripts}

    def intend(self, key: str, plan: Plan) -> None:
        """Put something into a script."""
        self._plans[key] = [p for p in self._plans[key] if not plan.about or p.about != plan.about]
        self._plans[key].append(plan)

    def take(self, key: str) -> None:
        """Give a phone to the visitor; its script stops."""
        self.taken.add(key)
        self._plans[key].clear()

    def release(self, key: str) -> None:
        """Let the script play on, from the last message that still asks for something."""
        if key in self.taken:
            self.taken.discard(key)
            bubbles = self.phones.phone(key).bubbles
            asks = bool(bubbles) and bool(self.phones.phone(key).keyboard or bubbles[-1].inline)
            self._seen[key] = len(bubbles) - asks

    async def play(self, now: datetime) -> bool:
        """Read what is new on the phones, and do what is due; tell whether anything was done."""
        self._read()
        due = sorted(
            ((plan.at, key, plan) for key, plans in self._plans.items() for plan in plans),
            key=lambda entry: entry[:2],
        )
        acted = False
        for at, key, plan in due:
            if at <= now and plan in self._plans[key]:
                self._plans[key].remove(plan)
                await self._do(key, plan.act)
                acted = True
        return await self._move(now) or acted

    async def _move(self, now: datetime) -> bool:
        """Let the phones that share give their readings; tell whether one did."""
        moved = False
        for key, receiver in self.receivers.items():
            due = receiver.next_moment(self.phones.phone(key))
            if due and due <= now:
                await self.phones.say(key, "moved", **receiver.reading(now))
                moved = True
        return moved

    async def _do(self, key: str, act: Act) -> None:
        """Act on a phone; what one would have said on a dead one is never said."""
        phone = self.phones.phone(key)
        kind, facts = self.scripts[key].thumb.as_said(act, phone)
        if kind in SWITCHES or not phone.off:
            await self._say(key, kind, facts)

    async def _say(self, key: str, kind: str, facts: dict[str, Any]) -> None:
        """Say something on a phone; where its owner is, only its receiver knows."""
        receiver, now = self.receivers[key], self.phones.now()
        match kind:
            case "walk":
                receiver.walk(**facts)
                return
            case "share":
                kind, facts = receiver.begin(now)
            case "stopped" if self.phones.phone(key).sharing is None:
                return
            case "stopped":
                facts = receiver.reading(now)
            case "location" if not facts:
                reading = receiver.reading(now)
                facts = {"lat": reading["lat"], "lon": reading["lon"]}
        await self.phones.say(key, kind, **facts)

    def _read(self) -> None:
        """Read what is new; to what was said to a dead phone nobody reacts any more."""
        for key, script in self.scripts.items():
            phone = self.phones.phone(key)
            unread, self._seen[key] = phone.bubbles[self._seen[key] :], len(phone.bubbles)
            if phone.off:
                continue
            for bubble in unread:
                if not bubble.mine and key not in self.taken:
                    for plan in script.react(bubble):
                        self.intend(key, plan)

    async def switch(self, key: str, *, on: bool) -> None:
        """Switch a phone on or off for the visitor; whoever played it goes on."""
        await self.phones.say(key, "on" if on else "off")

    async def act(self, key: str, kind: str, **facts: Any) -> None:
        """Let the visitor act on a phone; it is his from now on."""
        self.take(key)
        await self._say(key, kind, facts)

    def next_moment(self) -> datetime | None:
        """Tell when the next thing in the scripts is due."""
        acts = [plan.at for plans in self._plans.values() for plan in plans]
        readings = (
            receiver.next_moment(self.phones.phone(key))
            for key, receiver in self.receivers.items()
        )
        return min([*acts, *filter(None, readings)], default=None)

    def is_visitor_called(self) -> bool:
        """Tell whether a phone of the visitor waits for the answer to a call."""
        return any(calls_for_answer(self.phones.phone(key)) for key in self.taken)

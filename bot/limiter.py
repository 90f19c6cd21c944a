"""How fast a token may speak: so many messages a second in all, and one a second in each chat."""

from datetime import datetime, timedelta

PER_SECOND = 30
PER_CHAT = timedelta(seconds=1)


class Limiter:
    """Hand out moments to speak at, evenly spaced; no burst that a platform would punish."""

    def __init__(self, per_second: float = PER_SECOND, per_chat: timedelta = PER_CHAT) -> None:
        self._gap = timedelta(seconds=1 / per_second)
        self._per_chat = per_chat
        self._next: datetime | None = None
        self._chats: dict[str, datetime] = {}

    def reserve(self, address: str, now: datetime) -> timedelta:
        """Book the next moment for a chat; return how long to wait for it."""
        free = max(now, self._next or now, self._chats.get(address, now))
        self._next = free + self._gap
        self._chats[address] = free + self._per_chat
        return free - now

    def halt(self, until: datetime) -> None:
        """Keep quiet until a moment: the platform asked for it (429)."""
        self._next = max(self._next or until, until)

    def resting(self, now: datetime) -> set[str]:
        """Tell which chats may not be spoken to yet."""
        self._chats = {chat: free for chat, free in self._chats.items() if free > now}
        return set(self._chats)

    def room(self, now: datetime, within: timedelta) -> int:
        """Tell how many messages may begin within a span from now."""
        wait = max(timedelta(), (self._next or now) - now)
        return max(0, int((within - wait) / self._gap))

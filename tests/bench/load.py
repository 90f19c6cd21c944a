"""What the lean Bot API gives out and counts in one run."""

import asyncio
import json
import random
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

BASE = 1_775_786_400  # Friday 10 April 2026, 09.00 at Palembang
FIRST = 1_000
STRANGER = 10_000_000  # the first number of whom nobody knows
SAID = 5  # seconds after the start of the clock at which the first answer is dated
JITTER = 0.01  # seconds of the world by which the way here may vary; the limit forgives them


def arrivals(count: int, spread: float) -> list[float]:
    """Draw when each update comes, by the same lot in every process."""
    die = random.Random(count)
    return sorted(die.uniform(0, spread) for _ in range(count)) if spread else [0.0] * count


def date(arrives: float) -> int:
    """Give the platform's time of what arrives so many seconds after the first."""
    return BASE + SAID + int(arrives)


def update(number: int, arrives: float, person: int, text: str = "HADIR") -> bytes:
    """Give what a person wrote."""
    name = f"Pegawai {person}"
    message = {
        "message_id": number + 1,
        "from": {"id": person, "is_bot": False, "first_name": name, "language_code": "id"},
        "chat": {"id": person, "type": "private", "first_name": name},
        "date": date(arrives),
        "text": text,
    }
    return json.dumps({"update_id": FIRST + number, "message": message}).encode()


def percentile(values: list[float], part: float) -> float:
    """Give the value that `part` of all do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def most_within_a_second(moments: list[float]) -> int:
    """Count the most that fell into any one second."""
    most, first = 0, 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


@dataclass
class Load:
    """One run: `count` people, what ends it (`until`), and how the API behaves meanwhile.

    `delay`: seconds until a message is taken; `speed`: of the platform's clock; `spread`: seconds
    over which the updates come; `limit`: messages a second, or 429; `hold`: processes that must be
    ready before anything comes.
    """

    count: int = 0
    until: str = ""
    delay: float = 0.0
    speed: float = 1.0
    spread: float = 0.0
    limit: int = 0
    hold: int = 0
    quiet: bool = False  # nobody writes
    flood: int = 0  # updates a second of one person more
    strangers: int = 0  # who write once
    began: float = 0.0
    ended: float = 0.0
    opened: float = field(default_factory=time.perf_counter)  # the clock's zero
    first: float | None = None  # on the clock: the first poll after everybody was ready
    refused: int = 0
    updates: list[bytes] = field(default_factory=list)
    arrives: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)  # of those, by person, whom we wait for
    heard: set[int] = field(default_factory=set)  # of these, who got a message
    moments: list[float] = field(default_factory=list)  # of each message, by the platform's clock
    dates: dict[int, int] = field(default_factory=dict)  # of the first message to each
    waits: list[float] = field(default_factory=list)  # from an update's arrival to our answer
    sent: Counter[int] = field(default_factory=Counter)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def asked(cls, words: Mapping[str, str]) -> "Load":
        """Read an arrangement as the address of a request tells it."""
        numbers = {key: float(word) for key, word in words.items() if key != "until"}
        load = cls(
            until=words["until"],
            delay=numbers.get("delay", 0.0),
            speed=numbers.get("speed", 1.0),
            spread=numbers.get("spread", 0.0),
            count=int(numbers["count"]),
            limit=int(numbers.get("limit", 0)),
            hold=int(numbers.get("hold", 0)),
            quiet=bool(numbers.get("quiet", 0)),
            flood=int(numbers.get("flood", 0)),
            strangers=int(numbers.get("strangers", 0)),
        )
        load.own = [] if load.quiet else arrivals(load.count, load.spread)
        said = [(at, person, "HADIR") for person, at in enumerate(load.own, 1)]
        said = sorted([*said, *load.noise()])
        load.arrives = [at for at, _, _ in said]
        load.updates = [update(n, at, who, text) for n, (at, who, text) in enumerate(said)]
        return load

    def noise(self) -> list[tuple[float, int, str]]:
        """Give what floods: when, who and what."""
        writes = int(self.flood * self.spread)
        one = [(n / self.flood, self.count + 1, f"halo {n % 7}") for n in range(writes)]
        times = arrivals(self.strangers, self.spread)
        return one + [(at, STRANGER + n, "halo") for n, at in enumerate(times)]

    def elapsed(self) -> float:
        """Give the seconds of the platform's clock since it began to run."""
        return (time.perf_counter() - self.opened) * self.speed

    def since_first(self) -> float:
        """Give the seconds of the platform's clock since updates began to come."""
        now = self.elapsed()
        self.first = now if self.first is None else self.first
        return now - self.first

    def begin(self) -> None:
        if not self.began:
            self.began = time.perf_counter()
            self.begun.set()

    def end(self, how: str) -> None:
        if how == self.until and not self.ended:
            self.ended = time.perf_counter()
            self.over.set()

    def there(self, start: int, most: int) -> list[bytes]:
        """Give the updates that have come, from one on."""
        if self.hold > 0:
            return []
        come = bisect_right(self.arrives, self.since_first())
        return self.updates[start : min(come, start + most)]

    def next_in(self, start: int) -> float:
        """Tell in how many seconds of the world the next update comes."""
        if self.hold > 0:
            return 0.05
        if start >= len(self.arrives):
            return 1.0
        return max(0.0, (self.arrives[start] - self.since_first()) / self.speed)

    def is_too_fast(self) -> bool:
        """Tell whether one more message now would pass the limit."""
        if not self.limit or len(self.moments) < self.limit:
            return False
        forgiven = JITTER * self.speed
        return self.elapsed() - self.moments[-self.limit] < 1 - forgiven

    def take(self, chat: int) -> tuple[int, int]:
        """Take a message; give its number and its date."""
        now = self.elapsed()
        self.begin()
        self.moments.append(now)
        self.sent[chat] += 1
        when = self.dates.setdefault(chat, BASE + int(now))
        if self.sent[chat] == 1 and 0 < chat <= len(self.own):
            self.waits.append(self.since_first() - self.own[chat - 1])
        if chat <= self.count:
            self.heard.add(chat)
        if len(self.heard) == self.count:
            self.end("sent")
        return len(self.moments), when if self.sent[chat] == 1 else BASE + int(now)

    def result(self) -> dict[str, float]:
        return {
            "seconds": self.ended - self.began,
            "people": len(self.heard),
            "doubled": sum(self.sent[chat] - 1 for chat in self.heard),
            "refused": self.refused,
            "most": most_within_a_second(self.moments),
            "p50": percentile(self.waits, 0.5),
            "p99": percentile(self.waits, 0.99),
            "longest": max(self.waits, default=0.0),
        }

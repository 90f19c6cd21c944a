"""What one process holds after many calls: each is answered, judged, thanked and reported on.

`python -m tests.bench.memory FOLDER CALLS PEOPLE`: all of it in the core of this one process, from
the inbox to the receipt of the thanks. Prints JSON.
"""

import json
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels import Raw
from bot.core import Bot
from handlers.events import Event, Sent, Text
from handlers.traits import EVERYTHING
from storage import inbox
from storage.database import transaction
from tests.bench.place import MINUTE, NINE, WINDOW, Place, open_calls, open_office, staff
from tests.bench.race import megabytes
from tests.lines import in_hand
from tests.office import KEY

TOGETHER = 100


def _understand(raw: Raw, received: datetime) -> Event:
    return Text(at=received, address=raw["from"], text="HADIR", ref="u")


class Mill:
    """An office in which all are called again and again, and all answer."""

    def __init__(self, folder: Path, people: int) -> None:
        self.bot = Bot(Place(folder, "memory").engine, KEY)
        self.bot.traits["telegram"] = EVERYTHING
        self.law = open_office(self.bot.engine)
        with transaction(self.bot.engine) as db:
            self.people = staff(db, people)
        self.now, self.rounds = NINE, 0

    def turn(self) -> int:
        """Let everybody be called once and answer; give how many words were said."""
        self.rounds += 1
        self.now += MINUTE
        with transaction(self.bot.engine) as db:
            ends = [self.now + WINDOW] * len(self.people)
            open_calls(db, self.law, self.people, ends, messages=1, number=self.rounds)
        self.now += timedelta(seconds=5)
        said: list[tuple[str, Raw]] = [
            (f"{self.rounds}-{person.id}", {"from": f"telegram:{person.id}"})
            for person in self.people
        ]
        with transaction(self.bot.engine) as db:
            inbox.store(db, "telegram", said, self.now)
        while self.bot.think(self.now, {"telegram": _understand}).handled:
            pass
        return self._speak()

    def _speak(self) -> int:
        count = 0
        while True:
            with transaction(self.bot.engine) as db:
                rows = in_hand(db, "telegram", self.now, TOGETHER)
            if not rows:
                return count
            count += len(rows)
            now = self.now
            receipts = [Sent(at=now, received=now, outbox_id=r.id, ref="s") for r in rows]
            self.bot.feed(now, *receipts)


def main() -> None:
    folder, calls, people = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    mill = Mill(folder, people)
    began, said, tenth, turns = time.perf_counter(), 0, 0.0, max(1, calls // people)
    for turn in range(1, turns + 1):
        said += mill.turn()
        if turn == max(1, turns // 10):
            tenth = megabytes()
    facts = {
        "calls": turns * people,
        "said": said,
        "tenth": tenth,
        "megabytes": megabytes(),
        "seconds": time.perf_counter() - began,
    }
    sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main()

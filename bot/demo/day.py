"""Which day is played, and when it begins and ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from bot.console import heard
from bot.demo.line import TELEGRAM, WHATSAPP
from bot.demo.words import words
from bot.voice import Voice
from handlers.rules.circular import WEEKDAYS, Circular
from handlers.rules.workdays import previous_workday

MONDAY = date(2026, 4, 6)  # of the week with the first real WFH Friday
BEGIN, END, CLOSE = time(7, 0), time(17, 45), time(16, 30)
LONG_END = time(18, 10)  # where reports are written after work
NOON, DUSK = time(13, 55), time(16, 50)  # of the day before, where plans are written on it


def _aloud(line: str) -> None:
    with heard():
        typer.echo(line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """How a day is to be played."""

    speed: float
    headless: bool
    seed: int
    law: Circular
    language: str = "id"
    channel: str = TELEGRAM
    until: time | None = None
    say: Callable[[str], None] = _aloud
    log: Path | None = None
    faults: bool = False

    def at(self, moment: time) -> datetime:
        return datetime.combine(self.on, moment, ZoneInfo(self.law.zone))

    @property
    def on(self) -> date:
        """The circular's first WFH day in that week, or in the next one."""
        wanted = [WEEKDAYS.index(name) for name in self.law.wfh_days] or [WEEKDAYS.index("fri")]
        days = [MONDAY + timedelta(days=7 * week + n) for week in (0, 1) for n in sorted(wanted)]
        return next((day for day in days if day >= self.law.since), days[0])

    @property
    def end(self) -> datetime:
        return self.at(self.until or (LONG_END if self.law.report else END))

    @property
    def begin(self) -> datetime:
        """When the play begins: on the day before, if that has duties for this one."""
        asks_before = self.law.call and self.law.readiness and self.channel == WHATSAPP
        has_eve = self.law.plan or self.law.checklist or asks_before
        return self.eve(NOON) if has_eve else self.at(BEGIN)

    def eve(self, moment: time) -> datetime:
        before = previous_workday(self.law, self.on)
        return datetime.combine(before, moment, ZoneInfo(self.law.zone))

    @property
    def words(self) -> dict[str, Any]:
        """What the terminal says."""
        found: dict[str, Any] = words(self.language)["terminal"]
        return found

    @property
    def title(self) -> str:
        voice = Voice(self.language, self.law.zone, self.at(BEGIN))
        on = voice.shaped(self.on, "date")
        line = self.words["day"].format(date=on, law=self.law.title, speed=f"{self.speed:g}")
        about = [self.words["whatsapp"]] if self.channel == WHATSAPP else []
        return "\n".join([self.words["title"], line, *about])

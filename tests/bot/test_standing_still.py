"""A process that stands still: who notices it, and what it may not do when it comes back."""

import os
import signal
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot import pulse, watchdog
from bot.app import STALLED_AFTER, Program
from bot.channels.phones import Phones
from bot.clock import ToldClock
from bot.core import After, Bot
from handlers.events import Event, Failed
from storage.database import reading
from storage.locks import Deposed
from storage.rows import Outage

NOW = datetime(2026, 4, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
def program(engine: Engine) -> Program:
    clock = ToldClock(NOW)
    made = Program(Bot(engine, b"key"), clock)
    made.add(Phones(clock))
    return made


async def test_what_a_deposed_leader_concluded_is_forgotten_and_what_it_heard_is_not(
    program: Program, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It finds a gap in its own memory; the next tenure looks into the database instead."""
    program.ears.remember()
    heard = Failed(at=NOW, outbox_id=99, cause="unreachable")
    program.report(heard)
    program.clock.advance_to(NOW + timedelta(minutes=5))  # type: ignore[attr-defined]

    def deposed(*_: object) -> None:
        raise Deposed

    monkeypatch.setattr(program.bot, "feed", deposed)
    with pytest.raises(Deposed):
        await program.think_once()
    assert program._reports == [heard]
    fed: list[Event] = []

    def feed(_now: datetime, *events: Event) -> After:
        fed.extend(events)
        return After()

    monkeypatch.setattr(program.bot, "feed", feed)
    await program._hear_reports()
    assert fed == [heard]
    with reading(engine) as db:
        assert list(db.exec(select(Outage))) == []
    program._core.shutdown()


def test_a_new_tenure_knows_nothing_of_before(program: Program) -> None:
    program.bot.recent[1] = "of another day"
    program.ears._known["phones"] = NOW
    program.bot.begin(7)
    program.ears.remember()
    assert (program.bot.epoch, program.bot.recent, program.ears._known) == (7, {}, {})
    program.bot.resign()
    assert program.bot.epoch == 0


async def test_a_process_is_alive_by_itself_whoever_thinks(program: Program) -> None:
    program.clock.advance_to(NOW + STALLED_AFTER)  # type: ignore[attr-defined]
    program.ticked_at = program.clock.now()  # another thinks, and tells so
    assert not program.is_alive()
    program.ticked_at, program.alive_at = NOW, program.clock.now()
    assert program.is_alive()


class Systemd:
    """What systemd would hear."""

    def __init__(self, place: str, within: float, monkeypatch: pytest.MonkeyPatch) -> None:
        self.way = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.way.bind(f"\0{place[1:]}" if place.startswith("@") else place)
        self.way.settimeout(0)
        monkeypatch.setenv("NOTIFY_SOCKET", place)
        monkeypatch.setenv("WATCHDOG_USEC", str(int(within * 1e6)))

    def heard(self) -> list[bytes]:
        found = []
        try:
            while True:
                found.append(self.way.recv(99))
        except BlockingIOError:
            return found


@pytest.mark.parametrize("abstract", [False, True])
async def test_systemd_hears_of_a_process_while_it_is_alive(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, abstract: bool
) -> None:
    place = f"@sigap-test-{os.getpid()}" if abstract else str(tmp_path / "notify")
    systemd = Systemd(place, 60, monkeypatch)
    waits: list[float] = []
    alive = iter([True, True, False])

    async def pause(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) <= 3

    monkeypatch.setattr(program, "pause", pause)
    monkeypatch.setattr(program, "is_alive", lambda: next(alive))
    await watchdog.tell_systemd(program)
    assert systemd.heard() == [b"WATCHDOG=1"] * 2
    assert waits[0] == 15
    systemd.way.close()


async def test_without_systemd_nobody_is_told(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watchdog.tell_systemd(program)
    monkeypatch.setenv("NOTIFY_SOCKET", "x")
    await watchdog.tell_systemd(program)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
        watchdog.give_sign(way, str(tmp_path / "nowhere"))  # a sign that is lost harms nobody


def test_a_healthcheck_ends_what_was_alive_and_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[tuple[int, int]] = []
    state = {"alive": False}
    monkeypatch.setattr(pulse, "is_alive", lambda _: state["alive"])
    monkeypatch.setattr(os, "kill", lambda *what: ended.append(what))
    mark = tmp_path / "alive"
    assert (pulse.check("", mark), ended) == (1, [])  # it may be starting, or migrating
    state["alive"] = True
    assert (pulse.check("", mark), ended) == (0, [])
    state["alive"] = False
    assert (pulse.check("", mark), ended) == (1, [(-1, signal.SIGKILL)])
    assert (pulse.check("", mark), len(ended)) == (1, 1)  # it starts anew


def test_a_healthcheck_asks_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    answers: list[Any] = [OSError(), OSError(), socket.socket()]

    def ask(*_: object, **__: object) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    monkeypatch.setattr(pulse, "urlopen", ask)
    assert pulse.is_alive("here")
    assert len(waits) == 2
    monkeypatch.setattr(pulse, "urlopen", lambda *_, **__: (_ for _ in ()).throw(OSError()))
    assert not pulse.is_alive("here")

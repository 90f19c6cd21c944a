"""The operator's log: each event that was committed in a line, with ids and no words."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import Response

from bot import logs
from bot.app import Program
from bot.channels import SendError
from bot.channels.phones import Phones
from bot.clock import Clock
from bot.outcry import AGAIN_AFTER, Outcry, not_taken
from bot.web.app import hook
from storage import journal
from storage.database import deciding, transaction
from storage.leases import Words
from tests.office import FRIDAY, Office

WORDS = "Anak saya dirawat"


class Log:
    """What the program writes, as `sigap run` does."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def of(self, call: str) -> list[str]:
        return [line["event"] for line in self.lines() if line.get("call") == call]


@pytest.fixture
def log() -> Iterator[Log]:
    made, root = Log(), logging.getLogger()
    handler, level = logs.handler("json", made.stream), root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield made
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_call_that_was_late_can_be_read_back_and_costs_less_than_a_kilobyte(
    office: Office, log: Log
) -> None:
    budi = office.hire("Budi Santoso", position="Kepala Bidang")
    ana = office.hire("Ana Lestari", budi)
    office.begin_day()
    call = office.call(ana)
    office.wait(minutes=6)
    office.reply(ana, "Hadir")
    office.reply(ana, WORDS)
    office.decide(budi, ana, "accept")
    assert [line.partition(" ")[0] for line in log.of(call.code)] == [
        "asked", "asked", "closed", "reason", "shown", "decided",
    ]  # fmt: skip
    closed = log.of(call.code)[2]
    assert "outcome=late" in closed
    assert "answered=" in closed
    own = [line for line in log.stream.getvalue().splitlines() if call.code in line]
    assert sum(map(len, own)) < 1000
    assert {json.loads(line)["person"] for line in own} == {ana.id}


def test_no_name_number_or_word_of_anybody_stands_in_it(office: Office, log: Log) -> None:
    budi = office.hire("Budi Santoso", position="Kepala Bidang")
    ana = office.hire("Ana Lestari", budi)
    dina = office.hire("Dina", roles=["personnel"])
    office.begin_day()
    office.reply(budi, f"/panggil {ana.nip} {WORDS}")
    office.reply(ana, WORDS)
    office.wait(minutes=11)
    office.record(dina, f"/gangguan 08.00 08.11 telegram {WORDS}")
    said = log.stream.getvalue()
    assert "outage" in said
    for private in ("Ana", "Lestari", "Budi", "dirawat", ana.nip, budi.nip, office.address(ana)):
        assert private not in said


def test_what_was_rolled_back_leaves_no_line(office: Office, log: Log) -> None:
    ana = office.hire("Ana", office.hire("Budi"))

    def break_down() -> None:
        with transaction(office.bot.engine) as db:
            journal.note(db, "refused", {"person": ana.id, "why": "case.not_yours"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_down()
    assert "refused" not in log.stream.getvalue()


def test_a_refused_press_is_told(office: Office, log: Log) -> None:
    ana = office.hire("Ana", office.hire("Budi"))
    office.begin_day()
    office.tap(ana, "case:99:accept")
    refused = [line for line in log.lines() if "refused" in line["event"]]
    assert [(line["person"], line["event"].partition("=")[2]) for line in refused] == [
        (ana.id, "case.not_yours")
    ]


def test_whoever_logs_nothing_pays_nothing(office: Office) -> None:
    ana = office.hire("Ana", office.hire("Budi"))
    with deciding(office.bot.engine) as db:
        journal.note(db, "refused", {"person": ana.id, "why": "x"})
        assert journal.pending(db) == []


def test_a_memory_that_fails_for_long_is_one_line_a_minute_and_one_at_the_end(
    monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    outcry, now = Outcry(), [1000.0]
    monkeypatch.setattr("bot.outcry.time.monotonic", lambda: now[0])
    for _ in range(int(AGAIN_AFTER) + 1):
        outcry.fails(OSError(28, "No space left\non device"))
        outcry.answers()
        now[0] += 1
    now[0] += 10
    outcry.answers()
    outcry.answers()
    said = [line["event"] for line in log.lines()]
    assert len(said) == 3
    assert "No space left on device" in said[0]
    assert said[2] == "the memory answers again after 71 s"


def test_words_that_are_not_taken_are_told_with_their_call_and_not_each_time(log: Log) -> None:
    facts: dict[str, Any] = dict.fromkeys(Words.__slots__)
    words = Words(**facts | {"id": 7, "address": "telegram:1", "blanks": {"code": "260410-7-1"}})
    for words.tries in range(1, 9):
        not_taken(words, SendError("unreachable", "500 Internal Server Error"))
    assert log.of("260410-7-1") == [
        f"not taken by telegram: unreachable (500 Internal Server Error), try {n}"
        for n in (1, 2, 4, 8)
    ]


def test_what_a_platform_says_of_a_person_is_not_repeated(log: Log) -> None:
    facts: dict[str, Any] = dict.fromkeys(Words.__slots__)
    words = Words(**facts | {"address": "whatsapp:1", "blanks": {}, "tries": 1})
    not_taken(words, SendError("rejected", "the number +628111 is not valid"))
    assert "+628111" not in log.stream.getvalue()


async def test_a_memory_that_is_gone_while_we_listen_is_a_line_and_no_traceback(
    office: Office, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ears.MEMORY", Outcry())
    program, clock = Program(office.bot, Clock(FRIDAY)), Clock(FRIDAY)
    phones: Any = Phones(clock)
    tries: list[int] = []

    async def listen(_store: object) -> None:
        tries.append(1)
        if len(tries) > 3:
            raise asyncio.CancelledError
        raise OperationalError(
            "INSERT", {"text": WORDS}, ConnectionError("refused\nby the server")
        )

    async def sleep(_seconds: float) -> None:
        """Let no time pass."""

    phones.listen = listen
    monkeypatch.setattr(program.clock, "sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        await program.ears._keep_listening(phones)
    program._core.shutdown()
    said = log.stream.getvalue()
    assert said.count("\n") == 1
    assert "refused by the server" in said
    assert "Traceback" not in said
    assert WORDS not in said


async def test_a_webhook_without_a_memory_is_told_to_come_again(log: Log) -> None:
    async def take(_request: Request) -> Response:
        raise OperationalError("INSERT", {}, ConnectionError("refused"))

    route = hook("/telegram", "telegram", take)
    response = await route.endpoint(Request({"type": "http"}))
    assert response.status_code == 503
    assert "Traceback" not in log.stream.getvalue()

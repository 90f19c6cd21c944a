"""The demo's day without a page: complete, harmless, and the same for the same seed."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot.demo import play
from bot.demo.day import END, Day
from bot.demo.duties import WALKER
from bot.demo.marks import MARKS
from bot.demo.office import MEMBERS
from bot.demo.pages import STATIC
from bot.demo.play import play_day
from bot.demo.stage import StageClock
from bot.demo.words import words
from bot.web import open_port
from handlers.rules import circular, nip
from storage import calls, database, inbox, log
from storage.rows import (
    Attempt,
    Call,
    Check,
    Contact,
    Decision,
    Mark,
    Outage,
    Permit,
    Person,
    Photo,
    Reason,
    Recall,
    Report,
    Share,
    Shift,
    Sighting,
)
from storage.rows import Plan as WorkPlan

FRIDAY = date(2026, 4, 10)  # the first real WFH Friday
ZONE = ZoneInfo("Asia/Jakarta")
COMPLETE = {"on_time", "late", "missed", "excused", "void"}


@dataclass(frozen=True)
class Played:
    """A day that is over: its memory, and what the terminal said."""

    engine: Engine
    said: str

    def read(self, query: Any) -> list[Any]:
        with Session(self.engine, expire_on_commit=False) as db:
            return list(db.exec(query))

    def calls(self) -> list[tuple[Call, Person]]:
        return self.read(select(Call, Person).join(Person, col(Person.id) == Call.person_id))


def played(
    folder: Path,
    seed: int,
    until: time = END,
    law_id: str = "sumsel",
    channel: str = "telegram",
) -> Played:
    lines: list[str] = []
    engine = database.connect(f"sqlite:///{folder / f'{len(list(folder.iterdir()))}.db'}")
    law = circular.load(law_id)
    told: dict[str, Any] = {"speed": 60, "headless": True, "seed": seed, "channel": channel}
    asyncio.run(play_day(Day(law=law, until=until, say=lines.append, **told), engine))
    return Played(engine, plain("\n".join(lines)))


def plain(said: str) -> str:
    return re.sub(r"\x1b\[\d*m", "", said)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    found = played(tmp_path_factory.mktemp("day"), seed=1)
    yield found
    found.engine.dispose()


def is_harmless(day: Played) -> None:
    """Check what must hold on every day: nobody wronged, nothing lost, nothing broken."""
    found = [call for call, _ in day.calls()]
    assert {call.state for call in found} <= {"closed"}
    assert Counter(call.outcome for call in found).keys() <= COMPLETE
    assert not day.read(select(Outage))
    with Session(day.engine) as db:
        assert inbox.quarantined(db) == 0
        assert inbox.is_drained(db)
        assert not list(log.breaks(db))


@pytest.mark.slow
def test_a_day_is_harmless_and_knows_every_outcome(day: Played) -> None:
    is_harmless(day)
    assert {call.outcome for call, _ in day.calls()} == COMPLETE


@pytest.mark.slow
def test_the_digests_stand_at_the_end_and_count_every_call(day: Played) -> None:
    count = Counter(call.outcome for call, _ in day.calls())
    end = day.said[day.said.rindex("REKAP WFH") :]
    assert f"Panggilan: {count.total()} (" in end
    assert (
        f"Tepat waktu {count['on_time']}, terlambat {count['late']}, tidak merespons "
        f"{count['missed']}, alasan diterima {count['excused']}, tidak dapat dinilai "
        f"{count['void']}\n"
    ) in end


@pytest.mark.slow
def test_nobody_exempt_or_on_leave_is_called(day: Played) -> None:
    called = {person.name for _, person in day.calls()}
    away = {"Ratna Kusumawardani", "Fajar Nugroho", "Intan Rahmawati"}
    assert called == {member.name for member in MEMBERS} - away


@pytest.mark.slow
def test_nobody_is_called_around_the_friday_prayer(day: Played) -> None:
    for attempt in day.read(select(Attempt)):
        assert attempt.clock_start
        sent = attempt.clock_start.astimezone(ZONE).time()
        ended = attempt.deadline.astimezone(ZONE).time()
        assert ended <= time(11, 30) or sent >= time(13, 30)
        assert time(7, 45) <= sent <= time(16, 30)


@pytest.mark.slow
def test_every_kind_of_person_plays_his_part(day: Played) -> None:
    with Session(day.engine) as db:
        kinds = {call.answer_kind for call in calls.between(db, FRIDAY, FRIDAY)}
    assert {"button", "text", "location", "photo", ""} <= kinds
    codes = {reason.code for reason in day.read(select(Reason))}
    assert "lainnya" in codes
    assert len(codes) > 1, "own words and buttons"
    assert len(day.read(select(Decision))) > 3
    by_name = {person.name: call for call, person in day.calls()}
    assert by_name["Hendra Wijaya"].void_cause == "blocked"
    assert by_name["Dimas Ardiansyah"].outcome == "missed"
    assert len(day.read(select(Contact))) == len(MEMBERS), "the newcomer has enrolled"


@pytest.mark.slow
def test_the_terminal_tells_a_line_an_event(day: Played) -> None:
    call = next(call for call, person in day.calls() if person.name == "Ana Lestari")
    assert f"Ana Lestari             panggilan {call.code} dikirim" in day.said
    assert f"Ana Lestari             {call.code}: tepat waktu" in day.said
    assert "Hendra Wijaya           memblokir bot" in day.said


@pytest.mark.slow
def test_the_same_seed_is_the_same_day(tmp_path: Path) -> None:
    morning = [played(tmp_path, seed, until=time(8, 26)) for seed in (3, 3, 4)]
    for one in morning:
        one.engine.dispose()
    assert morning[0].said == morning[1].said
    assert morning[0].said != morning[2].said
    assert "dikirim" in morning[0].said


async def test_one_sleeps_on_a_told_clock_until_it_is_moved_or_the_play_is_over() -> None:
    clock = StageClock(datetime(2026, 4, 10, tzinfo=UTC))
    naps = [asyncio.ensure_future(clock.sleep(seconds)) for seconds in (0, 5, 60)]
    await asyncio.sleep(0)
    clock.advance_to(clock.now() + timedelta(seconds=5))
    await asyncio.sleep(0)
    assert [nap.done() for nap in naps] == [True, True, False]
    assert clock.sleeping == 1
    clock.wake_all()
    await asyncio.wait_for(asyncio.gather(*naps, clock.sleep(60)), 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 5, 8])
def test_other_days_are_harmless_too(tmp_path: Path, seed: int) -> None:
    other = played(tmp_path, seed)
    is_harmless(other)
    other.engine.dispose()


DUTIES: dict[str, dict[Any, int]] = {  # how many at least of what each circular's day shows
    "bukittinggi": {
        Mark: 30,
        Share: 8,
        WorkPlan: 9,
        Report: 7,
        Permit: 1,
        Recall: 1,
        Check: 8,
        Photo: 5,
    },
    "contoh": {
        Mark: 15,
        WorkPlan: 9,
        Report: 8,
        Check: 8,
        Share: 8,
        Photo: 0,
    },  # photos of reasons
    "metro": {Report: 8, Check: 8, Photo: 8},
    "umkm": {Mark: 18},
    "panrb": {Shift: 1},
    "bogor": {Mark: 24, Photo: 24},
}
ALL: tuple[Any, ...] = (Mark, WorkPlan, Report, Permit, Recall, Check, Photo, Shift, Share)
OTHERS = pytest.mark.parametrize("law_id", sorted(DUTIES))


def test_every_shipped_circular_has_its_day() -> None:
    assert {"sumsel", *DUTIES} == set(circular.shipped())
    days = {
        name: Day(speed=1, headless=True, seed=1, law=circular.load(name)).on for name in DUTIES
    }
    assert days.pop("panrb") == date(2026, 4, 8)
    assert set(days.values()) == {FRIDAY}


@pytest.mark.slow
@OTHERS
def test_each_circular_plays_its_own_duties(
    law_id: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tempfile.TemporaryDirectory", lambda **_: nullcontext(str(tmp_path)))
    assert play(headless=True, circular=law_id) == 0
    engine = database.connect(f"sqlite:///{tmp_path / 'demo.db'}")
    day = Played(engine, plain(capsys.readouterr().out))
    is_harmless(day)
    count = {kind: len(day.read(select(kind))) for kind in ALL}
    wanted = DUTIES[law_id]
    assert all(count[kind] >= least for kind, least in wanted.items()), count
    assert all(not number for kind, number in count.items() if kind not in wanted), count
    assert bool(day.calls()) is (circular.load(law_id).call is not None)
    duties_are_settled(day)
    digest_counts(day, law_id)
    engine.dispose()


def duties_are_settled(day: Played) -> None:
    """Check what the conversations came to: sent, decided, back, arrived, kept."""
    plans, reports = day.read(select(WorkPlan)), day.read(select(Report))
    if plans:
        assert {plan.late for plan in plans if plan.sent_at} == {True, False}
        assert sum(bool(plan.sent_at and plan.address) for plan in plans) > 8
        assert any(plan.state == "approved" for plan in plans)
    if reports:
        assert sum(bool(report.sent_at) for report in reports) >= 7
        assert any(report.assessment == "fit" for report in reports)
    assert {permit.state for permit in day.read(select(Permit))} <= {"returned"}
    assert all(recall.arrived_at for recall in day.read(select(Recall)))
    assert {photo.state for photo in day.read(select(Photo))} <= {"kept"}


def digest_counts(day: Played, law_id: str) -> None:
    """Check that the head's last digest counts each duty that the circular has, above zero."""
    law = circular.load(law_id)
    end = day.said[day.said.rindex("REKAP WFH") :]
    lines = {
        "Rencana H-1": law.plan,
        "Laporan": law.report,
        "Presensi lengkap": law.attendance,
        "Lokasi: di dalam": law.location,
        "Izin meninggalkan lokasi": law.permit,
        "Dipanggil ke kantor": law.recall,
        "Pemeriksaan kantor sebelum WFH": law.checklist,
    }
    for name, rule in lines.items():
        assert bool(re.search(rf"^{name}:? [1-9]", end, re.MULTILINE)) is bool(rule), name


@pytest.mark.slow
def test_the_demos_day_shows_all_seven_things_that_this_is_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.TemporaryDirectory", lambda **_: nullcontext(str(tmp_path)))
    assert play(headless=True) == 0
    said = plain(capsys.readouterr().out)
    last = said.strip().splitlines()[-len(MARKS) :]
    for line, name in zip(last, words("id")["page"]["mark"].values(), strict=True):
        assert re.fullmatch(rf"\d\d:\d\d:\d\d  [A-Z].+  {name}", line), line
    engine = database.connect(f"sqlite:///{tmp_path / 'demo.db'}")
    day = Played(engine, said)
    walker = next(m.nip for m in MEMBERS if m.key == WALKER)
    ana = day.read(select(Person).where(Person.nip == walker))[0]
    seen = [row.state for row in day.read(select(Sighting)) if row.person_id == ana.id]
    assert "inside" in seen
    assert "outside" not in seen, "she said that the reading was wrong"
    assert "ditanya tentang bacaan lokasi" in said
    engine.dispose()
    forget_no_place(tmp_path / "demo.db", ana)


def forget_no_place(file: Path, person: Person) -> None:
    """Look through the bytes of the whole day: no reading is in them, only a coarse last point."""
    kept = file.read_bytes() + b"".join(p.read_bytes() for p in file.parent.glob("demo.db-*"))
    home = f"{person.home_lat}"[:6].encode()
    readings = {found for found in re.findall(rb"-?\d+\.\d{6}(?=[,}])", kept) if home in found}
    assert not readings


@pytest.mark.slow
@OTHERS
def test_each_circular_has_the_same_day_for_the_same_seed(law_id: str, tmp_path: Path) -> None:
    one, same = (played(tmp_path, 3, time(8, 1), law_id) for _ in range(2))
    for day in (one, same):
        day.engine.dispose()
    assert one.said == same.said


def test_the_numbers_of_the_office_are_valid() -> None:
    numbers = [member.nip for member in MEMBERS]
    assert [nip.parse(number, FRIDAY) for number in numbers] == numbers
    assert [nip.kind(member.nip) for member in MEMBERS] == [member.kind for member in MEMBERS]
    assert len(set(numbers)) == len(MEMBERS)


def test_the_office_is_the_one_that_was_promised() -> None:
    roles = Counter(member.role for member in MEMBERS)
    assert roles == {"employee": 12, "supervisor": 2, "unit_head": 1, "personnel": 1}


def test_both_languages_have_the_same_words() -> None:
    def keys(value: Any) -> Any:
        return {k: keys(v) for k, v in value.items()} if isinstance(value, dict) else None

    assert keys(words("id")) == keys(words("en"))


def test_a_taken_port_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    with open_port("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        assert play(port=port) == 2
    assert f"127.0.0.1:{port}" in capsys.readouterr().err


def test_the_page_finds_all_its_words() -> None:
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    scripts = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    wanted = set(re.findall(r'data-word="(\w+)"', html))
    wanted |= set(re.findall(r"\b(?:words|say)\.(?!node)(\w+)", scripts)) - {"addEventListener"}
    inputs = {"value", "trim", "placeholder", "setAttribute"}  # of the field that has this class
    assert wanted - inputs <= words("id")["page"].keys()

"""`sigap backup` and `sigap restore`: whatever was lost in between counts against nobody."""

import gc
import os
import re
import shutil
import tarfile
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.clock import Clock
from handlers import keys
from handlers.call import lots
from handlers.events import Deaf, Failed
from handlers.rules import circular
from storage import calls, database, leases, log, outages
from storage.database import transaction
from storage.rows import Call, Decision, Outbox, Person, Proposal
from tests.office import FRIDAY, Office
from tests.terminal import Terminal

pytestmark = pytest.mark.wide

COPY = "copies/copy.tar.gz"
NEW = "sqlite:///new.db"


class Loss:
    """An office that is backed up, lives on, and is lost with all that came after."""

    def __init__(self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.terminal, self._monkeypatch = terminal, monkeypatch
        self.office = terminal.office()
        self.budi = self.office.hire("Budi", position="Kepala Bidang")
        self.ana = self.office.hire("Ana", self.budi)
        self.office.begin_day()

    def _tell(self) -> None:
        self._monkeypatch.setattr(Clock, "now", lambda _: self.office.now)

    def back_up(self) -> None:
        self._tell()
        self.terminal.run("backup", "--to", COPY)

    def bring_back(self, *, minutes: float) -> None:
        """Restore, and start again as bot/app.py does: the time since the last beat was deaf."""
        self.office.now += timedelta(minutes=minutes)
        self._tell()
        self.terminal.run("restore", COPY, "--to", NEW)
        bot = self.office.bot
        bot.engine = database.connect(NEW)
        with transaction(bot.engine) as db:
            since = outages.beats(db)[""]
            in_hand = leases.lost(db)
        now = self.office.now
        bot.feed(now, Deaf(at=now, since=since, channel="", cause="restart"))
        assert not [row for row in in_hand if row.repeatable]
        died = [Failed(at=now, outbox_id=row.id or 0, cause="uncertain") for row in in_hand]
        bot.feed(now, *died)

    def draw(self, person: Person, *, minutes: float) -> None:
        """Let a lot have fallen on a moment to come."""
        with self.office.desk() as desk:
            row = Call(
                code=lots.next_code(desk, person, desk.today()),
                person_id=person.id or 0,
                on=desk.today(),
                law_hash=desk.law(desk.today()).hash,
                circular_id="kantor",
                drawn_at=self.office.now,
                due_at=self.office.now + timedelta(minutes=minutes),
            )
            calls.add(desk.db, row)


@pytest.fixture
def loss(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Loss:
    return Loss(terminal, monkeypatch)


def outcome(office: Office, person: Person) -> str:
    office.tick()
    return office.calls(person)[-1].outcome


# what was lost counts against nobody


def test_a_call_that_was_judged_in_the_lost_memory_is_void(loss: Loss) -> None:
    loss.office.call(loss.ana)
    loss.back_up()
    loss.office.wait(minutes=15)
    assert loss.office.outcomes(loss.ana) == ["missed"]
    loss.bring_back(minutes=5)
    assert outcome(loss.office, loss.ana) == "void"
    assert loss.office.proposed(loss.ana) == []


def test_an_answer_that_still_waits_at_the_platform_is_on_time(loss: Loss) -> None:
    loss.office.call(loss.ana)
    loss.back_up()
    written = loss.office.now + timedelta(seconds=90)
    loss.bring_back(minutes=20)
    loss.office.reply(loss.ana, at=written)
    assert outcome(loss.office, loss.ana) == "on_time"


def test_an_answer_that_the_lost_memory_had_taken_is_no_silence(loss: Loss) -> None:
    loss.office.call(loss.ana)
    loss.back_up()
    loss.office.wait(minutes=1)
    loss.office.reply(loss.ana)
    assert loss.office.outcomes(loss.ana) == ["on_time"]
    loss.bring_back(minutes=10)
    assert outcome(loss.office, loss.ana) == "void"


def test_a_finding_that_an_answer_might_have_corrected_after_the_copy_is_void(
    loss: Loss,
) -> None:
    loss.office.call(loss.ana)
    while not loss.office.outcomes(loss.ana):
        loss.office.wait(seconds=10)
    assert loss.office.outcomes(loss.ana) == ["missed"]
    loss.back_up()
    loss.bring_back(minutes=3)
    assert outcome(loss.office, loss.ana) == "void"
    assert loss.office.proposed(loss.ana) == []


def test_a_call_that_fell_due_in_between_is_not_sent_late(loss: Loss) -> None:
    loss.draw(loss.ana, minutes=2)
    loss.back_up()
    loss.office.said(loss.ana)
    loss.bring_back(minutes=2.5)
    assert outcome(loss.office, loss.ana) == "void"
    assert loss.office.said(loss.ana) == ["restored.person"]


def test_a_call_that_waited_to_be_sent_is_void_and_not_said_again(loss: Loss) -> None:
    office = loss.office
    office.speak = lambda: None  # type: ignore[method-assign]
    office.call(loss.ana)
    loss.back_up()
    del office.speak
    loss.bring_back(minutes=0.5)
    office.said(loss.ana)
    assert outcome(office, loss.ana) == "void"
    assert "call.first" not in office.said(loss.ana)


def test_a_note_about_discipline_is_not_said_twice(loss: Loss) -> None:
    office = loss.office
    office.call(loss.ana)
    office.speak = lambda: None  # type: ignore[method-assign]
    with office.desk() as desk:
        words = {"name": "Ana", "code": "x", "article": "10.c", "by": "Budi", "number": 1}
        desk.say(loss.ana, "case.told_guide", repeatable=False, **words)
        desk.say(loss.ana, "call.none_open")
    loss.back_up()
    del office.speak
    loss.bring_back(minutes=20)
    with transaction(office.bot.engine) as db:
        rows = {row.key: row.state for row in db.exec(select(Outbox))}
    assert (rows["case.told_guide"], rows["call.none_open"]) == ("uncertain", "new")


def test_whoever_had_time_for_a_reason_has_it_again(loss: Loss) -> None:
    office = loss.office
    office.call(loss.ana)
    office.wait(minutes=15)
    loss.back_up()
    office.reply(loss.ana, "Gangguan jaringan")
    loss.bring_back(minutes=60 * 24)
    with transaction(office.bot.engine) as db:
        proposal = db.exec(select(Proposal)).one()
        assert proposal.reason_until >= office.now + timedelta(days=1)
    office.decide(loss.budi, loss.ana, "guide")
    assert office.said(loss.budi)[-1] == "case.reason_first"


def test_the_log_goes_on_and_tells_of_the_gap(loss: Loss) -> None:
    loss.back_up()
    loss.bring_back(minutes=5)
    with transaction(loss.office.bot.engine) as db:
        assert list(log.breaks(db)) == []
        assert [entry.kind for entry in log.of_kind(db, "restored")] == ["restored"]
    loss.terminal.set(DATABASE_URL=NEW)
    loss.terminal.run("verify")


# the copy


def test_a_backup_is_told_in_numbers_and_readable_by_its_owner_only(staffed: Terminal) -> None:
    (staffed.folder / ".env").write_text("SIGAP_LOG_LEVEL=INFO\n")
    (staffed.folder / "data/photos/2026").mkdir(parents=True)
    (staffed.folder / "data/photos/2026/1.jpg").write_bytes(b"\xff\xd8\xff")
    result = staffed.run("backup")
    (made,) = (staffed.folder / "data/backups").iterdir()
    assert made.stat().st_mode & 0o777 == 0o600
    assert "3 people" in result.stdout
    assert "1 photos" in result.stdout
    with tarfile.open(made) as tar:
        names = tar.getnames()
    assert names == ["database.sqlite", "photos/2026/1.jpg", "manifest.json"]
    assert not list((staffed.folder / "data").glob("backup-*"))


def test_the_key_goes_only_where_nobody_else_can_read_it(staffed: Terminal) -> None:
    staffed.run("invite", "--csv", "codes.csv")
    assert (staffed.folder / "data/secret.key").is_file()
    plain = staffed.run("backup", "--to", COPY)
    assert "data/secret.key" in plain.stderr
    secret, public = key_pair(staffed)
    sealed = staffed.run("backup", "--to", "copies/s.age", "--encrypt-to", public)
    assert "secret.key" not in sealed.stderr
    staffed.set(KEY="", DATA_DIR="elsewhere")
    os.environ["OPEN_WITH"] = secret
    try:
        words = ("restore", "copies/s.age", "--to", NEW, "--key-from", "OPEN_WITH")
        assert "secret key here" not in staffed.run(*words).stderr
    finally:
        del os.environ["OPEN_WITH"]
    assert (staffed.folder / "elsewhere/secret.key").read_bytes() == (
        staffed.folder / "data/secret.key"
    ).read_bytes()
    told = staffed.run("restore", COPY, "--to", "sqlite:///other.db").stderr
    assert told == ""


def key_pair(terminal: Terminal) -> tuple[str, str]:
    made = terminal.run("backup", "--new-key")
    return made.stdout.strip(), made.stderr.split()[-1]


def test_another_key_is_told_before_the_program_starts_with_it(staffed: Terminal) -> None:
    staffed.run("backup", "--to", COPY)
    staffed.set(SECRET_KEY=keys.new(), DATABASE_URL=NEW)
    assert "is not the one of the backup" in staffed.run("restore", COPY).stderr
    assert "FAULT key        SIGAP_SECRET_KEY: this is" in staffed.run("check", code=1).stdout
    assert "this is not the key of this database" in staffed.run("invite").stderr


def test_so_many_of_the_newest_are_kept(staffed: Terminal) -> None:
    folder = staffed.folder / "copies"
    folder.mkdir()
    for day in range(1, 4):
        (folder / f"sigap-2026040{day}T010000Z.tar.gz").touch()
    (folder / "notes.txt").touch()
    staffed.run("backup", "--to", "copies", "--keep", "2")
    left = sorted(path.name for path in folder.iterdir())
    assert left[:2] == ["notes.txt", "sigap-20260403T010000Z.tar.gz"]
    assert len(left) == 3


def test_without_a_number_a_backup_ends_with_its_age(
    staffed: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was erased has gone from the last of them on the day that the answer named."""
    monkeypatch.setattr(Clock, "now", lambda _: FRIDAY.astimezone(UTC))
    law = circular.load("sumsel")
    folder = staffed.folder / "copies"
    folder.mkdir()
    for days in (1, law.privacy.backup_days - 1, law.privacy.backup_days + 1):
        (folder / f"sigap-{FRIDAY - timedelta(days=days):%Y%m%d}T000000Z.tar.gz").touch()
    (folder / "sigap-mine.tar.gz").touch()
    erased = (FRIDAY - timedelta(days=law.privacy.backup_days + 1)).date()
    assert law.privacy.gone_from_backups(erased) <= FRIDAY.date()
    staffed.run("backup", "--to", "copies")
    left = sorted(path.name for path in folder.iterdir())
    assert left == [
        "sigap-20260111T000000Z.tar.gz",
        "sigap-20260409T000000Z.tar.gz",
        "sigap-20260410T000000Z.tar.gz",
        "sigap-mine.tar.gz",
    ]


def test_a_law_from_before_keeps_backups_as_long_as_ours_says() -> None:
    """Laws that were adopted stay as they were; they must go on to be read."""
    layers = circular.read_layers("sumsel")
    old = [replace(one, text=re.sub(r"(?m)^backups = .*$", "", one.text)) for one in layers]
    assert old != list(layers)
    assert circular.parse(old).privacy.backup_days == circular.load("sumsel").privacy.backup_days


def test_a_disk_that_fills_leaves_no_half_backup_and_no_older_one_is_lost(
    staffed: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    staffed.run("backup", "--to", COPY)

    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device", "copies")

    monkeypatch.setattr(shutil, "copyfileobj", fill)
    assert "No space left" in staffed.refuses("backup", "--to", "copies", "--keep", "1")
    assert [path.name for path in (staffed.folder / "copies").iterdir()] == ["copy.tar.gz"]


# what an operator may get wrong


def _files() -> list[Path]:
    """List all files; connections left by commands end first, and SQLite's -wal with them."""
    gc.collect()
    return sorted(Path().rglob("*"))


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_wrong_input_is_told_in_words_and_changes_nothing(
    staffed: Terminal, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, public = key_pair(staffed)
    other, _ = key_pair(staffed)
    staffed.run("backup", "--to", COPY)
    staffed.run("backup", "--to", "copies/sealed", "--encrypt-to", public)
    (sealed,) = (p.as_posix() for p in Path("copies/sealed").iterdir())
    whole = Path(COPY).read_bytes()
    Path("cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    Path("cut.age").write_bytes(Path(sealed).read_bytes()[:-9])
    staffed.set(LANGUAGE=language)
    monkeypatch.setenv("RIGHT", secret)
    monkeypatch.setenv("OTHER", other)
    monkeypatch.setenv("NONSENSE", "x")
    before = _files()
    to = ("--to", NEW)
    told = [
        staffed.refuses(*words)
        for words in (
            ("restore", "nowhere", *to),
            ("restore", "roster.csv", *to),
            ("restore", "cut.tar.gz", *to),
            ("restore", sealed, *to),
            ("restore", sealed, *to, "--key-from", "OTHER"),
            ("restore", sealed, *to, "--key-from", "NONSENSE"),
            ("restore", "cut.age", *to, "--key-from", "RIGHT"),
            ("restore", COPY),
            ("restore", COPY, "--to", "mysql://x"),
            ("restore", COPY, "--to", "postgresql://127.0.0.1/x"),
            ("backup", "--to", COPY),
            ("backup", "--to", "x.tar.gz", "--keep", "2"),
            ("backup", "--encrypt-to", "age1x"),
        )
    ]
    assert all(line.strip() and "Traceback" not in line for line in told)
    assert len(set(told)) >= 11
    assert _files() == before
    staffed.set(DATABASE_URL="sqlite:///nowhere.db")
    assert "nowhere.db" in staffed.refuses("backup")
    staffed.set(DATABASE_URL="sqlite:///roster.csv")
    assert "file is not a database" in staffed.refuses("backup")
    staffed.run("restore", sealed, *to, "--key-from", "RIGHT")


# what the lost memory showed decides nobody else's case


def test_an_old_card_never_decides_another_persons_case(loss: Loss) -> None:
    office = loss.office
    citra = office.hire("Citra", loss.budi)
    loss.back_up()
    silent(office, loss.ana)
    old = case(office)
    loss.bring_back(minutes=5)
    office.wait(minutes=1)
    silent(office, citra)
    assert case(office) != old
    for choice in ("guide", "accept"):
        office.feed_tap(loss.budi, f"case:{old}:{choice}")
        assert office.said(loss.budi)[-1] == "restored.old_card"
        office.wait(minutes=6)
    with transaction(office.bot.engine) as db:
        assert db.exec(select(Decision)).all() == []


def silent(office: Office, person: Person) -> None:
    office.call(person)
    office.wait(minutes=15)
    assert office.outcomes(person)[-1] == "missed"


def case(office: Office) -> int:
    with transaction(office.bot.engine) as db:
        return db.exec(select(Proposal.id).order_by(col(Proposal.id).desc())).first() or 0


def test_no_call_bears_the_code_of_one_that_was_lost(loss: Loss) -> None:
    loss.back_up()
    before = loss.office.call(loss.ana).code
    loss.bring_back(minutes=20)
    assert loss.office.call(loss.ana).code != before


def test_all_learn_once_that_what_was_lost_counts_against_nobody(loss: Loss) -> None:
    loss.back_up()
    loss.office.said(loss.ana), loss.office.said(loss.budi)
    loss.bring_back(minutes=20)
    loss.office.wait(minutes=20)
    assert loss.office.said(loss.ana).count("restored.person") == 1
    assert loss.office.said(loss.budi).count("restored.decider") == 1

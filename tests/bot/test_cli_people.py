"""`sigap import` and `sigap invite`: who is in the office, and how they get in."""

import csv
import stat
from typing import Any

import openpyxl
import pytest

from bot import settings
from bot.clock import Clock
from handlers import enrol, roster
from storage import invitations
from storage.database import transaction
from tests.nips import make_nip
from tests.office import FRIDAY
from tests.terminal import ANA, BOSS, EKA, HEADER, ROWS, UNIT, Terminal, table


def test_an_import_says_what_it_did(terminal: Terminal) -> None:
    path = terminal.roster(*ROWS)
    assert "3 new, 0 changed" in terminal.run("import", path).stdout
    assert "0 new, 0 changed, 3 unchanged" in terminal.run("import", path).stdout
    people = terminal.people()
    assert people[ANA].name == "=Ana"
    assert people[ANA].phone == "+6281211110002"
    assert people[EKA].supervisor_id == people[BOSS].id


def test_a_workbook_is_imported_too(terminal: Terminal) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in csv.reader([HEADER, *ROWS]):
        sheet.append([cell.removeprefix("=") for cell in line])
    book.save(terminal.folder / "roster.xlsx")
    terminal.run("import", "roster.xlsx")
    assert set(terminal.people()) == {BOSS, ANA, EKA}


def test_one_bad_row_keeps_everybody_out(terminal: Terminal) -> None:
    path = terminal.roster(*ROWS, f"12345,Tono,{UNIT},Analis,PNS,{BOSS},employee,0711 123,,,,,")
    said = terminal.refuses("import", path)
    assert "Line 5, column nip: a NIP has 18 digits, this one 5." in said
    assert "Line 5, column phone:" in said
    assert "Nothing was imported; faults: 2" in said
    assert terminal.people() == {}


def test_the_good_rows_come_in_when_that_is_wanted(terminal: Terminal) -> None:
    path = terminal.roster(*ROWS, f"12345,Tono,{UNIT},Analis,PNS,,,,,,,,")
    result = terminal.run("import", path, "--partial")
    assert "Line 5, column nip" in result.stderr
    assert "3 new" in result.stdout
    assert "Lines skipped: 1." in result.stdout
    assert len(terminal.people()) == 3


def test_a_file_without_one_good_row_is_refused_even_in_part(terminal: Terminal) -> None:
    assert "Nothing was imported" in terminal.refuses(
        "import", terminal.roster(f"1,Tono,{UNIT},Analis,PNS,,,,,,,,"), "--partial"
    )
    (terminal.folder / "other.csv").write_text("name;age\nAna;30\n")
    assert "Line 1, column nip" in terminal.refuses("import", "other.csv", "--partial")


def test_complete_retires_whoever_is_missing_and_never_in_part(staffed: Terminal) -> None:
    path = staffed.roster(*ROWS[:2], name="fewer.csv")
    assert "--complete" in staffed.refuses("import", path, "--partial", "--complete")
    assert "1 made inactive" in staffed.run("import", path, "--complete").stdout
    assert not staffed.people()[EKA].active


def test_who_has_left_is_said_to_be_erased_by_a_day_also_in_the_last_backup(
    staffed: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """30 days and the nights at both ends, and the 90 days of backups after that."""
    monkeypatch.setattr(Clock, "now", lambda _: FRIDAY)
    assert "erased" not in staffed.run("import", staffed.roster(*ROWS), "--complete").stdout
    path = staffed.roster(*ROWS[:2], name="fewer.csv")
    said = staffed.run("import", path, "--complete").stdout
    assert "erased by 2026-05-12; by 2026-08-11 the last backup" in said


EXPORT = "NO,NAMA,NIP,JABATAN,UNIT KERJA,NO HP,KEDUDUKAN"


@pytest.mark.wide
@pytest.mark.parametrize("answer", ["1", "0812", ANA[:9], EKA, "Ana", make_nip(77)])
def test_a_confirmation_that_answers_nothing_is_refused(terminal: Terminal, answer: str) -> None:
    """Digits of a phone or a line's number are nobody; about a colleague nothing was asked."""
    ana, eka = f"1,Ana,{ANA},Analis,Dinas,081200001000,CLTN", f"2,Eka,{EKA},Analis,Dinas,,"
    lines = (EXPORT, ana, eka)
    (terminal.folder / "export.csv").write_text("\n".join(lines) + "\n")
    assert answer in terminal.refuses("import", "export.csv", "--confirm", answer)
    assert terminal.people() == {}
    terminal.run("import", "export.csv", "--confirm", ANA)
    assert terminal.people()[ANA].active


def test_an_oddity_is_told_and_stops_nothing(terminal: Terminal) -> None:
    path = terminal.roster(f"{ANA},Ana,{UNIT},Analis,PPPK,,,,,,,,")
    assert "looks like a PNS" in terminal.run("import", path).stderr


def test_a_roster_that_changed_meanwhile_is_not_overwritten(
    staffed: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, other = roster.read, staffed.roster(*ROWS[:1], name="other.csv")

    def slow(*given: Any) -> roster.Reading:
        monkeypatch.setattr(roster, "read", read)
        staffed.run("import", other, "--complete")
        return read(*given)

    monkeypatch.setattr(roster, "read", slow)
    assert "run the command again" in staffed.refuses("import", "roster.csv")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("nowhere.csv", None, "no such file"),
        ("empty.csv", b"", "empty"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\0\0", "no table"),
        ("book.xlsx", b"PK\x03\x04", "damaged"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_and_nothing_is_made(
    terminal: Terminal, name: str, data: bytes | None, said: str
) -> None:
    if data is not None:
        (terminal.folder / name).write_bytes(data)
    assert said in terminal.refuses("import", name)
    assert not (terminal.folder / "sigap.db").exists()


def works(terminal: Terminal, code: str) -> bool:
    key = settings.secret_key(settings.load())
    with transaction(terminal.engine()) as db:
        return invitations.by_hash(db, enrol.code_hash(key, code)) is not None


def test_everybody_who_is_not_enrolled_gets_a_code(staffed: Terminal) -> None:
    result = staffed.run("invite")
    rows = table(result.stdout)
    assert [row["nip"] for row in rows] == [BOSS, ANA, EKA]
    assert rows[1]["name"] == "'=Ana", "no formula reaches a spreadsheet"
    assert all(works(staffed, row["code"]) for row in rows)
    assert all(works(staffed, row["code"].replace("-", "").lower()) for row in rows)
    assert len({row["code"] for row in rows}) == 3
    assert {row["telegram_link"] for row in rows} == {""}
    assert "Codes made: 3, valid for 14 days" in result.stderr


def test_a_new_code_kills_the_older_one(staffed: Terminal) -> None:
    (old,) = table(staffed.run("invite", "--nip", ANA).stdout)
    (new,) = table(staffed.run("invite", "--nip", f"{ANA[:8]} {ANA[8:]}").stdout)
    assert works(staffed, new["code"])
    assert not works(staffed, old["code"])


def test_whoever_is_enrolled_is_invited_only_by_name_or_with_all(staffed: Terminal) -> None:
    story, people = staffed.office(), staffed.people()
    with story.desk() as desk:
        for person in people.values():
            story._enrol(desk.db, person)
    result = staffed.run("invite")
    assert table(result.stdout) == []
    assert "--all" in result.stderr
    assert len(table(staffed.run("invite", "--all").stdout)) == 3
    assert len(table(staffed.run("invite", "--nip", ANA, "--nip", EKA).stdout)) == 2


def test_a_number_that_nobody_has_is_refused(staffed: Terminal) -> None:
    assert make_nip(99) in staffed.refuses("invite", "--nip", ANA, "--nip", make_nip(99))
    staffed.run("import", staffed.roster(*ROWS[:2], name="fewer.csv"), "--complete")
    assert EKA in staffed.refuses("invite", "--nip", EKA)


def test_codes_go_into_a_file_that_only_its_owner_reads(staffed: Terminal) -> None:
    result = staffed.run("invite", "--csv", "codes.csv")
    path = staffed.folder / "codes.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = table(path.read_text())
    assert all(works(staffed, row["code"]) for row in rows)
    assert not any(row["code"] in result.output for row in rows)


def test_no_code_dies_for_a_file_that_cannot_be_written(staffed: Terminal) -> None:
    (old,) = table(staffed.run("invite", "--nip", ANA).stdout)
    assert "cannot be written" in staffed.refuses("invite", "--csv", "no/such/folder.csv")
    assert works(staffed, old["code"])


def test_links_carry_the_codes_when_the_bot_is_known(online: Terminal) -> None:
    online.run("import", online.roster("A1,Ana,Unit,Analis,MAGANG,,,,,,,,"))
    (row,) = table(online.run("invite").stdout)
    code = row["code"].replace("-", "")
    assert row["telegram_link"] == f"https://t.me/sigap_test_bot?start={code}"


def test_codes_are_made_all_the_same_when_it_is_not(online: Terminal) -> None:
    online.run("import", online.roster("A1,Ana,Unit,Analis,MAGANG,,,,,,,,"))
    online.set(TELEGRAM_TOKEN="1:wrong")
    result = online.run("invite")
    assert table(result.stdout)[0]["telegram_link"] == ""
    assert "/mulai CODE" in result.stderr

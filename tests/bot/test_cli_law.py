"""`sigap circular`, `sigap why` and `sigap schedule`: the law as an operator reads it."""

import csv
import json

import openpyxl
import pytest

from tests.terminal import ANA, BOSS, EKA, Terminal

OWN = """id = "kantor"
extends = "bukittinggi"
[call]
article = "Keputusan 17/2026"
window_seconds = 240
"""
HEADER = "nip,date,mode,letter,clause"


def write(terminal: Terminal, name: str, *lines: str) -> str:
    (terminal.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return name


def test_a_circular_is_shown_with_file_and_clause(terminal: Terminal) -> None:
    said = terminal.run("circular", "show", "bukittinggi").stdout
    assert "# asn.toml <- bukittinggi.toml" in said
    assert 'wfh_days = ["fri"]    # bukittinggi.toml: clause 1.b\n' in said
    ours = "the agency's own rule (built into the app)"
    assert f"plan.due = 16:00:00    # asn.toml: {ours}\n" in said
    assert 'office = "Pemerintah Kota Bukittinggi"    # bukittinggi.toml\n' in said


def test_an_agencys_own_file_is_shown_and_checked(terminal: Terminal) -> None:
    own = write(terminal, "kantor.toml", OWN)
    said = terminal.run("circular", "show", own).stdout
    decree = "the agency's own rule, Keputusan 17/2026"
    assert f"call.window_seconds = 240    # kantor.toml: {decree}\n" in said
    good = terminal.run("circular", "check", own).stdout
    assert "kantor" in good
    assert "plan, report, attendance" in good
    assert "Ramadan 2027-02-08 to 2027-03-09 is still an estimate." in good


def test_every_fault_of_a_file_is_told(terminal: Terminal) -> None:
    own = write(terminal, "kantor.toml", OWN, "attempts = 0", "colour = 1")
    for command in ("show", "check"):
        said = terminal.refuses("circular", command, own)
        assert "kantor.toml: call.attempts: is 0; expected a whole number 1 to 5" in said
        assert "kantor.toml: call.colour: unknown key" in said
    assert 'there is no "bukitinggi"; expected "bukittinggi"' in terminal.refuses(
        "circular", "check", "bukitinggi"
    )


def test_why_says_it_in_a_sentence_and_for_a_program(staffed: Terminal) -> None:
    said = staffed.run("why", EKA, "2026-04-10").stdout
    assert said.startswith(
        "Friday, 10 April 2026: Eka: working from home (WFH), WFH day (clause 2)"
    )
    found = json.loads(staffed.run("why", EKA, "10-04-2026", "--json").stdout)
    assert found == {
        "nip": EKA,
        "date": "2026-04-10",
        "mode": "WFH",
        "clause": "2",
        "source": "wfh_day",
        "work": [["07:30", "11:30"], ["13:00", "16:30"]],
        "quiet": [["10:57", "14:02"]],
        "quiet_place": {"zone": "Asia/Jakarta", "west": 94.75, "east": 116.0},
        "callable": [["07:45", "10:46"], ["14:02", "16:15"]],
    }


def test_why_names_no_hours_on_a_day_off(staffed: Terminal) -> None:
    said = staffed.run("why", EKA, "2026-04-12").stdout
    assert said.startswith("Sunday, 12 April 2026: Eka: ")
    assert "working time" not in said


def test_why_refuses_whom_and_what_it_does_not_know(staffed: Terminal) -> None:
    assert "There is nobody with NIP 123." in staffed.refuses("why", "123", "2026-04-10")
    assert '"Friday"' in staffed.refuses("why", EKA, "Friday")


def test_a_surat_tugas_becomes_the_source_of_the_day(staffed: Terminal) -> None:
    path = write(
        staffed,
        "st.csv",
        HEADER,
        f"{ANA},2026-04-16,WFH,ST 800/12/2026,4",
        f"{EKA},2026-04-17,cuti,Cuti 7,",
    )
    assert "orders: 2, people: 2, letters: 2" in staffed.run("schedule", path).stdout
    found = json.loads(staffed.run("why", ANA, "2026-04-16", "--json").stdout)
    assert (found["mode"], found["clause"]) == ("WFH", "4")
    assert found["source"] == "given: ST 800/12/2026"
    assert "order ST 800/12/2026 (clause 4)" in staffed.run("why", ANA, "2026-04-16").stdout
    assert json.loads(staffed.run("why", EKA, "2026-04-17", "--json").stdout)["mode"] == "LEAVE"


def test_a_workbook_is_a_schedule_too(staffed: Terminal) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in csv.reader([HEADER, f"{ANA},2026-04-17,WFO,ST 1,"]):
        sheet.append(line)
    book.save(staffed.folder / "st.xlsx")
    staffed.run("schedule", "st.xlsx")
    assert json.loads(staffed.run("why", ANA, "2026-04-17", "--json").stdout)["mode"] == "WFO"


def test_one_bad_row_keeps_the_whole_schedule_out(staffed: Terminal) -> None:
    path = write(
        staffed,
        "st.csv",
        HEADER,
        f"{ANA},2026-04-17,WFO,ST 1,",
        f"{EKA},2026-13-17,WFO,ST 1,",
        "1,2026-04-17,RUMAH,ST 1,",
    )
    said = staffed.refuses("schedule", path)
    assert 'Line 3, column date: "2026-13-17" is no date.' in said
    assert "Line 4, column nip: there is no active person with NIP 1." in said
    assert "Line 4, column mode:" in said
    assert "Nothing was kept; faults: 3." in said
    assert json.loads(staffed.run("why", ANA, "2026-04-17", "--json").stdout)["mode"] == "WFH"


def test_an_order_against_the_circular_is_kept_and_told(staffed: Terminal) -> None:
    staffed.run("import", staffed.roster(f"{BOSS},Budi,BPBD,Kepala Seksi,PNS,,supervisor,,,,,,"))
    path = write(staffed, "st.csv", HEADER, f"{BOSS},2026-04-17,WFH,ST 1,")
    result = staffed.run("schedule", path)
    assert "this person is exempt as Badan Penanggulangan Bencana Daerah (12.a)" in result.stderr
    assert "orders: 1" in result.stdout


@pytest.mark.parametrize(
    "name", ["umkm", "sumsel", "bukittinggi", "metro", "panrb", "bogor", "contoh"]
)
def test_every_shipped_circular_is_good(terminal: Terminal, name: str) -> None:
    assert name in terminal.run("circular", "check", name).stdout

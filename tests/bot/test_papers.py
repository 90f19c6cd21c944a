"""What leaves the program about plans and reports: records, and a spreadsheet to hand in."""

from pathlib import Path

import openpyxl
import pytest

from tests.duties import law, press
from tests.office import FRIDAY, Office
from tests.terminal import Terminal, table

DAY = ("--from", "2026-04-10", "--to", "2026-04-10")


@pytest.fixture
def friday(terminal: Terminal) -> Terminal:
    """A Friday on which two people of two units plan and report, and one only begins."""
    terminal.tell_once("papers", lambda: tell_friday(terminal))
    return terminal


def tell_friday(terminal: Terminal) -> None:
    terminal.prepare()
    engine = terminal.engine()
    story = Office(engine, law(), FRIDAY.replace(hour=15))
    budi = story.hire("Budi", position="Kepala Dinas Kesehatan", unit="Dinas Kesehatan")
    ana = story.hire("Ana", budi, unit="Dinas Kesehatan / Sekretariat")
    eka = story.hire("Eka", budi, unit="Dinas Kesehatan II", zone="Asia/Makassar")
    dewi = story.hire("Dewi", budi)
    story.reply(dewi, "/rencana Draf")
    story.reply(ana, "/rencana =SUM(1)\x07; 3; surat; 60")
    story.reply(ana, "KIRIM RENCANA")
    story.begin_day("17.00")
    for person, progress in ((eka, "SELESAI"), (ana, "SEBAGIAN")):
        story.reply(person, "/lapor" if person == ana else "/lapor Arsip")
        story.reply(person, progress)
        story.reply(person, "+12 halaman")
        story.reply(person, "LEWATI")
        story.reply(person, "KIRIM LAPORAN")
    press(story, budi, "report.card", 0)  # the newest: Ana's
    engine.dispose()


def test_sent_plans_are_exported_item_by_item(friday: Terminal) -> None:
    (row,) = table(friday.run("export", "plans", *DAY).stdout)
    assert (row["task"], row["target"], row["unit"], row["minutes"]) == (
        "'=SUM(1)\x07",
        "3",
        "surat",
        "60",
    )
    assert (row["circular"], row["on"], row["late"], row["state"]) == (
        "uji",
        "2026-04-10",
        "true",
        "sent",
    )
    assert row["sent_at"] == "2026-04-10T15:00:00+07:00"


def test_sent_reports_are_exported_item_by_item(friday: Terminal) -> None:
    eka, ana = table(friday.run("export", "reports", *DAY).stdout)
    assert (ana["progress"], ana["output"], ana["assessment"]) == ("partly", "'+12 halaman", "fit")
    assert ana["assessed_at"] == "2026-04-10T17:00:00+07:00"
    assert eka["sent_at"] == "2026-04-10T18:00:00+08:00"
    assert eka["assessed_by"] == ""


def sheet(path: Path) -> list[tuple[object, ...]]:
    (only,) = openpyxl.load_workbook(path).worksheets
    assert all(cell.data_type != "f" for row in only.iter_rows() for cell in row)
    return list(only.iter_rows(values_only=True))


def test_the_reports_of_a_day_are_a_spreadsheet(friday: Terminal) -> None:
    path = friday.folder / "laporan.xlsx"
    told = friday.run("report", "daily", "--on", "2026-04-10", "--xlsx", str(path)).stderr
    assert "rows: 2" in told
    head, eka, ana = sheet(path)
    assert head[:4] == ("Date", "Name", "NIP", "Unit")
    assert ana[1] == "Ana"
    assert ana[6:10] == ("=SUM(1)", "+12 halaman", "partly done", None)
    assert ana[11:] == ("in time", "Fits", None)
    assert (eka[1], eka[8]) == ("Eka", "done")


def test_a_unit_is_that_unit_and_all_below_it(friday: Terminal) -> None:
    path = friday.folder / "laporan.xlsx"
    words = ("report", "daily", "--on", "2026-04-10", "--xlsx", str(path), "--unit")
    friday.run(*words, "Dinas Kesehatan")
    assert [row[1] for row in sheet(path)] == ["Name", "Ana"]


def test_a_unit_in_which_nobody_works_is_refused_and_no_empty_paper_written(
    friday: Terminal,
) -> None:
    path = friday.folder / "laporan.xlsx"
    words = ("report", "daily", "--xlsx", str(path), "--unit", "Dinas Pertanian")
    assert "Dinas Pertanian" in friday.refuses(*words)
    assert not path.exists()


def test_a_file_that_cannot_be_written_and_a_date_that_is_none_are_refused(
    friday: Terminal,
) -> None:
    path = friday.folder / "nowhere" / "laporan.xlsx"
    assert "cannot be written" in friday.refuses("report", "daily", "--xlsx", str(path))
    assert "no date" in friday.refuses("report", "daily", "--on", "besok", "--xlsx", "a.xlsx")

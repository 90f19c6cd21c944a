"""A report is filled in piece by piece, from the plan or without one."""

from storage.rows import Person
from tests.handlers.reports.scene import fill_in, items, plan, told
from tests.office import Office


def test_a_report_is_built_from_the_plan_item_by_item(office: Office, ana: Person) -> None:
    plan(office, ana, "Menyusun laporan", "Membalas surat", "Rapat")
    office.wait_until(office.at("17.00"))
    office.reply(ana, "/lapor")
    assert "butir 1 dari 3" in office.last_text(ana)
    office.reply(ana, "SELESAI")
    office.reply(ana, "Laporan triwulan, 12 halaman")
    office.reply(ana, "SEBAGIAN")
    office.reply(ana, "7 surat")
    office.reply(ana, "Listrik padam")
    office.reply(ana, "BELUM SELESAI")
    office.reply(ana, "LEWATI")
    assert told(office, ana) == [
        ("Menyusun laporan", "done", "Laporan triwulan, 12 halaman", ""),
        ("Membalas surat", "partly", "7 surat", "Listrik padam"),
        ("Rapat", "not", "", ""),
    ]
    assert office.said(ana)[-1] == "report.draft"
    office.reply(ana, "TAMBAH BUTIR LAPORAN")
    office.reply(ana, "Konsultasi mendadak\nArsip")
    office.reply(ana, "SELESAI")
    office.reply(ana, "LEWATI")
    office.reply(ana, "DONE")  # in another language as well
    office.reply(ana, "LEWATI")
    assert [i.progress for i in items(office, ana)] == ["done", "partly", "not", "done", "done"]


def test_a_report_without_a_plan_asks_what_was_done(office: Office, ana: Person) -> None:
    office.wait_until(office.at("17.00"))
    office.reply(ana, "/lapor")
    assert office.said(ana)[-1] == "report.ask_work"
    office.reply(ana, "- ")
    assert office.said(ana)[-2:] == ["report.nothing_in_it", "report.ask_work"]
    office.reply(ana, "Menyusun laporan")
    assert office.said(ana)[-1] == "report.ask_progress"


def test_a_press_that_comes_twice_speaks_of_one_item(office: Office, ana: Person) -> None:
    office.reply(ana, "/lapor Satu\nDua")
    office.reply(ana, "SELESAI")
    office.reply(ana, "SELESAI")
    assert [i.progress for i in items(office, ana)] == ["done", ""]
    office.reply(ana, "SEBAGIAN")  # a correction
    assert [i.progress for i in items(office, ana)] == ["partly", ""]


def test_labels_work_without_an_open_question(office: Office, ana: Person) -> None:
    office.reply(ana, "/lapor Satu")
    office.wait(minutes=200)
    office.reply(ana, "SELESAI")
    assert office.said(ana)[-1] == "report.ask_output"
    office.wait(minutes=200)
    office.reply(ana, "LEWATI")
    assert office.said(ana)[-1] == "report.draft"
    office.reply(ana, "SELESAI")  # nothing is left to say it of
    assert office.said(ana)[-1] == "report.draft"


def test_a_report_may_be_filled_in_anew(office: Office, ana: Person) -> None:
    fill_in(office, ana)
    office.reply(ana, "ISI ULANG LAPORAN")
    assert told(office, ana) == [("Menyusun laporan", "", "", "")]
    assert office.said(ana)[-1] == "report.ask_progress"


def test_a_plan_that_comes_late_is_brought_over(office: Office, ana: Person) -> None:
    office.reply(ana, "/lapor Satu")
    plan(office, ana, "Satu", "Dua")
    office.reply(ana, "/lapor")
    assert [i.task for i in items(office, ana)] == ["Satu", "Dua"]

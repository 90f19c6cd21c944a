"""A report before the superior: missing, assessed, to be mended, counted (Metro 2.b)."""

import pytest
from sqlmodel import select

from storage.database import transaction
from storage.rows import Entry, Person
from tests.duties import heard, message, newest, press, second_thoughts
from tests.handlers.reports.scene import HOME, MONDAY, fill_in, report, send_report
from tests.office import Office


def test_the_superior_hears_at_the_due_time_whose_report_is_missing(
    office: Office, ana: Person, budi: Person
) -> None:
    dewi = office.hire("Dewi", budi)
    office.hire("Eka", budi, enrolled=False)
    office.wait_until(office.at("17.00"))
    send_report(office, ana)
    fill_in(office, dewi)
    office.wait_until(office.at("20.20"))
    assert heard(office, budi, "report") == ["report.card", "report.missing"]
    lists = newest(office, budi, "report.missing")
    assert "Belum diterima oleh sistem (1): Dewi" in lists
    assert "tidak dapat mengirim (1): Eka" in lists


def test_without_missing_reports_the_superior_hears_nothing(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("17.00"))
    send_report(office, ana)
    office.said(budi)
    office.wait_until(office.at("20.20"))
    assert heard(office, budi, "report") == []


@pytest.mark.clause("metro", "2.b")
def test_2b_the_superior_assesses_and_the_person_hears_of_it_once(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("17.00"))
    send_report(office, ana)
    press(office, budi, "report.card", 0)
    press(office, budi, "report.card", 0)
    found = report(office, ana)
    assert (found.state, found.assessment, found.assessed_by) == ("assessed", "fit", budi.id)
    assert heard(office, ana, "report")[-1] == "report.told_fit"
    assert heard(office, budi, "report") == [
        "report.card",
        "report.done_fit",
        "report.assessed_already",
    ]
    with transaction(office.bot.engine) as db:
        assert "report.assessed" in {row.kind for row in db.exec(select(Entry))}


def test_a_report_to_be_mended_may_be_sent_again_and_is_not_late(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("17.00"))
    send_report(office, ana)
    office.wait_until(office.at("10.00", MONDAY))
    press(office, budi, "report.card", 1)
    office.reply(budi, "Mohon <bukti> & kendala_nya.")
    second_thoughts(office)
    assert office.said(ana)[-1] == "report.told_mend"
    assert "<bukti> & kendala_nya." in office.last_text(ana)
    office.reply(ana, "/lapor Lampiran bukti")
    assert "butir 2 dari 2" in office.last_text(ana)
    press(office, budi, "report.card", 0)
    assert office.said(budi)[-1] == "report.being_changed"
    office.reply(budi, "/lapor ana")
    assert office.said(budi) == ["report.being_changed"]
    office.reply(ana, "SELESAI")
    office.reply(ana, "LEWATI")
    assert "perubahan belum dikirim" in office.last_text(ana)
    office.reply(ana, "KIRIM LAPORAN")
    found = report(office, ana)
    assert (found.state, found.late, found.assessment) == ("sent", False, "")
    assert found.sent_at == office.at("17.00", HOME)
    press(office, budi, "report.card", 0)
    assert report(office, ana).assessment == "fit"


def test_a_comment_is_passed_on_and_is_no_assessment(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("17.00"))
    send_report(office, ana)
    press(office, budi, "report.card", 2)
    office.show(budi, "sticker")
    assert report(office, ana).comment == ""
    office.reply(budi, "Terima kasih")
    assert (report(office, ana).state, report(office, ana).comment) == ("sent", "Terima kasih")
    assert office.said(ana)[-1] == "report.told_comment"


def test_a_press_assesses_what_its_reader_saw_and_nothing_newer(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("17.00"))
    send_report(office, ana)
    old = message(office, budi, "report.card").buttons[0]
    office.tap(budi, old[1][1])
    office.confirm(budi)
    office.reply(budi, "Kurang lengkap")
    second_thoughts(office)
    office.reply(ana, "/lapor Tambahan")
    office.tap(budi, old[2][1])
    assert office.said(budi)[-1] == "report.being_changed"
    office.reply(ana, "SELESAI")
    office.reply(ana, "LEWATI")
    office.reply(ana, "KIRIM LAPORAN")
    office.said(budi)
    office.tap(budi, old[0][1])
    assert office.said(budi) == ["report.card"]
    assert report(office, ana).assessment == ""


def test_words_on_a_report_that_changes_meanwhile_wait(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("17.00"))
    send_report(office, ana)
    press(office, budi, "report.card", 1)
    office.reply(budi, "Kurang lengkap")
    second_thoughts(office)
    press(office, budi, "report.card", 2)
    office.reply(ana, "/lapor Tambahan")
    office.reply(budi, "Dan segera")
    assert office.said(budi)[-1] == "report.being_changed"
    assert report(office, ana).comment == "Kurang lengkap"


def test_nobody_but_superiors_may_assess(office: Office, ana: Person, budi: Person) -> None:
    office.wait_until(office.at("17.00"))
    send_report(office, ana)
    other = office.hire("Citra", roles=["supervisor"])
    office.tap(other, message(office, budi, "report.card").buttons[0][0][1])
    assert office.said(other) == ["duty.not_yours"]
    press(office, budi, "report.card", 2)
    with transaction(office.bot.engine) as db:
        db.get_one(Person, ana.id).supervisor_id = other.id
    office.reply(budi, "Bagus")
    assert office.said(budi)[-1] == "duty.not_yours"
    office.tap(budi, "report:1:fit")
    assert office.said(budi)[-1] == "common.old_button"
    office.tap(budi, "report:99:fit:00000000")
    assert office.said(budi)[-1] == "duty.not_yours"
    assert report(office, ana).comment == ""


def test_lapor_with_a_name_shows_a_leader_his_own_peoples_reports(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("17.00"))
    office.reply(budi, "/lapor ana")
    assert office.said(budi)[-1] == "report.none_of"
    send_report(office, ana)
    office.said(budi)
    office.reply(budi, "/lapor ana")
    assert office.said(budi) == ["report.card"]
    office.hire("Ana Lestari", budi)
    office.reply(budi, "/lapor ana")
    assert office.said(budi) == ["duty.several"]


def test_the_digest_counts_reports_once_somebody_may_have_ended(
    office: Office, ana: Person, budi: Person
) -> None:
    office.hire("Dewi", budi)
    office.wait_until(office.at("15.00"))
    office.reply(budi, "/rekap")
    assert "Laporan" not in office.last_text(budi)
    office.wait_until(office.at("17.00"))
    send_report(office, ana)
    office.reply(budi, "/rekap")
    assert "Laporan: 1/2 (setelah batas: 0)" in office.last_text(budi)


def test_the_person_sees_what_became_of_a_report(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("17.00"))
    send_report(office, ana)
    press(office, budi, "report.card", 1)
    office.reply(budi, "Mohon bukti")
    second_thoughts(office)
    office.reply(ana, "/lapor")
    assert "perlu perbaikan menurut atasan: Mohon bukti" in office.last_text(ana)
    press(office, budi, "report.card", 0)
    office.reply(ana, "/lapor")
    assert "dinilai sesuai oleh atasan" in office.last_text(ana)

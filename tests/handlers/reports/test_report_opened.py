"""A report is asked for when work has ended, at hours of one's own."""

import pytest
from sqlalchemy import Engine

from storage.rows import Person
from tests.duties import city, heard, law, newest
from tests.handlers.reports.scene import plan
from tests.office import FRIDAY, Office


@pytest.mark.clause("bukittinggi", "2.a")
def test_2a_the_report_is_asked_for_when_work_has_ended_and_not_before(engine: Engine) -> None:
    office = city("bukittinggi", engine, FRIDAY.replace(hour=15))
    budi = office.hire("Budi", position="Kepala Dinas", roles=["supervisor"])
    ana = office.hire("Ana", budi)
    plan(office, ana, "Menyusun laporan; 1; dokumen", "Membalas surat")
    office.wait_until(office.at("16.29"))
    assert "report.prompt" not in office.said(ana)
    office.wait_until(office.at("16.46"))
    assert heard(office, ana, "report") == ["report.prompt"]
    prompt = newest(office, ana, "report.prompt")
    for words in ("(ketentuan 2.a)", "20.00 WIB", "1. Menyusun laporan", "2. Membalas surat"):
        assert words in prompt
    office.reply(ana, "/lapor")
    for _ in range(2):
        office.reply(ana, "SELESAI")
        office.reply(ana, "Terlampir")
    office.reply(ana, "KIRIM LAPORAN")
    assert "report.sent" in office.said(ana)
    assert heard(office, budi, "report") == ["report.card"]


def test_personal_hours_have_their_own_end(engine: Engine) -> None:
    office = Office(engine, law(), FRIDAY)
    budi = office.hire("Budi", position="Kepala Dinas Kesehatan", roles=["supervisor"])
    siti = office.hire("Siti", budi, hours="07:30-11:30")
    tono = office.hire("Tono", budi, hours="07:30-11:30,13:00-19:30")
    wati = office.hire("Wati", budi, zone="Asia/Jayapura")
    office.wait_until(office.at("12.20"))
    assert [heard(office, one, "report") for one in (siti, tono, wati)] == [
        ["report.prompt"],
        [],
        [],
    ]
    office.wait_until(office.at("15.20"))
    assert heard(office, wati, "report") == ["report.prompt"]  # 16.30 there is 14.30 here
    office.wait_until(office.at("19.29"))
    assert heard(office, tono, "report") == []
    office.wait_until(office.at("19.46"))
    assert heard(office, tono, "report") == ["report.prompt"]
    assert "20.30 WIB" in newest(office, tono, "report.prompt")  # an hour to write, at least
    office.wait_until(office.at("20.20"))
    assert "Tono" not in newest(office, budi, "report.missing")


def test_whoever_has_sent_nothing_to_plan_is_asked_all_the_same(
    office: Office, ana: Person
) -> None:
    office.wait_until(office.at("16.46"))
    assert "belum ada rencana" in newest(office, ana, "report.prompt")

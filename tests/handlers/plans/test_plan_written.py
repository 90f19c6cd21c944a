"""A plan is written item by item or as one pasted list, and may be changed until due."""

from storage.rows import Person
from tests.duties import THURSDAY, heard
from tests.handlers.plans.scene import LIST, items, plan, send_plan
from tests.office import Office


def test_a_pasted_list_becomes_items(office: Office, ana: Person) -> None:
    office.reply(ana, "/rencana")
    office.reply(ana, LIST)
    found = [(i.number, i.task, i.target, i.unit, i.minutes) for i in items(office, ana)]
    assert found == [
        (1, "Menyusun laporan triwulan", "1", "dokumen", 120),
        (2, "Membalas surat masuk", "10 surat", "", 60),
        (3, "Rapat daring", "", "", None),
    ]
    shown = office.last_text(ana)
    assert "1. Menyusun laporan triwulan; target: 1 dokumen; 120 menit" in shown
    assert "draf, belum dikirim" in shown


def test_a_plan_is_written_item_by_item_and_with_an_address(office: Office, ana: Person) -> None:
    office.reply(ana, "/rencana Menyusun laporan")
    office.reply(ana, "Rapat daring")  # a label of a reason; nobody asked for one
    office.reply(ana, "ALAMAT WFH")
    assert office.said(ana)[-1] == "plan.ask_address"
    office.reply(ana, "Jalan Sudirman 1\nPalembang")
    office.reply(ana, "Membalas surat")
    assert [i.task for i in items(office, ana)] == [
        "Menyusun laporan",
        "Rapat daring",
        "Membalas surat",
    ]
    assert plan(office, ana).address == "Jalan Sudirman 1 Palembang"
    office.reply(ana, "KIRIM RENCANA")
    assert "Jalan Sudirman 1" in office.last_text(ana)


def test_a_plan_may_be_emptied_and_written_anew_until_it_is_due(
    office: Office, ana: Person, budi: Person
) -> None:
    send_plan(office, ana)
    office.reply(ana, "/rencana")
    office.reply(ana, "HAPUS SEMUA BUTIR")
    assert (items(office, ana), plan(office, ana).sent_at) == ([], None)
    office.reply(ana, "KIRIM RENCANA")
    assert "plan.empty" in office.said(ana)
    office.reply(ana, "Pekerjaan lain")
    office.reply(ana, "KIRIM RENCANA")
    assert [i.task for i in items(office, ana)] == ["Pekerjaan lain"]
    assert heard(office, budi, "plan") == ["plan.card", "plan.card"]


def test_a_sent_plan_can_be_changed_until_due_and_not_after(
    office: Office, ana: Person, budi: Person
) -> None:
    send_plan(office, ana)
    office.reply(ana, "/rencana Satu lagi")
    assert plan(office, ana).state == "draft"
    assert "perubahan belum dikirim" in office.last_text(ana)
    office.reply(ana, "KIRIM RENCANA")
    assert plan(office, ana).sent_at == THURSDAY
    office.wait_until(office.at("16.05"))
    assert heard(office, budi, "plan") == ["plan.card", "plan.card"]  # and no list
    office.reply(ana, "/rencana Terlalu lambat")
    assert office.said(ana)[-1] == "plan.closed"
    assert len(items(office, ana)) == 4

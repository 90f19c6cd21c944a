"""A plan before the superior: missing, approved, commented, counted."""

from datetime import date

from sqlalchemy import Engine

from storage.database import transaction
from storage.rows import Person
from tests.duties import DUTIES, THURSDAY, heard, law, message, newest, press, second_thoughts
from tests.handlers.plans.scene import HOME, items, plan, send_plan
from tests.office import Office


def test_the_superior_hears_at_the_due_time_whose_plan_is_missing(
    office: Office, budi: Person
) -> None:
    ana, dewi = office.hire("Ana", budi), office.hire("Dewi", budi)
    office.hire("Eka", budi, enrolled=False)
    send_plan(office, ana)
    office.reply(dewi, "/rencana Masih draf")
    office.said(budi)
    office.wait_until(office.at("16.20"))
    assert heard(office, budi, "plan") == ["plan.missing"]
    told = newest(office, budi, "plan.missing")
    assert "Belum diterima oleh sistem (1): Dewi" in told
    assert "Tidak dapat dihubungi oleh sistem, sehingga tidak dapat mengirim (1): Eka" in told
    assert "Ana" not in told


def test_without_missing_plans_the_superior_hears_nothing(
    office: Office, ana: Person, budi: Person
) -> None:
    send_plan(office, ana)
    office.said(budi)
    office.wait_until(office.at("16.20"))
    assert heard(office, budi, "plan") == []


def test_a_superior_approves_and_the_person_hears_of_it_once(
    office: Office, ana: Person, budi: Person
) -> None:
    send_plan(office, ana)
    press(office, budi, "plan.card", 0)
    press(office, budi, "plan.card", 0)
    assert (plan(office, ana).state, plan(office, ana).reviewed_by) == ("approved", budi.id)
    assert office.said(ana)[-1] == "plan.told_approve"
    assert heard(office, budi, "plan") == [
        "plan.card",
        "plan.done_approve",
        "plan.approved_already",
    ]


def test_a_comment_opens_the_plan_again_and_the_change_is_not_late(
    office: Office, ana: Person, budi: Person
) -> None:
    send_plan(office, ana)
    office.wait_until(office.at("16.30"))
    press(office, budi, "plan.card", 1)
    office.reply(budi, "Mohon ditambah <rapat> & notula_nya.")
    second_thoughts(office)
    assert office.said(ana)[-1] == "plan.told_comment"
    assert "<rapat> & notula_nya." in office.last_text(ana)
    office.reply(ana, "/rencana Rapat dan notula")
    office.reply(ana, "KIRIM RENCANA")
    assert (plan(office, ana).late, len(items(office, ana))) == (False, 4)
    assert heard(office, budi, "plan")[-1] == "plan.card"


def test_a_press_approves_what_its_reader_saw_and_nothing_newer(
    office: Office, ana: Person, budi: Person
) -> None:
    send_plan(office, ana)
    old = message(office, budi, "plan.card").buttons[0][0][1]
    office.reply(ana, "/rencana Butir baru")
    office.tap(budi, old)
    assert office.said(budi)[-1] == "plan.being_changed"
    office.reply(ana, "KIRIM RENCANA")
    office.said(budi)
    office.tap(budi, old)
    assert office.said(budi) == ["plan.card"]  # the new one, to be read first
    assert plan(office, ana).state == "sent"


def test_a_comment_on_a_plan_that_changes_meanwhile_waits(
    office: Office, ana: Person, budi: Person
) -> None:
    send_plan(office, ana)
    press(office, budi, "plan.card", 1)
    office.reply(ana, "/rencana Butir baru")
    office.reply(budi, "Kurang lengkap")
    assert office.said(budi)[-1] == "plan.being_changed"
    assert plan(office, ana).comment == ""


def test_nobody_but_superiors_may_press(office: Office, ana: Person, budi: Person) -> None:
    send_plan(office, ana)
    other = office.hire("Citra", roles=["supervisor"])
    office.tap(other, message(office, budi, "plan.card").buttons[0][0][1])
    assert office.said(other) == ["duty.not_yours"]
    office.tap(budi, "plan:999:approve:00000000")
    assert office.said(budi)[-1] == "duty.not_yours"
    office.tap(budi, "plan:1:maybe:0")
    assert office.said(budi)[-1] == "common.old_button"
    assert plan(office, ana).state == "sent"


def test_a_leader_moved_away_may_not_comment_any_more(
    office: Office, ana: Person, budi: Person
) -> None:
    send_plan(office, ana)
    press(office, budi, "plan.card", 1)
    citra = office.hire("Citra")
    with transaction(office.bot.engine) as db:
        db.get_one(Person, ana.id).supervisor_id = citra.id
    office.reply(budi, "Bagus")
    assert office.said(budi)[-1] == "duty.not_yours"
    assert plan(office, ana).state == "sent"


def test_rencana_with_a_name_shows_a_leader_his_own_peoples_plans(
    office: Office, ana: Person, budi: Person
) -> None:
    eka = office.hire("Eka")
    office.reply(budi, "/rencana ana")
    assert office.said(budi)[-1] == "plan.none_of"
    send_plan(office, ana)
    send_plan(office, eka)
    office.said(budi)
    office.reply(budi, f"/rencana {ana.nip}")
    assert office.said(budi) == ["plan.card"]
    assert "Menyusun laporan triwulan" in office.last_text(budi)
    office.reply(ana, "/rencana Butir rahasia")
    office.reply(budi, "/rencana ana")
    assert office.said(budi) == ["plan.being_changed"]
    citra = office.hire("Citra", budi)
    office.hire("Fitri", citra)
    office.reply(citra, "/rencana Eka")  # not hers: these are words of her own plan
    assert [i.task for i in items(office, citra)] == ["Eka"]


def test_two_of_one_name_are_asked_about(office: Office, ana: Person, budi: Person) -> None:
    office.hire("Ana Lestari", budi)
    office.reply(budi, "/rencana ana")
    assert office.said(budi) == ["duty.several"]


def test_a_plan_of_last_week_is_still_shown(office: Office, ana: Person, budi: Person) -> None:
    send_plan(office, ana)
    office.wait_until(office.at("09.00", date(2026, 4, 13)))
    office.said(budi)
    office.reply(budi, "/rencana ana")
    assert office.said(budi) == ["plan.card"]


def test_tim_and_the_digest_show_who_has_sent(office: Office, ana: Person, budi: Person) -> None:
    office.hire("Dewi", budi)
    send_plan(office, ana)
    office.reply(budi, "/tim")
    assert "rencana" not in office.last_text(budi)  # today all are in the office
    office.wait_until(office.at("08.00", HOME))
    office.reply(budi, "/tim")
    lines = {line.split(" ")[0]: line for line in office.last_text(budi).splitlines()}
    assert lines["Ana"].endswith("rencana: dikirim")
    assert lines["Dewi"].endswith("rencana: belum diterima")
    office.reply(budi, "/rekap")
    assert "Rencana H-1: 1/2 (setelah batas: 0)" in office.last_text(budi)
    dewi = office.hire("Dewi II", budi)
    office.reply(dewi, "/rencana Menyusun laporan")
    office.reply(dewi, "KIRIM RENCANA")
    office.reply(budi, "/tim")
    assert "rencana: dikirim setelah batas" in office.last_text(budi)


def test_the_person_sees_what_became_of_a_plan(office: Office, ana: Person, budi: Person) -> None:
    send_plan(office, ana)
    press(office, budi, "plan.card", 0)
    office.wait_until(office.at("09.00", HOME))
    office.reply(ana, "/rencana")
    assert "Keadaan: disetujui atasan" in newest(office, ana, "plan.closed")
    press(office, budi, "plan.card", 1)
    office.reply(budi, "Mohon ditambah notula.")
    second_thoughts(office)
    office.reply(ana, "/rencana")
    assert "diberi catatan oleh atasan: Mohon ditambah notula." in office.last_text(ana)
    office.reply(ana, "HAPUS SEMUA BUTIR")  # to write it anew; it was sent, and in time
    assert plan(office, ana).late is False
    assert plan(office, ana).sent_at is not None


def test_the_last_day_of_a_circular_has_a_plan_and_no_next_one(engine: Engine) -> None:
    office = Office(engine, law("until = 2026-04-10\n" + DUTIES), THURSDAY)
    ana = office.hire("Ana")  # who has no superior either
    send_plan(office, ana)
    office.wait_until(office.at("16.20"))
    office.wait_until(office.at("09.00", HOME))
    office.said(ana)
    office.reply(ana, "/rencana")
    assert office.said(ana) == ["plan.closed"]


def test_nobody_hears_of_missing_plans_where_there_is_no_superior(office: Office) -> None:
    ana = office.hire("Ana")
    office.wait_until(office.at("16.20"))
    assert heard(office, ana, "plan") == ["plan.remind", "plan.remind"]


def test_where_nobody_can_be_reached_the_list_says_only_that(office: Office, budi: Person) -> None:
    office.hire("Eka", budi, enrolled=False)
    office.wait_until(office.at("16.20"))
    told = newest(office, budi, "plan.missing")
    assert "Tidak dapat dihubungi oleh sistem" in told
    assert "Belum diterima" not in told


def test_a_sticker_is_no_comment(office: Office, ana: Person, budi: Person) -> None:
    send_plan(office, ana)
    press(office, budi, "plan.card", 1)
    office.show(budi, "sticker")
    assert plan(office, ana).state == "sent"
    office.reply(budi, "Bagus")  # the question still waits
    second_thoughts(office)
    assert plan(office, ana).comment == "Bagus"

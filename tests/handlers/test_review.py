"""What lies before a superior, a plan or a report: nothing breaks it, no stranger hears of it."""

import pytest
from sqlalchemy import Engine

from storage.database import transaction
from storage.rows import Person
from tests.duties import THURSDAY, law, message, press, second_thoughts
from tests.handlers.plans.scene import LIST, plan, send_plan
from tests.handlers.reports.scene import report, send_report
from tests.office import FRIDAY, Office

EVENING = FRIDAY.replace(hour=17)


def _planned(engine: Engine) -> tuple[Office, Person, Person]:
    """Let Budi have a plan of Ana's before him."""
    office = Office(engine, law(), THURSDAY)
    budi = office.hire("Budi", roles=["supervisor"])
    ana = office.hire("Ana", budi)
    send_plan(office, ana)
    return office, budi, ana


def _reported(engine: Engine) -> tuple[Office, Person, Person]:
    """Let Budi have given Ana's report back, which she may mend now."""
    office = Office(engine, law(), EVENING)
    budi = office.hire("Budi", position="Kepala Dinas Kesehatan", roles=["supervisor"])
    ana = office.hire("Ana", budi)
    send_report(office, ana)
    press(office, budi, "report.card", 1)
    office.reply(budi, "Kurang lengkap")
    second_thoughts(office)
    return office, budi, ana


def _move(office: Office, person: Person) -> None:
    citra = office.hire("Citra", roles=["supervisor"])
    with transaction(office.bot.engine) as db:
        db.get_one(Person, person.id).supervisor_id = citra.id


@pytest.mark.parametrize(
    "data",
    [
        f"plan:{'9' * 40}:approve:0",
        f"report:{'9' * 40}:fit:0",
        f"permit:{'9' * 40}:approve",
        f"recall:{'9' * 40}:cancel",
        f"case:{'9' * 30}:accept",
        f"case:{'9' * 18}:accept",
        "case:2147483648:accept",
        f"attend:undo:{'9' * 40}:1",
        f"attend:undo:1:{'9' * 40}",
    ],
)
def test_a_button_with_a_number_that_is_none_of_ours_is_an_old_one(
    engine: Engine, data: str
) -> None:
    office = Office(engine, law(), EVENING)
    budi = office.hire("Budi", roles=["supervisor"])
    office.tap(budi, data)
    assert office.said(budi) == ["common.old_button"]


def test_the_greatest_number_that_a_button_may_bear_is_looked_for(engine: Engine) -> None:
    office = Office(engine, law(), EVENING)
    budi = office.hire("Budi", roles=["supervisor"])
    office.tap(budi, "case:2147483647:accept")
    assert office.said(budi) == ["case.not_yours"]


def test_a_leader_moved_away_does_not_hear_that_a_plan_is_being_changed(engine: Engine) -> None:
    office, budi, ana = _planned(engine)
    approve = message(office, budi, "plan.card").buttons[0][0][1]
    press(office, budi, "plan.card", 1)
    office.reply(ana, "/rencana Butir baru")
    _move(office, ana)
    office.reply(budi, "Bagus")
    assert office.said(budi)[-1] == "duty.not_yours"
    office.tap(budi, approve)
    assert office.said(budi) == ["duty.not_yours"]


def test_a_leader_moved_away_does_not_hear_that_a_report_is_being_changed(engine: Engine) -> None:
    office, budi, ana = _reported(engine)
    fit = message(office, budi, "report.card").buttons[0][0][1]
    press(office, budi, "report.card", 2)
    office.reply(ana, "/lapor Tambahan")
    _move(office, ana)
    office.reply(budi, "Dan segera")
    assert office.said(budi)[-1] == "duty.not_yours"
    office.tap(budi, fit)
    assert office.said(budi) == ["duty.not_yours"]


def test_what_a_superior_writes_after_his_comment_is_no_second_one(engine: Engine) -> None:
    office, budi, ana = _planned(engine)
    press(office, budi, "plan.card", 1)
    office.reply(budi, "Tambahkan target")
    second_thoughts(office)
    office.reply(budi, "Selamat sore")
    assert plan(office, ana).comment == "Tambahkan target"


def test_what_a_superior_writes_after_giving_a_report_back_is_no_second_word(
    engine: Engine,
) -> None:
    office, budi, ana = _reported(engine)
    office.reply(budi, "Selamat sore")
    assert report(office, ana).comment == "Kurang lengkap"


def test_a_plan_written_anew_in_the_same_words_is_a_draft_and_not_approved(engine: Engine) -> None:
    office, budi, ana = _planned(engine)
    office.reply(ana, "/rencana")
    office.reply(ana, "HAPUS SEMUA BUTIR")
    office.reply(ana, LIST)
    press(office, budi, "plan.card", 0)
    assert office.said(budi)[-1] == "plan.being_changed"
    assert plan(office, ana).state == "draft"


def test_a_report_written_anew_in_the_same_words_is_a_draft_and_not_assessed(
    engine: Engine,
) -> None:
    office, budi, ana = _reported(engine)
    office.reply(ana, "/lapor")
    office.reply(ana, "ISI ULANG LAPORAN")
    office.reply(ana, "SELESAI")
    office.reply(ana, "LEWATI")
    press(office, budi, "report.card", 0)
    assert office.said(budi)[-1] == "report.being_changed"
    assert report(office, ana).state == "draft"


def test_a_comment_on_a_plan_does_not_land_on_the_one_that_came_while_he_wrote(
    engine: Engine,
) -> None:
    office, budi, ana = _planned(engine)
    press(office, budi, "plan.card", 1)
    office.reply(ana, "/rencana Butir baru")
    office.reply(ana, "KIRIM RENCANA")
    office.said(budi)
    office.said(ana)
    office.reply(budi, "Tambahkan target")
    assert office.said(budi) == ["duty.changed_meanwhile", "plan.card"]  # to be read first
    assert "Butir baru" in office.last_text(budi)
    assert (plan(office, ana).state, plan(office, ana).comment) == ("sent", "")
    assert office.said(ana) == []
    press(office, budi, "plan.card", 1)
    office.reply(budi, "Tambahkan target")
    second_thoughts(office)
    assert (plan(office, ana).state, plan(office, ana).comment) == (
        "commented",
        "Tambahkan target",
    )


def _sends_anew(office: Office, ana: Person) -> None:
    office.reply(ana, "/lapor Tambahan")
    office.reply(ana, "SELESAI")
    office.reply(ana, "LEWATI")
    office.reply(ana, "KIRIM LAPORAN")


@pytest.mark.parametrize("button", [1, 2])  # to be mended, or a comment alone
def test_words_on_a_report_do_not_land_on_the_one_that_came_while_he_wrote(
    engine: Engine, button: int
) -> None:
    office, budi, ana = _reported(engine)
    press(office, budi, "report.card", button)
    _sends_anew(office, ana)
    office.said(budi)
    office.said(ana)
    office.reply(budi, "Lampirkan bukti")
    assert office.said(budi) == ["duty.changed_meanwhile", "report.card"]  # to be read first
    assert "Tambahan" in office.last_text(budi)
    found = report(office, ana)
    assert (found.state, found.assessment) == ("sent", "")
    assert found.comment != "Lampirkan bukti"
    assert office.said(ana) == []
    press(office, budi, "report.card", button)
    office.reply(budi, "Lampirkan bukti")
    second_thoughts(office)
    assert report(office, ana).comment == "Lampirkan bukti"


def test_words_on_a_report_sent_again_unchanged_are_meant_for_it(engine: Engine) -> None:
    office, budi, ana = _reported(engine)
    press(office, budi, "report.card", 1)
    office.reply(ana, "/lapor")
    office.reply(ana, "ISI ULANG LAPORAN")
    office.reply(ana, "SELESAI")
    office.reply(ana, "LEWATI")
    office.reply(ana, "KIRIM LAPORAN")
    office.reply(budi, "Lampirkan bukti")
    second_thoughts(office)
    assert report(office, ana).comment == "Lampirkan bukti"

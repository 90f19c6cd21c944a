"""Whatever people send while they plan: nothing lost, nothing mistaken for work."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot import voice
from handlers import worklist
from handlers.events import Edited, Spot
from storage.rows import Person
from tests.duties import DUTIES, THURSDAY, heard, law, newest
from tests.handlers.plans.scene import HOME, items, plan, send_plan
from tests.office import Office

pytestmark = pytest.mark.wide


def test_where_the_circular_asks_for_no_plan_the_command_says_so(engine: Engine) -> None:
    office = Office(engine, now=THURSDAY)
    budi = office.hire("Budi", roles=["supervisor"])
    ana = office.hire("Ana", budi)
    office.reply(ana, "/rencana")
    assert office.said(ana) == ["plan.off"]
    office.wait_until(office.at("08.00", HOME))
    assert heard(office, ana, "plan") == []
    office.reply(budi, "/rekap")
    assert "Rencana" not in office.last_text(budi)


def test_whoever_stays_in_the_office_has_nothing_to_plan(office: Office) -> None:
    hana = office.hire("Hana", position="JPT Pratama")
    office.reply(hana, "/rencana")
    office.reply(hana, "KIRIM RENCANA")
    office.reply(hana, "ALAMAT WFH")
    office.reply(hana, "HAPUS SEMUA BUTIR")
    assert set(office.said(hana)) == {"plan.no_day"}


@pytest.mark.parametrize("words", ["-", "1.\n2)\n\u2022", ";;;", " \u00a0", "...", "1."])
def test_a_list_without_work_is_asked_for_again(office: Office, ana: Person, words: str) -> None:
    office.reply(ana, "/rencana")
    office.reply(ana, words)
    assert heard(office, ana, "plan")[1] in {"plan.nothing_in_it", "plan.words_wanted"}
    office.reply(ana, "Menyusun laporan")
    assert len(items(office, ana)) == 1


def test_a_hundred_items_are_cut_to_thirty_with_a_word(office: Office, ana: Person) -> None:
    office.reply(ana, "/rencana")
    office.reply(ana, "\n".join(f"{n}. Surat nomor {n}" for n in range(1, 101)))
    assert heard(office, ana, "plan") == ["plan.draft", "plan.too_many", "plan.draft"]
    assert "70 butir terakhir" in newest(office, ana, "plan.too_many")
    assert len(items(office, ana)) == 30
    office.reply(ana, "Satu lagi")
    assert office.said(ana) == ["plan.too_many", "plan.draft"]
    assert len(items(office, ana)) == 30


def test_4096_characters_in_one_line_are_shortened_with_a_word(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, "/rencana")
    office.reply(ana, "x" * 4096)
    assert "plan.shortened" in office.said(ana)
    assert len(items(office, ana)[0].task) == worklist.TASK


@pytest.mark.parametrize("kind", ["sticker", "voice", "photo"])
def test_what_has_no_words_changes_nothing(office: Office, ana: Person, kind: str) -> None:
    office.reply(ana, "/rencana Menyusun laporan")
    office.show(ana, kind)
    assert office.said(ana)[-1] == "plan.words_wanted"
    office.show(ana, kind, caption="Rapat")
    assert [i.task for i in items(office, ana)] == ["Menyusun laporan", "Rapat"]


def test_a_place_is_no_work(office: Office, ana: Person) -> None:
    office.reply(ana, "/rencana")
    where = office.address(ana)
    office.feed(Spot(at=office.now, address=where, lat=-2.9, lon=104.7))
    assert office.said(ana)[-1] == "plan.words_wanted"
    assert items(office, ana) == []


def test_words_for_a_plan_that_is_closed_by_now_show_it_as_it_is(
    office: Office, ana: Person
) -> None:
    office.wait_until(office.at("15.00", HOME))
    office.reply(ana, "/rencana Menyusun laporan")
    office.wait_until(office.at("16.31"))
    office.reply(ana, "Butir yang terlambat")
    assert office.said(ana)[-1] == "plan.closed"
    assert len(items(office, ana)) == 1


def test_an_address_that_comes_too_late_changes_nothing(office: Office, ana: Person) -> None:
    office.wait_until(office.at("15.00", HOME))
    office.reply(ana, "/rencana Menyusun laporan")
    office.reply(ana, "ALAMAT WFH")
    office.wait_until(office.at("16.31"))
    office.reply(ana, "Jalan Sudirman 1")
    assert office.said(ana)[-1] == "plan.closed"


def test_an_edited_message_changes_nothing_and_loses_nothing(office: Office, ana: Person) -> None:
    office.reply(ana, "/rencana Menyusun laporan")
    office.feed(Edited(at=office.now, address=office.address(ana), ref="u"))
    office.reply(ana, "Rapat")
    assert len(items(office, ana)) == 2


def test_a_call_is_answered_first_and_the_plan_goes_on(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("09.00", HOME))
    office.reply(ana, "/rencana Menyusun laporan")
    office.call(ana)
    office.reply(ana, "Rapat dengan dinas")
    assert office.outcomes(ana) == ["on_time"]
    office.reply(ana, "Rapat dengan dinas")
    assert [i.task for i in items(office, ana)] == ["Menyusun laporan", "Rapat dengan dinas"]
    office.call(ana)
    office.reply(ana, "KIRIM RENCANA")  # answers, and sends as well
    assert office.outcomes(ana) == ["on_time", "on_time"]
    assert plan(office, ana).sent_at is not None


def test_a_reason_that_is_asked_later_goes_before_the_list(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("09.00", HOME))
    office.reply(ana, "/rencana Menyusun laporan")
    office.call(ana)
    office.wait(minutes=11)
    office.reply(ana, "Sedang rapat dengan dinas lain")
    assert office.said(ana)[-1] == "case.reason_kept"
    office.reply(ana, "Membalas surat")
    assert [i.task for i in items(office, ana)] == ["Menyusun laporan", "Membalas surat"]


def test_a_reasons_label_is_a_reason_while_one_is_asked(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("09.00", HOME))
    office.call(ana)
    office.wait(minutes=11)
    office.reply(ana, "/rencana")
    office.reply(ana, "Membalas surat")
    office.reply(ana, "Rapat daring")
    assert office.said(ana)[-1] == "case.reason_kept"
    assert [i.task for i in items(office, ana)] == ["Membalas surat"]


def test_after_some_hours_words_are_no_items_any_more(office: Office, ana: Person) -> None:
    office.reply(ana, "/rencana Menyusun laporan")
    office.wait(minutes=200)
    office.reply(ana, "Terima kasih, Pak.")
    assert office.said(ana)[-1] == "common.nothing_open"
    office.reply(ana, "KIRIM RENCANA")
    assert [i.task for i in items(office, ana)] == ["Menyusun laporan"]
    assert plan(office, ana).sent_at is not None


def test_plans_are_deleted_when_their_time_is_over(engine: Engine) -> None:
    office = Office(engine, law(DUTIES + "[privacy.retention_days]\nplans = 3\n"), THURSDAY)
    ana = office.hire("Ana")
    send_plan(office, ana)
    office.wait_until(office.at("04.00", date(2026, 4, 13)))
    assert items(office, ana)
    office.wait_until(office.at("04.00", date(2026, 4, 14)))
    assert items(office, ana) == []


def test_labels_mean_themselves_in_every_language() -> None:
    for texts in map(voice.texts, voice.LANGUAGES):
        for key in [key for key in texts if key.startswith("press.")]:
            assert voice.choice(texts[key]) == key
            assert len(texts[key]) <= 24, "the longest line of a WhatsApp list"


@given(st.text(max_size=4096), st.integers(-1, 30))
def test_any_list_is_read_within_its_limits(words: str, room: int) -> None:
    read = worklist.read(words, room)
    assert len(read.works) <= max(room, 0)
    for work in read.works:
        assert 0 < len(work.task) <= worklist.TASK
        assert "\n" not in work.task + work.target + work.unit
        assert work.minutes is None or 0 < work.minutes <= worklist.LONGEST_DAY


@pytest.mark.parametrize(
    ("line", "work"),
    [
        ("1. a; 2; dokumen; 90", ("a", "2", "dokumen", 90)),
        ("1.5 juta data; 3", ("1.5 juta data", "3", "", None)),
        ("(3) a; 2 jam", ("a", "", "", 120)),
        ("\u2022 a; satu; dua; tiga; empat", ("a", "satu", "dua tiga empat", None)),
        ("a;;;", ("a", "", "", None)),
        ("a; 1; dokumen; 9999", ("a", "1", "dokumen 9999", None)),
        ("a; 30 menit", ("a", "", "", 30)),
    ],
)
def test_a_line_is_read_in_up_to_four_parts(
    line: str, work: tuple[str, str, str, int | None]
) -> None:
    (found,) = worklist.read(line).works
    assert (found.task, found.target, found.unit, found.minutes) == work

"""Whatever people send while they report: nothing lost, nobody pressed."""

from datetime import date

from sqlalchemy import Engine

from handlers.events import Edited
from storage.database import transaction
from storage.rows import Given, Person
from tests.duties import DUTIES, heard, law, newest
from tests.handlers.reports.scene import HOME, fill_in, items
from tests.office import FRIDAY, Office


def test_selesai_is_a_mere_word_while_something_else_is_asked(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, "Selesai")
    assert office.said(ana)[-1] == "common.nothing_open"
    office.reply(ana, "/lapor Satu")
    office.reply(ana, "/rencana")
    office.reply(ana, "Selesai")
    assert [i.progress for i in items(office, ana)] == [""]


def test_where_the_circular_asks_for_no_report_the_command_says_so(engine: Engine) -> None:
    office = Office(engine)
    ana = office.hire("Ana")
    office.reply(ana, "/lapor")
    office.reply(ana, "KIRIM LAPORAN")
    assert office.said(ana) == ["report.off", "report.off"]
    office.wait_until(office.at("21.00"))
    assert heard(office, ana, "report") == []


def test_whoever_works_in_the_office_has_nothing_to_report(office: Office, budi: Person) -> None:
    office.reply(budi, "/lapor")
    assert office.said(budi) == ["report.no_day"]


def test_whoever_goes_on_leave_is_not_asked(office: Office, ana: Person, budi: Person) -> None:
    with transaction(office.bot.engine) as db:
        db.add(
            Given(person_id=ana.id or 0, on=HOME, mode="LEAVE", source="uji", given_at=office.now)
        )
    office.wait_until(office.at("20.20"))
    assert heard(office, ana, "report") == []
    assert "report.missing" not in office.said(budi)


def test_a_hundred_items_are_cut_to_thirty_with_a_word(office: Office, ana: Person) -> None:
    office.reply(ana, "/lapor " + "\n".join(f"Surat {n}" for n in range(100)))
    assert "70 butir terakhir" in newest(office, ana, "report.too_many")
    assert len(items(office, ana)) == 30


def test_4096_characters_are_shortened_and_what_has_no_words_changes_nothing(
    office: Office, ana: Person
) -> None:
    office.reply(ana, "/lapor Satu")
    office.reply(ana, "entahlah")
    assert office.said(ana)[-1] == "report.choose"
    office.reply(ana, "SEBAGIAN")
    office.show(ana, "sticker")
    assert office.said(ana)[-1] == "report.words_wanted"
    office.reply(ana, "x" * 4096)
    office.feed(Edited(at=office.now, address=office.address(ana), ref="u"))
    office.reply(ana, "baris satu\nbaris dua")
    assert [len(i.output) for i in items(office, ana)] == [500]
    assert items(office, ana)[0].obstacle == "baris satu baris dua"


def test_a_call_is_answered_first_and_the_report_goes_on(office: Office, ana: Person) -> None:
    office.tick()
    office.reply(ana, "/lapor Satu")
    office.reply(ana, "SELESAI")
    office.call(ana)
    office.reply(ana, "Hadir, Pak")
    assert office.outcomes(ana) == ["on_time"]
    office.reply(ana, "Dua belas halaman")
    assert items(office, ana)[0].output == "Dua belas halaman"


def test_a_reason_that_is_asked_later_goes_before_the_report(
    office: Office, ana: Person, budi: Person
) -> None:
    office.tick()
    office.reply(ana, "/lapor Satu")
    office.reply(ana, "SELESAI")
    office.call(ana)
    office.wait(minutes=11)
    office.reply(ana, "Listrik padam")
    assert office.said(ana)[-1] == "case.reason_kept"
    office.reply(ana, "Dua belas halaman")
    assert items(office, ana)[0].output == "Dua belas halaman"


def test_reports_are_deleted_when_their_time_is_over(engine: Engine) -> None:
    office = Office(engine, law(DUTIES + "[privacy.retention_days]\nreports = 3\n"), FRIDAY)
    ana = office.hire("Ana")
    fill_in(office, ana)
    office.wait_until(office.at("04.00", date(2026, 4, 13)))
    assert items(office, ana)
    office.wait_until(office.at("04.00", date(2026, 4, 14)))
    assert items(office, ana) == []

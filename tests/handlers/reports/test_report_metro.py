"""Metro 2.b: a photo of work at home, and a text for E-Kinerja."""

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.events import Attachment, Fetched
from storage.database import transaction
from storage.rows import Photo
from tests.duties import newest
from tests.handlers.reports.scene import HOME, report, send_report
from tests.office import FRIDAY, Office


@pytest.mark.clause("metro", "2.b")
def test_2b_a_photo_of_work_at_home_belongs_to_the_report(metro: Office) -> None:
    budi = metro.hire("Budi", position="JPT Pratama", roles=["supervisor"])
    ana = metro.hire("Ana", budi)
    metro.wait_until(metro.at("17.00"))
    send_report(metro, ana)
    assert metro.said(ana)[-2:] == ["report.lacks", "report.ask_photo"]
    for kind in ("sticker", "document"):
        metro.show(ana, kind)
        assert metro.said(ana) == ["report.photo_wanted"]
    metro.reply(ana, "sudah saya kirim")
    assert metro.said(ana) == ["report.photo_wanted"]
    metro.show(ana, "photo")
    assert metro.said(ana) == ["report.photo_taken", "report.draft"]
    metro.reply(ana, "KIRIM LAPORAN")
    assert report(metro, ana).state == "sent"
    assert "Foto: sudah diterima" in newest(metro, budi, "report.card")
    with transaction(metro.bot.engine) as db:
        (photo,) = db.exec(select(Photo))
        assert (photo.duty, photo.on, photo.person_id) == ("report", HOME, ana.id)


def test_another_photo_takes_the_place_of_the_first_and_a_lost_one_is_asked_for_again(
    metro: Office,
) -> None:
    ana = metro.hire("Ana")
    metro.wait_until(metro.at("17.00"))
    metro.reply(ana, "/lapor Satu")
    metro.show(ana, "photo")
    assert metro.said(ana)[-2:] == ["report.photo_taken", "report.ask_progress"]
    metro.show(ana, "photo")
    with transaction(metro.bot.engine) as db:
        states = {row.id: row.state for row in db.exec(select(Photo))}
    assert sorted(states.values()) == ["expired", "wanted"]
    wanted = max(number or 0 for number in states)
    metro.feed(Fetched(at=metro.now, photo_id=wanted))
    metro.reply(ana, "SELESAI")
    metro.reply(ana, "LEWATI")
    assert metro.said(ana)[-1] == "report.ask_photo"


@pytest.mark.clause("metro", "2.b")
def test_2b_a_block_of_text_is_ready_to_be_copied_to_e_kinerja(metro: Office) -> None:
    ana = metro.hire("Ana", metro.hire("Budi", position="JPT Pratama"))
    metro.wait_until(metro.at("17.00"))
    metro.reply(ana, "/lapor Menyusun laporan")
    metro.reply(ana, "SEBAGIAN")
    metro.reply(ana, "Draf 12 halaman")
    metro.reply(ana, "Listrik padam")
    metro.show(ana, "photo")
    metro.reply(ana, "KIRIM LAPORAN")
    assert metro.said(ana)[-2:] == ["report.sent", "report.copy"]
    assert "E-Kinerja" in newest(metro, ana, "report.sent")
    assert metro.last_text(ana).endswith(
        "1. Uraian: Menyusun laporan\nKeluaran: Draf 12 halaman\n"
        "Capaian: sebagian\nKendala: Listrik padam"
    )


@pytest.mark.clause("metro", "2.b")
def test_2b_a_photo_sent_at_any_time_of_the_day_is_kept_for_the_report(metro: Office) -> None:
    budi = metro.hire("Budi", position="JPT Pratama", roles=["supervisor"])
    ana = metro.hire("Ana", budi)
    metro.wait_until(metro.at("10.00", FRIDAY.date() + timedelta(days=7)))
    metro.said(ana)
    metro.show(ana, "photo", "di meja kerja")
    assert metro.said(ana) == ["report.photo_kept"]
    metro.wait_until(metro.at("17.00"))
    send_report(metro, ana)
    assert metro.said(ana)[-2:] == ["report.sent", "report.copy"]
    assert "Foto: sudah diterima" in newest(metro, budi, "report.card")


def test_an_album_for_the_report_is_answered_once(metro: Office) -> None:
    ana = metro.hire("Ana")
    metro.wait_until(metro.at("10.00", FRIDAY.date() + timedelta(days=7)))
    metro.said(ana)
    for number in range(4):
        address, file = metro.address(ana), f"{number}"
        metro.feed(Attachment(at=metro.now, address=address, kind="photo", file=file, album="7"))
        metro.wait(seconds=1)
    assert metro.said(ana) == ["report.photo_kept"]
    metro.wait(minutes=1)
    metro.show(ana, "photo")
    assert metro.said(ana) == ["report.photo_kept"]


@pytest.mark.clause("metro", "2.b")
def test_2b_the_first_word_of_the_day_speaks_of_the_photo(metro: Office) -> None:
    ana = metro.hire("Ana")
    metro.wait_until(metro.at("07.00", FRIDAY.date() + timedelta(days=7)))
    metro.said(ana)
    metro.wait_until(metro.at("08.30"))
    assert metro.said(ana) == ["report.photo_morning"]
    assert "ketentuan 2.b" in metro.last_text(ana)
    metro.wait_until(metro.at("09.00", FRIDAY.date() + timedelta(days=10)))
    assert "report.photo_morning" not in metro.said(ana), "nor on a day in the office"


def test_a_photo_that_could_not_be_fetched_is_taken_again_after_the_report(metro: Office) -> None:
    ana = metro.hire("Ana")
    metro.wait_until(metro.at("17.00"))
    metro.show(ana, "photo")
    send_report(metro, ana)
    with transaction(metro.bot.engine) as db:
        (photo,) = db.exec(select(Photo))
    metro.feed(Fetched(at=metro.now, photo_id=photo.id or 0))
    assert metro.said(ana)[-1] == "photos.failed"
    metro.show(ana, "photo")
    assert metro.said(ana) == ["report.photo_kept"]


def test_a_photo_on_a_day_in_the_office_belongs_to_no_report(metro: Office) -> None:
    ana = metro.hire("Ana")
    metro.wait_until(metro.at("10.00", FRIDAY.date() + timedelta(days=5)))
    metro.said(ana)
    metro.show(ana, "photo")
    assert "report.photo_kept" not in metro.said(ana)

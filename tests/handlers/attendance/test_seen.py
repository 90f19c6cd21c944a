"""What is seen of attendance: by the person, by his superior, by an auditor."""

from datetime import timedelta

from handlers import attend
from handlers.attend import records
from handlers.events import Fetched
from storage.database import transaction
from storage.rows import Person
from tests.handlers.attendance.scene import (
    DONE,
    at_home,
    own,
    pin,
    selfie,
    undo_button,
)
from tests.office import FRIDAY, Office


def test_presensi_shows_the_slots_of_today_and_offers_the_tick(
    office: Office, ana: Person
) -> None:
    office.now = office.at("07.31")
    office.reply(ana, DONE)
    office.now = office.at("12.10")
    office.reply(ana, "/presensi")
    row = office.words(ana)[-1]
    text = office.text(row)
    assert row.buttons == [[["press.attend_done", ""]]]
    for line in (
        "Presensi Jumat, 10 April 2026",
        "07.30 WIB: pukul 07.31.00 WIB, lewat waktu",
        "12.00 WIB: terbuka sampai pukul 12.30 WIB",
        "13.30 WIB: dibuka pukul 13.00 WIB",
    ):
        assert line in text
    office.reply(ana, "/attendance")
    assert office.said(ana)[-1] == "attend.today"


def test_presensi_shows_what_a_half_mark_waits_for(office: Office, eka: Person) -> None:
    office.now = office.at("07.10")
    selfie(office, eka)
    office.reply(eka, "/presensi")
    assert "07.30 WIB: menunggu pin lokasi" in office.last_text(eka)
    assert office.words(eka)[-1].buttons == []
    office.now = office.at("17.30")
    office.reply(eka, "/presensi")
    assert "16.30 WIB: belum tercatat" in office.last_text(eka)
    pin(office, eka)
    assert office.said(eka)[-1] == "attend.over"


def test_the_digest_counts_who_marked_everything_and_names_what_is_missing(
    office: Office, ana: Person, eka: Person, budi: Person
) -> None:
    boss = office.hire("Citra", roles=["supervisor"])
    with transaction(office.bot.engine) as db:
        db.get_one(Person, budi.id).supervisor_id = boss.id
    at_home(office, budi)
    silent = at_home(office, office.hire("Fajar", budi, enrolled=False))
    office.now = office.at("07.20")
    for person in (ana, budi):
        office.reply(person, DONE)
    office.now = office.at("11.50")
    office.wait_until(office.at("12.01"))
    text = next(office.text(r) for r in office.words(boss) if r.key == "digest.text")
    assert "Presensi lengkap: 2/3. Belum tercatat: Eka (07.30)" in text
    assert silent.name not in text.partition("Belum tercatat")[2].partition("\n")[0]
    assert office.faults(eka) == 0
    assert office.proposed(eka) == []


def test_the_digest_says_when_all_is_there(office: Office, ana: Person, budi: Person) -> None:
    office.now = office.at("07.20")
    office.reply(ana, DONE)
    office.now = office.at("11.50")
    office.wait_until(office.at("12.01"))
    texts = [office.text(r) for r in office.words(budi) if r.key == "digest.text"]
    assert "Presensi lengkap: 1/1\n" in texts[-1]


def test_a_long_list_of_names_is_cut(office: Office, budi: Person) -> None:
    for number in range(18):
        at_home(office, office.hire(f"Pegawai {number}", budi))
    office.now = office.at("11.50")
    office.wait_until(office.at("12.01"))
    text = next(office.text(r) for r in office.words(budi) if r.key == "digest.text")
    assert "Presensi lengkap: 0/18" in text
    assert ", +3" in text


def test_a_team_in_the_office_has_no_line_of_attendance(office: Office, budi: Person) -> None:
    away = at_home(office, office.hire("Dewi", budi), "WFO")
    with office.desk() as desk:
        assert attend.digest_line(desk, [away], FRIDAY.date()) is None


def test_attendance_is_exported_with_everything_that_an_auditor_asks(
    office: Office, ana: Person, eka: Person
) -> None:
    office.now = office.at("07.10")
    selfie(office, eka)
    pin(office, eka)
    kept = own(office, eka)[0].photo_id or 0
    office.feed(Fetched(at=office.now, photo_id=kept, path="x", sha256="ab", size=1))
    office.reply(ana, DONE)
    office.tap(ana, undo_button(office, ana))
    office.stop(minutes=1)
    at_home(office, ana, "WFO")
    with office.desk() as desk:
        first, second = records.rows_on(desk, FRIDAY.date())
    assert tuple(first) == records.COLUMNS
    assert first == {
        "nip": eka.nip,
        "circular": "bukit",
        "on": "2026-04-10",
        "slot": "07.30",
        "marked_at": "2026-04-10T07:10:00+07:00",
        "status": "on_time",
        "way": "photo",
        "place": "inside",
        "disturbed": True,
        "photo_state": "kept",
        "photo_sha256": "ab",
        "undone_at": None,
    }
    assert (second["nip"], second["way"], second["place"]) == (ana.nip, "tick", None)
    assert second["undone_at"] == "2026-04-10T07:10:00+07:00"
    assert second["disturbed"] is None


def test_where_a_mark_was_made_is_forgotten_after_a_week(office: Office, eka: Person) -> None:
    office.now = office.at("07.10")
    selfie(office, eka)
    pin(office, eka)
    for days_later, place in ((7, "inside"), (1, "")):
        office.now += timedelta(days=days_later)
        office.tick()
        (mark,) = own(office, eka)
        assert (mark.place, mark.status) == (place, "on_time")
